"""Every type of the reference is there, with its properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations
from tests.families.documented import mistakes

LIST = Path(__file__).with_name("types.json")

# What requests are by default is not shown as a default.
OPTIONS = (
    'io.kestra.plugin.graphql.Request.options: default {"allowFailed": "false", "defaultCharset":'
    ' "UTF-8", "enabledTcpExtendedKeepAlive": "true", "followRedirects": "true"} not none'
)


def test_deviations() -> None:
    assert deviations("development", LIST) == [OPTIONS]


def test_flows_of_the_documentation_are_valid() -> None:
    assert mistakes("development") == []
