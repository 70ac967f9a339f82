"""The paths that a template reads, such as `outputs.first.value`, if they are written out."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from tiercel.expr.syntax import nodes
from tiercel.expr.syntax.nodes import Expression
from tiercel.model.json_types import Json

Path: TypeAlias = "tuple[str, ...]"


class Reading(msgspec.Struct, frozen=True):
    """A path that is read.

    Shapes: `names` begins with the variable and ends where a key is computed; `places` are the
    start and end offsets of each of them. `is_optional`: nothing fails when it does not exist.
    `is_subtracted`: a minus follows, so it may be a name with a hyphen.
    """

    names: Path
    places: tuple[tuple[int, int], ...]
    is_optional: bool = False
    is_subtracted: bool = False


def readings_of(body: nodes.Body, text: str) -> tuple[list[Reading], frozenset[Path]]:
    """All readings of a template in their order, and the paths that it tests with `is defined`."""
    reader = _Reader(text)
    waiting: list[tuple[Json, bool]] = [(body, False)]
    while waiting:
        waiting.extend(reader.visit(*waiting.pop()))
    reader.found.sort(key=lambda each: each.places[0])
    return reader.found, frozenset(reader.guarded)


class _Reader:
    """Goes through a tree without recursion."""

    def __init__(self, text: str) -> None:
        self.found: list[Reading] = []
        self.guarded: set[Path] = set()
        self._text = text
        self._subtracted: set[int] = set()

    def visit(self, node: Json, is_optional: bool) -> list[tuple[Json, bool]]:
        """Note what the node reads; what is below it is left for later."""
        if isinstance(node, tuple):
            return [(each, is_optional) for each in node]
        if not isinstance(node, msgspec.Struct):
            return []
        if isinstance(node, nodes.Variable | nodes.Attribute):
            return self._path(node, is_optional)
        if isinstance(node, nodes.Binary) and node.operator in ("??", "???"):
            return [(node.left, True), (node.right, is_optional)]
        if isinstance(node, nodes.Binary) and node.operator == "-":
            self._subtracted.add(id(node.left))
        if isinstance(node, nodes.Filter) and node.name == "default":
            return [(node.target, True), (node.arguments, is_optional)]
        if isinstance(node, nodes.Test) and node.name == "defined":
            self._guard(node.target)
            return [(node.target, True)]
        return [(getattr(node, name), is_optional) for name in node.__struct_fields__]

    def _path(
        self, node: nodes.Variable | nodes.Attribute, is_optional: bool
    ) -> list[tuple[Json, bool]]:
        root, steps = _unrolled(node)
        below: list[tuple[Json, bool]] = []
        for step in steps:
            if not isinstance(step.key, str):
                below.append((step.key, is_optional))
            if step.arguments is not None:
                below.append((step.arguments, is_optional))
        if not isinstance(root, nodes.Variable):
            return [*below, (root, is_optional)]
        names, places = [root.name], [(root.at, root.at + len(root.name))]
        for step in steps:
            name = _written_key(step)
            if name is None:
                break
            names.append(name)
            places.append(self._place(step, name))
        is_subtracted = id(node) in self._subtracted and len(names) == len(steps) + 1
        self.found.append(Reading(tuple(names), tuple(places), is_optional, is_subtracted))
        return below

    def _guard(self, target: Expression) -> None:
        root, steps = _unrolled(target)
        if isinstance(root, nodes.Variable):
            names = [root.name]
            for step in steps:
                name = _written_key(step)
                if name is None:
                    break
                names.append(name)
            self.guarded.add(tuple(names))

    def _place(self, step: nodes.Attribute, name: str) -> tuple[int, int]:
        if isinstance(step.key, nodes.Literal):
            return step.key.at, step.key.at + len(step.key.source)
        start = max(self._text.find(name, step.at), 0)
        return start, start + len(name)


def _unrolled(node: Expression) -> tuple[Expression, list[nodes.Attribute]]:
    """What a chain of attributes begins with, and its steps from there on."""
    steps: list[nodes.Attribute] = []
    while isinstance(node, nodes.Attribute):
        steps.append(node)
        node = node.target
    return node, steps[::-1]


def _written_key(step: nodes.Attribute) -> str | None:
    """The key if it is written out and nothing is called."""
    if step.arguments is not None:
        return None
    if isinstance(step.key, str):
        return step.key
    is_text = isinstance(step.key, nodes.Literal) and isinstance(step.key.value, str)
    return step.key.value if is_text and isinstance(step.key, nodes.Literal) else None
