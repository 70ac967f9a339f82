"""Modules that import each other, counting imports for types and those inside of functions."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from tests.figures.tree import Module, modules

PREFIX = "tiercel"


def import_cycles() -> Sequence[str]:
    """One line for each group of modules that reach each other."""
    graph = {name_of(module): set(_imports(module)) for module in modules()}
    reach = {name: _reached(graph, name) for name in graph}
    groups = {
        tuple(sorted(other for other in reach[name] if name in reach[other]))
        for name in graph
        if name in reach[name]
    }
    return [f"{len(group)} modules: {', '.join(group)}" for group in sorted(groups)]


def _reached(graph: Mapping[str, set[str]], name: str) -> set[str]:
    """All modules that a module imports, at first or at second hand."""
    found: set[str] = set()
    waiting = list(graph[name])
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting.extend(graph[each])
    return found


def name_of(module: Module) -> str:
    """The dotted name of a module, that of a package without `__init__`."""
    parts = module.path.removesuffix(".py").split("/")
    return ".".join([PREFIX, *(part for part in parts if part != "__init__")])


def _imports(module: Module) -> Iterator[str]:
    known = _known()
    own = name_of(module)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(PREFIX):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                target = inner if inner in known else node.module
                if target != own and target in known:
                    yield target
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)


@cache
def _known() -> frozenset[str]:
    return frozenset(name_of(module) for module in modules())
