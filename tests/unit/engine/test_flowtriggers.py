"""Which flows a state change starts: states, conditions, windows, modes, and with what."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.build import NAMESPACE, a_flow, a_task_run, an_execution
from tiercel.engine.env import EngineConfig
from tiercel.engine.triggers.flowtriggers import (
    Listener,
    Matched,
    Upstream,
    listens_to,
    match,
    window_names,
)
from tiercel.engine.triggers.orders import TriggerEnv
from tiercel.engine.triggers.windows import Window, WindowKind, depends_on_kind, new_window
from tiercel.expr import NoLookups, Renderer
from tiercel.model.execution import Execution, LoopItem, LoopRun
from tiercel.model.flow import TriggerDefinition
from tiercel.model.label import Label

NOW = datetime(2026, 3, 2, 12, 34, 56, tzinfo=UTC)
FLOW = "io.kestra.plugin.core.trigger.Flow"
CONDITION = "io.kestra.plugin.core.condition."
ENV = TriggerEnv(
    renderer=Renderer(), lookups=NoLookups(), config=EngineConfig(), zone=ZoneInfo("UTC")
)


def a_listener(**fields: Any) -> Listener:
    conditions = fields.pop("conditions", ())
    common = {name: fields.pop(name) for name in ("when", "inputs", "labels") if name in fields}
    definition = TriggerDefinition(
        id="onflow", type=FLOW, properties=fields, conditions=tuple(conditions), **common
    )
    return Listener(a_flow(id="listening", triggers=(definition,)), definition)


def an_upstream(flow_id: str = "up", state: str = "SUCCESS", **fields: Any) -> Upstream:
    defaults: dict[str, Any] = {
        "id": f"run-of-{flow_id}",
        "flow_id": flow_id,
        "outputs": {"o": f"from-{flow_id}"},
    }
    execution = an_execution(
        a_task_run("u", outputs={"value": "up"}), state=state, **{**defaults, **fields}
    )
    variables = {
        "flow": {"id": flow_id, "namespace": execution.namespace},
        "execution": {"id": execution.id, "state": state, "outputs": execution.outputs},
        "outputs": {"u": {"value": "up"}},
        "labels": {label.key: label.value for label in execution.labels},
    }
    return Upstream(execution, state, NOW, variables)


class Desk:
    """A listener with the windows that it keeps between events."""

    def __init__(self, listener: Listener) -> None:
        self.listener = listener
        self.windows: dict[str, Window] = {}

    def feed(self, upstream: Upstream) -> Matched:
        execution, state = upstream.execution, upstream.state
        if not listens_to(self.listener, execution, state):
            return Matched()
        matched = match(self.listener, upstream, self.windows, ENV)
        for name, window in matched.windows.items():
            assert name in window_names(self.listener.definition)
            if window is None:
                self.windows.pop(name, None)
            else:
                self.windows[name] = window
        return matched

    def fires(self, *flow_ids: str) -> list[str]:
        """The flows, of those that end one after the other, whose end fires."""
        return [each for each in flow_ids if self.feed(an_upstream(each)).order is not None]


# Who listens at all.


def listens(execution: Execution, state: str = "SUCCESS", **properties: Any) -> bool:
    return listens_to(a_listener(**properties), execution, state)


def test_a_flow_never_listens_to_itself() -> None:
    assert listens(an_execution(flow_id="up"))
    assert not listens(an_execution(flow_id="listening"))


@pytest.mark.parametrize(
    ("state", "expected"),
    [("SUCCESS", True), ("PAUSED", True), ("RUNNING", False), ("CREATED", False)],
)
def test_ended_and_paused_executions_are_heard_by_default(state: str, expected: bool) -> None:
    assert listens(an_execution(flow_id="up"), state) is expected


def test_created_is_never_heard_even_when_asked_for() -> None:
    assert not listens(an_execution(flow_id="up"), "CREATED", states=["CREATED"])
    assert listens(an_execution(flow_id="up"), "RUNNING", states=["RUNNING"])


def test_turns_of_a_loop_are_not_heard() -> None:
    turn = LoopRun("e", "e", "loop", "tr", LoopItem(0, "a"))
    assert not listens(an_execution(flow_id="up", loop_run=turn))


# Plain conditions and `when`.


def test_all_conditions_must_hold() -> None:
    conditions = [
        {"type": CONDITION + "ExecutionFlow", "namespace": NAMESPACE, "flowId": "up"},
        {"type": CONDITION + "ExecutionStatus", "in": ["SUCCESS"]},
    ]
    desk = Desk(a_listener(conditions=conditions))
    assert desk.feed(an_upstream()).order is not None
    assert desk.feed(an_upstream("other")).order is None
    assert desk.feed(an_upstream(state="FAILED")).order is None


def test_a_condition_that_fails_is_false_and_warned_about() -> None:
    broken = {"type": CONDITION + "Expression", "expression": "{{ nothing.there }}"}
    matched = Desk(a_listener(conditions=[broken])).feed(an_upstream())
    assert matched.order is None
    assert matched.lines[0].message.startswith(
        f"[namespace: {NAMESPACE}] [flow: listening] [condition: {CONDITION}Expression]"
        " Evaluate Condition Failed with error 'Unable to find `nothing`"
    )


def test_when_sees_the_upstream_execution() -> None:
    when = "{{ flow.id == 'up' and execution.state == 'SUCCESS' and outputs.u.value == 'up' }}"
    desk = Desk(a_listener(when=when))
    assert desk.fires("up", "other") == ["up"]


# What is started.


def test_the_variables_name_the_upstream_execution() -> None:
    labels = (Label("ul", "v"), Label("system.correlationId", "root"))
    order = Desk(a_listener()).feed(an_upstream(labels=labels)).order
    assert order is not None
    assert order.trigger is not None
    variables = order.trigger.variables
    assert {key: variables[key] for key in ("executionId", "flowId", "state", "outputs")} == {
        "executionId": "run-of-up",
        "flowId": "up",
        "state": "SUCCESS",
        "outputs": {"o": "from-up"},
    }
    assert variables["executionLabels"] == {"ul": "v"}
    assert variables["lastTaskId"] == "u"
    assert "firstFailedTaskId" not in variables
    assert order.correlation_id == "root"
    assert order.depth == 1
    assert not order.is_marked


def test_inputs_see_upstream_outputs_and_labels() -> None:
    listener = a_listener(
        inputs={"a": "{{ outputs.u.value }}-{{ trigger.outputs.o }}-{{ labels.ul }}"},
        labels={"tl": "{{ flow.id }}", "bad": "{{ nothing.there }}"},
    )
    order = Desk(listener).feed(an_upstream(labels=(Label("ul", "v"),))).order
    assert order is not None
    assert order.inputs == {"a": "up-from-up-v"}
    assert order.labels == (("tl", "listening"),)
    assert order.keeps_bad_inputs


def test_bad_inputs_start_nothing_in_the_old_form() -> None:
    matched = Desk(a_listener(inputs={"p": "{{ trigger.outputs.missing }}"})).feed(an_upstream())
    assert matched.order is None
    assert matched.lines[0].message.startswith(
        f"Failed to trigger flow {NAMESPACE}.listening for trigger onflow, invalid inputs"
    )


def test_bad_inputs_fail_the_execution_in_the_new_form() -> None:
    listener = a_listener(
        inputs={"p": "{{ trigger.outputs.missing }}"}, dependsOn=[{"flowId": "up"}]
    )
    order = Desk(listener).feed(an_upstream()).order
    assert order is not None
    assert order.failure


# Preconditions.


BOTH = {
    "id": "both",
    "flows": [
        {"namespace": NAMESPACE, "flowId": "a", "states": ["SUCCESS"]},
        {"namespace": NAMESPACE, "flowId": "b", "states": ["SUCCESS"]},
    ],
}


def test_preconditions_wait_for_all_flows_and_then_begin_anew() -> None:
    desk = Desk(a_listener(preconditions=BOTH))
    assert desk.fires("a", "b", "b", "a") == ["b", "a"]
    assert desk.windows == {}


def test_preconditions_that_are_not_reset_fire_again_for_anybody() -> None:
    desk = Desk(a_listener(preconditions={**BOTH, "resetOnSuccess": False}))
    assert desk.fires("a", "b", "other") == ["b", "other"]


def test_outputs_of_all_events_of_the_window_are_merged() -> None:
    desk = Desk(a_listener(preconditions=BOTH))
    desk.feed(an_upstream("a", outputs={"x": 1}))
    order = desk.feed(an_upstream("b", outputs={"y": 2})).order
    assert order is not None
    assert order.trigger is not None
    assert order.trigger.variables["outputs"] == {"x": 1, "y": 2}


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ({"field": "FLOW_ID", "type": "EQUAL_TO", "value": "up"}, True),
        ({"field": "FLOW_ID", "type": "NOT_EQUAL_TO", "value": "up"}, False),
        ({"field": "NAMESPACE", "type": "STARTS_WITH", "value": "company"}, True),
        ({"field": "NAMESPACE", "type": "ENDS_WITH", "value": ".team"}, True),
        ({"field": "NAMESPACE", "type": "CONTAINS", "value": "x"}, False),
        ({"field": "STATE", "type": "IN", "values": ["SUCCESS", "WARNING"]}, True),
        ({"field": "STATE", "type": "NOT_IN", "values": ["SUCCESS"]}, False),
        ({"field": "FLOW_ID", "type": "REGEX", "value": "u."}, True),
        ({"field": "FLOW_ID", "type": "REGEX", "value": "u"}, False),
        ({"field": "EXPRESSION", "type": "IS_TRUE", "value": "{{ 1 == 1 }}"}, True),
        ({"field": "EXPRESSION", "type": "IS_FALSE", "value": "{{ 1 == 1 }}"}, False),
        ({"field": "EXPRESSION", "type": "IS_NULL", "value": "{{ null }}"}, True),
        ({"field": "EXPRESSION", "type": "IS_NOT_NULL", "value": "x"}, True),
    ],
)
def test_filters_of_preconditions(declared: dict[str, Any], expected: bool) -> None:
    where = [{"id": "w", "filters": [declared]}]
    desk = Desk(a_listener(preconditions={"id": "p", "where": where}))
    assert (desk.feed(an_upstream()).order is not None) is expected


def test_filters_are_joined_by_and_unless_said() -> None:
    filters = [
        {"field": "FLOW_ID", "type": "EQUAL_TO", "value": "up"},
        {"field": "STATE", "type": "EQUAL_TO", "value": "FAILED"},
    ]
    joined = {"id": "p", "where": [{"id": "w", "filters": filters}]}
    assert Desk(a_listener(preconditions=joined)).fires("up") == []
    either = {"id": "p", "where": [{"id": "w", "operand": "OR", "filters": filters}]}
    assert Desk(a_listener(preconditions=either)).fires("up") == ["up"]


def test_a_multiple_condition_collects_its_conditions() -> None:
    def of_flow(flow_id: str) -> dict[str, Any]:
        return {"type": CONDITION + "ExecutionFlow", "namespace": NAMESPACE, "flowId": flow_id}

    multiple = {
        "id": "multi",
        "type": CONDITION + "MultipleCondition",
        "window": "P1D",
        "windowAdvance": "P0D",
        "conditions": {
            "ok": {"type": CONDITION + "ExecutionStatus", "in": ["SUCCESS"]},
            "a": of_flow("a"),
            "b": of_flow("b"),
        },
    }
    assert Desk(a_listener(conditions=[multiple])).fires("a", "b") == ["b"]


# dependsOn.


TWO = [
    {"namespace": NAMESPACE, "flowId": "a", "states": ["SUCCESS"]},
    {"namespace": NAMESPACE, "flowId": "b", "states": ["SUCCESS"]},
]


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"dependsOn": TWO}, ["b"]),
        ({"dependsOn": TWO, "window": {"every": "P1D"}}, ["b"]),
        ({"dependsOn": TWO, "window": {"every": "P1D", "fireOnce": False}}, ["b", "b"]),
        ({"dependsOn": TWO, "mode": "ANY"}, ["a", "b", "b"]),
        ({"dependsOn": TWO, "mode": "AT_LEAST", "minSatisfied": 2}, ["b"]),
        ({"dependsOn": [{"namespace": "company"}]}, []),
        ({"dependsOn": [{}]}, ["a", "b", "other", "b"]),
        ({"dependsOn": [{"flowId": "a", "when": "{{ 1 > 2 }}"}]}, []),
        ({"dependsOn": [{"labels": {"env": "prod"}}]}, []),
    ],
)
def test_depends_on(properties: dict[str, Any], expected: list[str]) -> None:
    assert Desk(a_listener(**properties)).fires("a", "b", "other", "b") == expected


def test_outputs_are_found_flat_and_by_flow() -> None:
    desk = Desk(a_listener(dependsOn=TWO))
    desk.feed(an_upstream("a"))
    order = desk.feed(an_upstream("b")).order
    assert order is not None
    assert order.trigger is not None
    outputs = order.trigger.variables["outputs"]
    assert outputs["o"] == "from-b"
    assert outputs[NAMESPACE]["a"]["o"] == outputs["a"]["o"] == "from-a"
    assert outputs[NAMESPACE]["b"]["o"] == outputs["b"]["o"] == "from-b"


# Windows.


def window(kind: WindowKind, now: datetime = NOW) -> tuple[str, str] | None:
    found = new_window(kind, now, ZoneInfo("UTC"))
    return None if found is None else (f"{found.start:%dT%H:%M:%S}", f"{found.end:%dT%H:%M:%S}")


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (WindowKind(), ("02T00:00:00", "02T23:59:59")),
        (WindowKind(window=timedelta(hours=1)), ("02T12:00:00", "02T12:59:59")),
        (WindowKind(window=timedelta(minutes=15)), ("02T12:30:00", "02T12:44:59")),
        (WindowKind(advance=timedelta(hours=6)), ("02T06:00:00", "03T05:59:59")),
        (
            WindowKind("SLIDING_WINDOW", window=timedelta(hours=2)),
            ("02T12:34:56", "02T14:34:56"),
        ),
        (depends_on_kind({"deadline": "18:00"}), ("02T00:00:00", "02T18:00:00")),
        (depends_on_kind({"deadline": "09:00"}), None),
        (depends_on_kind({"from": "12:00", "to": "13:00:00"}), ("02T12:00:00", "02T13:00:00")),
        (depends_on_kind({"from": "13:00", "to": "14:00"}), None),
        (depends_on_kind({"lookback": "PT1H"}), ("02T12:34:56", "02T13:34:56")),
        (depends_on_kind({"every": "PT1H"}), ("02T12:00:00", "02T12:59:59")),
        (depends_on_kind({}), ("02T00:00:00", "02T23:59:59")),
    ],
)
def test_windows(kind: WindowKind, expected: tuple[str, str] | None) -> None:
    assert window(kind) == expected


def test_nothing_is_collected_outside_of_the_window() -> None:
    desk = Desk(a_listener(dependsOn=TWO, window={"from": "01:00", "to": "02:00"}))
    assert desk.fires("a", "b") == []
    assert desk.windows == {}
