"""`tiercel execution`: ask a running server about executions."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from tiercel.cli.options import SERVER, AsJson, Headers, Server, Tenant, Token, User, client_of

ExecutionId = Annotated[str, typer.Argument(help="The id of an execution.")]


def add(app: typer.Typer) -> None:
    group = typer.Typer(help="Ask about executions.", no_args_is_help=True)
    group.command("why", epilog="Example: tiercel execution why 6fGkP1")(why)
    app.add_typer(group, name="execution")


def why(  # noqa: PLR0913  One parameter an option.
    execution_id: ExecutionId,
    server: Server = SERVER,
    headers: Headers = None,
    user: User = None,
    api_token: Token = None,
    tenant: Tenant = None,
    as_json: AsJson = False,
) -> None:
    """Show the state of an execution and what it waits for."""
    from tiercel.cli.api.executions import GetExecution

    client = client_of(server, headers, user, api_token, tenant)
    execution = client.call(GetExecution(execution_id=execution_id, task_runs=False))
    state, reason = execution.state.current, execution.waiting_for or None
    if as_json:
        typer.echo(json.dumps({"id": execution_id, "state": state, "waitingFor": reason}))
        return
    typer.echo(f"{state}: {reason or 'it has ended, nothing follows.'}")
