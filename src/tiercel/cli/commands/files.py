"""`tiercel files`: the files of a namespace of a running server."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.options import AsJson, IdempotencyKey, asks_server

if TYPE_CHECKING:
    from tiercel.cli.client import Client

Namespace = Annotated[str, typer.Argument(help="A namespace.")]
RemotePath = Annotated[str, typer.Argument(help="The path of the file in the namespace.")]
FOLDER = "Directory"
EXAMPLES = {
    "list": "tiercel files list company.team /reports",
    "get": "tiercel files get company.team /reports/may.csv > may.csv",
    "put": "tiercel files put company.team may.csv /reports/may.csv",
    "search": "tiercel files search company.team may",
    "move": "tiercel files move company.team /reports/may.csv /old/may.csv",
    "delete": "tiercel files delete company.team /reports/may.csv",
}


def add(app: typer.Typer) -> None:
    group = typer.Typer(help="Files of a namespace.", no_args_is_help=True)
    commands = {
        "list": show_list,
        "search": search,
        "get": get,
        "put": put,
        "move": move,
        "delete": delete,
    }
    for name, command in commands.items():
        group.command(name, epilog=f"Example: {EXAMPLES[name]}")(command)
    app.add_typer(group, name="files")


@asks_server
def show_list(
    client: Client,
    namespace: Namespace,
    path: Annotated[str, typer.Argument(help="A folder.")] = "/",
    as_json: AsJson = False,
) -> None:
    """What lies in a folder, folders first; their names end in a slash."""
    from tiercel.cli.api.namespaces import ListFolder
    from tiercel.cli.output import print_json
    from tiercel.cli.tables import print_table

    found = client.call(ListFolder(namespace=namespace, path=path))
    if as_json:
        print_json(found)
        return
    print_table(
        ("name", "size", "modified"),
        (
            (
                f"{each.file_name}/" if each.type == FOLDER else each.file_name,
                None if each.type == FOLDER else each.size,
                datetime.fromtimestamp(each.last_modified_time / 1000, UTC),
            )
            for each in found
        ),
    )


@asks_server
def search(
    client: Client,
    namespace: Namespace,
    text: Annotated[str, typer.Argument(help="A part of the path.")],
    as_json: AsJson = False,
) -> None:
    """Paths of files that contain a text, a line each; exit 1 without any."""
    from tiercel.cli.api.namespaces import FindFiles
    from tiercel.cli.output import print_json

    found = client.call(FindFiles(namespace=namespace, q=text))
    if as_json:
        print_json(found)
    else:
        for path in found:
            typer.echo(path)
    if not found:
        raise typer.Exit(1)


@asks_server
def get(
    client: Client,
    namespace: Namespace,
    path: RemotePath,
    revision: Annotated[
        int | None, typer.Option("--revision", help="An older content; else the newest.", min=1)
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Write it there.", dir_okay=False)
    ] = None,
) -> None:
    """Print the content of a file, or write it to a local one."""
    from tiercel.cli.api.namespaces import ReadFile

    content = client.call(ReadFile(namespace=namespace, path=path, revision=revision))
    if output is None:
        typer.echo(content, nl=False)
        return
    _write(output, content)
    typer.echo(f"{namespace} {path} written to {output}")


@asks_server
def put(
    client: Client,
    namespace: Namespace,
    file: Annotated[Path, typer.Argument(help="A local file.", exists=True, dir_okay=False)],
    path: Annotated[
        str, typer.Argument(help="Where it goes; a path that ends in a slash keeps the name.")
    ] = "/",
    idempotency_key: IdempotencyKey = None,
) -> None:
    """Store a file; one that is there already is replaced. Folders: `namespace files update`."""
    from tiercel.cli.api.call import Upload
    from tiercel.cli.api.namespaces import UploadFile

    target = f"{path}{file.name}" if path.endswith("/") else path
    form = {"fileContent": Upload(file.name, file.read_bytes())}
    client.call(UploadFile(namespace=namespace, path=target, body=form), idempotency_key)
    typer.echo(f"{namespace} {target} stored")


@asks_server
def move(
    client: Client,
    namespace: Namespace,
    path: RemotePath,
    target: Annotated[str, typer.Argument(help="Its new path; its folder must be there.")],
) -> None:
    """Rename a file or folder."""
    from tiercel.cli.api.namespaces import MoveFile

    client.call(MoveFile(namespace=namespace, from_=path, to=target))
    typer.echo(f"{namespace} {path} moved to {target}")


@asks_server
def delete(client: Client, namespace: Namespace, path: RemotePath) -> None:
    """Remove a file, or a folder with all that lies in it."""
    from tiercel.cli.api.namespaces import RemoveFile

    client.call(RemoveFile(namespace=namespace, path=path))
    typer.echo(f"{namespace} {path} deleted")


def _write(file: Path, content: bytes) -> None:
    from tiercel.model.errors import TiercelError

    try:
        file.write_bytes(content)
    except OSError as error:
        raise TiercelError(f"Can't write {file}: {error.strerror}") from None
