"""The static index names exactly the decorated classes."""

from __future__ import annotations

import subprocess
import sys

from tests.unit.plugins.index_text import expected_rows
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugins import PLUGIN_INDEX


def test_the_index_lists_every_decorated_class() -> None:
    assert sorted(PLUGIN_INDEX, key=lambda row: row.name) == expected_rows()


def test_no_alias_names_two_types() -> None:
    aliases = [alias for row in PLUGIN_INDEX for alias in row.aliases]
    assert len(aliases) == len(set(aliases))


def test_every_class_loads_and_has_a_schema() -> None:
    catalog = Catalog.of_builtins()
    for row in PLUGIN_INDEX:
        plugin_class = catalog.class_of(row.name)
        assert plugin_class is not None, row.name
        plugin_class.model_rebuild()
    assert catalog.broken() == []


def test_importing_the_index_loads_no_plugin_class() -> None:
    code = (
        "import sys, tiercel.plugins;"
        "print([name for name in sys.modules if name.startswith('tiercel.plugins.core')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
