"""Compares what a server shows with the `expect` of a case (see the header of the case files)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.cases.engine.api import Api
from tests.cases.engine.loops import check_loops
from tests.cases.engine.match import at_path, is_subset, matches_label
from tests.cases.engine.observed import Observed
from tests.cases.engine.task_runs import check_absent, check_task_runs, states_of
from tests.cases.engine.timing import check_timing, seconds_between, start_delay_s

Json = dict[str, Any]
Check = Callable[[Any, Json, Observed], list[str]]

# Fields of the whole case; the others describe the main execution.
CASE_FIELDS = frozenset(
    [
        "executions",
        "logs",
        "noLogs",
        "newExecution",
        "search",
        "storedFile",
        "triggerRecord",
        "loops",
        "sameId",
        "http",
        "createError",
        "flowError",
        "before",
        "maxConcurrent",
        "overlap",
        "startOrder",
    ]
)


def problems_of(expect: Json, seen: Observed, api: Api) -> list[str]:
    """Every difference, one line each."""
    expect = seen.substitute(expect)
    mine = {key: value for key, value in expect.items() if key not in CASE_FIELDS}
    problems: list[str] = []
    if seen.main is not None:
        problems += check_execution(mine, seen.main, seen)
    elif mine:
        problems.append(f"there is no main execution to compare with {sorted(mine)}")
    for one in expect.get("executions") or []:
        problems += _check_group(one, seen)
    problems += check_timing(expect, seen)
    problems += check_loops(expect.get("loops") or [], seen)
    problems += _check_logs(expect, seen)
    problems += _check_search(expect.get("search") or [], api)
    problems += _check_new(expect.get("newExecution"), seen)
    problems += _check_trigger_record(expect.get("triggerRecord"), seen, api)
    problems += _check_stored_file(expect.get("storedFile"), seen, api)
    if "sameId" in expect and seen.refs.is_same_id is not expect["sameId"]:
        problems.append("the restarted execution should keep its id")
    return problems


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


def _check_group(expected: Json, seen: Observed) -> list[str]:
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


def _check_logs(expect: Json, seen: Observed) -> list[str]:
    problems: list[str] = []
    for wanted in expect.get("logs") or []:
        lines = seen.iteration_logs if wanted.get("iterations") else seen.logs
        found = [line for line in lines if _is_line(wanted, line)]
        if "count" in wanted and len(found) != wanted["count"]:
            problems.append(f"log {wanted}: found {len(found)} times")
        elif "count" not in wanted and not found:
            shown = [f"{line['level']} {line.get('message', '')[:200]}" for line in lines]
            problems.append(f"log {wanted} is missing in {shown}")
    for text in expect.get("noLogs") or []:
        found = [line for line in seen.logs if text in line.get("message", "")]
        if found:
            problems.append(f"log must not hold {text!r}: {found[0]['message']!r}")
    return problems


def _is_line(wanted: Json, line: Json) -> bool:
    message = line.get("message", "")
    return (
        wanted.get("task") in {None, line.get("taskId")}
        and wanted.get("level") in {None, line["level"]}
        and str(wanted.get("contains", "")) in message
        and ("matches" not in wanted or re.search(wanted["matches"], message) is not None)
    )


def _check_search(expected: list[Json], api: Api) -> list[str]:
    problems = []
    for one in expected:
        params = [(key, str(value)) for key, value in one["params"].items()]
        total = api.search(params)["total"]
        if total != one["total"]:
            problems.append(f"search {one['params']}: total should be {one['total']}, is {total}")
    return problems


def _check_new(expected: Json | None, seen: Observed) -> list[str]:
    if expected is None:
        return []
    execution = seen.by_id.get(seen.refs.new or "")
    if execution is None or seen.main is None:
        return ["there is no new execution"]
    plain = {key: value for key, value in expected.items() if key not in {"newId", "newTaskRunIds"}}
    problems = check_execution(plain, execution, seen)
    if expected.get("newId") and execution["id"] == seen.main["id"]:
        problems.append("the id should be new")
    if expected.get("newTaskRunIds"):
        old = {run["id"] for run in seen.main.get("taskRunList") or []}
        same = [run["id"] for run in execution.get("taskRunList") or [] if run["id"] in old]
        problems += [f"task run id {one} should be new" for one in same]
    return [f"new execution: {text}" for text in problems]


def _check_trigger_record(expected: Json | None, seen: Observed, api: Api) -> list[str]:
    if expected is None:
        return []
    namespace, flow_id = seen.refs.flow(expected["flow"], expected.get("namespace"))
    wanted = {
        key: value for key, value in expected.items() if key not in {"flow", "id", "namespace"}
    }
    for record in api.triggers(namespace, flow_id):
        if record["triggerId"] == expected["id"]:
            same = is_subset(wanted, record)
            return [] if same else [f"trigger should hold {wanted}, is {record}"]
    return [f"trigger {expected['id']} has no record"]


def _check_stored_file(expected: Json | None, seen: Observed, api: Api) -> list[str]:
    if expected is None or seen.main is None:
        return []
    for task_run in seen.main.get("taskRunList") or []:
        uri = at_path(task_run.get("outputs") or {}, expected["output"])
        if task_run["taskId"] == expected["task"] and isinstance(uri, str):
            lines = api.file(seen.main["id"], uri).splitlines()
            wanted = expected["lines"]
            return [] if len(lines) == wanted else [f"file should have {wanted} lines: {lines}"]
    return [f"no stored file for {expected}"]
