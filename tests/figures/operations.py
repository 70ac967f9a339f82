"""Figures of use cases: what goes past the operations."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence

from tests.figures.tree import Module, modules

# What makes the routers and gives them what they need.
MAKERS = ("web/create", "web/management")
ROUTERS = ("web/routers/",)


def services_in_routers() -> Sequence[str]:
    """Services that the application hands to its routes, which then call them by themselves."""
    return services_in(modules())


def services_in(found: Iterable[Module]) -> list[str]:
    """Attributes of the services that makers of routers read, and classes of services that makers
    or routers' constructors take or make. Ports and operations are no services.
    """
    return sorted({name for module in found for name in _handed_out(module)})


def _handed_out(module: Module) -> Iterator[str]:
    is_maker = module.path.startswith(MAKERS)
    if not is_maker and not module.path.startswith(ROUTERS):
        return
    services = set(_imported(module))
    for node in ast.walk(module.tree):
        match node:
            case ast.Attribute(value=ast.Name(id="services"), attr=name) if is_maker:
                yield name
            case ast.Call(func=ast.Name(id=name)) if is_maker and name in services:
                yield name
            case ast.FunctionDef(name=function, args=args) if is_maker or function == "__init__":
                for each in (*args.args, *args.kwonlyargs):
                    if isinstance(each.annotation, ast.Name) and each.annotation.id in services:
                        yield each.annotation.id


def _imported(module: Module) -> Iterator[str]:
    """Names that a module has from the services, not from the operations over them."""
    for node in ast.walk(module.tree):
        source = node.module or "" if isinstance(node, ast.ImportFrom) else ""
        is_service = source.startswith("tiercel.service.")
        if is_service and not source.startswith("tiercel.service.operations"):
            yield from (alias.name for alias in node.names)  # type: ignore[attr-defined]
