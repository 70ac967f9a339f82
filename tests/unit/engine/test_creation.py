"""How an execution begins: refusals, labels, inputs, checks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.build import START, a_flow
from tests.unit.engine.player import CATALOG
from tiercel.engine.creation import Created, Creation, new_execution
from tiercel.engine.env import EngineConfig, Env
from tiercel.engine.plan import FlowPlan
from tiercel.expr import NoLookups, Renderer
from tiercel.model.errors import Conflict, IllegalArgument
from tiercel.model.flow import Check, Flow
from tiercel.model.ids import Ids
from tiercel.model.label import Label
from tiercel.model.state import StateType


def created(flow: Flow, **fields: Any) -> Created:
    env = Env(
        plan=FlowPlan(flow, CATALOG),
        now=START,
        ids=Ids("e1", 0),
        renderer=Renderer(),
        lookups=NoLookups(),
        config=EngineConfig(),
    )
    return new_execution(Creation(**{"execution_id": "e1", "inputs": {}, **fields}), env)


def labels(flow: Flow, **fields: Any) -> list[tuple[str, str]]:
    return [(label.key, label.value) for label in created(flow, **fields).execution.labels]


def test_an_execution_begins_created_and_correlated_to_itself() -> None:
    execution = created(a_flow()).execution
    assert (execution.current, execution.original_id) == (StateType.CREATED, "e1")
    assert labels(a_flow()) == [("system.correlationId", "e1")]


@pytest.mark.parametrize("fields", [{"disabled": True}, {"exception": "it is broken"}])
def test_a_flow_that_cannot_run_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(Conflict):
        created(a_flow(**fields))


def test_labels_asked_for_replace_those_of_the_flow() -> None:
    flow = a_flow(labels=(Label("a", "1"), Label("b", "2"), Label("system.x", "3")))
    assert labels(flow, labels=(Label("a", "9"),))[:2] == [("b", "2"), ("a", "9")]


def test_the_last_label_of_a_key_counts_at_its_own_place() -> None:
    flow = a_flow(labels=(Label("c", "0"), Label("a", "0")))
    given = (Label("a", "1"), Label("b", "2"), Label("a", "3"))
    assert labels(flow, labels=given)[:3] == [("c", "0"), ("b", "2"), ("a", "3")]


def test_system_labels_are_for_the_server_alone() -> None:
    with pytest.raises(IllegalArgument, match=r"offending label: system\.x=1"):
        created(a_flow(), labels=(Label("system.x", "1"),))


def test_the_server_may_set_system_labels() -> None:
    assert ("system.x", "1") in labels(a_flow(), labels=(Label("system.x", "1"),), is_trusted=True)


def test_the_read_only_label_is_not_inherited() -> None:
    given = (Label("system.readOnly", "true"),)
    assert labels(a_flow(), labels=given, is_trusted=True) == [("system.correlationId", "e1")]


def test_a_given_correlation_is_kept() -> None:
    given = (Label("system.correlationId", "other"),)
    assert labels(a_flow(), labels=given) == [("system.correlationId", "other")]


def checked(behavior: str, condition: str = "{{ 1 == 2 }}") -> Created:
    check = Check(when=condition, message="no", behavior=behavior)
    return created(a_flow(checks=(check,)))


def test_a_blocking_check_refuses_the_execution() -> None:
    with pytest.raises(IllegalArgument, match="Failed checks: no"):
        checked("BLOCK_EXECUTION")


def test_a_failing_check_gives_an_execution_that_has_failed() -> None:
    result = checked("FAIL_EXECUTION")
    assert (result.execution.current, result.execution.is_settled) == (StateType.FAILED, True)
    assert [log.message for log in result.logs] == ["no"]


@pytest.mark.parametrize(
    ("behavior", "condition"),
    [("CREATE_EXECUTION", "{{ 1 == 2 }}"), ("BLOCK_EXECUTION", "{{ 1 == 1 }}")],
)
def test_other_checks_change_nothing(behavior: str, condition: str) -> None:
    result = checked(behavior, condition)
    assert (result.execution.current, result.logs) == (StateType.CREATED, ())
