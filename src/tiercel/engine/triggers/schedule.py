"""Cron arithmetic: dates over time zones and changes of the clock."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from cronsim import CronSim, CronSimError

from tiercel.plugin.cron import Cron

# A gap or an overlap of a zone ends at most a day after the change that made it.
_CHANGE_WINDOW = timedelta(hours=26)


def next_date(cron: Cron, after: datetime, zone: tzinfo) -> datetime | None:
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


def previous_date(cron: Cron, before: datetime, zone: tzinfo) -> datetime | None:
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


def _local(instant: datetime, zone: tzinfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def _instant(local: datetime, zone: tzinfo) -> datetime:
    """The first instant with that local time; a skipped one moves by the length of the gap."""
    return local.replace(tzinfo=zone).astimezone(UTC)


def _offset_change(instant: datetime, zone: tzinfo) -> timedelta:
    """How far the clock was put forward (back when negative) within the last day."""
    if isinstance(zone, timezone):
        return timedelta(0)
    before = (instant - _CHANGE_WINDOW).astimezone(zone).utcoffset()
    now = instant.astimezone(zone).utcoffset()
    return (now or timedelta(0)) - (before or timedelta(0))
