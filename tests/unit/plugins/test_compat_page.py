"""The page on compatibility has a row for every type."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.unit.plugins.core_list import LIST
from tiercel.plugin.catalog.registry import Catalog
from tiercel.plugins import PLUGIN_INDEX

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "compat.md").read_text()
NAMES = LIST.with_name("core-type-names.txt")


def test_every_type_has_one_row() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| done \|", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted(row.name for row in PLUGIN_INDEX)


def test_every_type_of_the_list_is_named() -> None:
    names = json.loads(LIST.read_text())["types"]
    missing = [
        name
        for name in names
        if f"`{name}`" not in PAGE and f"`{name.rpartition('.')[2]}`" not in PAGE
    ]
    assert missing == []


def test_every_name_of_a_core_type_is_there_or_said_to_be_missing() -> None:
    lines = NAMES.read_text(encoding="utf-8").splitlines()
    names = {line for line in lines if not line.startswith("#")}
    assert len(names) > 60
    catalog = Catalog.of_builtins()
    gone = [each for each in names if catalog.find(each) is None and f"`{each}`" not in PAGE]
    assert sorted(gone) == []
