"""`tiercel namespace`: files and key-value entries of a namespace of a running server."""

from __future__ import annotations

import fnmatch
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.commands.kv import set_value
from tiercel.cli.groups import group_of
from tiercel.cli.options import asks_server, prints_answer
from tiercel.cli.output import Done, print_json, show_done
from tiercel.cli.parameters.shared import AsJson, IdempotencyKey, Namespace

if TYPE_CHECKING:
    from tiercel.cli.client import Client

IGNORE_FILES = (".tiercelignore", ".kestraignore")


def add(app: typer.Typer) -> None:
    group = group_of(
        "Namespaces with their files and entries.",
        {"list": (show_list, "tiercel namespace list")},
    )
    files = (update_files, "tiercel namespace files update company.team scripts /scripts")
    group.add_typer(group_of("Files of a namespace.", {"update": files}), name="files")
    kv = (set_value, "tiercel namespace kv update company.team colour blue")
    group.add_typer(group_of("Key-value entries.", {"update": kv}), name="kv")
    app.add_typer(group, name="namespace")


def _show_names(names: list[str]) -> None:
    for name in names:
        typer.echo(name)


@prints_answer(_show_names)
def show_list(client: Client) -> list[str]:
    """The names of all namespaces, a line each."""
    from tiercel.cli.api.namespaces import ListNamespaces

    return client.call(ListNamespaces())


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
    as_json: AsJson = False,
) -> None:
    """Upload files; those that `.kestraignore` names stay behind."""
    from tiercel.cli.api.call import Upload
    from tiercel.cli.api.namespaces import RemoveFile, UploadFile
    from tiercel.cli.client import key_of_part

    if delete:
        client.call(RemoveFile(namespace=namespace, path=target))
    stored: list[Done] = []
    root = source if source.is_dir() else source.parent
    for file in _files(source):
        remote = f"{target.rstrip('/')}/{file.relative_to(root).as_posix()}"
        form = {"fileContent": Upload(file.name, file.read_bytes())}
        ask = UploadFile(namespace=namespace, path=remote, body=form)
        client.call(ask, key_of_part(idempotency_key, remote))
        names = {"namespace": namespace, "file": str(file), "path": remote}
        stored.append(Done("stored", names, f"Successfully uploaded {file} to {remote}"))
        if not as_json:
            show_done(stored[-1])
    if as_json:
        print_json(stored)


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
