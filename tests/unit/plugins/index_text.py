"""The text of `tiercel/plugins/index.py` as the decorated classes ask for it."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from pathlib import Path

import tiercel.plugins
from tiercel.plugin.catalog.index import IndexRow, row_of
from tiercel.plugin.decorator import info_of
from tiercel.plugin.task import Plugin

PLACE = "src/tiercel/plugins/index.py"


def expected_rows() -> list[IndexRow]:
    """A row for every decorated class below `tiercel.plugins`, sorted by name."""
    rows = []
    for found in pkgutil.walk_packages(tiercel.plugins.__path__, "tiercel.plugins."):
        module = importlib.import_module(found.name)
        for _, each in inspect.getmembers(module, inspect.isclass):
            if each.__module__ != found.name or not issubclass(each, Plugin):
                continue
            if info_of(each) is not None:
                rows.append(row_of(each))
    return sorted(rows, key=lambda row: row.name)


def index_text() -> str:
    """The whole file."""
    lines = [
        '"""Every built-in plugin type: name, kind, place of its class, aliases."""\n',
        "from tiercel.plugin import IndexRow\n",
        "PLUGIN_INDEX = (",
    ]
    for row in expected_rows():
        lines.append(f"    IndexRow(\n        {_quoted(row.name)},")
        lines.append(f"        {_quoted(row.kind)},\n        {_quoted(row.place)},")
        if row.aliases:
            lines.append("        (")
            lines.extend(f"            {_quoted(alias)}," for alias in row.aliases)
            lines.append("        ),")
        lines.append("    ),")
    return "\n".join([*lines, ")", ""])


def _quoted(text: str) -> str:
    return '"' + text + '"'


if __name__ == "__main__":
    Path(PLACE).write_text(index_text(), encoding="utf-8")
