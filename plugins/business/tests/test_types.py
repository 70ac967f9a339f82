"""Every type of the reference is there, with its properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations
from tests.families.documented import mistakes

LIST = Path(__file__).with_name("types.json")

# Known by flows alone, which give who asks by plugin defaults.
LOGINS = [
    f"io.kestra.plugin.ee.salesforce.{each}.connection: is not listed"
    for each in ("Delete", "Update")
]


def test_deviations() -> None:
    assert deviations("business", LIST) == LOGINS


def test_flows_of_the_documentation_are_valid() -> None:
    assert mistakes("business") == []
