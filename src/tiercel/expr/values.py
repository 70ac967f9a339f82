"""The values that expressions work on, and how Python objects stand for them.

| value                      | Python object                                             |
|----------------------------|-----------------------------------------------------------|
| null, boolean, text        | None, bool, str                                           |
| integer (any width)        | int; `Long` and `BigInteger` where a width was asked for  |
| 64-bit and 32-bit decimal  | float; `Float32`                                          |
| exact decimal              | decimal.Decimal                                           |
| list, map                  | list or tuple; any collections.abc.Mapping (may be lazy)  |
| instant                    | aware datetime whose tzinfo is `datetime.UTC`, `Instant`  |
| zoned date-time            | aware datetime with any other tzinfo (ZoneInfo, offset)   |
| local date-time, date, time| naive datetime, date, time                                |
| duration                   | timedelta                                                 |
| enum constant              | enum.Enum member that is no str, `EnumValue`              |
| URI, bytes                 | `Uri`, bytes                                              |

`Instant` exists because a datetime ends at microseconds and at the year 9999.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Set
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from tiercel.model.json_types import Json
from tiercel.model.text import valid_unicode

INT_MIN, INT_MAX = -(2**31), 2**31 - 1
LONG_MIN, LONG_MAX = -(2**63), 2**63 - 1


class Long(int):
    """An integer that was asked to be 64 bits wide."""

    __slots__ = ()


class BigInteger(int):
    """An integer that was asked to be of any width."""

    __slots__ = ()


class Float32(float):
    """A decimal of 32 bits; the float holds the same value exactly."""

    __slots__ = ()


class Character(str):
    """One character taken out of a text."""

    __slots__ = ()


class Uri(str):
    """An address; a text that is not one for filters that insist on texts."""

    __slots__ = ()


class EnumValue:
    """A constant of an enum, such as a state; equals its own name as text."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __eq__(self, other: object) -> bool:
        return isinstance(other, EnumValue) and other.name == self.name

    def __hash__(self) -> int:
        return hash(self.name)


class Instant:
    """A point in time with nanoseconds: `second` since 1970 UTC, `nano` from 0 to 999,999,999."""

    __slots__ = ("nano", "second")

    def __init__(self, second: int, nano: int = 0) -> None:
        self.second = second
        self.nano = nano

    def __eq__(self, other: object) -> bool:
        if isinstance(other, datetime) and other.tzinfo is UTC:
            other = instant_of(other)
        return (
            isinstance(other, Instant) and other.second == self.second and other.nano == self.nano
        )

    def __hash__(self) -> int:
        return hash((self.second, self.nano))


class Entry:
    """One entry of a map, as a loop over a map or `entrySet()` yields it."""

    __slots__ = ("key", "value")

    def __init__(self, key: Json, value: Json) -> None:
        self.key = key
        self.value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entry) and (other.key, other.value) == (self.key, self.value)

    def __hash__(self) -> int:
        return hash(self.key)


class Loop:
    """The `loop` variable inside a `for`."""

    __slots__ = ("index", "length")

    def __init__(self, index: int, length: int) -> None:
        self.index = index
        self.length = length

    def as_map(self) -> dict[str, Json]:
        """The five fields, in the order in which the reference prints them."""
        return {
            "last": self.index == self.length - 1,
            "length": self.length,
            "index": self.index,
            "revindex": self.length - 1 - self.index,
            "first": self.index == 0,
        }


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def instant_of(moment: datetime) -> Instant:
    """The instant of an aware datetime."""
    since = moment - _EPOCH
    return Instant(since.days * 86_400 + since.seconds, since.microseconds * 1_000)


def is_number(value: Json) -> bool:
    """Whether the value is a number; booleans are none."""
    return isinstance(value, (int, float, Decimal)) and not isinstance(value, bool)


def is_list(value: Json) -> bool:
    """Whether the value is a list (or a set)."""
    return isinstance(value, (list, tuple, Set))


def is_map(value: Json) -> bool:
    """Whether the value is a map, lazy or not."""
    return isinstance(value, (dict, Mapping))


def is_text(value: Json) -> bool:
    """Whether the value is a text in the strict sense that some filters need."""
    return isinstance(value, str) and not isinstance(value, Uri)


_CLASS_NAMES: list[tuple[type, str]] = [
    (bool, "java.lang.Boolean"),
    (Long, "java.lang.Long"),
    (BigInteger, "java.math.BigInteger"),
    (Float32, "java.lang.Float"),
    (float, "java.lang.Double"),
    (Decimal, "java.math.BigDecimal"),
    (Character, "java.lang.Character"),
    (Uri, "java.net.URI"),
    (str, "java.lang.String"),
    (Mapping, "java.util.LinkedHashMap"),
    (Set, "java.util.LinkedHashSet"),
    (list, "java.util.ArrayList"),
    (tuple, "java.util.ArrayList"),
    (Instant, "java.time.Instant"),
    (date, "java.time.LocalDate"),
    (time, "java.time.LocalTime"),
    (timedelta, "java.time.Duration"),
    (bytes, "byte[]"),
    (EnumValue, "io.kestra.core.models.flows.State$Type"),
    (enum.Enum, "io.kestra.core.models.flows.State$Type"),
    (Entry, "java.util.LinkedHashMap$Entry"),
    (Loop, "java.util.HashMap"),
]


def class_name(value: Json) -> str:
    """The class name that the reference shows for the value (spec/expressions.md §15)."""
    if value is None:
        return "null"
    if type(value) is int:
        if INT_MIN <= value <= INT_MAX:
            return "java.lang.Integer"
        return "java.lang.Long" if LONG_MIN <= value <= LONG_MAX else "java.math.BigInteger"
    if isinstance(value, datetime):
        if value.tzinfo is None:
            return "java.time.LocalDateTime"
        return "java.time.Instant" if value.tzinfo is UTC else "java.time.ZonedDateTime"
    for known, name in _CLASS_NAMES:
        if isinstance(value, known):
            return name
    return "java.lang.Object"


def enum_name(value: Json) -> str | None:
    """The name of an enum constant, None for every other value."""
    if isinstance(value, EnumValue):
        return value.name
    if isinstance(value, enum.Enum) and not isinstance(value, str):
        return value.name
    return None


def as_utf16(text: str) -> str:
    """The text with each character beyond U+FFFF as two surrogates, so that indexes count units."""
    if text.isascii() or max(text, default="") <= "\uffff":
        return text
    pieces = []
    for character in text:
        code = ord(character)
        if code > 0xFFFF:
            code -= 0x10000
            pieces.append(chr(0xD800 + (code >> 10)) + chr(0xDC00 + (code & 0x3FF)))
        else:
            pieces.append(character)
    return "".join(pieces)


def from_utf16(text: str) -> str:
    """The inverse of `as_utf16`; half of a pair that is alone becomes a question mark."""
    if text.isascii():
        return text
    units = text.encode("utf-16-le", "surrogatepass")
    return valid_unicode(units.decode("utf-16-le", "surrogatepass"))


def utf16_key(text: str) -> bytes:
    """A sort key that orders texts by their UTF-16 units."""
    return text.encode("utf-16-be", "surrogatepass")


def hash_order(entries: Mapping[str, Json]) -> dict[str, Json]:
    """The entries in the order in which a hash map of the reference yields them."""
    capacity = 16
    while len(entries) * 4 > capacity * 3:
        capacity *= 2

    def bucket(key: str) -> int:
        code = 0
        for unit in as_utf16(str(key)):
            code = (31 * code + ord(unit)) & 0xFFFFFFFF
        return (code ^ (code >> 16)) & (capacity - 1)

    return {key: entries[key] for key in sorted(entries, key=bucket)}


def public_value(value: Json) -> Json:
    """The value as callers get it: without the marks of width that only templates see."""
    if isinstance(value, int) and type(value) not in (int, bool):
        return int(value)
    if isinstance(value, float) and type(value) is not float:
        return float(value)
    if isinstance(value, (Character, Uri)):
        return str.__str__(value)
    return value
