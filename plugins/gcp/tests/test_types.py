"""Types of the reference are there, with their properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations
from tests.families.documented import mistakes

LIST = Path(__file__).with_name("types.json")
LEFT_OUT = [
    # As all tasks have it.
    "bigquery.Trigger.impersonatedServiceAccount: is not listed",
    # Signs in as all tasks do.
    "dataflow.Trigger.scopes: default none not https://www.googleapis.com/auth/cloud-platform",
    "monitoring.Trigger.impersonatedServiceAccount: is not listed",
]


def test_deviations() -> None:
    assert deviations("gcp", LIST) == LEFT_OUT


def test_flows_of_the_documentation_are_valid() -> None:
    assert mistakes("gcp") == []
