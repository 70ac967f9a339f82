"""Conditions of triggers and listeners (spec/triggers.md §10), decided without any outside."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from types import MappingProxyType
from typing import Protocol

import msgspec

from tiercel.expr.lookups import Lookups
from tiercel.model.errors import IllegalArgument
from tiercel.model.execution import Execution
from tiercel.model.json_types import Json
from tiercel.model.label import Label

DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_ZONE_NAME = re.compile(r"\[[^\]]*\]$")
_DEFAULT_DATE = "{{ trigger.date }}"


class Rendering(Protocol):
    """The part of the expression renderer that conditions use."""

    def render(self, source: str, scope: Mapping[str, Json], lookups: Lookups) -> str | None:
        """The text rendered to a string; None when it writes nothing."""


class ConditionContext(msgspec.Struct, frozen=True, kw_only=True):
    """What conditions are about.

    Shapes: `execution` is the upstream or the new execution, with `state` the state that it
    entered (it may have moved on since). `flow` is (namespace, id) of the flow that owns the
    trigger. `multiple` decides a MultipleCondition; None where none can stand.
    """

    renderer: Rendering
    variables: Mapping[str, Json]
    lookups: Lookups
    flow: tuple[str, str]
    execution: Execution | None = None
    state: str = ""
    multiple: Callable[[Mapping[str, Json]], bool] | None = None

    def text(self, value: Json) -> str:
        """A property rendered to text; empty when it renders to nothing."""
        rendered = self.renderer.render(str(value), self.variables, self.lookups)
        return rendered if rendered is not None else ""


def all_hold(conditions: Iterable[Mapping[str, Json]], context: ConditionContext) -> bool:
    """Whether every condition holds. Raises: as `holds`."""
    return all(holds(condition, context) for condition in conditions)


def holds(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    """Whether one condition holds.

    Raises: IllegalArgument for unusable properties and where an execution is missing;
    ExpressionError and LookupMissing from expressions.
    """
    kind = kind_of(condition)
    decide = _KINDS.get(kind)
    if decide is None:
        raise IllegalArgument(f"Invalid condition: {condition.get('type')}")
    if kind in _NEED_EXECUTION and context.execution is None:
        raise IllegalArgument("Invalid condition with null execution")
    return decide(condition, context)


def kind_of(condition: Mapping[str, Json]) -> str:
    """The name of a condition without package and without the ending of its old aliases."""
    name = str(condition.get("type", "")).rpartition(".")[2]
    short = name.removesuffix("Condition")
    return {"Variable": "Expression"}.get(short, short)


def is_multiple(condition: Mapping[str, Json]) -> bool:
    """Whether the condition collects several executions in a window."""
    return kind_of(condition) == "Multiple"


def is_true_text(text: str | None) -> bool:
    """Truth of a rendered condition: neither blank nor `false`."""
    stripped = (text or "").strip()
    return stripped not in ("", "false")


def _expression(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    return is_true_text(context.text(condition.get("expression", "")))


def _nested(condition: Mapping[str, Json]) -> Sequence[Mapping[str, Json]]:
    nested = condition.get("conditions") or ()
    return list(nested.values()) if isinstance(nested, Mapping) else list(nested)


def _not(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    return not any(holds(each, context) for each in _nested(condition))


def _or(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    return any(holds(each, context) for each in _nested(condition))


def _multiple(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    if context.multiple is None:
        raise IllegalArgument("conditions of type MultipleCondition are not supported")
    return context.multiple(condition)


# Dates: in the offset that the text itself has.


def parse_date(text: str) -> datetime | date:
    """An ISO date, or date-time with or without offset; a zone name in brackets is dropped.

    Raises: IllegalArgument.
    """
    plain = _ZONE_NAME.sub("", text.strip())
    try:
        return date.fromisoformat(plain) if len(plain) == 10 else datetime.fromisoformat(plain)
    except ValueError:
        raise IllegalArgument(f"Text '{text}' could not be parsed as a date") from None


def _date(condition: Mapping[str, Json], context: ConditionContext) -> datetime | date:
    return parse_date(context.text(condition.get("date") or _DEFAULT_DATE))


def _day(condition: Mapping[str, Json], context: ConditionContext) -> date:
    value = _date(condition, context)
    return value.date() if isinstance(value, datetime) else value


def _day_week(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    wanted = context.text(condition.get("dayOfWeek", "")).upper()
    return DAYS[_day(condition, context).weekday()] == wanted


def _day_week_in_month(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    day = _day(condition, context)
    position = context.text(condition.get("dayInMonth", "")).upper()
    return _day_week(condition, context) and is_position_in_month(day, position)


def is_position_in_month(day: date, position: str) -> bool:
    """Whether the day is the FIRST … FOURTH or LAST of its weekday in the month."""
    if position == "LAST":
        return (day + timedelta(days=7)).month != day.month
    names = ("FIRST", "SECOND", "THIRD", "FOURTH", "FIFTH")
    return names[(day.day - 1) // 7] == position


def _weekend(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    return _day(condition, context).weekday() >= 5


def _public_holiday(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    """Through the expression function of the same meaning, so that both always agree."""
    arguments = [f"'{_day(condition, context).isoformat()}'"]
    country = context.text(condition.get("country") or "US")
    arguments.append(f"'{_word(country)}'")
    if condition.get("subDivision"):
        arguments.append(f"'{_word(context.text(condition['subDivision']))}'")
    source = f"{{{{ isPublicHoliday({', '.join(arguments)}) }}}}"
    return context.renderer.render(source, {}, context.lookups) == "true"


def _word(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_-]", "", text)


def _date_time_between(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    moment = _instant(_date(condition, context))
    after, before = condition.get("after"), condition.get("before")
    if after is None and before is None:
        raise IllegalArgument("Invalid condition with no before nor after")
    if after is not None and moment <= _instant(parse_date(context.text(after))):
        return False
    return before is None or moment < _instant(parse_date(context.text(before)))


def _instant(value: datetime | date) -> float:
    """Seconds for comparison; a time without offset counts as UTC."""
    if not isinstance(value, datetime):
        value = datetime(value.year, value.month, value.day)  # noqa: DTZ001
    if value.tzinfo is None:
        return (value - datetime(1970, 1, 1)).total_seconds()  # noqa: DTZ001
    return value.timestamp()


def _time_between(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    value = _date(condition, context)
    moment = _second_of_day(value.timetz() if isinstance(value, datetime) else time())
    after, before = condition.get("after"), condition.get("before")
    if after is None and before is None:
        raise IllegalArgument("Invalid condition with no before nor after")
    if after is not None and moment <= _second_of_day(_time(context.text(after))):
        return False
    return before is None or moment < _second_of_day(_time(context.text(before)))


def _time(text: str) -> time:
    try:
        return time.fromisoformat(text.strip())
    except ValueError:
        raise IllegalArgument(f"Text '{text}' could not be parsed as a time") from None


def _second_of_day(value: time) -> float:
    offset = value.utcoffset() or timedelta(0)
    seconds = value.hour * 3600 + value.minute * 60 + value.second + value.microsecond / 1e6
    return seconds - offset.total_seconds()


# Executions.


def _execution_of(context: ConditionContext) -> Execution:
    assert context.execution is not None
    return context.execution


def _execution_flow(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    execution = _execution_of(context)
    namespace, flow_id = condition.get("namespace"), condition.get("flowId")
    return execution.namespace == namespace and execution.flow_id == flow_id


def _execution_namespace(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    return _compares(condition, _execution_of(context).namespace)


def _compares(condition: Mapping[str, Json], namespace: str) -> bool:
    wanted = str(condition.get("namespace", ""))
    comparison = condition.get("comparison")
    if comparison is None:
        comparison = "PREFIX" if condition.get("prefix") in (True, "true") else "EQUALS"
    if comparison == "PREFIX":
        return namespace.startswith(wanted)
    if comparison == "SUFFIX":
        return namespace.endswith(wanted)
    return namespace == wanted


def _execution_status(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    return _passes(context.state or _execution_of(context).current.value, condition)


def _passes(state: str, condition: Mapping[str, Json]) -> bool:
    allowed, refused = condition.get("in"), condition.get("notIn")
    if allowed is not None and state not in allowed:
        return False
    return refused is None or state not in refused


def _execution_labels(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    return has_labels(_execution_of(context).labels, condition.get("labels"))


def has_labels(labels: tuple[Label, ...], wanted: Json) -> bool:
    """Whether all wanted labels (map, or list of key and value) are there with equal text."""
    if isinstance(wanted, Mapping):
        pairs = [(str(key), value) for key, value in wanted.items()]
    else:
        pairs = [(str(each.get("key")), each.get("value")) for each in wanted or ()]
    present = {(label.key, label.value) for label in labels}
    return all((key, label_text(value)) in present for key, value in pairs)


def label_text(value: Json) -> str:
    """The text of a label's value as the flow language reads it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _execution_outputs(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    outputs = _execution_of(context).outputs
    if not outputs:
        return False
    trigger = context.variables.get("trigger")
    inner = dict(trigger) if isinstance(trigger, Mapping) else {}
    variables = {**context.variables, "trigger": {**inner, "outputs": outputs}}
    source = str(condition.get("expression", ""))
    return is_true_text(context.renderer.render(source, variables, context.lookups))


def _has_retry_attempt(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    return any(
        _passes(attempt.state.current.value, condition)
        for task_run in _execution_of(context).task_runs.values()
        if len(task_run.attempts) > 1
        for attempt in task_run.attempts
    )


def _flow(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    return context.flow == (condition.get("namespace"), condition.get("flowId"))


def _flow_namespace(condition: Mapping[str, Json], context: ConditionContext) -> bool:
    return _compares(condition, context.flow[0])


Decide = Callable[[Mapping[str, Json], ConditionContext], bool]

_KINDS: Mapping[str, Decide] = MappingProxyType(
    {
        "DateTimeBetween": _date_time_between,
        "DayWeek": _day_week,
        "DayWeekInMonth": _day_week_in_month,
        "ExecutionFlow": _execution_flow,
        "ExecutionLabels": _execution_labels,
        "ExecutionNamespace": _execution_namespace,
        "ExecutionOutputs": _execution_outputs,
        "ExecutionStatus": _execution_status,
        "Expression": _expression,
        "Flow": _flow,
        "FlowNamespace": _flow_namespace,
        "HasRetryAttempt": _has_retry_attempt,
        "Multiple": _multiple,
        "Not": _not,
        "Or": _or,
        "PublicHoliday": _public_holiday,
        "TimeBetween": _time_between,
        "Weekend": _weekend,
    }
)
_NEED_EXECUTION = frozenset(
    {
        "ExecutionFlow",
        "ExecutionLabels",
        "ExecutionNamespace",
        "ExecutionOutputs",
        "ExecutionStatus",
        "HasRetryAttempt",
    }
)
