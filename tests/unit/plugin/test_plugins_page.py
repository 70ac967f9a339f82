"""The Python in the page on plugins is true: it is run."""

from __future__ import annotations

import re
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tiercel.plugin import RealtimeTrigger
from tiercel.plugin.decorator import info_of

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "plugins.md").read_text(encoding="utf-8")
EXAMPLE = ROOT / "examples" / "acme_tiercel"


def code(word: str) -> str:
    """The one block of Python that holds a word."""
    (found,) = [
        each for each in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL) if word in each
    ]
    return found


def test_the_task_is_the_file_of_the_example() -> None:
    source = (EXAMPLE / "acme_tiercel" / "__init__.py").read_text(encoding="utf-8")
    assert code("class Wait(") == source


def test_the_trigger_is_a_plugin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a_trigger_of_the_page.py").write_text(code("class Tick("), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    page = import_module("a_trigger_of_the_page")
    assert issubclass(page.Tick, RealtimeTrigger)
    info = info_of(page.Tick)
    assert info is not None
    assert info.name == "com.acme.tiercel.Tick"


def test_the_tests_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(EXAMPLE))
    # Another test may have imported a package of that name.
    monkeypatch.delitem(sys.modules, "acme_tiercel", raising=False)
    names: dict[str, Any] = {"__name__": "a_page"}
    exec(code("def test_"), names)
    tests = [each for name, each in names.items() if name.startswith("test_")]
    assert len(tests) == 3
    for each in tests:
        each()
