"""Operations on many triggers; each answers for how many of them it could be done."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from tiercel.model.access import Actor, Permission, Resource, of_flows
from tiercel.model.errors import Conflict, IllegalArgument, NotFound
from tiercel.model.lists.paging import Filter
from tiercel.model.request import Request
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services
from tiercel.service.triggers.triggers import TriggerId

_EACH = of_flows("triggers", matching="matching")
_BACKFILL = Permission(Resource.TRIGGER, "BACKFILL")


class ManyTriggers(Request[int], frozen=True, kw_only=True):
    """A request on many triggers.

    Shapes: `triggers` are namespace, flow and id there. With `matching` the request is on those
    that meet all of its filters instead.
    """

    triggers: tuple[TriggerId, ...] = ()
    matching: tuple[Filter, ...] | None = None


class SwitchTriggers(ManyTriggers, frozen=True, kw_only=True):
    """Switch them off or on; realtime triggers are passed over."""

    disabled: bool


class UnlockTriggers(ManyTriggers, frozen=True, kw_only=True):
    """Take the locks away from those that have one."""


class DeleteTriggers(ManyTriggers, frozen=True, kw_only=True):
    """Forget their states; saving their flows makes new ones."""


class PauseBackfills(ManyTriggers, frozen=True, kw_only=True):
    """No date of their backfills fires until these go on."""


class ResumeBackfills(ManyTriggers, frozen=True, kw_only=True):
    """Let their paused backfills go on with the next date of each."""


class DeleteBackfills(ManyTriggers, frozen=True, kw_only=True):
    """End their backfills: they are back to the regular dates."""


@operation(
    "triggers.switch",
    allows=(Permission(Resource.TRIGGER, "ENABLE"), Permission(Resource.TRIGGER, "DISABLE")),
    scope=_EACH,
)
async def switch(deps: Services, actor: Actor, ask: SwitchTriggers) -> int:
    """How many have the switch as asked, whatever it was before."""

    async def one(trigger_id: TriggerId) -> None:
        await deps.triggers.set_disabled(trigger_id, disabled=ask.disabled)

    return await _each(deps, ask, one)


@operation("triggers.unlock", allows=Permission(Resource.TRIGGER, "UNLOCK"), scope=_EACH)
async def unlock(deps: Services, actor: Actor, ask: UnlockTriggers) -> int:
    """How many had a lock."""
    return await _each(deps, ask, deps.triggers.unlock)


@operation("triggers.delete", allows=Permission(Resource.TRIGGER, "DELETE"), scope=_EACH)
async def delete(deps: Services, actor: Actor, ask: DeleteTriggers) -> int:
    """How many are gone. Executions that they started stay."""
    return await _each(deps, ask, deps.triggers.delete)


@operation("backfills.pause", allows=_BACKFILL, scope=_EACH)
async def pause_backfills(deps: Services, actor: Actor, ask: PauseBackfills) -> int:
    """How many have a backfill, now paused."""
    return await _each(deps, ask, deps.triggers.pause_backfill)


@operation("backfills.resume", allows=_BACKFILL, scope=_EACH)
async def resume_backfills(deps: Services, actor: Actor, ask: ResumeBackfills) -> int:
    """How many have a backfill, now running."""
    return await _each(deps, ask, deps.triggers.resume_backfill)


@operation("backfills.delete", allows=_BACKFILL, scope=_EACH)
async def delete_backfills(deps: Services, actor: Actor, ask: DeleteBackfills) -> int:
    """How many had a backfill."""
    return await _each(deps, ask, deps.triggers.delete_backfill)


async def _each(
    deps: Services, ask: ManyTriggers, do: Callable[[TriggerId], Awaitable[object]]
) -> int:
    """How many it was done for: those that are not there or don't allow it are passed over."""
    count = 0
    for trigger_id in await _ids(deps, ask):
        try:
            await do(trigger_id)
        except (NotFound, Conflict, IllegalArgument):
            continue
        count += 1
    return count


async def _ids(deps: Services, ask: ManyTriggers) -> Sequence[TriggerId]:
    if ask.matching is None:
        return ask.triggers
    return await deps.triggers.all_ids(ask.matching)
