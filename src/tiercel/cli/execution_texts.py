"""An execution of a server as text: the whole of it, or its changes one by one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from operator import itemgetter

import msgspec
import typer

from tiercel.cli.api.executions import ExecutionView, TaskRunView
from tiercel.cli.tables import print_table
from tiercel.model.json_types import Json
from tiercel.model.state import StateType

GOOD = frozenset({StateType.SUCCESS, StateType.WARNING})


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


def print_changes(states: Iterable[ExecutionView]) -> StateType:
    """Print a line for each state that the execution or a task run enters; the last of its own.

    Shapes: the date, the task or the id of the execution, the state, all of it separated by tabs.
    """
    shown: dict[str, int] = {}
    last = StateType.CREATED
    for execution in states:
        last = execution.state.current
        entered: list[tuple[datetime, str, StateType]] = []
        for each in (execution, *(execution.task_run_list or ())):
            news = each.state.histories[shown.get(each.id, 0) :]
            entered.extend((change.date, _name(each), change.state) for change in news)
            shown[each.id] = len(each.state.histories)
        for date, name, state in sorted(entered, key=itemgetter(0)):
            typer.echo(f"{date:%Y-%m-%dT%H:%M:%S.%fZ}\t{name}\t{state}")
    return last


def check_good_end(state: StateType) -> None:
    """Leave with 1 unless an execution ended well."""
    if state not in GOOD:
        raise typer.Exit(1)


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


def _name(each: ExecutionView | TaskRunView) -> str:
    if isinstance(each, ExecutionView):
        return each.id
    return f"{each.task_id}[{each.value}]" if each.value else each.task_id
