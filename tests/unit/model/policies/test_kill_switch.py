"""When a kill switch acts, and on which executions."""

from __future__ import annotations

from typing import Any

import pytest

from tests.build import an_execution, at
from tiercel.model.execution import LoopItem, LoopRun
from tiercel.model.policies.kill_switch import KillSwitch, SwitchType


def switch(**fields: Any) -> KillSwitch:
    given = {"id": "one", "name": "one", "type": SwitchType.KILL, "start": at(10), **fields}
    return KillSwitch(**given)


@pytest.mark.parametrize(
    ("scope", "is_covered"),
    [
        ({}, True),
        ({"namespace": "company"}, True),
        ({"namespace": "company.team"}, True),
        ({"namespace": "company.te"}, False),
        ({"namespace": "company.team.more"}, False),
        ({"namespace": "company.team", "flow_id": "flow"}, True),
        ({"namespace": "company", "flow_id": "flow"}, False),
        ({"namespace": "company.team", "flow_id": "other"}, False),
        ({"namespace": "company.team", "flow_id": "flow", "execution_ids": ("execution1",)}, True),
        ({"namespace": "company.team", "flow_id": "flow", "execution_ids": ("other",)}, False),
    ],
)
def test_the_scope_is_narrowed_step_by_step(scope: dict[str, Any], is_covered: bool) -> None:
    assert switch(**scope).covers(an_execution()) is is_covered


def test_iterations_belong_to_their_execution() -> None:
    owner = LoopRun("owner", "root", "each", "run", LoopItem(0, "a"))
    named = switch(namespace="company.team", flow_id="flow", execution_ids=("root",))
    assert named.covers(an_execution(loop_run=owner))
    assert not named.covers(an_execution())


@pytest.mark.parametrize(
    ("fields", "second", "is_active"),
    [
        ({}, 9, False),
        ({}, 10, True),
        ({"end": at(20)}, 19, True),
        ({"end": at(20)}, 20, False),
        ({"enabled": False}, 10, False),
        ({"deleted": True}, 10, False),
    ],
)
def test_it_acts_between_its_dates(fields: dict[str, Any], second: int, is_active: bool) -> None:
    assert switch(**fields).is_active(at(second)) is is_active
