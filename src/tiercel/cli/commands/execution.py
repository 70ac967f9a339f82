"""`tiercel execution`: ask a running server about executions."""

from __future__ import annotations

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
    """Show the state of an execution and all that it waits for."""
    from msgspec.json import encode

    from tiercel.cli.api.executions import ExplainWaiting

    waiting = client.call(ExplainWaiting(execution_id=execution_id))
    if as_json:
        typer.echo(encode(waiting))
        return
    reasons = [reason.text for reason in waiting.reasons]
    first, *others = reasons or ["It has ended, nothing follows."]
    typer.echo(f"{waiting.state}: {first}")
    for text in others:
        typer.echo(text)
    if waiting.total > len(reasons) > 0:
        typer.echo(f"{waiting.total - len(reasons)} more.")
