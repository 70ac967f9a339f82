"""Named conditions on the executions that a flow trigger hears of."""

from __future__ import annotations

from typing import Any

import pytest

from tests.build import an_execution
from tiercel.engine.triggers.conditions import ConditionContext
from tiercel.engine.triggers.preconditions import precondition_results
from tiercel.expr import NoLookups, Renderer
from tiercel.model.errors import IllegalArgument
from tiercel.model.label import Label

RUN = an_execution(state="FAILED", labels=(Label("env", "prod"),))


def results(**preconditions: Any) -> dict[str, bool]:
    context = ConditionContext(
        renderer=Renderer(),
        variables={"outputs": {"o": "up", "yes": True}},
        lookups=NoLookups(),
        flow=("own.space", "own-flow"),
        execution=RUN,
        state="FAILED",
    )
    return precondition_results(preconditions, context)


@pytest.mark.parametrize(
    ("entry", "holds"),
    [
        ({"namespace": "company.team"}, True),
        ({"namespace": "company"}, False),
        ({"namespace": "company.team", "flowId": "flow"}, True),
        ({"namespace": "company.team", "flowId": "other"}, False),
        ({"namespace": "company.team", "states": ["FAILED", "WARNING"]}, True),
        ({"namespace": "company.team", "states": ["SUCCESS"]}, False),
        ({"namespace": "company.team", "labels": {"env": "prod"}}, True),
        ({"namespace": "company.team", "labels": {"env": "dev"}}, False),
    ],
)
def test_a_named_flow_holds(entry: dict[str, Any], holds: bool) -> None:
    assert results(flows=[entry]) == {"condition_1": holds}


@pytest.mark.parametrize(
    ("declared", "holds"),
    [
        ({"field": "FLOW_ID", "type": "EQUAL_TO", "value": "flow"}, True),
        ({"field": "FLOW_ID", "type": "NOT_EQUAL_TO", "value": "flow"}, False),
        ({"field": "NAMESPACE", "type": "STARTS_WITH", "value": "company"}, True),
        ({"field": "NAMESPACE", "type": "ENDS_WITH", "value": "company"}, False),
        ({"field": "NAMESPACE", "type": "CONTAINS", "value": "y.t"}, True),
        ({"field": "STATE", "type": "IN", "values": ["FAILED"]}, True),
        ({"field": "STATE", "type": "NOT_IN", "values": ["FAILED"]}, False),
        ({"field": "FLOW_ID", "type": "REGEX", "value": "fl.w"}, True),
        ({"field": "EXPRESSION", "type": "IS_TRUE", "value": "{{ outputs.yes }}"}, True),
        ({"field": "EXPRESSION", "type": "IS_FALSE", "value": "{{ outputs.yes }}"}, False),
        ({"field": "EXPRESSION", "type": "IS_NULL"}, True),
        ({"field": "EXPRESSION", "type": "IS_NOT_NULL", "value": "{{ outputs.o }}"}, True),
    ],
)
def test_a_filter_holds(declared: dict[str, Any], holds: bool) -> None:
    assert results(where=[{"id": "w", "filters": [declared]}]) == {"condition_1_w": holds}


@pytest.mark.parametrize(("operand", "holds"), [("AND", False), ("OR", True)])
def test_filters_are_joined_by_their_operand(operand: str, holds: bool) -> None:
    filters = [{"field": "FLOW_ID", "type": "EQUAL_TO", "value": name} for name in ("flow", "x")]
    assert list(results(where=[{"operand": operand, "filters": filters}]).values()) == [holds]


def test_an_unknown_filter_is_refused() -> None:
    with pytest.raises(IllegalArgument, match="Invalid filter type: NEAR"):
        results(where=[{"filters": [{"field": "FLOW_ID", "type": "NEAR"}]}])
