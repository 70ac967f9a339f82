"""Every type of the reference is there, with its properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations

LIST = Path(__file__).with_name("types.json")


def test_deviations() -> None:
    assert deviations("jdbc", LIST) == []
