"""Texts to moments: ISO texts, and texts in a given pattern."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping

from tiercel.expr.errors import EvaluationError, LimitExceeded
from tiercel.expr.formats.date_pattern import Letters, Literal, PatternElement
from tiercel.expr.formats.locale_texts import texts, weeks
from tiercel.expr.formats.week_dates import ISO_WEEKS, day_of_week_date
from tiercel.expr.iso_dates import days_from_civil, month_days
from tiercel.expr.moments import (
    Moment,
    Zone,
    checked_year,
    local_moment,
    moment_of,
    offset_zone,
    zone_of,
)
from tiercel.model.limits import EXPRESSION_REGEX_SECONDS_MAX

_ISO = re.compile(
    r"(\d{4}|[+-]\d{4,9})-(\d\d)-(\d\d)"
    r"(?:[Tt](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{0,9}))?)?"
    r"([Zz]|[+-]\d\d(?::?\d\d(?::?\d\d)?)?)?(?:\[([^\]]+)\])?)?"
)


def unparsable(text: str) -> EvaluationError:
    """The error of a text that is no date."""
    return EvaluationError(f"Text '{text[:100]}' could not be parsed")


def parse_iso(text: str, zone: Zone) -> Moment:
    """A zoned, local or bare date in ISO form; local ones in the zone, bare ones at midnight.

    Raises: EvaluationError.
    """
    match = _ISO.fullmatch(text) if text.isascii() else None
    if match is None or (match[9] and not match[8]):
        raise unparsable(text)
    year, month, day = int(match[1]), int(match[2]), int(match[3])
    hour, minute, second = (int(match[index] or 0) for index in (4, 5, 6))
    if not 1 <= month <= 12 or not 1 <= day <= month_days(year, month):
        raise unparsable(text)
    if hour > 23 or minute > 59 or second > 59:
        raise unparsable(text)
    number = days_from_civil(checked_year(year), month, day)
    seconds = hour * 3600 + minute * 60 + second
    nano = int((match[7] or "").ljust(9, "0"))
    if match[8] is None:
        return local_moment(number, seconds, nano, zone)
    own = zone_of(match[8].upper())
    if match[9] is None:
        return local_moment(number, seconds, nano, own)
    return moment_of(number * 86_400 + seconds - own.offset, nano, zone_of(match[9]))


def parse_with(parts: tuple[PatternElement, ...], text: str, zone: Zone) -> Moment:
    """A text in a parsed pattern; a zone in the text wins over the given one.

    Raises: EvaluationError, also when the pattern gives no date.
    """
    import regex

    pattern, names = _expression(parts)
    try:
        match = regex.fullmatch(pattern, text, timeout=EXPRESSION_REGEX_SECONDS_MAX)
    except TimeoutError:
        raise LimitExceeded("The date takes too long to parse.") from None
    if match is None:
        raise unparsable(text)
    fields: dict[str, str] = {}
    for group, name in zip(match.groups(), names, strict=True):
        if group is not None:
            if name in fields and fields[name] != group and name not in "zVOXxZ":
                raise unparsable(text)
            fields[name] = group
    return _resolve(fields, text, zone)


@functools.lru_cache(maxsize=256)
def _expression(parts: tuple[PatternElement, ...]) -> tuple[str, tuple[str, ...]]:
    names: list[str] = []
    return _pieces(parts, names), tuple(names)


def _pieces(parts: tuple[PatternElement, ...], names: list[str]) -> str:
    out = []
    for part in parts:
        if isinstance(part, Literal):
            out.append(re.escape(part.text))
        elif isinstance(part, Letters):
            name, body = _field(part)
            names.append(name)
            out.append(f" *({body})" if part.pad else f"({body})")
        else:
            out.append(f"(?:{_pieces(part.parts, names)})?")
    return "".join(out)


_OFFSET_BODY = r"Z|[+-]\d\d(?::?\d\d(?::?\d\d)?)?"
_GMT_BODY = r"(?:GMT|UTC|UT)?(?:[+-]\d{1,2}(?::?\d\d)?)?|Z"
_ZONE_BODY = r"[A-Za-z][A-Za-z0-9~/._+:-]*|[+-]\d\d:?\d\d"
_OFFSETS = {
    "X": _OFFSET_BODY,
    "x": _OFFSET_BODY,
    "Z": _OFFSET_BODY + "|" + _GMT_BODY,
    "O": _GMT_BODY,
    "V": _ZONE_BODY,
    "z": _ZONE_BODY + "|[A-Z][A-Za-z ]+",
    "v": _ZONE_BODY + "|[A-Z][A-Za-z ]+",
}


def _field(part: Letters) -> tuple[str, str]:
    letter, count = part.letter, part.count
    if letter in _OFFSETS:
        return letter, _OFFSETS[letter]
    if letter in "yuY":
        return _year_field(letter, count)
    if (letter in "MLQqEec" and count >= 3) or letter in "EGaB":
        return _text_field(letter, count)
    if letter == "S":
        return letter, rf"\d{{{count}}}"
    if (letter == "D" and count == 3) or count == 2:
        return letter.replace("L", "M"), rf"\d{{{count}}}"
    return letter.replace("L", "M"), rf"\d{{{count},19}}"


def _year_field(letter: str, count: int) -> tuple[str, str]:
    if count == 2:
        return letter + "2", r"\d{2}"
    return letter, rf"[+-]?\d{{{count},10}}"


_ENGLISH = "en_US"


def _text_field(letter: str, count: int) -> tuple[str, str]:
    width = {4: "full", 5: "narrow"}.get(count, "short")
    names = _names(letter, width)
    kind = {"L": "M", "q": "Q", "e": "E", "c": "E"}.get(letter, letter)
    return f"{kind}:{width}", "|".join(sorted(map(re.escape, names), key=len, reverse=True))


def _names(letter: str, width: str) -> tuple[str, ...]:
    found = texts(_ENGLISH, width)
    if letter in "ML":
        return found.months
    if letter in "Qq":
        return found.quarters
    if letter == "G":
        return found.eras
    return found.periods if letter in "aB" else found.days


def _resolve(fields: Mapping[str, str], text: str, zone: Zone) -> Moment:
    day = _day(fields, text)
    seconds, nano, carried = _clock(fields, text)
    own = _zone(fields, zone)
    return local_moment(day + carried, seconds, nano, own)


def _zone(fields: Mapping[str, str], zone: Zone) -> Zone:
    own = zone
    for letter in "OXxZ":
        if letter in fields:
            name = fields[letter]
            own = zone_of(name) if name[:1] in "+-Z" else offset_zone(zone_of(name).offset)
    for letter in "zvV":
        if letter in fields:
            own = zone_of(_ABBREVIATIONS.get(fields[letter], fields[letter]))
    return own


_ABBREVIATIONS = {
    "CEST": "Europe/Paris",
    "EST": "America/New_York",
    "EDT": "America/New_York",
    "CST": "America/Chicago",
    "CDT": "America/Chicago",
    "MST": "America/Denver",
    "MDT": "America/Denver",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "BST": "Europe/London",
    "JST": "Asia/Tokyo",
    "Coordinated Universal Time": "UTC",
}


def _number(fields: Mapping[str, str], name: str, low: int, high: int) -> int | None:
    if name not in fields:
        return None
    value = int(fields[name])
    if not low <= value <= high:
        raise EvaluationError(f"Invalid value (valid values {low} - {high}): {value}")
    return value


def _named(fields: Mapping[str, str], letter: str) -> int | None:
    for width in ("short", "full", "narrow"):
        text = fields.get(f"{letter}:{width}")
        if text is not None:
            return _names(letter, width).index(text)
    return None


def _year(fields: Mapping[str, str], letter: str) -> int | None:
    if letter + "2" in fields:
        return 2000 + int(fields[letter + "2"])
    return None if letter not in fields else checked_year(int(fields[letter]))


def _day(fields: Mapping[str, str], text: str) -> int:
    week_year = _year(fields, "Y")
    year = _year(fields, "u")
    if year is None:
        year = _year(fields, "y")
        if year is not None and _named(fields, "G") == 0:
            year = 1 - year
    if year is not None:
        of_year = _number(fields, "D", 1, 366)
        month = _number(fields, "M", 1, 12)
        if month is None and (named := _named(fields, "M")) is not None:
            month = named + 1
        day = _number(fields, "d", 1, 31)
        if month is not None and day is not None:
            # Resolution is smart: a day beyond the end of its month becomes the last one.
            return days_from_civil(year, month, min(day, month_days(year, month)))
        if of_year is not None:
            return days_from_civil(year, 1, 1) + of_year - 1
    week = _number(fields, "w", 1, 53)
    if week_year is not None and week is not None:
        return _week_date(fields, week_year, week)
    raise EvaluationError(f"Text '{text[:100]}' could not be parsed: it gives no date")


def _week_date(fields: Mapping[str, str], year: int, week: int) -> int:
    rules = ISO_WEEKS if "iso" in fields else weeks(_ENGLISH)
    named = _named(fields, "E")
    if named is not None:
        return day_of_week_date(year, week, (named - rules.first_day) % 7 + 1, rules)
    return day_of_week_date(year, week, _number(fields, "e", 1, 7) or 1, rules)


def _clock(fields: Mapping[str, str], text: str) -> tuple[int, int, int]:
    """Second of the day, nanoseconds, and a day to carry for 24:00."""
    hour = _number(fields, "H", 0, 24)
    if hour is None and (of_day := _number(fields, "k", 1, 24)) is not None:
        hour = of_day % 24
    if hour is None:
        half = _number(fields, "h", 1, 12)
        half = half if half is not None else _number(fields, "K", 0, 11)
        if half is not None:
            period = _named(fields, "a")
            if period is None:
                raise unparsable(text)
            hour = half % 12 + 12 * period
    minute = _number(fields, "m", 0, 59) or 0
    second = _number(fields, "s", 0, 59) or 0
    nano = int(fields.get("S", "").ljust(9, "0")) or (_number(fields, "n", 0, 999_999_999) or 0)
    if hour == 24 and (minute or second or nano):
        raise unparsable(text)
    carried, hour = (1, 0) if hour == 24 else (0, hour or 0)
    millis = _number(fields, "A", 0, 86_399_999)
    if millis is not None:
        return millis // 1_000, millis % 1_000 * 1_000_000, 0
    return hour * 3600 + minute * 60 + second, nano, carried
