"""Polling triggers that run a script."""

from __future__ import annotations

from typing import Any

import pytest

from tiercel.plugin.properties import build_task, render_properties
from tiercel.plugins.scripts.triggers import ShellCommandsTrigger, ShellScriptTrigger
from tiercel.testing import FakeContext, World

WORLD = World(configuration={"defaultRunner": "PROCESS"}, variables={"trigger": {"id": "t"}})


def poll(context: FakeContext, task: Any, properties: dict[str, Any]) -> Any:
    return build_task(task, render_properties(task, properties, context)).poll(context)


@pytest.mark.parametrize(
    ("condition", "commands", "fires"),
    [
        ("exit 0", ["true"], True),
        ("exit 3", ["exit 3"], True),
        ("exit 3", ["exit 4"], False),
        ("rea.y", ['echo \'::{"outputs": {"state": "ready"}}::\''], True),
        ("rea.y", ["true"], False),
    ],
)
def test_the_condition_looks_at_the_end(condition: str, commands: list[str], fires: bool) -> None:
    context = FakeContext(WORLD)
    properties = {"exitCondition": condition, "commands": commands}
    found = poll(context, ShellCommandsTrigger, properties)
    assert (found is not None) == fires


def test_it_fires_only_when_the_condition_begins_to_hold() -> None:
    context = FakeContext(WORLD)
    properties: dict[str, Any] = {"exitCondition": "exit 0", "script": "true"}
    assert poll(context, ShellScriptTrigger, properties) is not None
    assert poll(context, ShellScriptTrigger, properties) is None
    assert poll(context, ShellScriptTrigger, {**properties, "script": "false"}) is None
    assert poll(context, ShellScriptTrigger, properties) is not None
    assert poll(context, ShellScriptTrigger, {**properties, "edge": False}) is not None
