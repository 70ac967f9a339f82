"""`tiercel run`: run a flow here and now, without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tiercel.cli.pairs import pairs_of

File = Annotated[Path, typer.Argument(help="The flow, a YAML file.", exists=True, dir_okay=False)]
Inputs = Annotated[
    list[str] | None,
    typer.Option("--input", "-i", help="An input as id=value; id=@path for a file."),
]
Labels = Annotated[
    list[str] | None, typer.Option("--label", help="A label as key=value or key:value.")
]
Others = Annotated[
    list[Path] | None,
    typer.Option("--with", help="Another flow or a folder of flows, for subflows."),
]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON document at the end, nothing else.")
]
Config = Annotated[Path | None, typer.Option("--config", "-c", help="Configuration file (YAML).")]


def add(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run")(run)


def run(  # noqa: PLR0913  One parameter an option.
    context: typer.Context,
    file: File,
    inputs: Inputs = None,
    labels: Labels = None,
    others: Others = None,
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """Run a flow in a temporary server; exit 0 on SUCCESS and WARNING, 1 otherwise."""
    from tiercel.cli.run_flow import RunRequest, run_flow

    request = RunRequest(
        source=file.read_text(encoding="utf-8"),
        inputs=pairs_of(inputs or [], "input"),
        labels=pairs_of(labels or [], "label", separators="=:"),
        others=tuple(_sources(others or [])),
        as_json=as_json,
        config=config,
    )
    raise typer.Exit(run_flow(context.obj, request))


def _sources(paths: list[Path]) -> list[str]:
    found: list[str] = []
    for path in paths:
        files = sorted([*path.rglob("*.yml"), *path.rglob("*.yaml")]) if path.is_dir() else [path]
        found.extend(each.read_text(encoding="utf-8") for each in files)
    return found
