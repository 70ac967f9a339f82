"""`tiercel trigger`: look at the triggers of a running server, and act on them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from tiercel.cli.groups import group_of
from tiercel.cli.options import prints_answer
from tiercel.cli.output import Done, show_done
from tiercel.cli.parameters.pairs import pairs_of
from tiercel.cli.parameters.shared import (
    FIRST_PAGE,
    IdempotencyKey,
    Labels,
    OfFlow,
    OfNamespace,
    Paging,
    TriggerPlace,
    Words,
)
from tiercel.cli.tables import Row, table_of

if TYPE_CHECKING:
    from tiercel.cli.api.call import ApiCall
    from tiercel.cli.api.triggers import FoundTriggerPage, FoundTriggerView, TriggerView
    from tiercel.cli.client import Client

NAMED = "company.team hello daily"
HEADINGS = ("namespace", "flow", "trigger", "kind", "enabled", "locked", "next", "last")


class OnTrigger(msgspec.Struct, frozen=True):
    """A command that asks one thing of one trigger, and prints the state that it has then.

    Shapes: `call` makes the call from the fields that name the trigger.
    """

    about: str
    call: Callable[[dict[str, str]], ApiCall[TriggerView]]


def add(app: typer.Typer) -> None:
    simple = {
        name: (_command(each), f"tiercel trigger {name} {NAMED}")
        for name, each in _on_one_trigger().items()
    }
    group = group_of(
        "Look at triggers, and act on them.",
        {
            "list": (show_list, "tiercel trigger list --namespace company.team"),
            **simple,
            "delete": (delete, f"tiercel trigger delete {NAMED}"),
            "backfill": (
                backfill,
                f"tiercel trigger backfill {NAMED} --start 2024-05-01T00:00:00Z",
            ),
        },
    )
    app.add_typer(group, name="trigger")


def _on_one_trigger() -> dict[str, OnTrigger]:
    from tiercel.cli.api import triggers as api

    return {
        "enable": OnTrigger(
            "Switch a trigger on.",
            lambda at: api.SwitchTrigger(body=api.TriggerSwitch(**at, disabled=False)),
        ),
        "disable": OnTrigger(
            "Switch a trigger off: it starts nothing until it is enabled.",
            lambda at: api.SwitchTrigger(body=api.TriggerSwitch(**at, disabled=True)),
        ),
        "unlock": OnTrigger(
            "Take away the lock of an execution that will not end.",
            lambda at: api.UnlockTrigger(**at),
        ),
        "restart": OnTrigger(
            "Let a trigger begin anew, as if it had never started anything.",
            lambda at: api.RestartTrigger(**at),
        ),
        "backfill-pause": OnTrigger(
            "Start no further date of a backfill until it is resumed.",
            lambda at: api.PauseBackfill(body=api.TriggerName(**at)),
        ),
        "backfill-resume": OnTrigger(
            "Go on with a paused backfill.",
            lambda at: api.ResumeBackfill(body=api.TriggerName(**at)),
        ),
        "backfill-stop": OnTrigger(
            "Give up a backfill; its trigger goes on with dates to come.",
            lambda at: api.DeleteBackfill(body=api.TriggerName(**at)),
        ),
    }


def _command(of: OnTrigger) -> Callable[..., None]:
    def ask(client: Client, trigger: TriggerPlace) -> TriggerView:
        return client.call(of.call(msgspec.structs.asdict(trigger)))

    ask.__doc__ = of.about
    return prints_answer(_show_state)(ask)


def _row(found: FoundTriggerView) -> Row:
    state, definition = found.state, found.trigger
    return (
        state.namespace,
        state.flow_id,
        state.trigger_id,
        state.kind,
        not state.disabled and not (definition or {}).get("disabled"),
        state.locked,
        state.next_execution_date,
        state.date,
    )


def _show_state(trigger: TriggerView) -> None:
    name = f"{trigger.namespace}.{trigger.flow_id}.{trigger.trigger_id}"
    state = "disabled" if trigger.disabled else "enabled"
    if trigger.backfill:
        paused = "paused " if trigger.backfill.paused else ""
        state += f", {paused}backfill from {trigger.backfill.start.isoformat()}"
    typer.echo(f"{name} {state}")


@prints_answer(table_of(HEADINGS, _row))
def show_list(
    client: Client,
    namespace: OfNamespace = None,
    flow_id: OfFlow = None,
    text: Words = None,
    paging: Paging = FIRST_PAGE,
) -> FoundTriggerPage:
    """Triggers with their next and their last date."""
    from tiercel.cli.api.triggers import FindTriggers

    asked: dict[str, Any] = {"namespace": namespace, "flow_id": flow_id, "q": text}
    return client.call(FindTriggers(**asked, **msgspec.structs.asdict(paging)))


@prints_answer(show_done)
def delete(client: Client, trigger: TriggerPlace) -> Done:
    """Forget the state of a trigger; one that its flow still has begins anew."""
    from tiercel.cli.api.triggers import DeleteTrigger

    named = msgspec.structs.asdict(trigger)
    client.call(DeleteTrigger(**named))
    return Done("deleted", named, f"{trigger} deleted")


@prints_answer(_show_state)
def backfill(  # noqa: PLR0913  One parameter an option.
    client: Client,
    trigger: TriggerPlace,
    start: Annotated[str, typer.Option("--start", help="The first date, ISO 8601.")],
    end: Annotated[str | None, typer.Option("--end", help="The last one; else now.")] = None,
    inputs: Annotated[
        list[str] | None, typer.Option("--input", "-i", help="An input as id=value.")
    ] = None,
    labels: Labels = None,
    newest_first: Annotated[
        bool, typer.Option("--newest-first", help="Else oldest first.")
    ] = False,
    parallel: Annotated[
        int | None,
        typer.Option(
            "--parallel", min=1, help="So many may run at once; else as the trigger allows."
        ),
    ] = None,
    skip_succeeded: Annotated[
        bool, typer.Option("--skip-succeeded", help="Leave out dates that have succeeded.")
    ] = False,
    idempotency_key: IdempotencyKey = None,
) -> TriggerView:
    """Run the dates of a past period, one after the other."""
    from tiercel.cli.api.triggers import BackfillInput, CreateBackfill, TriggerBackfill
    from tiercel.model.trigger import RunOrder

    wanted = BackfillInput(
        start=start,
        end=end,
        inputs=pairs_of(inputs or [], "input"),
        labels={**pairs_of(labels or [], "label", separators=":=")},
        order=RunOrder.NEWEST_FIRST if newest_first else None,
        parallel=parallel,
        skip_succeeded=skip_succeeded or None,
    )
    body = TriggerBackfill(**msgspec.structs.asdict(trigger), backfill=wanted)
    return client.call(CreateBackfill(body=body), idempotency_key)
