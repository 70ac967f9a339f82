"""Moments in zones without the limits of stdlib datetimes: any year, nanoseconds."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

import msgspec

from tiercel.expr.errors import EvaluationError
from tiercel.expr.iso_dates import civil_from_days, days_from_civil, offset_text
from tiercel.expr.values import Instant
from tiercel.model.json_types import Json

DAY_SECONDS = 86_400
_YEAR_MAX = 999_999_999
_OFFSET = re.compile(r"([+-])(\d{1,2})(?::?(\d{2}))?(?::?(\d{2}))?")
_REGION = re.compile(r"[A-Za-z][A-Za-z0-9~/._+-]+")
_PREFIXED = re.compile(r"(UTC|GMT|UT)([+-].*)")
_NO_REGIONS = frozenset({"EST", "MST", "HST", "ROC", "localtime", "posixrules"})


class Zone(msgspec.Struct, frozen=True):
    """A zone: its id as printed, and its rules or its fixed offset in seconds."""

    name: str
    rules: ZoneInfo | None
    offset: int

    def is_region(self) -> bool:
        """Whether the id is more than an offset."""
        return not (self.name == "Z" or self.name[0] in "+-")


class Moment(msgspec.Struct, frozen=True):
    """A local date and time at an offset of a zone.

    `day` is the local day, `second` the second in it, `offset` in seconds.
    """

    day: int
    second: int
    nano: int
    offset: int
    zone: Zone

    def epoch_second(self) -> int:
        """Seconds since 1970-01-01T00:00:00Z."""
        return self.day * DAY_SECONDS + self.second - self.offset

    def civil(self) -> tuple[int, int, int]:
        """Year, month and day of the month."""
        return civil_from_days(self.day)

    def at_zone(self, zone: Zone) -> Moment:
        """The same instant in another zone."""
        return moment_of(self.epoch_second(), self.nano, zone)


UTC_ZONE = Zone("UTC", None, 0)
OFFSET_ZERO = Zone("Z", None, 0)


def zone_of(name: str) -> Zone:
    """The zone of an id such as `Europe/Paris`, `UTC`, `+02:00`, `GMT+2`.

    Raises: EvaluationError.
    """
    if name in ("UTC", "GMT", "UT"):
        return Zone(name, None, 0)
    if name in ("Z", "z"):
        return OFFSET_ZERO
    if name[:1] in ("+", "-"):
        return offset_zone(_offset(name, name))
    prefixed = _PREFIXED.fullmatch(name)
    if prefixed:
        seconds = _offset(prefixed[2], name)
        shown = "" if seconds == 0 else offset_zone(seconds).name
        return Zone(prefixed[1] + shown, None, seconds)
    if not _REGION.fullmatch(name) or name in _NO_REGIONS:
        raise EvaluationError(f"Unknown time-zone ID: {name}")
    try:
        return Zone(name, ZoneInfo(name), 0)
    except (LookupError, ValueError, OSError):
        raise EvaluationError(f"Unknown time-zone ID: {name}") from None


def offset_zone(seconds: int) -> Zone:
    """The zone of a fixed offset."""
    return Zone(offset_text(seconds), None, seconds)


def _offset(text: str, name: str) -> int:
    match = _OFFSET.fullmatch(text)
    if match is None:
        raise EvaluationError(f"Invalid ID for ZoneOffset, invalid format: {name}")
    hours, minutes, seconds = int(match[2]), int(match[3] or 0), int(match[4] or 0)
    total = hours * 3600 + minutes * 60 + seconds
    if total > 18 * 3600 or minutes > 59 or seconds > 59:
        raise EvaluationError(f"Zone offset not in valid range: {name}")
    return -total if match[1] == "-" else total


def moment_of(epoch_second: int, nano: int, zone: Zone) -> Moment:
    """The local date and time of an instant in a zone."""
    offset = zone.offset
    if zone.rules is not None:
        at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=_near(epoch_second))
        offset = _seconds(at.astimezone(zone.rules).utcoffset())
    day, second = divmod(epoch_second + offset, DAY_SECONDS)
    return Moment(day, second, nano, offset, zone)


def local_moment(day: int, second: int, nano: int, zone: Zone) -> Moment:
    """A local date and time in a zone; gaps move forward, overlaps take the earlier offset."""
    if zone.rules is None:
        return Moment(day, second, nano, zone.offset, zone)
    seconds = _near(day * DAY_SECONDS + second)
    naive = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
    before = naive.replace(tzinfo=zone.rules)
    offset = _seconds(before.utcoffset())
    return moment_of(day * DAY_SECONDS + second - offset, nano, zone)


def _near(seconds: int) -> int:
    """Seconds of an equivalent year that stdlib datetimes can hold (the cycle is 400 years)."""
    cycle = 146_097 * DAY_SECONDS
    if -60_000_000_000 < seconds < 250_000_000_000:
        return seconds
    return seconds % cycle + cycle


def _seconds(offset: timedelta | None) -> int:
    return 0 if offset is None else int(offset.total_seconds())


def date_moment(value: Json, zone: Zone) -> Moment | None:
    """The moment of a date object; None for any other value.

    Local date-times are taken in the zone, local dates at noon in it; zoned ones keep theirs.
    """
    if isinstance(value, Instant):
        return moment_of(value.second, value.nano, zone)
    if isinstance(value, datetime):
        day = days_from_civil(value.year, value.month, value.day)
        second = value.hour * 3600 + value.minute * 60 + value.second
        nano = value.microsecond * 1_000
        if value.tzinfo is None:
            return local_moment(day, second, nano, zone)
        offset = _seconds(value.utcoffset())
        own = zone_of_tzinfo(value.tzinfo, offset)
        return Moment(day, second, nano, offset, own)
    if isinstance(value, date):
        day = days_from_civil(value.year, value.month, value.day)
        return local_moment(day, 12 * 3600, 0, zone)
    return None


def zone_of_tzinfo(info: tzinfo, offset: int) -> Zone:
    """The zone of a stdlib datetime."""
    if isinstance(info, ZoneInfo) and info.key:
        return zone_of(info.key)
    return offset_zone(offset)


def checked_year(year: int) -> int:
    """The year; raises EvaluationError beyond a billion."""
    if abs(year) > _YEAR_MAX:
        raise EvaluationError(f"Exceeded the range of years: {year}")
    return year
