"""What `migrate airflow check` says of files of DAGs."""

from __future__ import annotations

from pathlib import Path

import typer

from tiercel.cli.flow_files import text_of
from tiercel.cli.output import print_json
from tiercel.cli.tables import print_table
from tiercel.migrate.airflow.check import MoveReport, check_dags
from tiercel.migrate.airflow.operators import Effort
from tiercel.model.errors import NotFound


def check_folder(place: Path, *, as_json: bool) -> int:
    """Print what a move would take; 1 when a file can't be read or an operator is not known.

    Raises: NotFound without any DAG, TiercelError for a file that can't be opened.
    """
    files = [place] if place.is_file() else sorted(place.rglob("*.py"))
    report = check_dags({str(path): text_of(path) for path in files})
    if not report.files:
        raise NotFound(f"No DAGs found in '{place}': they are in files that end in .py.")
    if as_json:
        print_json(report)
    else:
        _show(report)
    is_open = any(each.effort is Effort.UNKNOWN for each in report.operators)
    return int(is_open or any(file.error for file in report.files))


def _show(report: MoveReport) -> None:
    print_table(
        ("operator", "uses", "effort", "type", "note"),
        (
            (each.operator, each.uses, each.effort, each.type, each.note)
            for each in report.operators
        ),
    )
    for file in report.files:
        for dag in file.dags:
            typer.echo(f"{file.path}:{dag.line} {dag.id} schedule: {dag.schedule or 'none'}")
        for note in file.notes:
            typer.echo(f"{file.path}: {note}")
        if file.error:
            typer.echo(f"✘ {file.path}: {file.error}", err=True)
    for heading, names in (
        ("Connections, as secrets", report.connections),
        ("Variables, as key-value entries", report.variables),
    ):
        if names:
            typer.echo(f"{heading}: {', '.join(names)}")
    efforts = [
        f"{sum(each.uses for each in report.operators if each.effort is effort)} {effort}"
        for effort in Effort
    ]
    typer.echo(f"{report.dags} DAGs; tasks by effort: {', '.join(efforts)}.")
