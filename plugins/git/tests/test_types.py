"""Every type of the reference is there, with its properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations

LIST = Path(__file__).with_name("types.json")
# The reference renders these itself, when it has read them.
RENDERED = [
    "PushExecutionFiles.files: dynamic no not yes",
    "PushExecutionFiles.filesMap: dynamic no not yes",
]


def test_deviations() -> None:
    assert deviations("git", LIST) == RENDERED
