"""Every type of the reference is there, with its properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations

ON_PURPOSE = [
    # A trigger on an expression about lines whose form no flow that was found shows.
    "fr.rtz.kestra.docker.compose.Ps: is not there",
    # What is in it may be an expression, there as well.
    "cli.Build.namespaceFiles: dynamic no not yes",
]


def test_deviations() -> None:
    assert deviations("docker", Path(__file__).with_name("types.json")) == ON_PURPOSE
