"""When triggers fire, as the API shows it. Dates are in the time zone of their trigger."""

from __future__ import annotations

from datetime import datetime

from msgspec import UNSET, UnsetType

from tiercel.engine.triggers.preview import BackfillDates
from tiercel.service.triggers.previews import CalendarRow, TriggerCalendar, TriggerPreview
from tiercel.web.views.view import Date, View, given


class BackfillDatesView(View, frozen=True):
    """What a backfill would run: how many dates, more unless `complete`, and both ends of them."""

    count: int
    complete: bool
    first: list[Date]
    last: list[Date]


class TriggerPreviewView(View, frozen=True):
    """The next dates of a schedule; with a start, a dry run of a backfill."""

    time_zone: str
    next: list[Date]
    backfill: BackfillDatesView | UnsetType = UNSET


class CalendarRowView(View, frozen=True, kw_only=True):
    """The dates of a schedule: more unless `complete`, fewer where `conditional`."""

    namespace: str
    flow_id: str
    trigger_id: str
    time_zone: str
    dates: list[Date]
    complete: bool
    conditional: bool
    error: str | UnsetType = UNSET


class HourView(View, frozen=True, gc=False):
    """How many of the dates are within an hour."""

    date: Date
    count: int


class TriggerCalendarView(View, frozen=True, kw_only=True):
    """Schedules by their next date, and all of their dates by the hour."""

    start_date: Date
    end_date: Date
    results: list[CalendarRowView]
    hours: list[HourView]
    complete: bool


def preview_view(preview: TriggerPreview) -> TriggerPreviewView:
    """The dates of one schedule."""
    backfill = preview.backfill
    return TriggerPreviewView(
        preview.zone,
        list(preview.next),
        UNSET if backfill is None else _backfill_view(backfill),
    )


def calendar_view(calendar: TriggerCalendar) -> TriggerCalendarView:
    """The dates of many schedules."""
    hours: dict[datetime, int] = {}
    for row in calendar.rows:
        for date in row.dates:
            hour = date.astimezone(calendar.start.tzinfo).replace(minute=0, second=0, microsecond=0)
            hours[hour] = hours.get(hour, 0) + 1
    return TriggerCalendarView(
        start_date=calendar.start,
        end_date=calendar.end,
        results=[_row_view(row) for row in calendar.rows],
        hours=[HourView(hour, hours[hour]) for hour in sorted(hours)],
        complete=calendar.is_complete,
    )


def _backfill_view(dates: BackfillDates) -> BackfillDatesView:
    return BackfillDatesView(dates.count, dates.is_complete, list(dates.first), list(dates.last))


def _row_view(row: CalendarRow) -> CalendarRowView:
    return CalendarRowView(
        namespace=row.namespace,
        flow_id=row.flow_id,
        trigger_id=row.trigger_id,
        time_zone=row.zone,
        dates=list(row.dates),
        complete=row.is_complete,
        conditional=row.is_conditional,
        error=given(row.error),
    )
