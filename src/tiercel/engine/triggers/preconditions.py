"""The named conditions of `preconditions` (spec/triggers.md §5), decided for one execution."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from tiercel.engine.triggers.conditions import ConditionContext, has_labels
from tiercel.expr import is_truthy
from tiercel.expr.formats.regex import regex_matches
from tiercel.model.errors import IllegalArgument
from tiercel.model.execution import Execution
from tiercel.model.json_types import Json


def precondition_results(
    preconditions: Mapping[str, Json], context: ConditionContext
) -> dict[str, bool]:
    """Which conditions hold, by name: `condition_<n>` and `condition_<n>_<id>`."""
    execution = context.execution
    assert execution is not None
    results = {}
    number = 0
    for entry in preconditions.get("flows") or ():
        number += 1
        results[f"condition_{number}"] = _flow_holds(entry, execution, context.state)
    for entry in preconditions.get("where") or ():
        number += 1
        results[f"condition_{number}_{entry.get('id')}"] = _where_holds(entry, context)
    return results


def _flow_holds(entry: Mapping[str, Json], execution: Execution, state: str) -> bool:
    if entry.get("namespace") != execution.namespace:
        return False
    if entry.get("flowId") not in (None, execution.flow_id):
        return False
    if entry.get("states") and state not in entry["states"]:
        return False
    return not entry.get("labels") or has_labels(execution.labels, entry["labels"])


def _where_holds(entry: Mapping[str, Json], context: ConditionContext) -> bool:
    results = (_filter_holds(each, context) for each in entry.get("filters") or ())
    return any(results) if entry.get("operand") == "OR" else all(results)


def _filter_holds(declared: Mapping[str, Json], context: ConditionContext) -> bool:
    test = _TESTS.get(str(declared.get("type")))
    if test is None:
        raise IllegalArgument(f"Invalid filter type: {declared.get('type')}")
    return test(_field(declared, context), declared)


def _field(declared: Mapping[str, Json], context: ConditionContext) -> str | None:
    execution = context.execution
    assert execution is not None
    field = declared.get("field")
    if field == "FLOW_ID":
        return execution.flow_id
    if field == "NAMESPACE":
        return execution.namespace
    if field == "STATE":
        return context.state
    value = declared.get("value")
    if value is None:
        return None
    return context.renderer.render(str(value), context.variables, context.lookups)


def _value(declared: Mapping[str, Json]) -> str:
    return str(declared.get("value"))


def _values(declared: Mapping[str, Json]) -> list[str]:
    return [str(value) for value in declared.get("values") or ()]


Test = Callable[[str | None, Mapping[str, Json]], bool]

_TESTS: Mapping[str, Test] = MappingProxyType(
    {
        "EQUAL_TO": lambda field, declared: field == _value(declared),
        "NOT_EQUAL_TO": lambda field, declared: field != _value(declared),
        "IN": lambda field, declared: field in _values(declared),
        "NOT_IN": lambda field, declared: field not in _values(declared),
        "IS_NULL": lambda field, declared: field is None,
        "IS_NOT_NULL": lambda field, declared: field is not None,
        "IS_TRUE": lambda field, declared: is_truthy(field),
        "IS_FALSE": lambda field, declared: not is_truthy(field),
        "STARTS_WITH": lambda field, declared: (field or "").startswith(_value(declared)),
        "ENDS_WITH": lambda field, declared: (field or "").endswith(_value(declared)),
        "CONTAINS": lambda field, declared: _value(declared) in (field or ""),
        "REGEX": lambda field, declared: _matches(_value(declared), field or ""),
    }
)


def _matches(pattern: str, text: str) -> bool:
    """Bounded in time, whatever the pattern. Raises: ExpressionError for a bad one."""
    return regex_matches(text, pattern)
