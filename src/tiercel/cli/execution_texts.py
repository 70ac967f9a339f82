"""An execution of a server as text."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import indent

import msgspec
import typer

from tiercel.cli.api.executions import ExecutionView, FailureView
from tiercel.cli.live import task_text
from tiercel.cli.tables import print_table
from tiercel.model.json_types import Json


def print_execution(execution: ExecutionView) -> None:
    """Print what is known of it, then a row for each of its task runs."""
    for name, value in _facts(execution):
        typer.echo(f"{name:<12}{value}")
    if execution.failure:
        typer.echo("")
        for line in failure_lines(execution.failure):
            typer.echo(line)
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


def failure_lines(failure: FailureView) -> Iterator[str]:
    """Which task failed in which attempt, then the last errors of that attempt, indented."""
    if not failure.task_id:
        yield "it failed as a whole:"
    elif failure.attempts:
        name = task_text(failure.task_id, failure.value)
        yield f"task '{name}' failed in attempt {failure.attempts}:"
    else:
        yield f"task '{task_text(failure.task_id, failure.value)}' failed before an attempt:"
    for message in failure.errors or [failure.reason or "its log has no error of it"]:
        yield indent(message, "  ")


def note_failure(execution: ExecutionView) -> None:
    """Why it failed, if it did, on the standard error: the other output is for programs."""
    for line in failure_lines(execution.failure) if execution.failure else ():
        typer.echo(line, err=True)


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
