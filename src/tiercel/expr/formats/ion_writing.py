"""Values as Ion text; spec/expressions.md §12, "Ion form"."""

from __future__ import annotations

import base64
import re
from datetime import UTC, date, datetime
from decimal import Decimal

from tiercel.expr.errors import LimitExceeded
from tiercel.expr.iso_dates import instant_text
from tiercel.expr.json_form import JsonStyle, scalar_json
from tiercel.expr.printing import double_text, string_form, zoned_text
from tiercel.expr.values import Entry, Instant, Loop, enum_name, instant_of, is_list, is_map
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_OUTPUT_CHARS_MAX

_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*", re.ASCII)
_KEYWORDS = frozenset(("true", "false", "null", "nan"))
_ESCAPES = {"\n": "\\n", "\t": "\\t", "\r": "\\r", "\\": "\\\\", "\0": "\\0", "\a": "\\a"} | {
    "\b": "\\b",
    "\f": "\\f",
    "\v": "\\v",
}


def to_ion(value: Json) -> str:
    """One Ion value as text, without spaces; raises LimitExceeded when it is too long."""
    pieces: list[str] = []
    _write(value, pieces, [EXPRESSION_OUTPUT_CHARS_MAX])
    return "".join(pieces)


def _write(value: Json, pieces: list[str], left: list[int]) -> None:
    if isinstance(value, Entry):
        value = {value.key: value.value}
    elif isinstance(value, Loop):
        value = value.as_map()
    if is_map(value):
        pieces.append("{")
        for index, key in enumerate(value):
            pieces.append(f"{',' if index else ''}{_symbol(string_form(key))}:")
            left[0] -= len(pieces[-1])
            _write(value[key], pieces, left)
        pieces.append("}")
    elif is_list(value):
        pieces.append("[")
        for index, item in enumerate(value):
            if index:
                pieces.append(",")
            _write(item, pieces, left)
        pieces.append("]")
    else:
        pieces.append(_scalar(value))
    # Ten more for each value: it bounds their number, however short they are.
    left[0] -= len(pieces[-1]) + 10
    if left[0] < 0:
        raise LimitExceeded("The Ion text is too long.")


def _quoted(text: str, quote: str) -> str:
    out = []
    for character in text:
        if character == quote:
            out.append("\\" + quote)
        elif character in _ESCAPES:
            out.append(_ESCAPES[character])
        elif character < " " or "\x7f" <= character < "\xa0":
            out.append(f"\\x{ord(character):02x}")
        else:
            out.append(character)
    return f"{quote}{''.join(out)}{quote}"


def _symbol(name: str) -> str:
    if _IDENTIFIER.fullmatch(name) and name not in _KEYWORDS:
        return name
    return _quoted(name, "'")


def _scalar(value: Json) -> str:
    if value is None:
        return "null"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, bytes):
        return f"{{{{{base64.b64encode(value).decode()}}}}}"
    if isinstance(value, str):
        return _quoted(str.__str__(value), '"')
    name = enum_name(value)
    return _quoted(name, '"') if name is not None else _date(value)


def _float(value: float) -> str:
    text = double_text(value)
    special = {"NaN": "nan", "Infinity": "+inf", "-Infinity": "-inf"}.get(text)
    if special is not None:
        return special
    if "E" in text:
        return text.replace("E", "e")
    return text.removesuffix(".0") + "e0"


def _decimal(value: Decimal) -> str:
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        return "null"
    prefix, text = ("-" if sign else ""), "".join(map(str, digits))
    if exponent == 0:
        return f"{prefix}{text}."
    if exponent > 0:
        return f"{prefix}{text}d{exponent}"
    adjusted = exponent + len(text) - 1
    if adjusted >= 0:
        return f"{prefix}{text[: adjusted + 1]}.{text[adjusted + 1 :]}"
    if adjusted >= -6:
        return f"{prefix}0.{'0' * (-adjusted - 1)}{text}"
    rest = f".{text[1:]}" if len(text) > 1 else ""
    return f"{prefix}{text[0]}{rest}d{adjusted}"


def _date(value: Json) -> str:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return f'LocalDateTime::"{zoned_text(value)}"'
        if value.tzinfo is not UTC:
            return f'ZonedDateTime::"{zoned_text(value)}"'
        value = instant_of(value)
    if isinstance(value, Instant):
        whole = instant_text(Instant(value.second))
        return f"{whole[:-1]}.{value.nano // 1_000_000:03d}Z"
    if isinstance(value, date):
        return value.isoformat()
    return scalar_json(value, JsonStyle())
