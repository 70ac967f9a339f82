"""An execution of a server as text."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import typer

from tiercel.cli.api.executions import ExecutionView
from tiercel.cli.tables import print_table
from tiercel.model.json_types import Json


def print_execution(execution: ExecutionView) -> None:
    """Print what is known of it, then a row for each of its task runs."""
    for name, value in _facts(execution):
        typer.echo(f"{name:<12}{value}")
    runs = execution.task_run_list or []
    if not runs:
        return
    typer.echo("")
    print_table(
        ("task", "value", "state", "attempts", "start", "duration", "id"),
        (
            (
                run.task_id,
                run.value,
                run.state.current,
                len(run.attempts or ()),
                run.state.start_date,
                run.state.duration,
                run.id,
            )
            for run in runs
        ),
    )


def _facts(execution: ExecutionView) -> Iterator[tuple[str, Json]]:
    yield "id", execution.id
    yield "flow", f"{execution.namespace}.{execution.flow_id} (revision {execution.flow_revision})"
    yield "state", execution.state.current
    yield "start", execution.state.start_date.isoformat()
    if execution.state.end_date:
        yield "end", execution.state.end_date.isoformat()
    yield "duration", execution.state.duration
    if execution.waiting_for:
        yield "waits for", execution.waiting_for
    if execution.trigger:
        yield "trigger", execution.trigger.id
    for label in execution.labels or ():
        yield "label", f"{label.key}={label.value}"
    for kind, values in (("input", execution.inputs), ("output", execution.outputs)):
        for name, value in (values or {}).items():
            yield kind, f"{name}={value if isinstance(value, str) else _json(value)}"


def _json(value: Json) -> str:
    return msgspec.json.encode(value).decode()
