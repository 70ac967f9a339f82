"""Cron arithmetic: the grammar of the flow language, time zones and daylight saving."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import msgspec
from cronsim import CronSim, CronSimError

from tiercel.model.errors import Invalid
from tiercel.model.limits import CRON_CACHE_MAX, CRON_CHARS_MAX

NICKNAMES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_NAMES = "SUN|MON|TUE|WED|THU|FRI|SAT|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
_VALUE = rf"(?:\d+|{_NAMES})"
_TERM = re.compile(rf"(?:\*|{_VALUE}(?:-{_VALUE})?)(?:/\d+)?", re.IGNORECASE)
_FIELDS = ("second", "minute", "hour", "day of month", "month", "day of week")
# A gap or an overlap of a zone ends at most a day after the change that made it.
_CHANGE_WINDOW = timedelta(hours=26)
_SOME_DATE = datetime(2024, 1, 1)  # noqa: DTZ001  Local time on purpose.


class Cron(msgspec.Struct, frozen=True):
    """A checked cron expression, in six fields, seconds first."""

    fields: str


@lru_cache(maxsize=CRON_CACHE_MAX)
def parse_cron(text: str, with_seconds: bool = False) -> Cron:
    """The cron that the text stands for.

    Raises: Invalid with the whole message that users see.
    Source: spec/triggers.md §3 (`cron`).
    """
    try:
        return Cron(_checked(text, with_seconds))
    except (ValueError, CronSimError) as error:
        raise Invalid(f"invalid cron expression '{text}': {error}") from None


def _checked(text: str, with_seconds: bool) -> str:
    if len(text) > CRON_CHARS_MAX:
        raise ValueError("the expression is too long")
    plain = NICKNAMES.get(text.strip().lower())
    fields = (plain or text).upper().split()
    if plain is not None or not with_seconds:
        fields.insert(0, "0")
    if len(fields) != len(_FIELDS):
        found = len(fields) - (not with_seconds)
        wanted = "6 fields, seconds first" if with_seconds else "5 fields"
        raise ValueError(f"expected {wanted}, found {found}")
    for name, field in zip(_FIELDS, fields, strict=True):
        for term in field.split(","):
            if _TERM.fullmatch(term) is None:
                raise ValueError(f"'{term}' is not valid in the field {name}")
    # A star with a step restricts the day: with both days restricted either may match.
    fields[3] = re.sub(r"^\*/", "1-31/", fields[3])
    fields[5] = re.sub(r"^\*/", "0-6/", fields[5])
    checked = " ".join(fields)
    if next(CronSim(checked, _SOME_DATE), None) is None:
        raise ValueError("no date matches")
    return checked


def next_date(cron: Cron, after: datetime, zone: ZoneInfo) -> datetime | None:
    """First date the cron fires strictly after `after`.

    Units: aware datetimes; the result is in `zone`, whole seconds.
    Shapes: None when the cron does not fire within 50 years.
    Source: spec/triggers.md §3: computed in local time; a local time that a change of the clock
    skips fires once at the shifted instant, a repeated one fires once.
    """
    instant = after.astimezone(UTC)
    local = _local(instant, zone)
    gap = max(_offset_change(instant, zone), timedelta(0))
    best: datetime | None = None
    limit: datetime | None = None
    for candidate in _candidates(cron, local - gap):
        if limit is not None and candidate >= limit:
            break
        fires = _instant(candidate, zone)
        if fires <= instant:
            continue
        if best is None or fires < best:
            best = fires
        shift = _local(fires, zone) - candidate
        if not shift:
            break
        # In a gap: real local times right after it come first although they look later.
        limit = limit or candidate + shift
    return best.astimezone(zone) if best is not None else None


def previous_date(cron: Cron, before: datetime, zone: ZoneInfo) -> datetime | None:
    """Last date the cron fired strictly before `before`, as `next_date`."""
    instant = before.astimezone(UTC)
    local = _local(instant, zone)
    change = _offset_change(instant, zone)
    # After the clock was put back, dates of the repeated hour look later than now.
    start = local + max(-change, timedelta(0))
    best: datetime | None = None
    for candidate in _candidates(cron, start, is_reverse=True):
        fires = _instant(candidate, zone)
        if fires < instant and (best is None or fires > best):
            best = fires
        if best is not None and candidate <= _local(best, zone) - max(change, timedelta(0)):
            break
    return best.astimezone(zone) if best is not None else None


def _candidates(cron: Cron, local: datetime, *, is_reverse: bool = False) -> Iterator[datetime]:
    """Local times that match, in order, strictly after (before) `local`."""
    if is_reverse and local.microsecond:
        local = local.replace(microsecond=0) + timedelta(seconds=1)
    try:
        yield from CronSim(cron.fields, local, reverse=is_reverse)
    except (CronSimError, OverflowError):
        return


def _local(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def _instant(local: datetime, zone: ZoneInfo) -> datetime:
    """The first instant with that local time; a skipped one moves by the length of the gap."""
    return local.replace(tzinfo=zone).astimezone(UTC)


def _offset_change(instant: datetime, zone: ZoneInfo) -> timedelta:
    """How far the clock was put forward (back when negative) within the last day."""
    if zone.key == "UTC":
        return timedelta(0)
    before = (instant - _CHANGE_WINDOW).astimezone(zone).utcoffset()
    now = instant.astimezone(zone).utcoffset()
    return (now or timedelta(0)) - (before or timedelta(0))
