"""Where the characters of a scalar's value stand in the source, whatever its style.

Quoting, folding and indentation change white space only, apart from escapes and doubled quotes. So
the characters that are no white space come in the same order in value and source, and the place of
any of them is found by counting.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator

from tiercel.flowlang.paths import SourcePosition, YamlNode

_ESCAPE = re.compile(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r\n|.)", re.DOTALL)
# Escapes that stand for white space, or for nothing at the end of a line.
_WHITE_ESCAPES = frozenset("tnvfrNLP_ \t\n\r\x85\u2028\u2029")
_HIGH_HALF = re.compile(r"\\u[dD][89abAB][0-9a-fA-F]{2}")
_LOW_HALF = re.compile(r"\\u[dD][c-fC-F][0-9a-fA-F]{2}")
_PROPERTY = re.compile(r"[!&]\S*\s+")
_BLOCKS = ("|", ">")
_LONGEST = len("\\U00000020")


class ScalarPlaces:
    """The places of one scalar's characters; the whole scalar is gone through once."""

    def __init__(self, text: str, node: YamlNode) -> None:
        self._text = text
        self._mark = node.start_mark
        at = _content(text, node)
        self._style = text[at : at + 1]
        self._starts = _aligned(node.value, _starts(text, at, node.end_mark.index), at)

    def span(self, start: int, end: int) -> tuple[SourcePosition, SourcePosition]:
        """Where a part of the value begins and ends, line and column from 1.

        `start` and `end` are offsets in the value, the end excluded.
        """
        first = self._starts[min(start, len(self._starts) - 1)]
        last = self._starts[min(max(end - 1, start), len(self._starts) - 1)]
        return self._position(first), self._position(last + self._length(last))

    def _length(self, index: int) -> int:
        """How many characters stand for the one at that place."""
        if self._style == "'":
            return 2 if self._text.startswith("''", index) else 1
        if self._style != '"':
            return 1
        return _escape_length(self._text, index)

    def _position(self, index: int) -> SourcePosition:
        mark = self._mark
        lines = self._text.count("\n", mark.index, index)
        if lines == 0:
            return SourcePosition(mark.line + 1, mark.column + 1 + index - mark.index)
        return SourcePosition(mark.line + 1 + lines, index - self._text.rfind("\n", 0, index))


def _aligned(value: str, starts: Iterator[int], at: int) -> array[int]:
    """The place of each character of the value; white space stands behind what precedes it."""
    places = array("L", bytes(array("L").itemsize * (len(value) + 1)))
    for offset, character in enumerate(value):
        at = at + 1 if character.isspace() else next(starts, at)
        places[offset] = at
    places[len(value)] = at + 1
    return places


def _content(text: str, node: YamlNode) -> int:
    """Where the scalar itself begins, after its tag and anchor."""
    at: int = node.start_mark.index
    while (found := _PROPERTY.match(text, at)) is not None:
        at = found.end()
    return at


def _starts(text: str, at: int, end: int) -> Iterator[int]:
    """Where in the source each character of the value stands that is no white space."""
    style = text[at : at + 1]
    if style == '"':
        yield from _double_quoted(text, at + 1, end - 1)
        return
    if style in _BLOCKS:
        at = text.find("\n", at) + 1 or end
    is_quoted = style == "'"
    index, end = (at + 1, end - 1) if is_quoted else (at, end)
    while index < end:
        length = 2 if is_quoted and text.startswith("''", index) else 1
        if not text[index].isspace():
            yield index
        index += length


def _double_quoted(text: str, index: int, end: int) -> Iterator[int]:
    while index < end:
        length = _escape_length(text, index)
        is_white = text[index].isspace() if length == 1 else _is_white(text[index : index + length])
        if not is_white:
            yield index
        index += length


def _escape_length(text: str, index: int) -> int:
    """How many characters an escape has, both halves of a pair included; 1 if it is none."""
    found = _ESCAPE.match(text, index)
    if found is None:
        return 1
    end = found.end()
    if _HIGH_HALF.match(text, index):
        low = _LOW_HALF.match(text, end)
        end = end if low is None else low.end()
    return end - index


def _is_white(escape: str) -> bool:
    if escape[1] in "xuU" and len(escape) > len("\\u"):
        digits = escape[2:]
        return len(escape) <= _LONGEST and chr(int(digits, 16)).isspace()
    return escape[1] in _WHITE_ESCAPES
