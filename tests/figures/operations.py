"""Figures of use cases: what goes past the operations."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from tests.figures.tree import Module, modules


def services_in_routers() -> Sequence[str]:
    """Services that the application hands to its routes, which then call them by themselves."""
    return sorted({name for module in modules() for name in _handed_out(module)})


def _handed_out(module: Module) -> Iterator[str]:
    if not module.path.startswith("web/create"):
        return
    for node in ast.walk(module.tree):
        match node:
            case ast.Attribute(value=ast.Name(id="services"), attr=name) if name != "parts":
                yield name
