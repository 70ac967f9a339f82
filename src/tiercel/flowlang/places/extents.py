"""Where things of a source end that are known by where they begin."""

from __future__ import annotations

import re

from tiercel.flowlang.paths import SourcePosition, YamlNode

_WORD = re.compile(r"[\w.-]+|\S")
_Place = tuple[int, int]


class Extents:
    """The scalars of a source by where they begin; all are gone through once."""

    def __init__(self, text: str, root: YamlNode | None) -> None:
        self._lines = text.splitlines()
        self._ends = {} if root is None else _ends(root)

    def end_of(self, place: SourcePosition) -> SourcePosition:
        """The end of the scalar or word at a place, at the latest that of its line; both from 1."""
        if not 0 < place.line <= len(self._lines):
            return place
        text = self._lines[place.line - 1].rstrip()
        end = self._ends.get((place.line, place.column))
        if end is not None:
            column = end[1] if end[0] == place.line else len(text) + 1
            return SourcePosition(place.line, max(column, place.column))
        word = _WORD.match(text, place.column - 1)
        return SourcePosition(place.line, word.end() + 1 if word else place.column)


def _ends(root: YamlNode) -> dict[_Place, _Place]:
    ends: dict[_Place, _Place] = {}
    waiting, seen = [root], set()
    while waiting:
        node = waiting.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        if node.id == "scalar":
            start, end = node.start_mark, node.end_mark
            ends[start.line + 1, start.column + 1] = (end.line + 1, end.column + 1)
        else:
            for each in node.value:
                waiting.extend(each if isinstance(each, tuple) else (each,))
    return ends
