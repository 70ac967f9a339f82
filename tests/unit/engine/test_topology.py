"""Links between flows: by tasks that start them and by triggers that listen to them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.build import a_flow, a_task
from tests.unit.engine.player import CATALOG
from tiercel.engine.graphs.topology import Relation, accepts, links_of
from tiercel.model.flow import Flow, Listener, TriggerDefinition

CORE = "io.kestra.plugin.core."
SOURCE = a_flow(id="source", namespace="company.team")


def calls(flow_id: Any, namespace: Any = "company.team", task_id: str = "s", **fields: Any) -> Flow:
    properties = {"flowId": flow_id, "namespace": namespace}
    task = a_task(task_id, f"{CORE}flow.Subflow", properties=properties)
    return a_flow(task, id="caller", **fields)


def listens(**fields: Any) -> TriggerDefinition:
    return TriggerDefinition(id="t", type=f"{CORE}trigger.Flow", **fields)


def condition(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": f"{CORE}condition.{kind}", **fields}


def pairs(*flows: Flow) -> list[tuple[str, str, str]]:
    links = links_of(flows, CATALOG)
    return [(link.source[1], link.target[1], link.relation.value) for link in links]


def test_a_task_links_its_flow_to_the_one_it_starts() -> None:
    assert pairs(calls("source"), SOURCE) == [("caller", "source", "FLOW_TASK")]


@pytest.mark.parametrize(
    ("flow_id", "namespace"),
    [("ghost", "company.team"), ("{{ x }}", "company.team"), ("source", "{{ x }}"), (None, "a")],
)
def test_a_task_that_names_no_known_flow_links_nothing(flow_id: Any, namespace: Any) -> None:
    assert pairs(calls(flow_id, namespace), SOURCE) == []


def test_a_flow_that_starts_itself_has_no_link() -> None:
    assert pairs(calls("caller")) == []


@pytest.mark.parametrize("branch", ["errors", "finally_", "after_execution", "listeners"])
def test_tasks_of_every_list_count(branch: str) -> None:
    task = calls("source").tasks[0]
    value: Any = (Listener(conditions=(), tasks=(task,)),) if branch == "listeners" else (task,)
    assert pairs(a_flow(id="caller", **{branch: value}), SOURCE) == [
        ("caller", "source", "FLOW_TASK")
    ]


def test_tasks_within_flowables_count() -> None:
    inner = calls("source").tasks
    outer = a_task("o", f"{CORE}flow.Sequential", branches={"tasks": inner}, properties={})
    assert pairs(a_flow(outer, id="caller"), SOURCE) == [("caller", "source", "FLOW_TASK")]


def test_tasks_that_types_add_by_themselves_count() -> None:
    properties = {"flowId": "source", "namespace": "company.team", "items": "kestra:///f"}
    task = a_task("s", f"{CORE}flow.ForEachItem", properties=properties)
    found = links_of([a_flow(task, id="caller"), SOURCE], CATALOG)
    assert {link.relation for link in found} <= {Relation.TASK}


def test_unknown_types_link_nothing() -> None:
    trigger = TriggerDefinition(id="t", type="com.acme.Ghost")
    flow = a_flow(a_task("a", "com.acme.Ghost"), id="caller", triggers=(trigger,))
    assert pairs(flow, SOURCE) == []


def test_a_schedule_links_nothing() -> None:
    trigger = TriggerDefinition(
        id="t", type=f"{CORE}trigger.Schedule", properties={"cron": "@daily"}
    )
    assert pairs(a_flow(id="target", triggers=(trigger,)), SOURCE) == []


def test_a_flow_trigger_links_every_flow_that_it_hears_to_its_own() -> None:
    target = a_flow(id="target", triggers=(listens(),))
    assert pairs(target, SOURCE) == [("source", "target", "FLOW_TRIGGER")]


IN_TEAM = {"namespace": "company.team"}
NOT_HERE = condition("ExecutionFlow", namespace="company.other", flowId="source")
HERE = condition("ExecutionFlow", flowId="source", **IN_TEAM)


@pytest.mark.parametrize(
    ("declared", "holds"),
    [
        (HERE, True),
        (NOT_HERE, False),
        (condition("ExecutionFlow", flowId="another", **IN_TEAM), False),
        (condition("ExecutionNamespace", **IN_TEAM), True),
        (condition("ExecutionNamespace", namespace="company"), False),
        (condition("ExecutionNamespace", namespace="company", prefix=True), True),
        (condition("ExecutionNamespace", namespace="company", comparison="PREFIX"), True),
        (condition("ExecutionNamespace", namespace="team", comparison="SUFFIX"), True),
        (condition("ExecutionNamespace", namespace="tea", comparison="SUFFIX"), False),
        (condition("Or", conditions=[NOT_HERE, HERE]), True),
        (condition("Or", conditions={"one": NOT_HERE}), False),
        (condition("Not", conditions=[HERE]), False),
        (condition("Not", conditions=[NOT_HERE]), True),
        (condition("Not", conditions=[condition("ExecutionStatus", **{"in": ["FAILED"]})]), True),
        (condition("ExecutionStatus", **{"in": ["FAILED"]}), True),
    ],
)
def test_conditions_decide_by_namespace_and_id(declared: dict[str, Any], holds: bool) -> None:
    assert accepts(listens(conditions=(declared,)), SOURCE) is holds


@pytest.mark.parametrize(
    ("entries", "holds"),
    [
        ([{"flowId": "source", **IN_TEAM}], True),
        ([IN_TEAM], True),
        ([{"flowId": "another", **IN_TEAM}], False),
        ([{"namespace": "company.other"}, IN_TEAM], True),
        ([], True),
    ],
)
@pytest.mark.parametrize("form", ["dependsOn", "preconditions"])
def test_named_flows_decide(entries: list[dict[str, str]], holds: bool, form: str) -> None:
    value: Any = entries if form == "dependsOn" else {"flows": entries}
    assert accepts(listens(properties={form: value}), SOURCE) is holds


def where(kind: str, value: Any, field: str = "FLOW_ID") -> dict[str, Any]:
    key = "values" if isinstance(value, list) else "value"
    return {"field": field, "type": kind, key: value}


@pytest.mark.parametrize(
    ("declared", "holds"),
    [
        (where("EQUAL_TO", "source"), True),
        (where("EQUAL_TO", "company.team", "NAMESPACE"), True),
        (where("EQUAL_TO", "another"), False),
        (where("NOT_EQUAL_TO", "source"), False),
        (where("IN", ["a", "source"]), True),
        (where("NOT_IN", ["a", "source"]), False),
        (where("STARTS_WITH", "sou"), True),
        (where("ENDS_WITH", "sou"), False),
        (where("CONTAINS", "our"), True),
        (where("REGEX", "nothing"), True),
        (where("EQUAL_TO", "FAILED", "STATE"), True),
    ],
)
def test_filters_decide(declared: dict[str, Any], holds: bool) -> None:
    properties = {"preconditions": {"where": [{"filters": [declared]}]}}
    assert accepts(listens(properties=properties), SOURCE) is holds


@pytest.mark.parametrize(("operand", "holds"), [("OR", True), ("AND", False)])
def test_filters_are_joined_by_their_operand(operand: str, holds: bool) -> None:
    filters = [where("EQUAL_TO", "source"), where("EQUAL_TO", "another")]
    properties = {"preconditions": {"where": [{"operand": operand, "filters": filters}]}}
    assert accepts(listens(properties=properties), SOURCE) is holds
