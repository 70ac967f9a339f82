"""Types of the reference are there, with their properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations
from tests.families.documented import mistakes

LIST = Path(__file__).with_name("types.json")
LEFT_OUT = [
    # The inside of the reference's own client, no property of a flow.
    "io.kestra.plugin.meilisearch.DocumentAdd.data: is not there",
    "io.kestra.plugin.surrealdb.Query.connection: is not there",
    # The id of the task.
    "Delete.id: is not there",
]


def test_deviations() -> None:
    assert sorted(deviations("nosql", LIST)) == sorted(LEFT_OUT)


def test_flows_of_the_documentation_are_valid() -> None:
    assert mistakes("nosql") == []
