"""Operations on triggers."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tiercel.model.access import Actor, Permission, Resource, in_namespace, what_matches
from tiercel.model.lists.paging import Filter, Page
from tiercel.model.request import Request
from tiercel.model.trigger import Backfill, StoredTrigger
from tiercel.plugin.server import DisableTrigger, EnableTrigger, FindTriggers
from tiercel.service.operations.conditions import each_of
from tiercel.service.operations.made import A_TRIGGER
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_BACKFILL = Permission(Resource.TRIGGER, "BACKFILL")
_DISABLE = Permission(Resource.TRIGGER, "DISABLE")
_ENABLE = Permission(Resource.TRIGGER, "ENABLE")


class OneTrigger(Request[StoredTrigger], frozen=True, kw_only=True):
    """Names a trigger by namespace, flow and its id there; the answer is its state."""

    namespace: str
    flow_id: str
    trigger_id: str


class UpdateTrigger(OneTrigger, frozen=True, kw_only=True):
    """The switch and the backfill at once; what is None stays."""

    disabled: bool | None = None
    backfill: Backfill | None = None


class StreamTriggers(Request[AsyncIterator[StoredTrigger]], frozen=True, kw_only=True):
    """All that meet the filters, by namespace, flow and id."""

    filters: tuple[Filter, ...]


class UnlockTrigger(OneTrigger, frozen=True, kw_only=True):
    """Take the lock away."""


class RestartTrigger(OneTrigger, frozen=True, kw_only=True):
    """Begin anew: no lock, no worker, no last date, no failures."""


class DeleteTrigger(Request[None], frozen=True, kw_only=True):
    """Forget the state; saving the flow makes a new one."""

    namespace: str
    flow_id: str
    trigger_id: str


class CreateBackfill(OneTrigger, frozen=True, kw_only=True):
    """Run the dates of a past period that were missed, one after the other."""

    backfill: Backfill


class PauseBackfill(OneTrigger, frozen=True, kw_only=True):
    """Nothing fires until it goes on."""


class ResumeBackfill(OneTrigger, frozen=True, kw_only=True):
    """Let a backfill that was paused go on with its next date."""


class DeleteBackfill(OneTrigger, frozen=True, kw_only=True):
    """Back to the regular dates."""


@operation("trigger.search", allows=Permission(Resource.TRIGGER, "LIST"), scope=what_matches())
async def search(deps: Services, actor: Actor, ask: FindTriggers) -> Page[StoredTrigger]:
    """As the filters say."""
    return await deps.triggers.find(ask.query)


@operation(
    "trigger.stream", allows=Permission(Resource.TRIGGER, "EXPORT"), scope=what_matches("filters")
)
async def stream(deps: Services, actor: Actor, ask: StreamTriggers) -> AsyncIterator[StoredTrigger]:
    """One page of the store at a time."""
    return each_of(deps.triggers.find, ask.filters)


@operation("trigger.enable", allows=_ENABLE, scope=in_namespace())
async def enable(deps: Services, actor: Actor, ask: EnableTrigger) -> StoredTrigger:
    """Raises: NotFound, IllegalArgument for realtime triggers."""
    trigger_id = (ask.namespace, ask.flow_id, ask.trigger_id)
    return await deps.triggers.set_disabled(trigger_id, disabled=False)


@operation("trigger.disable", allows=_DISABLE, scope=in_namespace())
async def disable(deps: Services, actor: Actor, ask: DisableTrigger) -> StoredTrigger:
    """Raises: NotFound, IllegalArgument for realtime triggers."""
    trigger_id = (ask.namespace, ask.flow_id, ask.trigger_id)
    return await deps.triggers.set_disabled(trigger_id, disabled=True)


@makes(A_TRIGGER)
@operation("trigger.update", allows=(_ENABLE, _DISABLE, _BACKFILL), scope=in_namespace())
async def update(deps: Services, actor: Actor, ask: UpdateTrigger) -> StoredTrigger:
    """The state as it then is. Raises: NotFound, IllegalArgument for realtime triggers."""
    return await deps.triggers.update(_id(ask), disabled=ask.disabled, backfill=ask.backfill)


@operation("trigger.unlock", allows=Permission(Resource.TRIGGER, "UNLOCK"), scope=in_namespace())
async def unlock(deps: Services, actor: Actor, ask: UnlockTrigger) -> StoredTrigger:
    """Raises: NotFound, Conflict when there is no lock."""
    return await deps.triggers.unlock(_id(ask))


@operation("trigger.restart", allows=Permission(Resource.TRIGGER, "RESTART"), scope=in_namespace())
async def restart(deps: Services, actor: Actor, ask: RestartTrigger) -> StoredTrigger:
    """The state as if the trigger had never fired. Raises: NotFound."""
    return await deps.triggers.restart(_id(ask))


@operation("trigger.delete", allows=Permission(Resource.TRIGGER, "DELETE"), scope=in_namespace())
async def delete(deps: Services, actor: Actor, ask: DeleteTrigger) -> None:
    """Executions that it started stay. Raises: NotFound."""
    await deps.triggers.delete((ask.namespace, ask.flow_id, ask.trigger_id))


@makes(A_TRIGGER)
@operation("backfill.create", allows=_BACKFILL, scope=in_namespace())
async def create_backfill(deps: Services, actor: Actor, ask: CreateBackfill) -> StoredTrigger:
    """Raises: NotFound, Conflict while one runs."""
    return await deps.triggers.create_backfill(_id(ask), ask.backfill)


@operation("backfill.pause", allows=_BACKFILL, scope=in_namespace())
async def pause_backfill(deps: Services, actor: Actor, ask: PauseBackfill) -> StoredTrigger:
    """The state with its paused backfill. Raises: NotFound, NoBackfill."""
    return await deps.triggers.pause_backfill(_id(ask))


@operation("backfill.resume", allows=_BACKFILL, scope=in_namespace())
async def resume_backfill(deps: Services, actor: Actor, ask: ResumeBackfill) -> StoredTrigger:
    """The state with its running backfill. Raises: NotFound, NoBackfill."""
    return await deps.triggers.resume_backfill(_id(ask))


@operation("backfill.delete", allows=_BACKFILL, scope=in_namespace())
async def delete_backfill(deps: Services, actor: Actor, ask: DeleteBackfill) -> StoredTrigger:
    """The state with the date from before the backfill. Raises: NotFound, NoBackfill."""
    return await deps.triggers.delete_backfill(_id(ask))


def _id(ask: OneTrigger) -> tuple[str, str, str]:
    return ask.namespace, ask.flow_id, ask.trigger_id
