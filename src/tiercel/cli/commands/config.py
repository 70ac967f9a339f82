"""`tiercel config`: the configuration of a server, before it is started."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from tiercel.cli.parameters.shared import AsJson

File = Annotated[
    Path | None,
    typer.Argument(help="Configuration file (YAML); else the one that a server finds by itself."),
]
All = Annotated[bool, typer.Option("--all", help="Those that are the defaults, too.")]
EXAMPLES = {"check": "tiercel config check config.yml", "show": "tiercel config show config.yml"}
SOURCES = {"DEFAULT": "default", "COMMAND": "command line"}


def add(app: typer.Typer) -> None:
    group = typer.Typer(help="The configuration of a server.", no_args_is_help=True)
    group.command("check", epilog=f"Example: {EXAMPLES['check']}")(check)
    group.command("show", epilog=f"Example: {EXAMPLES['show']}")(show)
    app.add_typer(group, name="config")


def check(file: File = None, as_json: AsJson = False) -> None:
    """Say what a start would refuse, and what has no effect; exit 1 when it would not start.

    The environment variables that are settings are read, too. Nothing is started.
    """
    import msgspec

    from tiercel.cli.config_report import report_on
    from tiercel.cli.output import print_json
    from tiercel.cli.violation_lines import violation_line

    report = report_on(file, os.environ)
    if as_json:
        errors = [
            {"file": each.file, **msgspec.structs.asdict(each.violation)}
            for each in report.mistakes
        ]
        print_json({"files": report.files, "errors": errors, "warnings": report.warnings})
        raise typer.Exit(int(bool(report.mistakes)))
    for each in report.mistakes:
        typer.echo(violation_line(each.violation, file=each.file), err=True)
    for text in report.warnings:
        typer.echo(f"⚠ - {text}")
    if report.mistakes:
        raise typer.Exit(1)
    typer.echo(f"✓ - {', '.join(report.files) or 'no file: environment and defaults'}")


def show(
    file: File = None,
    is_all: All = False,
    as_json: AsJson = False,
) -> None:
    """The settings that a server would have, and where each comes from.

    What may be a secret is masked. Nothing is started.
    """
    from tiercel.cli.output import print_json
    from tiercel.cli.tables import print_table
    from tiercel.settings import read_settings
    from tiercel.settings.effective import MASK, effective_settings

    found = [
        one
        for one in effective_settings(read_settings(config=file, environ=os.environ))
        if is_all or one.source != "DEFAULT"
    ]
    if as_json:
        print_json(found)
        return
    rows = [
        (
            one.name,
            MASK if one.is_masked else one.value or "",
            one.source_name or SOURCES[one.source],
        )
        for one in found
    ]
    print_table(("setting", "value", "source"), rows)
