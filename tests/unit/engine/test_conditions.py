"""Every type of condition, true and false."""

from __future__ import annotations

from typing import Any

import pytest

from tests.build import NAMESPACE, a_task_run, an_attempt, an_execution
from tiercel.engine.triggers.conditions import ConditionContext, holds, kind_of
from tiercel.expr import NoLookups, Renderer
from tiercel.model.errors import ExpressionError, IllegalArgument
from tiercel.model.execution import Execution
from tiercel.model.label import Label

PREFIX = "io.kestra.plugin.core.condition."
SATURDAY = "2024-05-04T10:15:00+02:00"


def a_context(execution: Execution | None = None, **variables: Any) -> ConditionContext:
    return ConditionContext(
        renderer=Renderer(),
        variables={"trigger": {"date": SATURDAY}, **variables},
        lookups=NoLookups(),
        flow=("own.space", "own-flow"),
        execution=execution,
    )


def is_true(kind: str, execution: Execution | None = None, **properties: Any) -> bool:
    condition = {"type": PREFIX + kind, **properties}
    return holds(condition, a_context(execution))


RUN = an_execution(
    a_task_run("a", attempts=(an_attempt("FAILED"), an_attempt("SUCCESS"))),
    state="SUCCESS",
    labels=(Label("env", "prod"), Label("team", "data")),
    outputs={"o": "up"},
)


@pytest.mark.parametrize(
    ("kind", "properties", "expected"),
    [
        ("DateTimeBetween", {"after": "2024-05-04T08:14:59Z"}, True),
        ("DateTimeBetween", {"after": "2024-05-04T08:15:00Z"}, False),
        ("DateTimeBetween", {"before": "2024-05-04T08:15:01Z"}, True),
        ("DateTimeBetween", {"before": "2024-05-04T08:15:00Z"}, False),
        ("DateTimeBetween", {"date": "2024-01-01", "after": "2023-01-01T00:00:00Z"}, True),
        ("DayWeek", {"dayOfWeek": "SATURDAY"}, True),
        ("DayWeek", {"dayOfWeek": "SUNDAY"}, False),
        ("DayWeek", {"dayOfWeek": "MONDAY", "date": "2024-05-06"}, True),
        ("DayWeekInMonth", {"dayOfWeek": "SATURDAY", "dayInMonth": "FIRST"}, True),
        ("DayWeekInMonth", {"dayOfWeek": "SATURDAY", "dayInMonth": "SECOND"}, False),
        (
            "DayWeekInMonth",
            {"dayOfWeek": "FRIDAY", "dayInMonth": "LAST", "date": "2024-05-31"},
            True,
        ),
        ("TimeBetween", {"after": "08:14:00Z", "before": "08:16:00Z"}, True),
        ("TimeBetween", {"after": "10:15:00+02:00"}, False),
        ("TimeBetween", {"before": "10:16:00+02:00"}, True),
        ("Weekend", {}, True),
        ("Weekend", {"date": "2024-05-06T23:30:00-08:00"}, False),
        ("Expression", {"expression": "{{ trigger.date }}"}, True),
        ("Expression", {"expression": "{{ 1 > 2 }}"}, False),
        ("Expression", {"expression": "   "}, False),
        ("Expression", {"expression": " false "}, False),
        ("VariableCondition", {"expression": "yes"}, True),
        ("Not", {"conditions": [{"type": PREFIX + "Weekend"}]}, False),
        ("Not", {"conditions": [{"type": PREFIX + "Weekend", "date": "2024-05-06"}]}, True),
        (
            "Or",
            {
                "conditions": [
                    {"type": PREFIX + "Expression", "expression": "false"},
                    {"type": PREFIX + "Weekend"},
                ]
            },
            True,
        ),
        ("Or", {"conditions": []}, False),
        ("FlowCondition", {"namespace": "own.space", "flowId": "own-flow"}, True),
        ("FlowCondition", {"namespace": "own.space", "flowId": "other"}, False),
        ("FlowNamespaceCondition", {"namespace": "own", "prefix": True}, True),
        ("FlowNamespaceCondition", {"namespace": "own"}, False),
    ],
)
def test_conditions_without_an_execution(
    kind: str, properties: dict[str, Any], expected: bool
) -> None:
    assert is_true(kind, **properties) is expected


@pytest.mark.parametrize(
    ("kind", "properties", "expected"),
    [
        ("ExecutionFlow", {"namespace": NAMESPACE, "flowId": "flow"}, True),
        ("ExecutionFlow", {"namespace": NAMESPACE, "flowId": "other"}, False),
        ("ExecutionFlowCondition", {"namespace": NAMESPACE, "flowId": "flow"}, True),
        ("ExecutionNamespace", {"namespace": NAMESPACE}, True),
        ("ExecutionNamespace", {"namespace": "company"}, False),
        ("ExecutionNamespace", {"namespace": "company", "prefix": True}, True),
        ("ExecutionNamespace", {"namespace": "team", "comparison": "SUFFIX"}, True),
        (
            "ExecutionNamespace",
            {"namespace": "company", "comparison": "EQUALS", "prefix": True},
            False,
        ),
        ("ExecutionStatus", {"in": ["SUCCESS", "WARNING"]}, True),
        ("ExecutionStatus", {"in": ["FAILED"]}, False),
        ("ExecutionStatus", {"notIn": ["SUCCESS"]}, False),
        ("ExecutionStatus", {"notIn": ["FAILED"]}, True),
        ("ExecutionLabels", {"labels": {"env": "prod"}}, True),
        ("ExecutionLabels", {"labels": [{"key": "env", "value": "prod"}]}, True),
        ("ExecutionLabels", {"labels": {"env": "prod", "team": "web"}}, False),
        ("ExecutionOutputs", {"expression": "{{ trigger.outputs.o == 'up' }}"}, True),
        ("ExecutionOutputs", {"expression": "{{ trigger.outputs.o == 'down' }}"}, False),
        ("HasRetryAttempt", {"in": ["FAILED"]}, True),
        ("HasRetryAttempt", {"in": ["KILLED"]}, False),
        ("HasRetryAttempt", {"notIn": ["FAILED", "SUCCESS"]}, False),
    ],
)
def test_conditions_on_an_execution(kind: str, properties: dict[str, Any], expected: bool) -> None:
    assert is_true(kind, RUN, **properties) is expected


def test_outputs_of_an_execution_without_any_are_false() -> None:
    assert not is_true("ExecutionOutputs", an_execution(), expression="true")


def test_a_missing_execution_is_an_error() -> None:
    with pytest.raises(IllegalArgument, match="Invalid condition with null execution"):
        is_true("ExecutionStatus")


def test_a_date_without_bounds_is_an_error() -> None:
    with pytest.raises(IllegalArgument, match="Invalid condition with no before nor after"):
        is_true("DateTimeBetween")


def test_a_date_that_is_none_is_an_error() -> None:
    with pytest.raises(IllegalArgument, match="could not be parsed"):
        is_true("Weekend", date="tomorrow")


def test_an_expression_that_fails_is_an_error() -> None:
    with pytest.raises(ExpressionError):
        is_true("Expression", expression="{{ nothing.there }}")


def test_an_unknown_type_is_an_error() -> None:
    with pytest.raises(IllegalArgument, match="Invalid condition"):
        is_true("Moon")


def test_the_announced_state_counts_not_the_current_one() -> None:
    context = a_context(RUN)
    condition = {"type": PREFIX + "ExecutionStatus", "in": ["RUNNING"]}
    assert not holds(condition, context)
    earlier = ConditionContext(
        renderer=context.renderer,
        variables=context.variables,
        lookups=context.lookups,
        flow=context.flow,
        execution=RUN,
        state="RUNNING",
    )
    assert holds(condition, earlier)


@pytest.mark.parametrize(
    "name",
    [
        "io.kestra.core.models.conditions.types.ExecutionStatusCondition",
        "io.kestra.plugin.core.condition.ExecutionStatusCondition",
        "io.kestra.plugin.core.condition.ExecutionStatus",
    ],
)
def test_old_names_mean_the_same(name: str) -> None:
    assert kind_of({"type": name}) == "ExecutionStatus"


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"date": "2024-07-04"}, True),
        ({"date": "2024-07-05"}, False),
        ({"date": "2024-07-14", "country": "FR"}, True),
        ({"date": "2024-11-01", "country": "DE", "subDivision": "BY"}, True),
        ({"date": "2024-11-01", "country": "DE", "subDivision": "BE"}, False),
    ],
)
def test_a_day_is_a_public_holiday_of_a_country(properties: dict[str, str], expected: bool) -> None:
    assert is_true("PublicHoliday", **properties) is expected


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        ("DateTimeBetween", {}),
        ("TimeBetween", {}),
        ("TimeBetween", {"after": "noon"}),
        ("MultipleCondition", {"conditions": {}}),
    ],
)
def test_a_condition_without_what_it_needs_is_refused(
    kind: str, properties: dict[str, Any]
) -> None:
    with pytest.raises(IllegalArgument):
        is_true(kind, **properties)
