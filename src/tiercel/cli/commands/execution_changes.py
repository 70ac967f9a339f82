"""`tiercel execution`: what changes an execution beside its course: labels, states, its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.options import AsJson, asks_server
from tiercel.cli.output import print_state
from tiercel.cli.pairs import pairs_of
from tiercel.model.state import TERMINATED, StateType

if TYPE_CHECKING:
    from tiercel.cli.client import Client

ExecutionId = Annotated[str, typer.Argument(help="The id of an execution.")]
EXAMPLES = {
    "pause": "tiercel execution pause 6fGkP1",
    "force-run": "tiercel execution force-run 6fGkP1",
    "change-status": "tiercel execution change-status 6fGkP1 WARNING",
    "label": "tiercel execution label 6fGkP1 team:blue",
    "delete": "tiercel execution delete 6fGkP1",
}


def add(group: typer.Typer) -> None:
    """Add them to the group `execution`."""
    group.command("pause", epilog=f"Example: {EXAMPLES['pause']}")(pause)
    group.command("force-run", epilog=f"Example: {EXAMPLES['force-run']}")(force_run)
    group.command("change-status", epilog=f"Example: {EXAMPLES['change-status']}")(change_status)
    group.command("label", epilog=f"Example: {EXAMPLES['label']}")(label)
    group.command("delete", epilog=f"Example: {EXAMPLES['delete']}")(delete)


@asks_server
def pause(client: Client, execution_id: ExecutionId, as_json: AsJson = False) -> None:
    """Pause an execution that runs; tasks that run already go on to their end."""
    from tiercel.cli.api.executions import PauseExecution

    print_state(client.call(PauseExecution(execution_id=execution_id)), as_json=as_json)


@asks_server
def force_run(client: Client, execution_id: ExecutionId, as_json: AsJson = False) -> None:
    """Let an execution go on that waits, such as for a slot of its flow."""
    from tiercel.cli.api.executions import ForceRunExecution

    print_state(client.call(ForceRunExecution(execution_id=execution_id)), as_json=as_json)


@asks_server
def change_status(
    client: Client,
    execution_id: ExecutionId,
    status: Annotated[StateType, typer.Argument(help="An end state.", case_sensitive=False)],
    as_json: AsJson = False,
) -> None:
    """Change the end state of an execution that has ended."""
    from tiercel.cli.api.executions import ChangeStatus

    if status not in TERMINATED:
        allowed = ", ".join(sorted(TERMINATED))
        raise typer.BadParameter(f"'{status}' is no end state; allowed: {allowed}")
    ask = ChangeStatus(execution_id=execution_id, status=status)
    print_state(client.call(ask), as_json=as_json)


@asks_server
def label(
    client: Client,
    execution_id: ExecutionId,
    labels: Annotated[list[str], typer.Argument(help="Labels as key:value.")],
    as_json: AsJson = False,
) -> None:
    """Add labels to an execution that has ended; its other labels stay."""
    from tiercel.cli.api.executions import LabelInput, SetLabels

    pairs = pairs_of(labels, "label", separators=":=")
    body = [LabelInput(key=key, value=value) for key, value in pairs.items()]
    print_state(client.call(SetLabels(execution_id=execution_id, body=body)), as_json=as_json)


@asks_server
def delete(
    client: Client,
    execution_id: ExecutionId,
    keep_files: Annotated[bool, typer.Option("--keep-files", help="Leave its files.")] = False,
) -> None:
    """Remove an execution for good, with its log, metrics and files; what it runs is stopped."""
    from tiercel.cli.api.executions import DeleteExecution

    client.call(DeleteExecution(execution_id=execution_id, delete_storage=not keep_files))
    typer.echo(f"{execution_id} deleted")
