"""Advice for type names that do not exist: the same family, two letters at most, or nothing."""

from __future__ import annotations

import pytest

from tiercel.flowlang.hints import closest_type

TYPES = [
    "io.kestra.plugin.core.debug.Return",
    "io.kestra.plugin.core.execution.Count",
    "io.kestra.plugin.core.flow.If",
    "io.kestra.plugin.core.kv.Get",
    "io.kestra.plugin.core.log.Log",
    "io.kestra.plugin.core.state.Get",
    "io.kestra.plugin.core.trigger.Schedule",
    "io.kestra.plugin.scripts.r.Script",
    "io.kestra.plugin.scripts.python.Script",
]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("io.kestra.plugin.core.log.Logg", "io.kestra.plugin.core.log.Log"),
        ("io.kestra.plugin.core.log.Lgo", "io.kestra.plugin.core.log.Log"),
        ("io.kestra.plugin.core.logs.log", "io.kestra.plugin.core.log.Log"),
        ("io.kestra.plugin.cor.log.Log", "io.kestra.plugin.core.log.Log"),
        ("io.kestra.plugin.core.trigger.Schedulle", "io.kestra.plugin.core.trigger.Schedule"),
        ("io.kestra.plugin.scripts.pyhton.Script", "io.kestra.plugin.scripts.python.Script"),
        ("Log", "io.kestra.plugin.core.log.Log"),
        ("Lgo", "io.kestra.plugin.core.log.Log"),
        ("schedule", "io.kestra.plugin.core.trigger.Schedule"),
    ],
)
def test_a_near_miss_is_reported(written: str, meant: str) -> None:
    assert closest_type(written, TYPES) == meant


@pytest.mark.parametrize(
    "written",
    [
        "io.kestra.plugin.docker.Run",
        "io.kestra.plugin.git.Clone",
        "io.kestra.plugin.dbt.cli.DbtCLI",
        "io.kestra.plugin.serdes.csv.CsvToIon",
        "io.kestra.plugin.scripts.go.Script",
        "io.kestra.plugin.core.flow.Log",
        "Get",
        "x",
        "",
        "....",
    ],
)
def test_a_type_of_another_family_is_never_suggested(written: str) -> None:
    assert closest_type(written, TYPES) == ""
