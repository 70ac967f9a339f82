"""`tiercel trigger`: look at the triggers of a running server, and act on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.options import AsJson, IdempotencyKey, asks_server
from tiercel.cli.pairs import pairs_of

if TYPE_CHECKING:
    from tiercel.cli.api.triggers import TriggerView
    from tiercel.cli.client import Client

Namespace = Annotated[str, typer.Argument(help="The namespace of the flow.")]
FlowId = Annotated[str, typer.Argument(help="The id of the flow.")]
TriggerId = Annotated[str, typer.Argument(help="The id of the trigger in the flow.")]
NAMED = "company.team hello daily"
EXAMPLES = {
    "list": "tiercel trigger list --namespace company.team",
    "enable": f"tiercel trigger enable {NAMED}",
    "disable": f"tiercel trigger disable {NAMED}",
    "unlock": f"tiercel trigger unlock {NAMED}",
    "restart": f"tiercel trigger restart {NAMED}",
    "delete": f"tiercel trigger delete {NAMED}",
    "backfill-pause": f"tiercel trigger backfill-pause {NAMED}",
    "backfill-resume": f"tiercel trigger backfill-resume {NAMED}",
    "backfill-stop": f"tiercel trigger backfill-stop {NAMED}",
    "backfill": f"tiercel trigger backfill {NAMED} --start 2024-05-01T00:00:00Z",
}


def add(app: typer.Typer) -> None:
    group = typer.Typer(help="Look at triggers, and act on them.", no_args_is_help=True)
    commands = {
        "list": show_list,
        "enable": enable,
        "disable": disable,
        "unlock": unlock,
        "restart": restart,
        "delete": delete,
        "backfill": backfill,
        "backfill-pause": pause_backfill,
        "backfill-resume": resume_backfill,
        "backfill-stop": stop_backfill,
    }
    for name, command in commands.items():
        group.command(name, epilog=f"Example: {EXAMPLES[name]}")(command)
    app.add_typer(group, name="trigger")


@asks_server
def show_list(  # noqa: PLR0913  One parameter an option.
    client: Client,
    namespace: Annotated[
        str | None, typer.Option("--namespace", "-n", help="Of it and those below it.")
    ] = None,
    flow_id: Annotated[str | None, typer.Option("--flow", help="The id of a flow.")] = None,
    text: Annotated[str | None, typer.Option("--query", "-q", help="Words of its names.")] = None,
    size: Annotated[int, typer.Option("--size", help="So many at most.", min=1)] = 100,
    page: Annotated[int, typer.Option("--page", help="The page, from 1.", min=1)] = 1,
    as_json: AsJson = False,
) -> None:
    """Triggers with their next and their last date."""
    from tiercel.cli.api.triggers import FindTriggers
    from tiercel.cli.output import print_json
    from tiercel.cli.tables import print_table

    ask = FindTriggers(namespace=namespace, flow_id=flow_id, q=text, size=size, page=page)
    found = client.call(ask)
    if as_json:
        print_json(found)
        return
    print_table(
        ("namespace", "flow", "trigger", "kind", "enabled", "locked", "next", "last"),
        (
            (
                state.namespace,
                state.flow_id,
                state.trigger_id,
                state.kind,
                not state.disabled and not (definition or {}).get("disabled"),
                state.locked,
                state.next_execution_date,
                state.date,
            )
            for state, definition in ((each.state, each.trigger) for each in found.results)
        ),
    )


@asks_server
def enable(
    client: Client,
    namespace: Namespace,
    flow_id: FlowId,
    trigger_id: TriggerId,
    as_json: AsJson = False,
) -> None:
    """Switch a trigger on."""
    _switch(client, (namespace, flow_id, trigger_id), disabled=False, as_json=as_json)


@asks_server
def disable(
    client: Client,
    namespace: Namespace,
    flow_id: FlowId,
    trigger_id: TriggerId,
    as_json: AsJson = False,
) -> None:
    """Switch a trigger off: it starts nothing until it is enabled."""
    _switch(client, (namespace, flow_id, trigger_id), disabled=True, as_json=as_json)


@asks_server
def unlock(
    client: Client,
    namespace: Namespace,
    flow_id: FlowId,
    trigger_id: TriggerId,
    as_json: AsJson = False,
) -> None:
    """Take away the lock of an execution that will not end."""
    from tiercel.cli.api.triggers import UnlockTrigger

    ask = UnlockTrigger(namespace=namespace, flow_id=flow_id, trigger_id=trigger_id)
    _print_state(client.call(ask), as_json=as_json)


@asks_server
def restart(
    client: Client,
    namespace: Namespace,
    flow_id: FlowId,
    trigger_id: TriggerId,
    as_json: AsJson = False,
) -> None:
    """Let a trigger begin anew, as if it had never started anything."""
    from tiercel.cli.api.triggers import RestartTrigger

    ask = RestartTrigger(namespace=namespace, flow_id=flow_id, trigger_id=trigger_id)
    _print_state(client.call(ask), as_json=as_json)


@asks_server
def delete(client: Client, namespace: Namespace, flow_id: FlowId, trigger_id: TriggerId) -> None:
    """Forget the state of a trigger; one that its flow still has begins anew."""
    from tiercel.cli.api.triggers import DeleteTrigger

    client.call(DeleteTrigger(namespace=namespace, flow_id=flow_id, trigger_id=trigger_id))
    typer.echo(f"{namespace}.{flow_id}.{trigger_id} deleted")


@asks_server
def pause_backfill(
    client: Client,
    namespace: Namespace,
    flow_id: FlowId,
    trigger_id: TriggerId,
    as_json: AsJson = False,
) -> None:
    """Start no further date of a backfill until it is resumed."""
    from tiercel.cli.api.triggers import PauseBackfill, TriggerName

    body = TriggerName(namespace=namespace, flow_id=flow_id, trigger_id=trigger_id)
    _print_state(client.call(PauseBackfill(body=body)), as_json=as_json)


@asks_server
def resume_backfill(
    client: Client,
    namespace: Namespace,
    flow_id: FlowId,
    trigger_id: TriggerId,
    as_json: AsJson = False,
) -> None:
    """Go on with a paused backfill."""
    from tiercel.cli.api.triggers import ResumeBackfill, TriggerName

    body = TriggerName(namespace=namespace, flow_id=flow_id, trigger_id=trigger_id)
    _print_state(client.call(ResumeBackfill(body=body)), as_json=as_json)


@asks_server
def stop_backfill(
    client: Client,
    namespace: Namespace,
    flow_id: FlowId,
    trigger_id: TriggerId,
    as_json: AsJson = False,
) -> None:
    """Give up a backfill; its trigger goes on with dates to come."""
    from tiercel.cli.api.triggers import DeleteBackfill, TriggerName

    body = TriggerName(namespace=namespace, flow_id=flow_id, trigger_id=trigger_id)
    _print_state(client.call(DeleteBackfill(body=body)), as_json=as_json)


@asks_server
def backfill(  # noqa: PLR0913  One parameter an option.
    client: Client,
    namespace: Namespace,
    flow_id: FlowId,
    trigger_id: TriggerId,
    start: Annotated[str, typer.Option("--start", help="The first date, ISO 8601.")],
    end: Annotated[str | None, typer.Option("--end", help="The last one; else now.")] = None,
    inputs: Annotated[
        list[str] | None, typer.Option("--input", "-i", help="An input as id=value.")
    ] = None,
    labels: Annotated[
        list[str] | None, typer.Option("--label", help="A label as key:value; repeatable.")
    ] = None,
    idempotency_key: IdempotencyKey = None,
    as_json: AsJson = False,
) -> None:
    """Run the dates of a past period, one after the other."""
    from tiercel.cli.api.triggers import BackfillInput, CreateBackfill, TriggerBackfill

    wanted = BackfillInput(
        start=start,
        end=end,
        inputs=pairs_of(inputs or [], "input"),
        labels={**pairs_of(labels or [], "label", separators=":=")},
    )
    body = TriggerBackfill(
        namespace=namespace, flow_id=flow_id, trigger_id=trigger_id, backfill=wanted
    )
    _print_state(client.call(CreateBackfill(body=body), idempotency_key), as_json=as_json)


def _switch(client: Client, place: tuple[str, str, str], *, disabled: bool, as_json: bool) -> None:
    from tiercel.cli.api.triggers import SwitchTrigger, TriggerSwitch

    namespace, flow_id, trigger_id = place
    body = TriggerSwitch(
        namespace=namespace, flow_id=flow_id, trigger_id=trigger_id, disabled=disabled
    )
    _print_state(client.call(SwitchTrigger(body=body)), as_json=as_json)


def _print_state(trigger: TriggerView, *, as_json: bool) -> None:
    from tiercel.cli.output import print_json

    if as_json:
        print_json(trigger)
        return
    name = f"{trigger.namespace}.{trigger.flow_id}.{trigger.trigger_id}"
    state = "disabled" if trigger.disabled else "enabled"
    if trigger.backfill:
        paused = "paused " if trigger.backfill.paused else ""
        state += f", {paused}backfill from {trigger.backfill.start.isoformat()}"
    typer.echo(f"{name} {state}")
