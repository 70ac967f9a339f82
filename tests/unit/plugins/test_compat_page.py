"""The page on compatibility has a row for every type."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tiercel.plugins import PLUGIN_INDEX

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "compat.md").read_text()
LIST = ROOT.parent / "shared" / "spec" / "core-types.json"


def test_every_type_has_one_row() -> None:
    rows = re.findall(r"^\| `([^`]+)` \| done \|", PAGE, re.MULTILINE)
    assert sorted(rows) == sorted(row.name for row in PLUGIN_INDEX)


@pytest.mark.skipif(not LIST.exists(), reason="the list of core types is not at hand")
def test_every_type_of_the_list_is_named() -> None:
    names = json.loads(LIST.read_text())["types"]
    missing = [
        name
        for name in names
        if f"`{name}`" not in PAGE and f"`{name.rpartition('.')[2]}`" not in PAGE
    ]
    assert missing == []
