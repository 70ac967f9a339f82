"""Every type of the reference is there, with its properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations
from tests.families.documented import mistakes

LIST = Path(__file__).with_name("types.json")
LEFT_OUT = [
    # What the reference keeps for itself; no flow sets it.
    "core.PodCreate.currentConnection: is not there",
    "core.PodCreate.currentNamespace: is not there",
]


def test_deviations() -> None:
    assert deviations("kubernetes", LIST) == LEFT_OUT


def test_flows_of_the_documentation_are_valid() -> None:
    assert mistakes("kubernetes") == []
