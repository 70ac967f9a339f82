"""The binary encoding: each value is a byte of type and length, then its content."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

from tiercel.expr.formats.ion import BINARY_MARK
from tiercel.expr.formats.ion.symbols import TABLE, IonError, Symbols, checked, deeper
from tiercel.model.json_types import Json

_NULL = 15
_LONG = 14
_LIST, _SEXP, _STRUCT, _ANNOTATED = 11, 12, 13, 14
_UNKNOWN_OFFSET = 0xC0  # Minus zero.
_FRACTION_DIGITS_MAX = 100


class BinaryReader:
    """Reads one content from its beginning to its end.

    Shapes: a position and an `end` travel together; nothing is read at or behind `end`.
    """

    def __init__(self, content: bytes) -> None:
        self._content = content
        self._symbols = Symbols()
        self._scalars: tuple[Callable[[int, int], Json], ...] = (
            self._nothing,
            self._nothing,
            self._positive,
            self._negative,
            self._float,
            self._decimal,
            self._timestamp,
            self._symbol,
            self._text,
            self._bytes,
            self._bytes,
        )

    def values(self) -> list[Json]:
        """All values at the top. Raises: IonError, and what constructors of values raise."""
        found: list[Json] = []
        at, end = 0, len(self._content)
        while at < end:
            if self._content[at] == BINARY_MARK[0]:
                if self._content[at : at + 4] != BINARY_MARK:
                    raise IonError("a version of binary Ion that is not 1.0")
                self._symbols.reset()
                at += 4
                continue
            kind, low, start, stop = self._head(at, end)
            if self._is_table(kind, start, stop):
                self._symbols.take(self._value(kind, low, (start, stop), 0))
            elif not _is_padding(kind, low):
                found.append(self._value(kind, low, (start, stop), 0))
            at = stop
        return found

    def _head(self, at: int, end: int) -> tuple[int, int, int, int]:
        """(type, low bits, first byte of the content, first byte behind it)."""
        if at >= end:
            raise IonError("the content ends within a value")
        kind, low = divmod(self._content[at], 16)
        at += 1
        length = low
        if low == _NULL or kind == 1:
            length = 0
        elif low == _LONG or (kind == _STRUCT and low == 1):
            length, at = self._unsigned(at, end)
        if at + length > end or kind == 15:
            raise IonError("the content ends within a value, or has a type that is unknown")
        return kind, low, at, at + length

    def _is_table(self, kind: int, start: int, stop: int) -> bool:
        if kind != _ANNOTATED:
            return False
        _, at = self._unsigned(start, stop)
        first, _ = self._unsigned(at, stop)
        return self._symbols.text(first) == TABLE

    def _value(self, kind: int, low: int, span: tuple[int, int], depth: int) -> Json:
        start, stop = span
        if kind == _ANNOTATED:
            return self._annotated(start, stop, depth)
        if low == _NULL:
            return None
        if kind == 1:
            if low > 1:
                raise IonError("a boolean that is neither true nor false")
            return low == 1
        if kind in (_LIST, _SEXP):
            return [value for _, value in self._items(start, stop, deeper(depth))]
        if kind == _STRUCT:
            return dict(self._items(start, stop, deeper(depth), has_names=True))
        return self._scalars[kind](start, stop)

    def _items(
        self, at: int, stop: int, depth: int, *, has_names: bool = False
    ) -> Iterator[tuple[str, Json]]:
        while at < stop:
            name = 0
            if has_names:
                name, at = self._unsigned(at, stop)
            kind, low, start, at = self._head(at, stop)
            if not _is_padding(kind, low):
                text = self._symbols.text(name) if has_names else ""
                yield text, self._value(kind, low, (start, at), depth)

    def _annotated(self, at: int, stop: int, depth: int) -> Json:
        length, at = self._unsigned(at, stop)
        kind, low, start, end = self._head(at + length, stop)
        if not length or kind == _ANNOTATED or _is_padding(kind, low) or end != stop:
            raise IonError("an annotation without its value")
        return self._value(kind, low, (start, end), depth)

    def _unsigned(self, at: int, stop: int) -> tuple[int, int]:
        """A number of seven bits a byte, the last one marked; (the number, what is next)."""
        value = 0
        # More than nine bytes are no length, symbol or part of a date.
        for place in range(at, min(stop, at + 9)):
            byte = self._content[place]
            value = value << 7 | byte & 0x7F
            if byte & 0x80:
                return value, place + 1
        raise IonError("a number that does not end")

    def _signed(self, at: int, stop: int) -> tuple[int, int]:
        """The same with a sign in the second bit."""
        value, after = self._unsigned(at, stop)
        bits = 7 * (after - at) - 1
        return (-(value ^ 1 << bits) if value >> bits else value), after

    def _nothing(self, start: int, stop: int) -> Json:
        raise IonError("padding in place of a value")

    def _positive(self, start: int, stop: int) -> Json:
        return int.from_bytes(self._content[start:stop], "big")

    def _negative(self, start: int, stop: int) -> Json:
        return -int.from_bytes(self._content[start:stop], "big")

    def _float(self, start: int, stop: int) -> Json:
        form = {0: "", 4: ">f", 8: ">d"}.get(stop - start)
        if form is None:
            raise IonError("a float of neither four nor eight bytes")
        return struct.unpack(form, self._content[start:stop])[0] if form else 0.0

    def _decimal(self, start: int, stop: int) -> Json:
        if start == stop:
            return Decimal(0)
        exponent, at = self._signed(start, stop)
        is_negative, digits = self._coefficient(at, stop)
        return checked(Decimal((int(is_negative), tuple(map(int, str(digits))), exponent)))

    def _coefficient(self, start: int, stop: int) -> tuple[bool, int]:
        raw = int.from_bytes(self._content[start:stop], "big")
        if start == stop:
            return False, 0
        sign = 1 << 8 * (stop - start) - 1
        return bool(raw & sign), raw & ~sign

    def _timestamp(self, at: int, stop: int) -> Json:
        is_unknown = at < stop and self._content[at] == _UNKNOWN_OFFSET
        offset, at = self._signed(at, stop)
        parts: list[int] = []
        while at < stop and len(parts) < 6:
            part, at = self._unsigned(at, stop)
            parts.append(part)
        if len(parts) in (0, 4):
            raise IonError("a timestamp that ends within its parts")
        if len(parts) < 4:
            return date(*[*parts, 1, 1][:3])
        micros = self._microseconds(at, stop)
        year, month, day, hour, minute, second = [*parts, 0][:6]
        moment = datetime(year, month, day, hour, minute, second, micros, UTC)
        if is_unknown:
            return moment.replace(tzinfo=None)
        return moment.astimezone(timezone(timedelta(minutes=offset)))

    def _microseconds(self, at: int, stop: int) -> int:
        if at >= stop:
            return 0
        exponent, at = self._signed(at, stop)
        is_negative, digits = self._coefficient(at, stop)
        if not -_FRACTION_DIGITS_MAX <= exponent <= 0 or (is_negative and digits):
            raise IonError("a fraction of a second that is none")
        return digits * 1_000_000 // int(10**-exponent)

    def _symbol(self, start: int, stop: int) -> Json:
        return self._symbols.text(int.from_bytes(self._content[start:stop], "big"))

    def _text(self, start: int, stop: int) -> Json:
        return self._content[start:stop].decode("utf-8")

    def _bytes(self, start: int, stop: int) -> Json:
        return self._content[start:stop]


def _is_padding(kind: int, low: int) -> bool:
    return kind == 0 and low != _NULL
