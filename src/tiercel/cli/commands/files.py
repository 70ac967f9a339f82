"""`tiercel files`: the files of a namespace of a running server."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.groups import group_of
from tiercel.cli.options import asks_server, prints_answer
from tiercel.cli.output import Done, done, show_done
from tiercel.cli.parameters.shared import AsJson, IdempotencyKey, Namespace
from tiercel.cli.tables import Row, table_of

if TYPE_CHECKING:
    from tiercel.cli.api.namespaces import FileAttributesView
    from tiercel.cli.client import Client

RemotePath = Annotated[str, typer.Argument(help="The path of the file in the namespace.")]
FOLDER = "Directory"


def add(app: typer.Typer) -> None:
    group = group_of(
        "Files of a namespace.",
        {
            "list": (show_list, "tiercel files list company.team /reports"),
            "search": (search, "tiercel files search company.team may"),
            "get": (get, "tiercel files get company.team /reports/may.csv > may.csv"),
            "put": (put, "tiercel files put company.team may.csv /reports/may.csv"),
            "move": (move, "tiercel files move company.team /reports/may.csv /old/may.csv"),
            "delete": (delete, "tiercel files delete company.team /reports/may.csv"),
        },
    )
    app.add_typer(group, name="files")


def _row(file: FileAttributesView) -> Row:
    is_folder = file.type == FOLDER
    return (
        f"{file.file_name}/" if is_folder else file.file_name,
        None if is_folder else file.size,
        datetime.fromtimestamp(file.last_modified_time / 1000, UTC),
    )


@prints_answer(table_of(("name", "size", "modified"), _row))
def show_list(
    client: Client,
    namespace: Namespace,
    path: Annotated[str, typer.Argument(help="A folder.")] = "/",
) -> list[FileAttributesView]:
    """What lies in a folder, folders first; their names end in a slash."""
    from tiercel.cli.api.namespaces import ListFolder

    return client.call(ListFolder(namespace=namespace, path=path))


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


@prints_answer(show_done)
def put(
    client: Client,
    namespace: Namespace,
    file: Annotated[Path, typer.Argument(help="A local file.", exists=True, dir_okay=False)],
    path: Annotated[
        str, typer.Argument(help="Where it goes; a path that ends in a slash keeps the name.")
    ] = "/",
    idempotency_key: IdempotencyKey = None,
) -> Done:
    """Store a file; one that is there already is replaced. Folders: `namespace files update`."""
    from tiercel.cli.api.call import Upload
    from tiercel.cli.api.namespaces import UploadFile

    target = f"{path}{file.name}" if path.endswith("/") else path
    form = {"fileContent": Upload(file.name, file.read_bytes())}
    client.call(UploadFile(namespace=namespace, path=target, body=form), idempotency_key)
    return done("stored", namespace=namespace, path=target)


@prints_answer(show_done)
def move(
    client: Client,
    namespace: Namespace,
    path: RemotePath,
    target: Annotated[str, typer.Argument(help="Its new path; its folder must be there.")],
) -> Done:
    """Rename a file or folder."""
    from tiercel.cli.api.namespaces import MoveFile

    client.call(MoveFile(namespace=namespace, from_=path, to=target))
    names = {"namespace": namespace, "path": path, "target": target}
    return Done("moved", names, f"{namespace} {path} moved to {target}")


@prints_answer(show_done)
def delete(client: Client, namespace: Namespace, path: RemotePath) -> Done:
    """Remove a file, or a folder with all that lies in it."""
    from tiercel.cli.api.namespaces import RemoveFile

    client.call(RemoveFile(namespace=namespace, path=path))
    return done("deleted", namespace=namespace, path=path)


def _write(file: Path, content: bytes) -> None:
    from tiercel.model.errors import TiercelError

    try:
        file.write_bytes(content)
    except OSError as error:
        raise TiercelError(f"Can't write {file}: {error.strerror}") from None
