"""Numbers in decimal patterns such as `#,##0.00`; spec/expressions.md §17."""

from __future__ import annotations

import decimal
import functools
import re
from decimal import Decimal

import msgspec

from tiercel.expr.errors import EvaluationError
from tiercel.expr.formats.standard_packages import standard_packages
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_PATTERN_CHARS_MAX

EXACT = decimal.Context(prec=2_000, rounding=decimal.ROUND_HALF_EVEN)
_EXPONENT_MAX = 1_000
_QUOTED = re.compile("'((?:[^']|'')*)'")


class Shape(msgspec.Struct, frozen=True):
    """A parsed pattern: affixes, counts of digits and what the number is multiplied with."""

    prefix: str
    suffix: str
    negative_prefix: str
    negative_suffix: str
    integers_min: int
    integers_max: int
    fractions_min: int
    fractions_max: int
    grouping: int
    exponent_digits: int
    shift: int
    shows_point: bool


def decimal_format(value: Json, pattern: str, locale: str) -> str:
    """The number in the pattern, rounded half-even on its exact value.

    Raises: EvaluationError for a malformed pattern.
    """
    if len(pattern) > EXPRESSION_PATTERN_CHARS_MAX:
        raise EvaluationError("The number pattern is too long")
    shape = parse_pattern(pattern)
    point, comma, minus = _symbols(locale)
    if isinstance(value, float):
        if value != value:
            return "NaN"
        if value in (float("inf"), float("-inf")):
            return _affixed("∞", value < 0, shape, minus)
        number = Decimal(float(value))
    else:
        number = value if isinstance(value, Decimal) else Decimal(int(value))
    if number and abs(number.adjusted()) > _EXPONENT_MAX:
        raise EvaluationError("The number is too large to be formatted")
    is_negative = number.is_signed()
    number = abs(EXACT.scaleb(number, shape.shift))
    digits = (
        _scientific(number, shape, point, minus)
        if shape.exponent_digits
        else _plain(number, shape, point, comma)
    )
    if is_negative and not any(c in "123456789" for c in digits) and isinstance(value, int):
        is_negative = False
    return _affixed(digits, is_negative, shape, minus)


def _symbols(locale: str) -> tuple[str, str, str]:
    if locale.startswith("en"):
        return ".", ",", "-"
    with standard_packages("Numbers of this locale"):
        from babel import numbers

    return (
        numbers.get_decimal_symbol(locale),
        numbers.get_group_symbol(locale),
        numbers.get_minus_sign_symbol(locale),
    )


def _affixed(digits: str, is_negative: bool, shape: Shape, minus: str) -> str:
    if not is_negative:
        return f"{shape.prefix}{digits}{shape.suffix}"
    prefix = shape.negative_prefix.replace("\0", minus)
    return f"{prefix}{digits}{shape.negative_suffix.replace(chr(0), minus)}"


def _plain(number: Decimal, shape: Shape, point: str, comma: str) -> str:
    rounded = EXACT.quantize(number, Decimal(1).scaleb(-shape.fractions_max))
    integer, _, fraction = f"{rounded:f}".partition(".")
    integer = integer.lstrip("0").rjust(shape.integers_min, "0")
    fraction = fraction[: shape.fractions_max]
    while len(fraction) > shape.fractions_min and fraction.endswith("0"):
        fraction = fraction[:-1]
    if not integer and not fraction:
        integer = "0"
    if shape.grouping:
        integer = _grouped(integer, shape.grouping, comma)
    if fraction or shape.shows_point:
        return f"{integer}{point}{fraction}"
    return integer


def _grouped(integer: str, size: int, comma: str) -> str:
    head = len(integer) % size
    groups = [integer[:head]] if head else []
    groups.extend(integer[at : at + size] for at in range(head, len(integer), size))
    return comma.join(groups)


def _scientific(number: Decimal, shape: Shape, point: str, minus: str) -> str:
    """Mantissa and exponent; more integer digits than required mean engineering notation."""
    repeat = shape.integers_max
    exponent = number.adjusted() if number else 0
    if repeat > 1 and repeat > shape.integers_min:
        exponent -= exponent % repeat
        significant = shape.integers_min + shape.fractions_max
        places = significant - (number.adjusted() - exponent + 1) if number else significant
    else:
        exponent -= (shape.integers_min or 1) - 1 if number else 0
        if not shape.integers_min:
            exponent += 1 if number and shape.fractions_max else 0
        places = shape.fractions_max
    mantissa = EXACT.quantize(EXACT.scaleb(number, -exponent), Decimal(1).scaleb(-max(places, 0)))
    integer, _, fraction = f"{mantissa:f}".partition(".")
    integer = integer.lstrip("0").rjust(shape.integers_min, "0")
    fraction = fraction.rstrip("0").ljust(shape.fractions_min, "0")
    text = f"{integer}{point}{fraction}" if fraction else integer or "0"
    sign = minus if exponent < 0 else ""
    return f"{text}E{sign}{str(abs(exponent)).rjust(shape.exponent_digits, '0')}"


@functools.lru_cache(maxsize=256)
def parse_pattern(pattern: str) -> Shape:
    """The shape of a pattern, its sub-pattern for negative numbers included."""
    reader = _Reader(pattern)
    positive = reader.part()
    negative_prefix, negative_suffix = "\0" + positive.prefix, positive.suffix
    if reader.at < len(pattern) and pattern[reader.at] == ";":
        reader.at += 1
        negative = reader.part()
        if (negative.prefix, negative.suffix) != (positive.prefix, positive.suffix):
            negative_prefix, negative_suffix = negative.prefix, negative.suffix
    if reader.at < len(pattern):
        raise malformed(pattern)
    integers = positive.integers
    minimum = integers.count("0")
    if not minimum and "#" in integers and not positive.fractions:
        minimum = 0 if positive.has_point or positive.exponent_digits else 1
    if not minimum and integers and positive.fractions and "0" not in positive.fractions:
        # Without any required digit the first integer digit is one.
        minimum = 1
    return Shape(
        prefix=positive.prefix.replace("\0", "-"),
        suffix=positive.suffix.replace("\0", "-"),
        negative_prefix=negative_prefix,
        negative_suffix=negative_suffix,
        integers_min=minimum,
        integers_max=len(integers),
        fractions_min=positive.fractions.count("0"),
        fractions_max=len(positive.fractions),
        grouping=positive.grouping,
        exponent_digits=positive.exponent_digits,
        shift=positive.shift,
        shows_point=positive.has_point and not positive.fractions,
    )


def malformed(pattern: str) -> EvaluationError:
    """The error of a pattern that can't be read."""
    return EvaluationError(f'Malformed pattern "{pattern}"')


class _SubPattern:
    def __init__(self) -> None:
        self.prefix = self.suffix = self.integers = self.fractions = ""
        self.grouping = self.exponent_digits = self.shift = 0
        self.has_point = False


class _Reader:
    """Reads one sub-pattern: prefix, digits, suffix."""

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern
        self.at = 0

    def part(self) -> _SubPattern:
        part = _SubPattern()
        part.prefix = self._affix(part)
        self._digits(part)
        if not part.integers and not part.fractions and self.at == len(self._pattern):
            if self._pattern.strip("'") and part.prefix:
                raise malformed(self._pattern)
            part.integers, part.fractions = "#", ""
        part.suffix = self._affix(part)
        return part

    def _affix(self, part: _SubPattern) -> str:
        out = []
        while self.at < len(self._pattern):
            character = self._pattern[self.at]
            if character == "'":
                out.append(self._quoted())
                continue
            if character in "#0,.;":
                break
            if character in "%‰":
                part.shift = 2 if character == "%" else 3
            out.append({"¤": "$", "-": "\0"}.get(character, character))
            self.at += 1
        return "".join(out)

    def _quoted(self) -> str:
        if self._pattern.startswith("''", self.at):
            self.at += 2
            return "'"
        match = _QUOTED.match(self._pattern, self.at)
        if match is None:
            raise malformed(self._pattern)
        self.at = match.end()
        return match[1].replace("''", "'")

    def _digits(self, part: _SubPattern) -> None:
        start = self.at
        while self.at < len(self._pattern) and self._pattern[self.at] in "#0,":
            self.at += 1
        integers = self._pattern[start : self.at]
        if "," in integers:
            part.grouping = len(integers) - integers.rfind(",") - 1
            if part.grouping == 0:
                raise malformed(self._pattern)
        part.integers = integers.replace(",", "")
        if self._pattern[self.at : self.at + 1] == ".":
            part.has_point = True
            self.at += 1
            start = self.at
            while self.at < len(self._pattern) and self._pattern[self.at] in "#0":
                self.at += 1
            part.fractions = self._pattern[start : self.at]
        if "0#" in part.integers or "#0" in part.fractions:
            raise malformed(self._pattern)
        self._exponent(part)

    def _exponent(self, part: _SubPattern) -> None:
        if self._pattern[self.at : self.at + 1] != "E":
            return
        self.at += 1
        start = self.at
        while self.at < len(self._pattern) and self._pattern[self.at] == "0":
            self.at += 1
        part.exponent_digits = self.at - start
        if not part.exponent_digits or part.grouping:
            raise malformed(self._pattern)
