"""`tiercel run`: run a flow here and now, without a server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tiercel.cli.parameters.pairs import pairs_of

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
Answers = Annotated[
    list[str] | None,
    typer.Option(
        "--resume", help="A value for a pause as task.input=value; the task alone resumes it."
    ),
]
Verbose = Annotated[
    bool, typer.Option("--verbose", "-v", help="Show TRACE lines too, such as stacks of errors.")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Show warnings and errors only.")]
AsJson = Annotated[
    bool, typer.Option("--json", help="Print one JSON document at the end, nothing else.")
]
Config = Annotated[Path | None, typer.Option("--config", "-c", help="Configuration file (YAML).")]


def add(app: typer.Typer) -> None:
    app.command("run", epilog="Example: tiercel run hello.yaml -i who=Ann")(run)


def run(  # noqa: PLR0913  One parameter an option.
    context: typer.Context,
    file: File,
    inputs: Inputs = None,
    labels: Labels = None,
    others: Others = None,
    answers: Answers = None,
    verbose: Verbose = False,
    quiet: Quiet = False,
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """Run a flow in a temporary server; exit 0 on SUCCESS and WARNING, 1 otherwise."""
    from tiercel.cli.flow_files import FlowFile, flow_files
    from tiercel.cli.run_flow import RunRequest, run_flow
    from tiercel.cli.run_pauses import answers_of
    from tiercel.model.log import Level

    request = RunRequest(
        flow=FlowFile(str(file), file.read_text(encoding="utf-8")),
        inputs=pairs_of(inputs or [], "input"),
        labels=pairs_of(labels or [], "label", separators="=:"),
        others=tuple(each for place in others or [] for each in flow_files(place)),
        answers=answers_of(answers or []),
        level=Level.TRACE if verbose else Level.WARN if quiet else Level.DEBUG,
        as_json=as_json,
        config=config,
    )
    raise typer.Exit(run_flow(context.obj, request))
