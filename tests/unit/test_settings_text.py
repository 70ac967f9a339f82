"""The page of the settings is as their classes are."""

from __future__ import annotations

import re

from tests.unit.settings_text import DOCUMENT, document_text


def test_the_page_is_up_to_date() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document_text(), "make settings"


def test_no_setting_is_there_twice() -> None:
    names = re.findall(r"^\| `([^`]+)` \|", document_text(), re.MULTILINE)
    assert len(names) > 90
    assert len(names) == len(set(names))
