"""All types: those that come with the server, and those of every family in this checkout."""

from __future__ import annotations

from functools import cache

from plugins.workspace.family import families
from plugins.workspace.project import index_of
from tiercel.plugin.catalog.index import rows_of_package
from tiercel.plugin.catalog.registry import BUILTIN_PACKAGE, Catalog


@cache
def whole_catalog() -> Catalog:
    """Read from the sources, so that no family has to be installed."""
    rows = [row for family in families() for row in index_of(family)]
    return Catalog([*rows_of_package(BUILTIN_PACKAGE), *rows])
