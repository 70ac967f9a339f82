"""Rows for people and for scripts."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

import pytest

from tiercel.cli.tables import print_table
from tiercel.model.state import StateType

ROWS = [("a", None, StateType.FAILED, True, datetime(2024, 5, 31, 1, 2, 3, 4, UTC), "two\nlines")]
HEADINGS = ("id", "value", "state", "is", "date", "text")


def test_scripts_get_a_line_for_each_row(capsys: pytest.CaptureFixture[str]) -> None:
    print_table(HEADINGS, ROWS)
    assert capsys.readouterr().out == "a\t\tFAILED\tyes\t2024-05-31T01:02:03Z\ttwo lines\n"


def test_people_get_headings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    print_table(HEADINGS, ROWS)
    first, second = capsys.readouterr().out.splitlines()
    assert all(heading in first for heading in HEADINGS)
    assert "FAILED" in second


def test_nothing_is_cut(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "20")
    print_table(("id", "text"), [("a" * 22, "b" * 50)])
    assert f"{'a' * 22}  {'b' * 50}" in capsys.readouterr().out
