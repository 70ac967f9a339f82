"""Plain YAML scalars: which become booleans, numbers and nothing, and which stay text."""

from __future__ import annotations

import re

from tiercel.model.json_types import Json

_WORDS: dict[str, Json] = {
    "": None,
    "~": None,
    **dict.fromkeys(("null", "Null", "NULL")),
    **dict.fromkeys(
        (f(w) for w in ("true", "yes", "on") for f in (str, str.title, str.upper)), True
    ),
    **dict.fromkeys(
        (f(w) for w in ("false", "no", "off") for f in (str, str.title, str.upper)), False
    ),
}
_NUMBER_STARTS = frozenset("+-.0123456789")
_DECIMAL = re.compile(r"[-+]?(?:0|[1-9][0-9_]*)")
_RADIX = re.compile(r"[-+]?(?:0b[01_]+|0x[0-9a-fA-F_]+|0[0-7_]+)")
_FLOAT = re.compile(
    r"[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?"
    r"|[0-9][0-9_]*[eE][-+]?[0-9]+"
    r"|\.[0-9][0-9_]*(?:[eE][-+]?[0-9]+)?)"
)
_SPECIAL = re.compile(r"([-+]?)\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)")
_CHARS_MAX = 60  # Longer texts are no number that a flow could mean, and slow to convert.
_INT_BITS_MAX = 63  # Larger whole numbers stay text: JSON readers would round them.


def plain_value(text: str) -> Json:
    """What an unquoted scalar means.

    Source: dependencies §3.7: the reader of the reference knows YAML 1.1 words and numbers, but
    neither dates nor times of the day (`12:30:45` is text).
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMBER_STARTS or len(text) > _CHARS_MAX:
        return text
    number = _number(text)
    if isinstance(number, int) and number.bit_length() > _INT_BITS_MAX:
        return text
    return number


def _number(text: str) -> Json:
    if _DECIMAL.fullmatch(text):
        return int(text.replace("_", ""))
    if _RADIX.fullmatch(text):
        return _radix_number(text)
    if _FLOAT.fullmatch(text):
        return float(text.replace("_", ""))
    special = _SPECIAL.fullmatch(text)
    if special is None:
        return text
    if special[1] is None:
        return float("nan")
    return float(special[1] + "inf")


def _radix_number(text: str) -> Json:
    digits = text.replace("_", "").lower()
    sign = -1 if digits.startswith("-") else 1
    digits = digits.lstrip("+-")
    for prefix, base in (("0x", 16), ("0b", 2), ("0", 8)):
        if digits.startswith(prefix):
            rest = digits[len(prefix) :]
            return sign * int(rest, base) if rest else text
    return text


def tagged_value(tag: str, text: str) -> Json:
    """A scalar with an explicit tag (`!!int "3"`). Unknown tags leave text.

    Raises: ValueError when the text does not fit the tag.
    """
    name = tag.rpartition(":")[2]
    if name == "str":
        return text
    if name == "null":
        return None
    if name == "bool":
        return _expect(plain_value(text), bool, text)
    if name == "int":
        return _expect(plain_value(text), int, text)
    if name == "float":
        return float(_expect(plain_value(text), (int, float), text))
    return text


def _expect(value: Json, wanted: type | tuple[type, ...], text: str) -> Json:
    if not isinstance(value, wanted):
        raise ValueError(f"'{text}' does not fit its tag")
    return value
