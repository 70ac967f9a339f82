"""Types of the reference are there, with their properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations
from tests.families.documented import mistakes

LIST = Path(__file__).with_name("types.json")
# Their types are refused by name until they are made.
NOT_MADE = (
    "batch",
    "eventhubs",
    "io.kestra.plugin.microsoft.fabric.warehouse",
    "monitoring",
    "servicebus",
    "storage",
    "streamanalytics",
    "synapse",
)
LEFT_OUT = [
    # As the other types of the package have them: by default those of the machine.
    "logicapps.Trigger.clientId: required yes not no",
    "logicapps.Trigger.clientSecret: required yes not no",
    # As all tasks have it.
    *(
        f"io.kestra.plugin.microsoft.fabric.data.engineering.{each}.timeout: is not there"
        for each in ("RunNotebook", "RunPipeline", "RunSparkJob")
    ),
]


def test_deviations() -> None:
    found = [each for each in deviations("azure", LIST) if not each.startswith(NOT_MADE)]
    assert found == LEFT_OUT


def test_flows_of_the_documentation_are_valid() -> None:
    assert mistakes("azure") == []
