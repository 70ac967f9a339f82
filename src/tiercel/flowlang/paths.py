"""Property paths (`tasks[0].message`) and the places in a text that they name."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from yaml.nodes import MappingNode, ScalarNode, SequenceNode

# Told apart by their `id`: what reads YAML is loaded with the first source.
YamlNode: TypeAlias = "ScalarNode | SequenceNode | MappingNode"


class SourcePosition(NamedTuple):
    """A place in a text, both from 1; 0 is unknown."""

    line: int
    column: int


def joined(path: str, key: str) -> str:
    """The path of a property of the object at `path`."""
    return f"{path}.{key}" if path else key


class SourcePositions:
    """Finds what paths lead to; the keys of a map are looked through once, not for each path."""

    def __init__(self, root: YamlNode) -> None:
        self._root = root
        self._entries: dict[int, _Entries] = {}

    def place(self, path: str, *, of_key: bool) -> SourcePosition:
        """Where a path leads: to the value of a scalar, else to its key, as far as it exists."""
        node, key, rest = self._root, None, path
        while rest:
            step = self._step(node, rest)
            if step is None:
                break
            node, key, rest = step
        is_at_key = key is not None and (of_key or node.id != "scalar")
        mark = key.start_mark if is_at_key and key is not None else node.start_mark
        return SourcePosition(mark.line + 1, mark.column + 1)

    def node(self, path: str) -> YamlNode | None:
        """The node that a path leads to, None if it does not exist."""
        node, rest = self._root, path
        while rest:
            step = self._step(node, rest)
            if step is None:
                return None
            node, _, rest = step
        return node

    def scalar(self, path: str, *, of_key: bool) -> YamlNode | None:
        """The scalar that a path leads to, or that is its last key; None if there is none."""
        node, key, rest = self._root, None, path
        while rest:
            step = self._step(node, rest)
            if step is None:
                return None
            node, key, rest = step
        found = key if of_key else node
        return found if found is not None and found.id == "scalar" else None

    def _step(self, node: YamlNode, rest: str) -> tuple[YamlNode, YamlNode | None, str] | None:
        if node.id == "sequence" and rest.startswith("["):
            index, _, tail = rest[1:].partition("]")
            if index.isdigit() and int(index) < len(node.value):
                return node.value[int(index)], None, tail.removeprefix(".")
        if node.id == "mapping":
            if id(node) not in self._entries:
                self._entries[id(node)] = _Entries(node)
            return self._entries[id(node)].find(rest)
        return None


class _Entries:
    """The entries of a map by their keys; the first of equal ones counts."""

    def __init__(self, node: YamlNode) -> None:
        self._by_name: dict[str, tuple[YamlNode, YamlNode]] = {}
        for key, child in node.value:
            if isinstance(key.value, str):
                self._by_name.setdefault(key.value, (child, key))
        self._lengths = sorted({len(name) for name in self._by_name}, reverse=True)

    def find(self, rest: str) -> tuple[YamlNode, YamlNode, str] | None:
        """Keys may hold dots themselves, so the longest key that fits is taken."""
        for length in self._lengths:
            if length > len(rest) or rest[length : length + 1] not in ("", ".", "["):
                continue
            found = self._by_name.get(rest[:length])
            if found is not None:
                child, key = found
                return child, key, rest[length:].removeprefix(".")
        return None
