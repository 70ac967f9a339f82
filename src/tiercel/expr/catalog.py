"""All declared filters, functions and tests, by name."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from tiercel.expr.declare import Declaration


def _by_name(families: Iterable[Iterable[Declaration]]) -> Mapping[str, Declaration]:
    table: dict[str, Declaration] = {}
    for family in families:
        for declared in family:
            for name in (declared.name, *declared.aliases):
                assert name not in table, f"{declared.kind} {name} is declared twice"
                table[name] = declared
    return MappingProxyType(table)


@functools.lru_cache(maxsize=1)
def filters() -> Mapping[str, Declaration]:
    """All filters by name, aliases included."""
    from tiercel.expr import filters as package

    return _by_name(package.FAMILIES)


@functools.lru_cache(maxsize=1)
def functions() -> Mapping[str, Declaration]:
    """All functions by name, aliases included."""
    from tiercel.expr import functions as package

    return _by_name(package.FAMILIES)


@functools.lru_cache(maxsize=1)
def tests() -> Mapping[str, Declaration]:
    """All tests by name."""
    from tiercel.expr import tests as package

    return _by_name(package.FAMILIES)
