"""Types of the reference are there, with their properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations
from tests.families.documented import mistakes

LIST = Path(__file__).with_name("types.json")
LEFT_OUT = [
    # What is in a task is rendered, as the reference does it.
    "batch.job.Create.tasks: dynamic no not yes",
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
    assert deviations("azure", LIST) == LEFT_OUT


def test_flows_of_the_documentation_are_valid() -> None:
    assert mistakes("azure") == []
