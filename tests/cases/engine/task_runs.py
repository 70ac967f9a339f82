"""Compares the task runs of an execution with those that a case lists."""

from __future__ import annotations

import re
from typing import Any

from tests.cases.engine.match import at_path, is_subset, unmatched

Json = dict[str, Any]
FIELDS = frozenset(
    [
        "id",
        "state",
        "value",
        "parent",
        "attempts",
        "attemptStates",
        "attemptsRange",
        "iteration",
        "histories",
        "outputs",
        "outputsMatch",
        "outputsExact",
    ]
)


def states_of(state: Json) -> list[str]:
    """The states of a history."""
    return [entry["state"] for entry in state["histories"]]


def check_task_runs(expected: Json, execution: Json) -> list[str]:
    """Compare `taskRuns` under `ordered` and `exact` of the same map."""
    wanted: list[Json] = expected["taskRuns"]
    actual: list[Json] = execution.get("taskRunList") or []
    unknown = {key for one in wanted for key in one} - FIELDS
    if unknown:
        return [f"unknown fields of task runs: {sorted(unknown)}"]
    by_id = {task_run["id"]: task_run for task_run in actual}
    is_exact = expected.get("exact", True)
    if is_exact and len(wanted) != len(actual):
        return [f"should have {len(wanted)} task runs: {_shown(actual)}"]
    if is_exact and expected.get("ordered", True):
        return [
            f"{one['id']}: {text}"
            for one, task_run in zip(wanted, actual, strict=True)
            for text in differences(one, task_run, by_id)
        ]
    lost = unmatched(wanted, actual, lambda one, run: not differences(one, run, by_id))
    return [f"no task run like {one}: {_shown(actual)}" for one in lost]


def check_absent(task_ids: list[str], execution: Json) -> list[str]:
    """Tasks that must have no task run."""
    there = {task_run["taskId"] for task_run in execution.get("taskRunList") or []}
    return [f"{task_id} should have no task run" for task_id in task_ids if task_id in there]


def differences(expected: Json, task_run: Json, by_id: dict[str, Json]) -> list[str]:
    """What of one task run is not as said."""
    attempts = task_run.get("attempts") or []
    found: dict[str, Any] = {
        "id": task_run["taskId"],
        "state": task_run["state"]["current"],
        "value": task_run.get("value"),
        "parent": by_id.get(task_run.get("parentTaskRunId") or "", {}).get("taskId"),
        "attempts": len(attempts),
        "attemptStates": [attempt["state"]["current"] for attempt in attempts],
        "iteration": task_run.get("iteration"),
    }
    problems = []
    for key, value in expected.items():
        if key in found:
            if value != found[key]:
                problems.append(f"{key} should be {value}, is {found[key]}")
        else:
            problems += _special(key, value, task_run)
    return problems


def _special(key: str, value: Any, task_run: Json) -> list[str]:
    outputs = task_run.get("outputs")
    if key == "outputs":
        same = is_subset(value, outputs if outputs is not None or value is None else {})
        return [] if same else [f"outputs should hold {value}, are {outputs}"]
    if key == "outputsExact":
        return [] if value == outputs else [f"outputs should be {value}, are {outputs}"]
    if key == "outputsMatch":
        return [
            f"output {path} should match {pattern}: {outputs}"
            for path, pattern in value.items()
            if re.search(pattern, str(at_path(outputs, path))) is None
        ]
    if key == "histories":
        actual = [state for state in states_of(task_run["state"]) if state != "SUBMITTED"]
        return [] if actual == value else [f"histories should be {value}, are {actual}"]
    count = len(task_run.get("attempts") or [])
    low, high = value
    return [] if low <= count <= high else [f"attempts should be {low} to {high}, are {count}"]


def _shown(task_runs: list[Json]) -> str:
    return ", ".join(
        run["taskId"]
        + (f"[{run['value']}]" if run.get("value") is not None else "")
        + f" {run['state']['current']}"
        for run in task_runs
    )
