"""Values as compact JSON, with the reference's rules for nulls, numbers and dates."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Protocol

import msgspec

from tiercel.expr.errors import EvaluationError, LimitExceeded
from tiercel.expr.iso_dates import fraction_text, instant_text
from tiercel.expr.printing import string_form
from tiercel.expr.values import Entry, Instant, Loop, enum_name, instant_of, is_list, is_map
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_ITEMS_MAX, EXPRESSION_OUTPUT_CHARS_MAX
from tiercel.model.text import valid_tree

_quote = json.encoder.encode_basestring


class JsonStyle(msgspec.Struct, frozen=True):
    """What differs between generations and uses.

    `six_digits`: instants with exactly six digits of fraction, else as many as needed.
    `keeps_nulls`: null entries of maps are written too. `number`: how numbers are written, when
    not the usual way.
    """

    six_digits: bool = True
    keeps_nulls: bool = False
    number: Callable[[Json], str] | None = None


class Weighing(Protocol):
    """What counts the work of writing."""

    steps: int

    def spend(self, steps: int) -> None:
        """Count steps. Raises: LimitExceeded, AllowanceUsedUp."""

    def weigh_all(self, value: Json) -> None:
        """Count a step for each item, however deep. Raises: as `spend`."""


def to_json(value: Json, style: JsonStyle | None = None, meter: Weighing | None = None) -> str:
    """Compact JSON text of any value; with a meter its work is counted before it is done.

    Raises: LimitExceeded when the text would be longer than EXPRESSION_OUTPUT_CHARS_MAX.
    Source: spec/expressions.md §12, "JSON form".
    """
    if style is None and type(value) is int:
        return str(value)
    style = style or JsonStyle()
    if type(value) in (dict, list):
        # The encoder takes an eighth of a step for an item at most.
        most = EXPRESSION_ITEMS_MAX
        items = _plain_items(value, style, most if meter is None else min(most, meter.steps * 8))
        plain = None if items is None else _plain_json(value)
        if items is not None and plain is not None:
            if meter is not None and items > _FREE_ITEMS:
                meter.spend(items >> 3)
            return plain
    if meter is not None:
        meter.weigh_all(value)
    writer = _Writer(style)
    writer.write(value)
    return "".join(writer.pieces)


# Types of scalars that any JSON encoder writes as this one does.
_FREE_ITEMS = 64
_PLAIN_SCALARS = frozenset({bool, int, type(None)})


def _plain_items(  # noqa: C901  A call an item costs more.
    value: Json, style: JsonStyle, most: int
) -> int | None:
    """How many items there are; None when this form has rules of its own for one of them.

    A value of more than `most` items, or beyond the bounds, is not plain either: parts that a
    structure shares are met each time, so that the encoder never gets more than may be written.
    """
    waiting = [value]
    left, chars_left = most, EXPRESSION_OUTPUT_CHARS_MAX
    keeps_nulls = style.keeps_nulls
    # Plain loops without calls: they run over every item of every big value that is printed.
    while waiting:
        each = waiting.pop()
        left -= len(each) + 1
        if type(each) is dict:
            for key, item in each.items():
                if type(key) is not str or (item is None and not keeps_nulls):
                    return None
                chars_left -= len(key)
                kind = type(item)
                if kind is str:
                    chars_left -= len(item)
                elif kind is dict or kind is list:
                    waiting.append(item)
                elif kind not in _PLAIN_SCALARS:
                    return None
        else:
            for item in each:
                kind = type(item)
                if kind is str:
                    chars_left -= len(item)
                elif kind is dict or kind is list:
                    waiting.append(item)
                elif kind not in _PLAIN_SCALARS:
                    return None
        if left <= 0 or chars_left <= 0:
            return None
    return most - left


def _plain_json(value: Json) -> str | None:
    """Written by a fast encoder; None when that can't, or when it is too long."""
    try:
        text = msgspec.json.encode(value).decode()
    except (UnicodeEncodeError, OverflowError, RecursionError, TypeError):
        return None
    return text if len(text) < EXPRESSION_OUTPUT_CHARS_MAX else None


class _Writer:
    def __init__(self, style: JsonStyle) -> None:
        self.pieces: list[str] = []
        self._style = style
        self._left = EXPRESSION_OUTPUT_CHARS_MAX
        self._nodes_left = EXPRESSION_ITEMS_MAX

    def write(self, value: Json) -> None:
        kind = type(value)
        if kind is str:
            self._put(_quote(value))
        elif value is None:
            self._put("null")
        elif kind is dict:
            self._map(value)
        elif kind is list:
            self._list(value)
        elif kind is Entry:
            self._map({value.key: value.value})
        elif kind is Loop:
            self._map(value.as_map())
        elif is_map(value):
            self._map(value)
        elif is_list(value):
            self._list(value)
        else:
            self._put(scalar_json(value, self._style))

    def _put(self, text: str) -> None:
        self.pieces.append(text)
        self._left -= len(text) + 1
        self._nodes_left -= 1
        if self._left < 0 or self._nodes_left < 0:
            raise LimitExceeded(
                "The rendered output exceeds the maximum allowed size of"
                f" {EXPRESSION_OUTPUT_CHARS_MAX} characters."
            )

    def _map(self, entries: Json) -> None:
        self.pieces.append("{")
        separator = ""
        for key in entries:
            item = entries[key]
            if item is None and not self._style.keeps_nulls:
                continue
            self._put(f"{separator}{_quote(_key(key))}:")
            self.write(item)
            separator = ","
        self.pieces.append("}")

    def _list(self, items: Json) -> None:
        self.pieces.append("[")
        separator = False
        for item in items:
            if separator:
                self.pieces.append(",")
            self.write(item)
            separator = True
        self._put("]")


def _key(key: Json) -> str:
    return key if type(key) is str else string_form(key)


def scalar_json(value: Json, style: JsonStyle) -> str:
    """The JSON text of a value that is neither map nor list."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if style.number is not None and isinstance(value, (int, float)):
        return style.number(value)
    if isinstance(value, float):
        text = string_form(value)
        return text if text[-1] not in "yN" else f'"{text}"'
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, bytes):
        return f'"{base64.b64encode(value).decode()}"'
    if isinstance(value, timedelta):
        return _decimal_seconds(value)
    if isinstance(value, str):
        return _quote(str.__str__(value))
    return _quote(enum_name(value) or date_json(value, style))


def _decimal_seconds(value: timedelta) -> str:
    total = value.days * 86_400_000_000 + value.seconds * 1_000_000 + value.microseconds
    sign = "-" if total < 0 else ""
    return f"{sign}{abs(total) // 1_000_000}.{abs(total) % 1_000_000:06d}000"


def date_json(value: Json, style: JsonStyle) -> str:
    """The text of a date value inside JSON: zoned ones as instants, local ones with seconds."""
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return value.strftime("%Y-%m-%dT%H:%M:%S") + fraction_text(value.microsecond * 1_000)
        value = instant_of(value.astimezone(UTC))
    if isinstance(value, Instant):
        if not style.six_digits:
            return instant_text(value)
        whole = instant_text(Instant(value.second))
        return f"{whole[:-1]}.{value.nano // 1_000:06d}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M:%S") + fraction_text(value.microsecond * 1_000)
    return f"<{type(value).__name__}>"


def read_json(text: str) -> Json:
    """The first JSON value of the text; what follows is not looked at.

    Shapes: whole numbers are ints, others floats; the last of equal keys wins, order is kept.
    Raises: EvaluationError with the reason when there is no JSON value.
    """
    stripped = text.lstrip(" \t\r\n")
    if not stripped:
        raise EvaluationError("No content to map due to end-of-input")
    try:
        value, end = _DECODER.raw_decode(stripped)
    except (ValueError, RecursionError) as error:
        raise EvaluationError(str(error) or "nested too deeply") from None
    if stripped[0] not in '{["' and end < len(stripped) and stripped[end] not in " \t\r\n":
        raise EvaluationError(f"Unexpected character ('{stripped[end]}') after a value")
    return valid_tree(value) if _may_have_halves(stripped) else value


def _may_have_halves(text: str) -> bool:
    """A pattern over a whole long text would take as long as reading it."""
    is_escaped = "\\ud" in text or "\\uD" in text
    return (is_escaped or not text.isascii()) and _HALF.search(text) is not None


def _no_constant(name: str) -> Json:
    raise ValueError(f"Non-standard token '{name}'")


# The decoder takes half of a surrogate pair, which is no text.
_HALF = re.compile(r"\\u[dD][89a-fA-F]|[\ud800-\udfff]")
_DECODER = json.JSONDecoder(parse_constant=_no_constant)
