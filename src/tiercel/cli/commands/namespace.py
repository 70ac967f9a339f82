"""`tiercel namespace`: files and key-value entries of a namespace of a running server."""

from __future__ import annotations

import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.commands.kv import set_value
from tiercel.cli.options import AsJson, IdempotencyKey, asks_server

if TYPE_CHECKING:
    from tiercel.cli.client import Client

Namespace = Annotated[str, typer.Argument(help="A namespace.")]
EXAMPLES = {
    "files": "tiercel namespace files update company.team scripts /scripts",
    "kv": "tiercel namespace kv update company.team colour blue",
}
IGNORE_FILES = (".tiercelignore", ".kestraignore")


def add(app: typer.Typer) -> None:
    group = typer.Typer(help="Namespaces with their files and entries.", no_args_is_help=True)
    group.command("list", epilog="Example: tiercel namespace list")(show_list)
    files = typer.Typer(help="Files of a namespace.", no_args_is_help=True)
    files.command("update", epilog=f"Example: {EXAMPLES['files']}")(update_files)
    group.add_typer(files, name="files")
    kv = typer.Typer(help="Key-value entries.", no_args_is_help=True)
    kv.command("update", epilog=f"Example: {EXAMPLES['kv']}")(set_value)
    group.add_typer(kv, name="kv")
    app.add_typer(group, name="namespace")


@asks_server
def show_list(client: Client, as_json: AsJson = False) -> None:
    """The names of all namespaces, a line each."""
    from tiercel.cli.api.namespaces import ListNamespaces
    from tiercel.cli.output import print_json

    names = client.call(ListNamespaces())
    if as_json:
        print_json(names)
        return
    for name in names:
        typer.echo(name)


@asks_server
def update_files(  # noqa: PLR0913  One parameter an option.
    client: Client,
    namespace: Namespace,
    source: Annotated[Path, typer.Argument(help="A local file or folder.", exists=True)],
    target: Annotated[str, typer.Argument(help="Where it goes.")] = "/",
    delete: Annotated[
        bool, typer.Option("--delete/--no-delete", help="Empty the target first.")
    ] = False,
    idempotency_key: IdempotencyKey = None,
) -> None:
    """Upload files; those that `.kestraignore` names stay behind."""
    from tiercel.cli.api.call import Upload
    from tiercel.cli.api.namespaces import RemoveFile, UploadFile
    from tiercel.cli.client import key_of_part

    if delete:
        client.call(RemoveFile(namespace=namespace, path=target))
    root = source if source.is_dir() else source.parent
    for file in _files(source):
        remote = f"{target.rstrip('/')}/{file.relative_to(root).as_posix()}"
        form = {"fileContent": Upload(file.name, file.read_bytes())}
        ask = UploadFile(namespace=namespace, path=remote, body=form)
        client.call(ask, key_of_part(idempotency_key, remote))
        typer.echo(f"Successfully uploaded {file} to {remote}")


def _files(source: Path) -> list[Path]:
    if source.is_file():
        return [source]
    patterns = [
        line.strip().rstrip("/")
        for name in IGNORE_FILES
        if (source / name).is_file()
        for line in (source / name).read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    return [
        path
        for path in sorted(source.rglob("*"))
        if path.is_file() and not _is_ignored(path.relative_to(source), patterns)
    ]


def _is_ignored(path: Path, patterns: list[str]) -> bool:
    names = [path.as_posix(), *path.parts]
    return any(fnmatch.fnmatch(name, pattern) for name in names for pattern in patterns)
