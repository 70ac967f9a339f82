"""`tiercel execution`: look at the executions of a running server, and act on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.commands.execution_changes import changes
from tiercel.cli.groups import group_of
from tiercel.cli.options import asks_server, prints_answer
from tiercel.cli.output import show_state
from tiercel.cli.parameters.shared import (
    ExecutionId,
    IdempotencyKey,
    Labels,
    OfFlow,
    OfNamespace,
    Paging,
)
from tiercel.cli.parameters.words import word_of
from tiercel.cli.tables import Row, table_of
from tiercel.model.log import Level
from tiercel.model.state import StateType

if TYPE_CHECKING:
    from tiercel.cli.api.executions import ExecutionPage, ExecutionView, WaitingView
    from tiercel.cli.client import Client

Revision = Annotated[
    int | None, typer.Option("--revision", help="Another revision of its flow.", min=1)
]
NEWEST = Paging(size=25)
HEADINGS = ("id", "namespace", "flow", "state", "start", "duration", "failure")


def add(app: typer.Typer) -> None:
    group = group_of(
        "Look at executions, and act on them.",
        {
            "list": (show_list, "tiercel execution list --namespace company.team --state FAILED"),
            "show": (show, "tiercel execution show 6fGkP1"),
            "logs": (logs, "tiercel execution logs 6fGkP1 --follow --level WARN"),
            "watch": (watch, "tiercel execution watch 6fGkP1"),
            "kill": (kill, "tiercel execution kill 6fGkP1"),
            "restart": (restart, "tiercel execution restart 6fGkP1"),
            "replay": (replay, "tiercel execution replay 6fGkP1 -i who=Ann"),
            "resume": (resume, "tiercel execution resume 6fGkP1 -i approved=true"),
            "why": (why, "tiercel execution why 6fGkP1"),
            **changes(),
        },
    )
    app.add_typer(group, name="execution")


def _row(execution: ExecutionView) -> Row:
    return (
        execution.id,
        execution.namespace,
        execution.flow_id,
        execution.state.current,
        execution.state.start_date,
        execution.state.duration,
        execution.failure.reason if execution.failure else None,
    )


def _show_execution(execution: ExecutionView) -> None:
    from tiercel.cli.execution_texts import print_execution

    print_execution(execution)


def _show_waiting(waiting: WaitingView) -> None:
    from tiercel.cli.execution_texts import failure_lines

    reasons = [reason.text for reason in waiting.reasons]
    failed = failure_lines(waiting.failure) if waiting.failure else ()
    first, *others = (*failed, *reasons) or ("It has ended, nothing follows.",)
    typer.echo(f"{waiting.state}: {first}")
    for text in others:
        typer.echo(text)
    if waiting.total > len(reasons) > 0:
        typer.echo(f"{waiting.total - len(reasons)} more.")


@prints_answer(table_of(HEADINGS, _row))
def show_list(  # noqa: PLR0913  One parameter an option.
    client: Client,
    namespace: OfNamespace = None,
    flow_id: OfFlow = None,
    states: Annotated[
        list[StateType] | None,
        typer.Option("--state", help="A state; repeatable.", parser=word_of(StateType)),
    ] = None,
    labels: Labels = None,
    paging: Paging = NEWEST,
) -> ExecutionPage:
    """The newest executions, with why they failed."""
    from tiercel.cli.api.executions import FindExecutions

    return client.call(
        FindExecutions(
            namespace=namespace,
            flow_id=flow_id,
            state=states or (),
            labels=labels or (),
            size=paging.size,
            page=paging.page,
            sort=["state.startDate:desc"],
            view="slim",
        )
    )


@prints_answer(_show_execution)
def show(client: Client, execution_id: ExecutionId) -> ExecutionView:
    """An execution with its task runs, inputs and outputs."""
    from tiercel.cli.api.executions import GetExecution

    return client.call(GetExecution(execution_id=execution_id))


@asks_server
def logs(
    client: Client,
    execution_id: ExecutionId,
    level: Annotated[
        Level, typer.Option("--level", help="The least level.", parser=word_of(Level))
    ] = Level.TRACE,
    follow: Annotated[
        bool, typer.Option("--follow", "-f", help="Go on until the execution has ended.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document a line.")] = False,
) -> None:
    """The log of an execution."""
    from tiercel.cli.following import news
    from tiercel.cli.log_printer import LogPrinter

    printer = LogPrinter(as_json=as_json)
    for each in news(client, execution_id, level, follows=follow):
        for entry in each.entries:
            printer.show(entry)


@asks_server
def watch(client: Client, execution_id: ExecutionId) -> None:
    """Watch an execution until it ends; exit 1 when it does not end well.

    A terminal shows its log above its tasks; elsewhere each change of a state is a line.
    """
    from tiercel.cli.watching import watch_to_end

    watch_to_end(client, execution_id)


@prints_answer(show_state)
def kill(
    client: Client,
    execution_id: ExecutionId,
    children: Annotated[
        bool, typer.Option("--children/--no-children", help="And what it started.")
    ] = True,
) -> ExecutionView:
    """Kill an execution that runs."""
    from tiercel.cli.api.executions import KillExecution

    ask = KillExecution(execution_id=execution_id, is_on_kill_cascade=children)
    return client.call(ask)


@prints_answer(show_state)
def restart(
    client: Client,
    execution_id: ExecutionId,
    revision: Revision = None,
) -> ExecutionView:
    """Run again what failed, in place or as a copy under another revision."""
    from tiercel.cli.api.executions import RestartExecution

    ask = RestartExecution(execution_id=execution_id, revision=revision)
    return client.call(ask)


@prints_answer(show_state)
def replay(  # noqa: PLR0913  One parameter an option.
    client: Client,
    execution_id: ExecutionId,
    inputs: Annotated[
        list[str] | None,
        typer.Option("--input", "-i", help="An input as id=value, in place of all it had."),
    ] = None,
    task_run: Annotated[
        str | None, typer.Option("--task-run", help="The task run to begin with.")
    ] = None,
    revision: Revision = None,
    latest: Annotated[
        bool, typer.Option("--latest", help="With the newest revision of the flow.")
    ] = False,
    idempotency_key: IdempotencyKey = None,
) -> ExecutionView:
    """Run it again as a new execution."""
    import msgspec

    from tiercel.cli.api.executions import ReplayExecution, ReplayWithInputs
    from tiercel.cli.parameters.input_parts import parts_of

    ask = ReplayExecution(
        execution_id=execution_id,
        task_run_id=task_run,
        revision=revision,
        latest_revision=latest,
    )
    parts = parts_of(inputs or [])
    return client.call(
        ask if parts is None else ReplayWithInputs(**msgspec.structs.asdict(ask), body=parts),
        idempotency_key,
    )


@prints_answer(show_state)
def resume(
    client: Client,
    execution_id: ExecutionId,
    inputs: Annotated[
        list[str] | None,
        typer.Option("--input", "-i", help="An input of the pause as id=value."),
    ] = None,
) -> ExecutionView:
    """Let an execution that is paused go on."""
    from tiercel.cli.api.executions import ResumeExecution
    from tiercel.cli.parameters.input_parts import parts_of

    ask = ResumeExecution(execution_id=execution_id, body=parts_of(inputs or []))
    return client.call(ask)


@prints_answer(_show_waiting)
def why(client: Client, execution_id: ExecutionId) -> WaitingView:
    """Show the state of an execution and all that it waits for."""
    from tiercel.cli.api.executions import ExplainWaiting

    return client.call(ExplainWaiting(execution_id=execution_id))
