"""Types of the reference are there, with their properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations
from tests.families.documented import mistakes

LIST = Path(__file__).with_name("types.json")
LEFT_OUT = [
    # What its commands are is not known: no flow that was found has it.
    "cli.DatabricksSQLCLI: is not there",
    # The server is asked by HTTP: nothing runs anywhere.
    *(
        f"io.kestra.plugin.argocd.apps.{each}.taskRunner: default "
        '{"type": "io.kestra.plugin.scripts.runner.docker.Docker"} not none'
        for each in ("Status", "Sync")
    ),
    # As all tasks have it.
    "io.kestra.plugin.argocd.apps.Sync.timeout: is not there",
]


def test_deviations() -> None:
    assert sorted(deviations("platforms", LIST)) == sorted(LEFT_OUT)


def test_flows_of_the_documentation_are_valid() -> None:
    assert mistakes("platforms") == []
