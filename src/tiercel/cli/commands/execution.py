"""`tiercel execution`: look at the executions of a running server, and act on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.commands import execution_changes
from tiercel.cli.options import AsJson, IdempotencyKey, asks_server
from tiercel.cli.output import print_state
from tiercel.model.log import Level
from tiercel.model.state import StateType

if TYPE_CHECKING:
    from tiercel.cli.client import Client

ExecutionId = Annotated[str, typer.Argument(help="The id of an execution.")]
Revision = Annotated[
    int | None, typer.Option("--revision", help="Another revision of its flow.", min=1)
]
EXAMPLES = {
    "list": "tiercel execution list --namespace company.team --state FAILED",
    "show": "tiercel execution show 6fGkP1",
    "logs": "tiercel execution logs 6fGkP1 --follow --level WARN",
    "watch": "tiercel execution watch 6fGkP1",
    "kill": "tiercel execution kill 6fGkP1",
    "restart": "tiercel execution restart 6fGkP1",
    "replay": "tiercel execution replay 6fGkP1 -i who=Ann",
    "resume": "tiercel execution resume 6fGkP1 -i approved=true",
    "why": "tiercel execution why 6fGkP1",
}


def add(app: typer.Typer) -> None:
    group = typer.Typer(help="Look at executions, and act on them.", no_args_is_help=True)
    commands = {
        "list": show_list,
        "show": show,
        "logs": logs,
        "watch": watch,
        "kill": kill,
        "restart": restart,
        "replay": replay,
        "resume": resume,
        "why": why,
    }
    for name, command in commands.items():
        group.command(name, epilog=f"Example: {EXAMPLES[name]}")(command)
    execution_changes.add(group)
    app.add_typer(group, name="execution")


@asks_server
def show_list(  # noqa: PLR0913  One parameter an option.
    client: Client,
    namespace: Annotated[
        str | None, typer.Option("--namespace", "-n", help="Of it and those below it.")
    ] = None,
    flow_id: Annotated[str | None, typer.Option("--flow", help="The id of a flow.")] = None,
    states: Annotated[
        list[StateType] | None,
        typer.Option("--state", help="A state; repeatable.", case_sensitive=False),
    ] = None,
    labels: Annotated[
        list[str] | None, typer.Option("--label", help="A label as key:value; repeatable.")
    ] = None,
    size: Annotated[int, typer.Option("--size", help="So many at most.", min=1)] = 25,
    page: Annotated[int, typer.Option("--page", help="The page, from 1.", min=1)] = 1,
    as_json: AsJson = False,
) -> None:
    """The newest executions, with why they failed."""
    from tiercel.cli.api.executions import FindExecutions
    from tiercel.cli.tables import print_table

    found = client.call(
        FindExecutions(
            namespace=namespace,
            flow_id=flow_id,
            state=states or (),
            labels=labels or (),
            size=size,
            page=page,
            sort=["state.startDate:desc"],
            view="slim",
        )
    )
    if as_json:
        _print(found)
        return
    print_table(
        ("id", "namespace", "flow", "state", "start", "duration", "failure"),
        (
            (
                each.id,
                each.namespace,
                each.flow_id,
                each.state.current,
                each.state.start_date,
                each.state.duration,
                each.failure.reason if each.failure else None,
            )
            for each in found.results
        ),
    )


@asks_server
def show(client: Client, execution_id: ExecutionId, as_json: AsJson = False) -> None:
    """An execution with its task runs, inputs and outputs."""
    from tiercel.cli.api.executions import GetExecution
    from tiercel.cli.execution_texts import print_execution

    execution = client.call(GetExecution(execution_id=execution_id))
    if as_json:
        _print(execution)
    else:
        print_execution(execution)


@asks_server
def logs(
    client: Client,
    execution_id: ExecutionId,
    level: Annotated[
        Level, typer.Option("--level", help="The least level.", case_sensitive=False)
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


@asks_server
def kill(
    client: Client,
    execution_id: ExecutionId,
    children: Annotated[
        bool, typer.Option("--children/--no-children", help="And what it started.")
    ] = True,
    as_json: AsJson = False,
) -> None:
    """Kill an execution that runs."""
    from tiercel.cli.api.executions import KillExecution

    ask = KillExecution(execution_id=execution_id, is_on_kill_cascade=children)
    print_state(client.call(ask), as_json=as_json)


@asks_server
def restart(
    client: Client,
    execution_id: ExecutionId,
    revision: Revision = None,
    as_json: AsJson = False,
) -> None:
    """Run again what failed, in place or as a copy under another revision."""
    from tiercel.cli.api.executions import RestartExecution

    ask = RestartExecution(execution_id=execution_id, revision=revision)
    print_state(client.call(ask), as_json=as_json)


@asks_server
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
    as_json: AsJson = False,
    idempotency_key: IdempotencyKey = None,
) -> None:
    """Run it again as a new execution."""
    import msgspec

    from tiercel.cli.api.executions import ReplayExecution, ReplayWithInputs
    from tiercel.cli.input_parts import parts_of

    ask = ReplayExecution(
        execution_id=execution_id,
        task_run_id=task_run,
        revision=revision,
        latest_revision=latest,
    )
    parts = parts_of(inputs or [])
    execution = client.call(
        ask if parts is None else ReplayWithInputs(**msgspec.structs.asdict(ask), body=parts),
        idempotency_key,
    )
    print_state(execution, as_json=as_json)


@asks_server
def resume(
    client: Client,
    execution_id: ExecutionId,
    inputs: Annotated[
        list[str] | None,
        typer.Option("--input", "-i", help="An input of the pause as id=value."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Let an execution that is paused go on."""
    from tiercel.cli.api.executions import ResumeExecution
    from tiercel.cli.input_parts import parts_of

    ask = ResumeExecution(execution_id=execution_id, body=parts_of(inputs or []))
    print_state(client.call(ask), as_json=as_json)


@asks_server
def why(client: Client, execution_id: ExecutionId, as_json: AsJson = False) -> None:
    """Show the state of an execution and all that it waits for."""
    from tiercel.cli.api.executions import ExplainWaiting

    waiting = client.call(ExplainWaiting(execution_id=execution_id))
    if as_json:
        _print(waiting)
        return
    reasons = [reason.text for reason in waiting.reasons]
    first, *others = reasons or ["It has ended, nothing follows."]
    typer.echo(f"{waiting.state}: {first}")
    for text in others:
        typer.echo(text)
    if waiting.total > len(reasons) > 0:
        typer.echo(f"{waiting.total - len(reasons)} more.")


def _print(value: object) -> None:
    from tiercel.cli.output import print_json

    print_json(value)
