"""Every type of the reference is there, with its properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations
from tests.families.documented import mistakes

LIST = Path(__file__).with_name("types.json")
LEFT_OUT = [
    # Ships logs of an edition of the reference; no flow can use it.
    "cloudwatch.CloudWatchLogs: is not there",
]


def test_deviations() -> None:
    assert sorted(deviations("aws", LIST)) == LEFT_OUT


def test_flows_of_the_documentation_are_valid() -> None:
    assert mistakes("aws") == []
