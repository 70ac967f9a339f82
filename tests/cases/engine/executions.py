"""Compares one execution with the fields of a case that describe one."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.cases.engine.match import is_subset, matches_label
from tests.cases.engine.observed import Observed
from tests.cases.engine.task_runs import check_absent, check_task_runs, states_of
from tests.cases.engine.timing import seconds_between, start_delay_s

Json = dict[str, Any]
Check = Callable[[Any, Json, Observed], list[str]]


def check_execution(expected: Json, execution: Json, seen: Observed) -> list[str]:
    """Differences between one execution and the fields that describe one."""
    problems: list[str] = []
    for key, value in expected.items():
        if key in {"ordered", "exact"}:
            continue
        check = FIELDS.get(key)
        if check is None:
            problems.append(f"unknown field of an execution: {key}")
        elif key == "taskRuns":
            problems += check_task_runs(expected, execution)
        else:
            problems += check(value, execution, seen)
    name = execution["flowId"]
    return [f"{name}: {text}" for text in problems]


def _state(value: Any, execution: Json, _: Observed) -> list[str]:
    current = execution["state"]["current"]
    wanted = value if isinstance(value, list) else [value]
    return [] if current in wanted else [f"state should be {value}, is {current}"]


def plain_histories(states: list[str]) -> list[str]:
    """States of an execution without the FAILED that the reference writes before a retry."""
    return [
        state
        for place, state in enumerate(states)
        if not (state == "FAILED" and states[place + 1 : place + 2] in (["RETRYING"], ["RETRIED"]))
    ]


def _histories(value: Any, execution: Json, _: Observed) -> list[str]:
    actual = states_of(execution["state"])
    if plain_histories(value) == plain_histories(actual):
        return []
    return [f"histories should be {value}, are {actual}"]


def _histories_contain(value: Any, execution: Json, _: Observed) -> list[str]:
    actual = states_of(execution["state"])
    return [f"histories lack {state}: {actual}" for state in value if state not in actual]


def _absent(value: Any, execution: Json, _: Observed) -> list[str]:
    return check_absent(value, execution)


def _task_run_count(value: Any, execution: Json, _: Observed) -> list[str]:
    count = len(execution.get("taskRunList") or [])
    return [] if count == value else [f"should have {value} task runs, has {count}"]


def _subset_of(field: str) -> Check:
    def check(value: Any, execution: Json, _: Observed) -> list[str]:
        actual = execution.get(field) or {}
        return [] if is_subset(value, actual) else [f"{field} should hold {value}, is {actual}"]

    return check


def _equal_to(field: str) -> Check:
    def check(value: Any, execution: Json, _: Observed) -> list[str]:
        actual = execution.get(field)
        return [] if actual == value else [f"{field} should be {value}, is {actual}"]

    return check


def _inputs_exact(value: Any, execution: Json, _: Observed) -> list[str]:
    actual = execution.get("inputs") or {}
    same = is_subset(value, actual) and set(value) == set(actual)
    return [] if same else [f"inputs should be {value}, are {actual}"]


def _input_not_equal(value: Any, execution: Json, _: Observed) -> list[str]:
    actual = execution.get("inputs") or {}
    return [f"input {key} is in clear" for key, one in value.items() if actual.get(key) == one]


def labels_of(execution: Json) -> dict[str, str]:
    """Labels by key; a later one of the same key wins."""
    return {label["key"]: label["value"] for label in execution.get("labels") or []}


def _labels(value: Any, execution: Json, _: Observed) -> list[str]:
    actual = labels_of(execution)
    return [
        f"label {key} should be {one}, labels are {actual}"
        for key, one in value.items()
        if not matches_label(one, actual.get(key))
    ]


def _labels_exact(value: Any, execution: Json, seen: Observed) -> list[str]:
    surplus = sorted(set(labels_of(execution)) - set(value))
    problems = _labels(value, execution, seen)
    return [*problems, f"labels too many: {surplus}"] if surplus else problems


def _no_labels(value: Any, execution: Json, _: Observed) -> list[str]:
    return [f"label {key} should not be there" for key in value if key in labels_of(execution)]


def _trigger_keys(value: Any, execution: Json, _: Observed) -> list[str]:
    variables = (execution.get("trigger") or {}).get("variables") or {}
    return [f"trigger variables lack {key}: {variables}" for key in value if key not in variables]


def _duration(value: Any, execution: Json, _: Observed) -> list[str]:
    histories = execution["state"]["histories"]
    return _in_range("duration", value, seconds_between(histories[0], histories[-1]))


def _start_delay(value: Any, execution: Json, _: Observed) -> list[str]:
    delay = start_delay_s(execution)
    return ["never ran"] if delay is None else _in_range("start delay", value, delay)


def _in_range(what: str, bounds: Json, actual: float) -> list[str]:
    if "min" in bounds and actual < bounds["min"]:
        return [f"{what} {actual:.3f} s is less than {bounds['min']}"]
    if "max" in bounds and actual > bounds["max"]:
        return [f"{what} {actual:.3f} s is more than {bounds['max']}"]
    return []


FIELDS: dict[str, Check] = {
    "state": _state,
    "histories": _histories,
    "historiesContain": _histories_contain,
    "taskRuns": lambda value, execution, seen: check_task_runs({"taskRuns": value}, execution),
    "taskRunCount": _task_run_count,
    "absent": _absent,
    "outputs": _subset_of("outputs"),
    "inputs": _subset_of("inputs"),
    "inputsExact": _inputs_exact,
    "inputNotEqual": _input_not_equal,
    "labels": _labels,
    "labelsExact": _labels_exact,
    "noLabels": _no_labels,
    "trigger": _subset_of("trigger"),
    "triggerKeys": _trigger_keys,
    "metadata": _subset_of("metadata"),
    "variables": _subset_of("variables"),
    "duration": _duration,
    "startDelay": _start_delay,
    "flowRevision": _equal_to("flowRevision"),
    "parentId": _equal_to("parentId"),
    "originalId": _equal_to("originalId"),
}
