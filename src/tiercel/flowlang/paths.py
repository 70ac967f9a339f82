"""Property paths (`tasks[0].message`) and the places in a text that they name."""

from __future__ import annotations

from typing import NamedTuple

from yaml import MappingNode, ScalarNode, SequenceNode
from yaml.nodes import Node


class Place(NamedTuple):
    """A place in a text, both from 1; 0 is unknown."""

    line: int
    column: int


def joined(path: str, key: str) -> str:
    """The path of a property of the object at `path`."""
    return f"{path}.{key}" if path else key


def find_place(root: Node, path: str, *, of_key: bool) -> Place:
    """Where a path leads: to the value of a scalar, else to its key, as far as it exists."""
    node, key, rest = root, None, path
    while rest:
        step = _step(node, rest)
        if step is None:
            break
        node, key, rest = step
    is_at_key = key is not None and (of_key or not isinstance(node, ScalarNode))
    mark = key.start_mark if is_at_key and key is not None else node.start_mark
    return Place(mark.line + 1, mark.column + 1)


def find_node(root: Node, path: str) -> Node | None:
    """The node that a path leads to, None if it does not exist."""
    node, rest = root, path
    while rest:
        step = _step(node, rest)
        if step is None:
            return None
        node, _, rest = step
    return node


def _step(node: Node, rest: str) -> tuple[Node, Node | None, str] | None:
    if isinstance(node, SequenceNode) and rest.startswith("["):
        index, _, tail = rest[1:].partition("]")
        if index.isdigit() and int(index) < len(node.value):
            return node.value[int(index)], None, tail.removeprefix(".")
    if isinstance(node, MappingNode):
        return _entry(node, rest)
    return None


def _entry(node: MappingNode, rest: str) -> tuple[Node, Node, str] | None:
    """Keys may hold dots themselves, so the longest key that fits is taken."""
    best: tuple[Node, Node, str] | None = None
    length = -1
    for key, child in node.value:
        name = key.value
        if not isinstance(name, str) or len(name) <= length or not rest.startswith(name):
            continue
        tail = rest[len(name) :]
        if not tail or tail[0] in ".[":
            best, length = (child, key, tail.removeprefix(".")), len(name)
    return best
