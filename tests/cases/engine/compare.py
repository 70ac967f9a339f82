"""Compares what a server shows with the `expect` of a case (see the header of the case files)."""

from __future__ import annotations

import re
from typing import Any

from tests.cases.engine.api import Api
from tests.cases.engine.executions import check_execution
from tests.cases.engine.groups import check_group
from tests.cases.engine.loops import check_loops
from tests.cases.engine.match import at_path, is_subset
from tests.cases.engine.observed import Observed
from tests.cases.engine.timing import check_timing

Json = dict[str, Any]

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
        problems += check_group(one, seen)
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
