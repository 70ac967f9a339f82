"""`tiercel init`: a folder to begin with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

EXAMPLE = "tiercel init my-flows --namespace company.team"


def add(app: typer.Typer) -> None:
    app.command("init", epilog=f"Example: {EXAMPLE}")(init)


def init(
    folder: Annotated[Path, typer.Argument(help="A folder that is new or empty.")],
    namespace: Annotated[
        str, typer.Option("--namespace", "-n", help="The namespace of the flows.")
    ] = "company.team",
) -> None:
    """Make a folder with a first flow, a test and a README; all of it runs as it is."""
    from tiercel.cli.project_template import write_folder
    from tiercel.model.errors import Conflict, TiercelError

    _refuse_wrong(namespace)
    try:
        if folder.exists() and any(folder.iterdir()):
            raise Conflict(f"{folder} is not empty: name a new folder.")
        written = write_folder(folder, namespace)
    except OSError as error:
        raise TiercelError(f"Can't write to {folder}: {error.strerror}") from None
    for path in written:
        typer.echo(f"Made {path}")
    typer.echo(f"Next: tiercel run {written[0]} -i name=Ann")


def _refuse_wrong(namespace: str) -> None:
    """What flows accept as a namespace. Raises: BadParameter."""
    from tiercel.model.ids import NAMESPACE_PATTERN

    if not NAMESPACE_PATTERN.fullmatch(namespace):
        raise typer.BadParameter(
            "a namespace is lower-case letters, digits, '.', '_' and '-', and begins with a letter"
            " or digit",
            param_hint="--namespace",
        )
