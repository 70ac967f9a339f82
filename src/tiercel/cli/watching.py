"""An execution of a server while it runs: live on a terminal, else its changes one by one."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import UTC, datetime
from operator import itemgetter

import typer

from tiercel.cli.api.executions import ExecutionView, StateView, TaskRunView
from tiercel.cli.client import Client
from tiercel.cli.execution_texts import note_failure
from tiercel.cli.following import News, news
from tiercel.cli.live import LiveRun, ShownRun, ShownState, task_text
from tiercel.model.log import Level
from tiercel.model.state import StateType

GOOD = frozenset({StateType.SUCCESS, StateType.WARNING})


def watch_to_end(client: Client, execution_id: str) -> None:
    """Show an execution until it ends: live on a terminal, else a line for each change of a state.

    Leaves with 1 unless it ended well. Raises: ServerRefused, Unavailable.
    """
    found = news(client, execution_id, Level.TRACE)
    if sys.stdout.isatty():
        last = show_live(found, lambda: datetime.now(UTC))
    else:
        last = print_changes(each.execution for each in found)
    if last not in GOOD:
        raise typer.Exit(1)


def shown_run(execution: ExecutionView) -> ShownRun:
    """What the terminal shows of it while it runs."""

    def row(name: str, state: StateView) -> ShownState:
        return ShownState(name, state.current, state.start_date, state.end_date or None)

    tasks = [row(_name(run), run.state) for run in execution.task_run_list or ()]
    name = f"{execution.namespace}.{execution.flow_id} {execution.id}"
    return ShownRun(row(name, execution.state), tasks, execution.outputs or {})


def show_live(found: Iterable[News], now: Callable[[], datetime]) -> StateType:
    """Show log and states on the terminal until there is no more news; the last state."""
    live: LiveRun | None = None
    with ExitStack() as stack:
        for each in found:
            run = shown_run(each.execution)
            live = live or stack.enter_context(LiveRun(run, now))
            live.update(run)
            for entry in each.entries:
                live.line(entry)
    assert live is not None
    live.end(run)
    return run.own.state


def print_changes(states: Iterable[ExecutionView]) -> StateType:
    """Print a line for each state that the execution or a task run enters; the last of its own.

    Why it failed goes to the standard error.

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
        note_failure(execution)
    return last


def _name(each: ExecutionView | TaskRunView) -> str:
    return each.id if isinstance(each, ExecutionView) else task_text(each.task_id, each.value)
