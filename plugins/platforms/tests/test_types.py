"""Types of the reference are there, with their properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations
from tests.families.documented import mistakes

LIST = Path(__file__).with_name("types.json")
LEFT_OUT = [
    # The server is asked by HTTP: nothing runs anywhere.
    *(
        f"io.kestra.plugin.argocd.apps.{each}.taskRunner: default "
        '{"type": "io.kestra.plugin.scripts.runner.docker.Docker"} not none'
        for each in ("Status", "Sync")
    ),
    # Constants of the reference's own code, which are no properties.
    *(
        f"io.kestra.plugin.apify.dataset.{each}.DEFAULT_{name}_DURATION: is not there"
        for each in ("Get", "Save")
        for name in ("MAX_INTERVAL", "TIMEOUT")
    ),
    # Known by flows alone, which say less than what a property takes.
    "io.kestra.plugin.dagster.TriggerRun.maxDuration: type string not string:duration",
    "io.kestra.plugin.dagster.TriggerRun.options: type map not object",
    "io.kestra.plugin.dagster.TriggerRun.pollFrequency: type string not string:duration",
    # As all tasks have it.
    "io.kestra.plugin.argocd.apps.Sync.timeout: is not there",
]


def test_deviations() -> None:
    assert sorted(deviations("platforms", LIST)) == sorted(LEFT_OUT)


def test_flows_of_the_documentation_are_valid() -> None:
    assert mistakes("platforms") == []
