"""Questions about a parsed template: which names it uses and writes, how large it is."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tiercel.expr.syntax import nodes
from tiercel.expr.syntax.nodes import Body
from tiercel.model.json_types import Json


class NamesUsed(msgspec.Struct, frozen=True):
    """The root variables that a template reads and the functions (or macros) that it calls."""

    variables: frozenset[str]
    functions: frozenset[str]


def walk_nodes(tree: Json) -> Iterator[Json]:
    """Every node of a tree, in no particular order; never recurses."""
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, tuple):
            waiting.extend(node)
        elif isinstance(node, msgspec.Struct):
            yield node
            waiting.extend(getattr(node, field) for field in node.__struct_fields__)


def names_in(body: Body) -> NamesUsed:
    """What a template refers to; names inside nested templates (`render`) do not show."""
    variables, functions = set(), set()
    for node in walk_nodes(body):
        if isinstance(node, nodes.Variable):
            variables.add(node.name)
        elif isinstance(node, nodes.Call):
            functions.add(node.name)
    return NamesUsed(frozenset(variables), frozenset(functions))


def assigned_in(body: Body) -> frozenset[str]:
    """The names that a template writes: by `set`, `for`, and as parameters of macros."""
    names: set[str] = set()
    for node in walk_nodes(body):
        if isinstance(node, nodes.Set):
            names.add(node.name)
        elif isinstance(node, nodes.For):
            names.update((node.variable, "loop"))
        elif isinstance(node, nodes.Macro):
            names.update(name for name, _ in node.parameters)
    return frozenset(names)


def weight_of(body: Body) -> int:
    """The number of nodes, the steps that one run of the body is charged."""
    return 1 + sum(1 for _ in walk_nodes(body))
