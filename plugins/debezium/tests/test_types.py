"""Types of the reference are there, with their properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations
from tests.families.documented import mistakes

LIST = Path(__file__).with_name("types.json")
# Servers whose logs no library of Python reads; MongoDB's needs a replica set, which is not here.
NOT_MADE = ("db2", "mongodb", "oracle", "sqlserver")


def test_deviations() -> None:
    found = [each for each in deviations("debezium", LIST) if not each.startswith(NOT_MADE)]
    assert found == []


def test_flows_of_the_documentation_are_valid() -> None:
    assert mistakes("debezium") == []
