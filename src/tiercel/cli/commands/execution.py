"""`tiercel execution`: ask a running server about executions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.options import AsJson, asks_server

if TYPE_CHECKING:
    from tiercel.cli.client import Client

ExecutionId = Annotated[str, typer.Argument(help="The id of an execution.")]


def add(app: typer.Typer) -> None:
    group = typer.Typer(help="Ask about executions.", no_args_is_help=True)
    group.command("why", epilog="Example: tiercel execution why 6fGkP1")(why)
    app.add_typer(group, name="execution")


@asks_server
def why(
    client: Client,
    execution_id: ExecutionId,
    as_json: AsJson = False,
) -> None:
    """Show the state of an execution and what it waits for."""
    from tiercel.cli.api.executions import GetExecution

    execution = client.call(GetExecution(execution_id=execution_id, task_runs=False))
    state, reason = execution.state.current, execution.waiting_for or None
    if as_json:
        typer.echo(json.dumps({"id": execution_id, "state": state, "waitingFor": reason}))
        return
    typer.echo(f"{state}: {reason or 'it has ended, nothing follows.'}")
