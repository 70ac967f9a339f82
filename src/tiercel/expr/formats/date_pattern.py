"""Date patterns in the letters of java.time: reading a pattern, writing a moment with it.

Source: spec/expressions.md §11, "Pattern letters".
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeAlias

import msgspec

from tiercel.expr.errors import EvaluationError
from tiercel.expr.formats.locale_texts import day_period, texts, weeks, zone_text
from tiercel.expr.formats.week_dates import localized_day, week_and_year, week_of_month
from tiercel.expr.iso_dates import days_from_civil, offset_text, year_text
from tiercel.expr.moments import Moment
from tiercel.model.limits import EXPRESSION_PATTERN_CHARS_MAX


class Letters(msgspec.Struct, frozen=True):
    """A run of one pattern letter; `pad` is the width a preceding `p` asks for."""

    letter: str
    count: int
    pad: int = 0


class Literal(msgspec.Struct, frozen=True):
    """Text that stands for itself."""

    text: str


class Optional(msgspec.Struct, frozen=True):
    """A section in square brackets."""

    parts: tuple[PatternElement, ...]


PatternElement: TypeAlias = "Letters | Literal | Optional"

# The largest number of letters in a run; `S` is a fraction of that many digits.
_COUNTS = {
    **dict.fromkeys("MLQqE", 5),
    **dict.fromkeys("GBeXxZ", 5),
    **dict.fromkeys("dHkKhmsw", 2),
    **dict.fromkeys("yuY", 19),
    **dict.fromkeys("AnNg", 19),
    **dict.fromkeys("aWF", 1),
    **dict.fromkeys("zOv", 4),
    "D": 3,
    "S": 9,
    "V": 2,
    "c": 5,
}


_SECTIONS_MAX = 20


@functools.lru_cache(maxsize=256)
def parse_pattern(pattern: str) -> tuple[PatternElement, ...]:
    """The parts of a pattern; raises EvaluationError for letters and counts that do not exist."""
    if len(pattern) > EXPRESSION_PATTERN_CHARS_MAX:
        raise EvaluationError("The date pattern is too long")
    stack: list[list[PatternElement]] = [[]]
    at = 0
    while at < len(pattern):
        character = pattern[at]
        if character.isascii() and character.isalpha():
            at = _letters(pattern, at, stack[-1])
        elif character == "'":
            at = _quoted(pattern, at, stack[-1])
        elif character in "[]":
            _bracket(character, stack)
            at += 1
        elif character in "{}#":
            raise EvaluationError(f"Pattern includes reserved character: '{character}'")
        else:
            stack[-1].append(Literal(character))
            at += 1
    while len(stack) > 1:
        section = Optional(tuple(stack.pop()))
        stack[-1].append(section)
    return tuple(stack[0])


def _bracket(character: str, stack: list[list[PatternElement]]) -> None:
    if character == "[":
        stack.append([])
        if len(stack) > _SECTIONS_MAX:
            raise EvaluationError("Too many nested optional sections")
        return
    if len(stack) == 1:
        raise EvaluationError("Pattern invalid as it contains ] without previous [")
    section = Optional(tuple(stack.pop()))
    stack[-1].append(section)


def _letters(pattern: str, at: int, parts: list[PatternElement]) -> int:
    end = _run_end(pattern, at)
    letter, count, pad = pattern[at], end - at, 0
    if letter == "p":
        pad, at = count, end
        if at >= len(pattern) or not (pattern[at].isascii() and pattern[at].isalpha()):
            raise EvaluationError("Pad letter 'p' must be followed by valid pad pattern")
        end = _run_end(pattern, at)
        letter, count = pattern[at], end - at
    if letter not in _COUNTS:
        raise EvaluationError(f"Unknown pattern letter: {letter}")
    if count > _COUNTS[letter] or (letter in "Ov" and count in (2, 3)):
        raise EvaluationError(f"Too many pattern letters: {letter}")
    if letter == "V" and count != 2:
        raise EvaluationError(f"Pattern letter count must be 2: {letter}")
    if (letter == "c" and count == 2) or (letter == "B" and count in (2, 3)):
        raise EvaluationError(f"Invalid pattern '{letter * count}'")
    parts.append(Letters(letter, count, pad))
    return end


def _run_end(pattern: str, at: int) -> int:
    end = at
    while end < len(pattern) and pattern[end] == pattern[at]:
        end += 1
    return end


def _quoted(pattern: str, at: int, parts: list[PatternElement]) -> int:
    end = at + 1
    text = ""
    while True:
        closing = pattern.find("'", end)
        if closing < 0:
            raise EvaluationError(f"Pattern ends with an incomplete string literal: {pattern}")
        text += pattern[end:closing]
        if pattern[closing + 1 : closing + 2] != "'":
            break
        text += "'"
        end = closing + 2
    parts.append(Literal(text or "'"))
    return closing + 1


def write(parts: tuple[PatternElement, ...], moment: Moment, locale: str) -> str:
    """The moment in a parsed pattern."""
    out = []
    for part in parts:
        if isinstance(part, Literal):
            out.append(part.text)
        elif isinstance(part, Optional):
            out.append(write(part.parts, moment, locale))
        else:
            text = _WRITERS[part.letter](moment, part.count, locale)
            out.append(text.rjust(part.pad) if part.pad else text)
    return "".join(out)


def _numeric(value: int, count: int) -> str:
    return f"-{abs(value):0{count}d}" if value < 0 else f"{value:0{count}d}"


def _year(year: int, count: int) -> str:
    if count == 2:
        return f"{abs(year) % 100:02d}"
    if count == 4:
        return year_text(year)
    if count > 4 and abs(year) >= 10**count:
        return f"{'-' if year < 0 else '+'}{abs(year)}"
    return _numeric(year, count)


def _year_of_era(moment: Moment, count: int, locale: str) -> str:
    year = moment.civil()[0]
    return _year(year if year > 0 else 1 - year, count)


def _proleptic_year(moment: Moment, count: int, locale: str) -> str:
    return _year(moment.civil()[0], count)


def _month(moment: Moment, count: int, locale: str, *, stands_alone: bool = False) -> str:
    month = moment.civil()[1]
    if count < 3:
        return _numeric(month, count)
    return texts(locale, _WIDTHS[count], stands_alone=stands_alone).months[month - 1]


_WIDTHS = {1: "short", 2: "short", 3: "short", 4: "full", 5: "narrow"}


def _quarter(moment: Moment, count: int, locale: str, *, stands_alone: bool = False) -> str:
    quarter = (moment.civil()[1] + 2) // 3
    if count < 3:
        return _numeric(quarter, count)
    return texts(locale, _WIDTHS[count], stands_alone=stands_alone).quarters[quarter - 1]


def day_of_year(moment: Moment) -> int:
    """The day of the year, from 1."""
    return moment.day - days_from_civil(moment.civil()[0], 1, 1) + 1


def day_of_week(moment: Moment) -> int:
    """The day of the week, Monday is 0."""
    return (moment.day + 3) % 7


def _day_name(moment: Moment, count: int, locale: str, *, stands_alone: bool = False) -> str:
    return texts(locale, _WIDTHS[count], stands_alone=stands_alone).days[day_of_week(moment)]


def _day_number(moment: Moment, count: int, locale: str, *, stands_alone: bool = False) -> str:
    if count < 3:
        return _numeric(localized_day(moment.day, weeks(locale)), count)
    return _day_name(moment, count, locale, stands_alone=stands_alone)


def _era(moment: Moment, count: int, locale: str) -> str:
    return texts(locale, _WIDTHS[count]).eras[moment.civil()[0] > 0]


def _period(moment: Moment, count: int, locale: str) -> str:
    return texts(locale, "short").periods[moment.second >= 43_200]


def _week_year(moment: Moment, count: int, locale: str) -> str:
    return _year(week_and_year(moment.day, weeks(locale))[1], count)


def _offset_x(moment: Moment, count: int, zero: str) -> str:
    total = moment.offset
    if total == 0 and zero:
        return zero
    sign = "-" if total < 0 else "+"
    hours, minutes, seconds = abs(total) // 3600, abs(total) // 60 % 60, abs(total) % 60
    text = f"{sign}{hours:02d}"
    colon = ":" if count in (3, 5) else ""
    if count > 1 or minutes:
        text += f"{colon}{minutes:02d}"
    if count > 3 and seconds:
        text += f"{colon}{seconds:02d}"
    return text


def _offset_z(moment: Moment, count: int, locale: str) -> str:
    if count == 4:
        return _gmt(moment, 4, locale)
    if count == 5:
        return _offset_x(moment, 5, "Z")
    return _offset_x(moment, 2, "")


def _gmt(moment: Moment, count: int, locale: str) -> str:
    total = moment.offset
    if total == 0:
        return "GMT"
    if count == 4:
        return "GMT" + offset_text(total)
    sign = "-" if total < 0 else "+"
    hours, minutes = abs(total) // 3600, abs(total) // 60 % 60
    return f"GMT{sign}{hours}" + (f":{minutes:02d}" if minutes else "")


def _aligned_week(moment: Moment, count: int, locale: str) -> str:
    return str((moment.civil()[2] - 1) // 7 + 1)


_Writer: TypeAlias = Callable[[Moment, int, str], str]


def _number_of(value: Callable[[Moment], int]) -> _Writer:
    return lambda moment, count, locale: _numeric(value(moment), count)


_WRITERS: dict[str, _Writer] = {
    "y": _year_of_era,
    "u": _proleptic_year,
    "Y": _week_year,
    "M": _month,
    "L": lambda m, n, locale: _month(m, n, locale, stands_alone=True),
    "Q": _quarter,
    "q": lambda m, n, locale: _quarter(m, n, locale, stands_alone=True),
    "d": _number_of(lambda m: m.civil()[2]),
    "D": _number_of(day_of_year),
    "w": lambda m, n, locale: _numeric(week_and_year(m.day, weeks(locale))[0], n),
    "W": lambda m, n, locale: _numeric(week_of_month(m.day, weeks(locale)), n),
    "F": _aligned_week,
    "E": _day_name,
    "e": _day_number,
    "c": lambda m, n, locale: _day_number(m, n, locale, stands_alone=True),
    "a": _period,
    "B": lambda m, n, locale: day_period(m, locale),
    "G": _era,
    "H": _number_of(lambda m: m.second // 3600),
    "k": _number_of(lambda m: m.second // 3600 or 24),
    "K": _number_of(lambda m: m.second // 3600 % 12),
    "h": _number_of(lambda m: m.second // 3600 % 12 or 12),
    "m": _number_of(lambda m: m.second // 60 % 60),
    "s": _number_of(lambda m: m.second % 60),
    "S": lambda m, n, locale: f"{m.nano:09d}"[:n],
    "A": _number_of(lambda m: m.second * 1_000 + m.nano // 1_000_000),
    "n": _number_of(lambda m: m.nano),
    "N": _number_of(lambda m: m.second * 1_000_000_000 + m.nano),
    "g": _number_of(lambda m: m.day + 40_587),
    "V": lambda m, n, locale: m.zone.name,
    "z": lambda m, n, locale: zone_text(m, locale, is_full=n == 4),
    "v": lambda m, n, locale: zone_text(m, locale, is_full=n == 4, is_generic=True),
    "O": _gmt,
    "X": lambda m, n, locale: _offset_x(m, n, "Z"),
    "x": lambda m, n, locale: _offset_x(m, n, ""),
    "Z": _offset_z,
}
