"""How often the ports of a server are put together."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from tests.figures.tree import Module, modules

SEVERAL = 3  # One or two ports are what a component needs; more of them are those of all.


def bags_of_ports() -> Sequence[str]:
    """Classes that hold several ports each by itself: `Ports`, and what should take it instead."""
    return bags_in(modules())


def bags_in(found: Iterable[Module]) -> list[str]:
    """Classes whose fields, or whose constructor's parameters, are several of the ports.

    A port is what a field of the class `Ports` is annotated with.
    """
    classes = [
        (module, node)
        for module in found
        for node in ast.walk(module.tree)
        if isinstance(node, ast.ClassDef)
    ]
    ports = {name for _, node in classes if node.name == "Ports" for name in _named(_fields(node))}
    return [
        module.at(node.lineno, node.name)
        for module, node in classes
        if max(len(ports & _named(each)) for each in (_fields(node), _parameters(node))) >= SEVERAL
    ]


def _fields(node: ast.ClassDef) -> list[ast.expr]:
    return [each.annotation for each in node.body if isinstance(each, ast.AnnAssign)]


def _parameters(node: ast.ClassDef) -> list[ast.expr]:
    return [
        parameter.annotation
        for each in node.body
        if isinstance(each, ast.FunctionDef) and each.name == "__init__"
        for parameter in (*each.args.args, *each.args.kwonlyargs)
        if parameter.annotation is not None
    ]


def _named(annotations: Iterable[ast.expr]) -> set[str]:
    """The names of the types, those of a union and of a tuple too."""
    return {
        node.id for each in annotations for node in ast.walk(each) if isinstance(node, ast.Name)
    }
