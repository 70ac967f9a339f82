"""Every type of the reference is there, with its properties, outputs, aliases and metrics."""

from __future__ import annotations

from pathlib import Path

from tests.families.comparison import deviations

LIST = Path(__file__).with_name("types.json")
# Programs in containers, which no flow that was looked at runs: script tasks do the same.
LEFT_OUT = [
    "clickhouse.ClickHouseLocalCLI: is not there",
    "snowflake.SnowflakeCLI: is not there",
]


def test_deviations() -> None:
    assert deviations("jdbc", LIST) == LEFT_OUT
