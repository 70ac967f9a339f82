"""`tiercel doctor`: what is wrong on this machine."""

from __future__ import annotations

import asyncio
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from tiercel.cli.parameters.shared import AsJson

Config = Annotated[Path | None, typer.Option("--config", "-c", help="Configuration file (YAML).")]
Data = Annotated[Path | None, typer.Option("--data", help="Folder of the database and the files.")]
EXAMPLE = "tiercel doctor --config config.yml"
MARKS = {"good": "✓", "doubtful": "⚠", "broken": "✘"}


def add(app: typer.Typer) -> None:
    app.command("doctor", epilog=f"Example: {EXAMPLE}")(doctor)


def doctor(
    context: typer.Context, config: Config = None, data: Data = None, as_json: AsJson = False
) -> None:
    """Look at configuration, port, data folder, database, clock, containers, scripts and pages.

    Each line says what to do about it. Nothing is started or changed; exit 1 when a server would
    not start or not work.
    """
    from tiercel.cli.doctor.server import examine
    from tiercel.cli.output import print_json
    from tiercel.service.instance.finding import Health

    now = datetime.now(UTC)
    findings = asyncio.run(examine(context.obj, config, data, os.environ, now))
    if as_json:
        print_json(findings)
    else:
        for each in findings:
            remedy = f"\n  {each.remedy}" if each.remedy else ""
            typer.echo(f"{MARKS[each.health]} {each.subject}: {each.text}{remedy}")
    if any(each.health is Health.BROKEN for each in findings):
        raise typer.Exit(1)
