"""`tiercel kill-switch`: what stops executions of running servers, or leaves them alone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.groups import group_of
from tiercel.cli.options import prints_answer
from tiercel.cli.output import Done, done, show_done
from tiercel.cli.parameters.shared import IdempotencyKey, OfFlow, OfNamespace
from tiercel.cli.parameters.words import word_of
from tiercel.cli.tables import Row, table_of
from tiercel.model.policies.kill_switch import SwitchType

if TYPE_CHECKING:
    from tiercel.cli.api.kill_switches import KillSwitchView
    from tiercel.cli.client import Client

HEADINGS = ("id", "name", "type", "namespace", "flow", "start", "end", "enabled", "deleted")


def add(app: typer.Typer) -> None:
    group = group_of(
        "Kill switches: what stops executions, or leaves them alone, for a while.",
        {
            "list": (show_list, "tiercel kill-switch list"),
            "create": (
                create,
                "tiercel kill-switch create imports --type KILL --namespace company.imports",
            ),
            "delete": (delete, "tiercel kill-switch delete 6fGkP1"),
        },
    )
    app.add_typer(group, name="kill-switch")


def _row(switch: KillSwitchView) -> Row:
    return (
        switch.id,
        switch.name,
        switch.evaluation_type,
        switch.namespace,
        switch.flow_id,
        switch.start_date,
        switch.end_date,
        switch.enabled,
        switch.deleted,
    )


def _show_id(switch: KillSwitchView) -> None:
    typer.echo(switch.id)


@prints_answer(table_of(HEADINGS, _row))
def show_list(client: Client) -> list[KillSwitchView]:
    """All of them, also those that were deleted."""
    from tiercel.cli.api.kill_switches import FindKillSwitches

    return client.call(FindKillSwitches())


@prints_answer(_show_id)
def create(  # noqa: PLR0913  One parameter an option.
    client: Client,
    name: Annotated[str, typer.Argument(help="What it is for.")],
    kind: Annotated[
        SwitchType,
        typer.Option("--type", help="What becomes of executions.", parser=word_of(SwitchType)),
    ],
    namespace: OfNamespace = None,
    flow_id: OfFlow = None,
    everything: Annotated[
        bool, typer.Option("--everything", help="All executions of the server.")
    ] = False,
    start: Annotated[
        str | None, typer.Option("--start", help="When it begins, ISO 8601; else now.")
    ] = None,
    end: Annotated[
        str | None, typer.Option("--end", help="When it ends; else when it is deleted.")
    ] = None,
    idempotency_key: IdempotencyKey = None,
) -> KillSwitchView:
    """Create a kill switch and print its id: within seconds it acts on every server."""
    from tiercel.cli.api.kill_switches import CreateKillSwitch, KillSwitchInput

    if everything is (namespace is not None):
        raise typer.BadParameter("name a --namespace, or else --everything")
    body = KillSwitchInput(
        name=name,
        namespace=namespace,
        flow_id=flow_id,
        start_date=start or datetime.now(UTC).isoformat(),
        end_date=end,
        evaluation_type=kind,
    )
    return client.call(CreateKillSwitch(body=body), idempotency_key)


@prints_answer(show_done)
def delete(
    client: Client, switch_id: Annotated[str, typer.Argument(help="The id of a kill switch.")]
) -> Done:
    """Switch a kill switch off; it stays in the list."""
    from tiercel.cli.api.kill_switches import DeleteKillSwitch

    client.call(DeleteKillSwitch(id=switch_id))
    return done("deleted", id=switch_id)
