"""Dates as texts in patterns of `java.time`, such as `yyyy-MM-dd'T'HH:mm[:ss][XXX]`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from tiercel.expr.errors import EvaluationError
from tiercel.expr.formats.date_parsing import parse_with
from tiercel.expr.formats.date_pattern import (
    Letters,
    Literal,
    Optional,
    PatternElement,
    parse_pattern,
    write,
)
from tiercel.expr.moments import Zone, moment_of, offset_zone, zone_of
from tiercel.model.errors import IllegalArgument

_LOCALE = "en_US"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ZONES = "XxzZvVO"
_PATTERNS = 256

__all__ = ["date_of_text", "text_of_date", "time_of_text"]

Parts = tuple[PatternElement, ...]


def text_of_date(value: date | time, pattern: str, zone: tzinfo) -> str:
    """A date, time or both in a pattern; one with a zone is shown in `zone`.

    Optional sections with a zone are left out for values without one.
    Raises: IllegalArgument for a pattern that is none.
    """
    moment = _aware(value)
    has_zone = isinstance(value, (datetime, time)) and value.tzinfo is not None
    chosen = _zone(zone) if has_zone else _zone(UTC)
    since = moment - _EPOCH
    second = since.days * 86_400 + since.seconds
    try:
        parts = _parts(pattern) if has_zone else _without_zone(_parts(pattern))
        return write(parts, moment_of(second, since.microseconds * 1_000, chosen), _LOCALE)
    except EvaluationError as error:
        raise IllegalArgument(f"The pattern '{pattern}' can't be used: {error}") from None


def date_of_text(text: str, pattern: str, zone: tzinfo) -> datetime:
    """A text in a pattern as a date with a zone: its own, else `zone`.

    Raises: IllegalArgument for a text that is none, or such a pattern.
    """
    try:
        moment = parse_with(_parts(pattern), text, _zone(zone))
        found = _EPOCH + timedelta(seconds=moment.epoch_second(), microseconds=moment.nano // 1_000)
        return found.astimezone(zone)
    except (EvaluationError, OverflowError) as error:
        raise IllegalArgument(f"'{text[:100]}' is not in the form '{pattern}': {error}") from None


def time_of_text(text: str, pattern: str) -> time:
    """A text in a pattern of hours, as a time without a zone. Raises: as `date_of_text`."""
    return date_of_text(f"1970-01-01 {text}", f"yyyy-MM-dd {pattern}", UTC).time()


def _aware(value: date | time) -> datetime:
    if isinstance(value, datetime):
        return value if value.tzinfo is not None else value.replace(tzinfo=UTC)
    if isinstance(value, time):
        return datetime.combine(_EPOCH.date(), value, value.tzinfo or UTC)
    return datetime(value.year, value.month, value.day, tzinfo=UTC)


@lru_cache(maxsize=_PATTERNS)
def _parts(pattern: str) -> Parts:
    return parse_pattern(pattern)


@lru_cache(maxsize=_PATTERNS)
def _without_zone(parts: Parts) -> Parts:
    return tuple(
        part for part in parts if not isinstance(part, Optional) or not _names_zone(part.parts)
    )


def _names_zone(parts: Parts) -> bool:
    for part in parts:
        match part:
            case Letters(letter=letter):
                if letter in _ZONES:
                    return True
            case Optional(parts=inner):
                if _names_zone(inner):
                    return True
            case Literal():
                pass
    return False


def _zone(zone: tzinfo) -> Zone:
    if isinstance(zone, ZoneInfo) and zone.key:
        return zone_of(zone.key)
    offset = zone.utcoffset(_EPOCH.replace(tzinfo=None))
    return offset_zone(int(offset.total_seconds()) if offset is not None else 0)
