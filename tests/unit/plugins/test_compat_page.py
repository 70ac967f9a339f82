"""The page on compatibility has a row for every type."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.unit.plugins.core_list import LIST
from tiercel.plugin.registry import Catalog
from tiercel.plugins import PLUGIN_INDEX

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "compat.md").read_text()
TEXT = LIST.parent / "plugins-core.md"
# A type in the text, and the short form of its version matrix and headings.
FULL_NAME = re.compile(r"`(io\.kestra\.[a-z0-9.]+\.[A-Z]\w*(?:\$\w+)?)")
SHORT_NAME = re.compile(
    r"(?:`|### )((?:condition|debug|execution|flow|http|kv|log|metric|namespace|output|runner"
    r"|state|storage|templating|trigger)\.[A-Z]\w+)"
)
# The text tells of old names of packages beside the core; the page names their new ones.
OLD_NAMES_OF_OTHERS = {
    "io.kestra.plugin.datagen.Generate",
    "io.kestra.plugin.kubernetes.PodCreate",
}


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


@pytest.mark.skipif(not TEXT.exists(), reason="the text on core types is not at hand")
def test_every_type_of_the_text_is_there_or_said_to_be_missing() -> None:
    text = TEXT.read_text(encoding="utf-8")
    names = set(FULL_NAME.findall(text)) - OLD_NAMES_OF_OTHERS
    names |= {f"io.kestra.plugin.core.{name}" for name in SHORT_NAME.findall(text)}
    assert len(names) > 60
    catalog = Catalog.of_builtins()
    gone = [each for each in names if catalog.find(each) is None and f"`{each}`" not in PAGE]
    assert sorted(gone) == []
