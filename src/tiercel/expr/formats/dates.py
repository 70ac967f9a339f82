"""Moments in named formats and patterns, and values to moments; spec/expressions.md §11."""

from __future__ import annotations

from collections.abc import Callable

from tiercel.expr.errors import EvaluationError
from tiercel.expr.formats.date_parsing import parse_iso, parse_with
from tiercel.expr.formats.date_pattern import day_of_year, parse_pattern, write
from tiercel.expr.formats.locale_texts import STYLES, style_pattern
from tiercel.expr.formats.week_dates import ISO_WEEKS, localized_day, week_and_year
from tiercel.expr.iso_dates import instant_text, offset_text, year_text
from tiercel.expr.moments import Moment, Zone, checked_year, date_moment, moment_of
from tiercel.expr.printing import string_form
from tiercel.expr.values import Instant, class_name
from tiercel.model.json_types import Json

_PATTERNS = {
    "iso": "yyyy-MM-dd'T'HH:mm:ss.SSSSSSXXX",
    "iso_sec": "yyyy-MM-dd'T'HH:mm:ssXXX",
    "sql": "yyyy-MM-dd HH:mm:ss.SSSSSS",
    "sql_sec": "yyyy-MM-dd HH:mm:ss",
    "sql_seq": "yyyy-MM-dd HH:mm:ss",
    "rfc_1123_date_time": "EEE, d MMM yyyy HH:mm[:ss] O",
    "iso_ordinal_date": "yyyy-DDD[XXX]",
}
_SECONDS_MAX = 31_556_889_864_403_199
_ISO_NAMES = frozenset(
    {
        "iso_date_time",
        "iso_zoned_date_time",
        "iso_local_date_time",
        "iso_local_date",
        "iso_date",
    }
)


def format_moment(moment: Moment, name: str, locale: str) -> str:
    """The moment in a named format, a style or a pattern; raises EvaluationError."""
    special = _SPECIAL.get(name)
    if special is not None:
        return special(moment)
    if name in STYLES:
        return write(parse_pattern(style_pattern(name, locale)), moment, locale)
    return write(parse_pattern(_PATTERNS.get(name, name)), moment, locale)


def moment_from(value: Json, zone: Zone, existing: Json, *, counts_sign: bool) -> Moment:
    """A date value, an epoch number or a text as a moment (zoned ones keep their zone).

    `existing` is the pattern or named format of a text, None for ISO. Epoch numbers of 13 digits
    are milliseconds, of 19 nanoseconds; `counts_sign` counts a minus as a digit.
    Raises: EvaluationError.
    """
    moment = date_moment(value, zone)
    if moment is not None:
        return moment
    if isinstance(value, int) and not isinstance(value, bool):
        return _from_epoch(int(value), zone, counts_sign=counts_sign)
    if isinstance(value, str):
        return _from_text(str(value), zone, existing)
    raise EvaluationError(f"class {class_name(value)} is no date")


def _from_epoch(number: int, zone: Zone, *, counts_sign: bool) -> Moment:
    digits = len(str(number if counts_sign else abs(number)))
    if digits == 19:
        # Compat: the reference takes the last six digits as microseconds.
        sign = -1 if number < 0 else 1
        whole, rest = divmod(abs(number), 1_000_000_000)
        nanos = sign * (whole * 1_000_000_000 + rest % 1_000_000 * 1_000)
        return moment_of(*divmod(nanos, 1_000_000_000), zone)
    scale = 1_000 if digits == 13 else 1
    second, rest = divmod(number, scale)
    if abs(second) > _SECONDS_MAX:
        raise EvaluationError("Instant exceeds minimum or maximum instant")
    return moment_of(second, rest * (1_000_000_000 // scale), zone)


def _from_text(text: str, zone: Zone, existing: Json) -> Moment:
    if existing is None:
        return parse_iso(text, zone)
    name = string_form(existing)
    if name in _ISO_NAMES:
        return parse_iso(text.removesuffix("Z") if name == "iso_date" else text, zone)
    if name in STYLES:
        return parse_with(parse_pattern(style_pattern(name, "en_US")), text, zone)
    if name in _SPECIAL and name not in _PATTERNS:
        raise EvaluationError(f"Text '{text[:100]}' could not be parsed: it gives no date")
    return parse_with(parse_pattern(_PATTERNS.get(name, name)), text, zone)


def _date(moment: Moment) -> str:
    year, month, day = moment.civil()
    return f"{year_text(year)}-{month:02d}-{day:02d}"


def _clock(moment: Moment) -> str:
    second = moment.second
    text = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    return text + (f".{moment.nano:09d}".rstrip("0") if moment.nano else "")


def _zoned(moment: Moment) -> str:
    zone = f"[{moment.zone.name}]" if moment.zone.is_region() else ""
    return f"{_date(moment)}T{_clock(moment)}{offset_text(moment.offset)}{zone}"


def _week_date(moment: Moment) -> str:
    week, year = week_and_year(moment.day, ISO_WEEKS)
    day = localized_day(moment.day, ISO_WEEKS)
    return f"{year_text(year)}-W{week:02d}-{day}{offset_text(moment.offset)}"


def _rfc_1123(moment: Moment) -> str:
    offset = "GMT" if moment.offset == 0 else offset_text(moment.offset).replace(":", "")
    return write(parse_pattern("EEE, d MMM yyyy HH:mm:ss "), moment, "en_US") + offset


def _ordinal_date(moment: Moment) -> str:
    year = year_text(checked_year(moment.civil()[0]))
    return f"{year}-{day_of_year(moment):03d}{offset_text(moment.offset)}"


_SPECIAL: dict[str, Callable[[Moment], str]] = {
    "iso_date_time": _zoned,
    "iso_zoned_date_time": _zoned,
    "iso_date": lambda m: _date(m) + offset_text(m.offset),
    "iso_local_date": _date,
    "iso_time": lambda m: _clock(m) + offset_text(m.offset),
    "iso_offset_time": lambda m: _clock(m) + offset_text(m.offset),
    "iso_local_time": _clock,
    "iso_local_date_time": lambda m: f"{_date(m)}T{_clock(m)}",
    "iso_instant": lambda m: instant_text(Instant(m.epoch_second(), m.nano)),
    "iso_ordinal_date": _ordinal_date,
    "iso_week_date": _week_date,
    "rfc_1123_date_time": _rfc_1123,
}
