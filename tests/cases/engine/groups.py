"""Compares the executions of a flow, or one named by the case, with an entry of `executions`."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.cases.engine.executions import check_execution
from tests.cases.engine.match import at_path
from tests.cases.engine.observed import Observed

Json = dict[str, Any]

GROUP_FIELDS = frozenset(
    [
        "flow",
        "name",
        "namespace",
        "count",
        "countMin",
        "countMax",
        "statesMultiset",
        "chain",
        "multiset",
        "distinct",
        "triggeredBy",
        "afterWait",
    ]
)


def check_group(expected: Json, seen: Observed) -> list[str]:
    found = _executions_of(expected, seen)
    name = expected.get("name") or expected.get("flow")
    problems = _check_counts(expected, found)
    each = {key: value for key, value in expected.items() if key not in GROUP_FIELDS}
    for execution in found:
        problems += check_execution(each, execution, seen)
    problems += _check_together(expected, found, seen)
    return [f"executions of {name}: {text}" for text in problems]


def _executions_of(expected: Json, seen: Observed) -> list[Json]:
    if "name" in expected:
        execution = seen.by_id.get(seen.refs.names.get(expected["name"], ""))
        return [execution] if execution else []
    return [
        execution
        for execution in seen.executions
        if execution["flowId"] == expected["flow"]
        and expected.get("namespace") in {None, execution["namespace"]}
    ]


def _check_counts(expected: Json, found: list[Json]) -> list[str]:
    count = len(found)
    if "count" in expected and count != expected["count"]:
        return [f"should be {expected['count']}, are {count}"]
    least = expected.get("countMin", 0 if "count" in expected else 1)
    if count < least:
        return [f"should be at least {least}, are {count}"]
    if count > expected.get("countMax", count):
        return [f"should be at most {expected['countMax']}, are {count}"]
    return []


def _check_together(expected: Json, found: list[Json], seen: Observed) -> list[str]:
    problems: list[str] = []
    states = sorted(execution["state"]["current"] for execution in found)
    if "statesMultiset" in expected and states != sorted(expected["statesMultiset"]):
        problems.append(f"states should be {expected['statesMultiset']}, are {states}")
    if "multiset" in expected:
        problems += _check_multiset(expected["multiset"], found)
    if "chain" in expected:
        problems += _check_chain(expected["chain"], found)
    if "distinct" in expected:
        values = [_variable(execution, expected["distinct"]) for execution in found]
        if None in values or len(set(map(str, values))) != len(values):
            problems.append(f"{expected['distinct']} should differ: {values}")
    if expected.get("triggeredBy") == "iteration":
        ids = {execution["id"] for execution in seen.iterations}
        callers = [_variable(execution, "trigger.executionId") for execution in found]
        problems += [f"caller {one} is no iteration" for one in callers if one not in ids]
    return problems


def _variable(execution: Json, path: str) -> Any:
    """A field by path; `trigger.x` may also be one of the trigger's variables."""
    value = at_path(execution, path)
    if value is None and path.startswith("trigger."):
        return at_path(execution, "trigger.variables." + path.removeprefix("trigger."))
    return value


def _check_multiset(expected: Json, found: list[Json]) -> list[str]:
    values = [
        (task_run.get("outputs") or {}).get(expected["output"])
        for execution in found
        for task_run in execution.get("taskRunList") or []
        if task_run["taskId"] == expected["task"]
    ]
    if Counter(map(str, values)) == Counter(map(str, expected["values"])):
        return []
    return [f"outputs of {expected['task']} should be {expected['values']}, are {values}"]


def _check_chain(expected: Json, found: list[Json]) -> list[str]:
    problems: list[str] = []
    for place, execution in enumerate(found):
        parent = found[place - 1]["id"] if place else None
        if expected.get("parentId") == "previous" and execution.get("parentId") != parent:
            problems.append(f"parentId of number {place} should be {parent}: {execution}")
        if "originalId" in expected and execution["originalId"] != expected["originalId"]:
            problems.append(f"originalId of number {place} is {execution['originalId']}")
        numbers = expected.get("attemptNumber") or []
        number = (execution.get("metadata") or {}).get("attemptNumber")
        if numbers and numbers[place : place + 1] != [number]:
            problems.append(f"attemptNumber of number {place} is {number}")
    return problems
