"""When a schedule fires: by cron expression, or on a list of dates; perhaps under conditions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from typing import Protocol

import msgspec

from tiercel.engine.triggers.conditions import parse_date
from tiercel.engine.triggers.schedule import next_date, previous_date
from tiercel.expr import moments
from tiercel.model.errors import ExpressionError, IllegalArgument
from tiercel.model.flow import TriggerDefinition
from tiercel.model.json_types import Json
from tiercel.model.limits import SCHEDULE_SEARCH_DATES_MAX, SCHEDULE_SEARCH_YEARS_MAX
from tiercel.plugin.convert import to_duration
from tiercel.plugin.cron import Cron, parse_cron

Holds = Callable[[datetime], bool]


class Rule(Protocol):
    """A series of dates."""

    def next(self, after: datetime) -> datetime | None:
        """The first date strictly after."""

    def previous(self, before: datetime) -> datetime | None:
        """The last date strictly before."""


class CronRule(msgspec.Struct, frozen=True):
    """The dates of a cron expression in a zone."""

    cron: Cron
    zone: tzinfo

    def next(self, after: datetime) -> datetime | None:
        """The first date strictly after."""
        return next_date(self.cron, after, self.zone)

    def previous(self, before: datetime) -> datetime | None:
        """The last date strictly before."""
        return previous_date(self.cron, before, self.zone)


class DatesRule(msgspec.Struct, frozen=True):
    """The dates that a ScheduleOnDates lists, ascending."""

    dates: tuple[datetime, ...]

    def next(self, after: datetime) -> datetime | None:
        """The first date strictly after."""
        return next((date for date in self.dates if date > after), None)

    def previous(self, before: datetime) -> datetime | None:
        """The last date strictly before."""
        return next((date for date in reversed(self.dates) if date < before), None)


class Found(msgspec.Struct, frozen=True):
    """What a bounded search for a date found.

    `date` is the date, or the last one tested when `is_certain` is false: the search goes on from
    there when it comes due.
    """

    date: datetime | None
    is_certain: bool = True


def rule_of(definition: TriggerDefinition, zone: tzinfo, dates: Json = None) -> Rule | None:
    """The rule of a scheduled trigger; None for other kinds.

    Shapes: `dates` are the rendered dates of a trigger that lists them. Raises: Invalid,
    IllegalArgument.
    """
    properties = definition.properties
    own_zone = zone_of(properties.get("timezone"), zone)
    if properties.get("cron") is not None:
        is_fine = properties.get("withSeconds") in (True, "true")
        return CronRule(parse_cron(str(properties["cron"]), is_fine), own_zone)
    if properties.get("dates") is not None:
        listed = dates if dates is not None else properties["dates"]
        if not isinstance(listed, list):
            raise IllegalArgument("dates must be a list")
        return DatesRule(tuple(sorted(_zoned(date, own_zone) for date in listed)))
    return None


def lists_dates(definition: TriggerDefinition) -> bool:
    """Whether the trigger fires on listed dates, not by a cron expression."""
    return definition.properties.get("cron") is None and "dates" in definition.properties


def zone_of(name: Json, default: tzinfo) -> tzinfo:
    """The zone with that name. Raises: IllegalArgument."""
    if name is None or name == "":
        return default
    try:
        zone = moments.zone_of(str(name))
    except ExpressionError:
        raise IllegalArgument(f"timezone '({name})' is not a valid time-zone ID") from None
    return zone.rules or timezone(timedelta(seconds=zone.offset))


def _zoned(value: Json, zone: tzinfo) -> datetime:
    date = value if isinstance(value, datetime) else parse_date(str(value))
    if not isinstance(date, datetime):
        date = datetime(date.year, date.month, date.day, tzinfo=zone)
    return (date if date.tzinfo is not None else date.replace(tzinfo=zone)).astimezone(UTC)


def find_next(rule: Rule, after: datetime, holds: Holds | None) -> Found:
    """The first date after for which the conditions hold.

    Raises: what the conditions raise.
    Source: spec/triggers.md §3 (next date, 1): the search is bounded, so that a condition that
    never holds can't keep the scheduler.
    """
    return _search(rule.next, after, holds, timedelta(days=366 * SCHEDULE_SEARCH_YEARS_MAX))


def find_previous(rule: Rule, before: datetime, holds: Holds | None) -> Found:
    """The last date before for which the conditions hold."""
    return _search(rule.previous, before, holds, timedelta(days=366 * SCHEDULE_SEARCH_YEARS_MAX))


def _search(
    step: Callable[[datetime], datetime | None],
    start: datetime,
    holds: Holds | None,
    span: timedelta,
) -> Found:
    date = step(start)
    if holds is None:
        return Found(date)
    for _ in range(SCHEDULE_SEARCH_DATES_MAX):
        if date is None or abs(date - start) > span:
            return Found(None)
        if holds(date):
            return Found(date)
        last = date
        date = step(date)
    return Found(last, is_certain=False)


def late_limit(definition: TriggerDefinition) -> timedelta | None:
    """How late a date may run (`lateMaximumDelay`)."""
    value = to_duration(definition.properties.get("lateMaximumDelay"))
    return value if isinstance(value, timedelta) else None


def interval_of(definition: TriggerDefinition) -> timedelta:
    """Time between two polls."""
    value = to_duration(definition.properties.get("interval"))
    return value if isinstance(value, timedelta) and value > timedelta(0) else timedelta(minutes=1)


def iso(date: datetime) -> str:
    """ISO date-time with offset, `Z` for UTC, a fraction only when there is one."""
    return date.isoformat().replace("+00:00", "Z")
