"""`tiercel execution`: what changes an execution beside its course: labels, states, its end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.groups import Commands
from tiercel.cli.options import prints_answer
from tiercel.cli.output import Done, done, show_done, show_state
from tiercel.cli.parameters.pairs import pairs_of
from tiercel.cli.parameters.shared import ExecutionId
from tiercel.cli.parameters.words import word_of
from tiercel.model.state import TERMINATED, StateType

if TYPE_CHECKING:
    from tiercel.cli.api.executions import ExecutionView
    from tiercel.cli.client import Client


def changes() -> Commands:
    """They belong to the group `execution`."""
    return {
        "pause": (pause, "tiercel execution pause 6fGkP1"),
        "force-run": (force_run, "tiercel execution force-run 6fGkP1"),
        "change-status": (change_status, "tiercel execution change-status 6fGkP1 WARNING"),
        "label": (label, "tiercel execution label 6fGkP1 team:blue"),
        "delete": (delete, "tiercel execution delete 6fGkP1"),
    }


@prints_answer(show_state)
def pause(client: Client, execution_id: ExecutionId) -> ExecutionView:
    """Pause an execution that runs; tasks that run already go on to their end."""
    from tiercel.cli.api.executions import PauseExecution

    return client.call(PauseExecution(execution_id=execution_id))


@prints_answer(show_state)
def force_run(client: Client, execution_id: ExecutionId) -> ExecutionView:
    """Let an execution go on that waits, such as for a slot of its flow."""
    from tiercel.cli.api.executions import ForceRunExecution

    return client.call(ForceRunExecution(execution_id=execution_id))


@prints_answer(show_state)
def change_status(
    client: Client,
    execution_id: ExecutionId,
    status: Annotated[StateType, typer.Argument(help="An end state.", parser=word_of(StateType))],
) -> ExecutionView:
    """Change the end state of an execution that has ended."""
    from tiercel.cli.api.executions import ChangeStatus

    if status not in TERMINATED:
        allowed = ", ".join(sorted(TERMINATED))
        raise typer.BadParameter(f"'{status}' is no end state; allowed: {allowed}")
    return client.call(ChangeStatus(execution_id=execution_id, status=status))


@prints_answer(show_state)
def label(
    client: Client,
    execution_id: ExecutionId,
    labels: Annotated[list[str], typer.Argument(help="Labels as key:value.")],
) -> ExecutionView:
    """Add labels to an execution that has ended; its other labels stay."""
    from tiercel.cli.api.executions import LabelInput, SetLabels

    pairs = pairs_of(labels, "label", separators=":=")
    body = [LabelInput(key=key, value=value) for key, value in pairs.items()]
    return client.call(SetLabels(execution_id=execution_id, body=body))


@prints_answer(show_done)
def delete(
    client: Client,
    execution_id: ExecutionId,
    keep_files: Annotated[bool, typer.Option("--keep-files", help="Leave its files.")] = False,
) -> Done:
    """Remove an execution for good, with its log, metrics and files; what it runs is stopped."""
    from tiercel.cli.api.executions import DeleteExecution

    client.call(DeleteExecution(execution_id=execution_id, delete_storage=not keep_files))
    return done("deleted", id=execution_id)
