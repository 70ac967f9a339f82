"""Operations that compute when triggers fire."""

from __future__ import annotations

from datetime import datetime

from tiercel.model.access import Actor, Permission, Resource, in_namespace, what_matches
from tiercel.model.lists.paging import Filter
from tiercel.model.request import Request
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services
from tiercel.service.triggers.previews import AskedBackfill, TriggerCalendar, TriggerPreview


class PreviewTrigger(Request[TriggerPreview], frozen=True, kw_only=True):
    """The next dates of a schedule; with a start, what a backfill up to the end would run."""

    namespace: str
    flow_id: str
    trigger_id: str
    count: int = 10
    start: datetime | None = None
    end: datetime | None = None
    skips_succeeded: bool = False


class ShowCalendar(Request[TriggerCalendar], frozen=True, kw_only=True):
    """The dates of all schedules that match, within a window."""

    filters: tuple[Filter, ...] = ()
    start: datetime | None = None
    end: datetime | None = None


@operation("trigger.preview", allows=Permission(Resource.TRIGGER, "VIEW"), scope=in_namespace())
async def preview(deps: Services, actor: Actor, ask: PreviewTrigger) -> TriggerPreview:
    """Raises: NotFound, IllegalArgument for other triggers than schedules."""
    trigger_id = (ask.namespace, ask.flow_id, ask.trigger_id)
    asked = None if ask.start is None else AskedBackfill(ask.start, ask.end, ask.skips_succeeded)
    return await deps.previews.preview(trigger_id, ask.count, asked)


@operation(
    "trigger.calendar", allows=Permission(Resource.TRIGGER, "LIST"), scope=what_matches("filters")
)
async def calendar(deps: Services, actor: Actor, ask: ShowCalendar) -> TriggerCalendar:
    """Raises: IllegalArgument for a window of more than a month."""
    return await deps.previews.calendar(ask.filters, ask.start, ask.end)
