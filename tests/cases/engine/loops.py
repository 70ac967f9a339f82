"""Compares the iterations of the Loop tasks of the main execution with those of a case."""

from __future__ import annotations

from collections import Counter
from typing import Any

from tests.cases.engine.observed import Observed
from tests.cases.engine.task_runs import check_task_runs
from tests.cases.engine.timing import Span, at_once_max, date_of

Json = dict[str, Any]


def check_loops(expected: list[Json], seen: Observed) -> list[str]:
    """One entry per Loop task run of the main execution."""
    problems: list[str] = []
    for one in expected:
        turns = _turns(one["task"], seen)
        problems += [f"loop {one['task']}: {text}" for text in _check_loop(one, turns)]
    return problems


def _turns(task_id: str, seen: Observed) -> list[Json]:
    owner = seen.main["id"] if seen.main is not None else None
    turns = [
        execution
        for execution in seen.iterations
        if (execution.get("loopRun") or {}).get("taskId") == task_id
        and execution.get("parentId") == owner
    ]
    return sorted(turns, key=lambda execution: execution["loopRun"]["index"])


def _check_loop(expected: Json, turns: list[Json]) -> list[str]:
    problems: list[str] = []
    states = Counter(turn["state"]["current"] for turn in turns)
    if "count" in expected and len(turns) != expected["count"]:
        problems.append(f"should have {expected['count']} iterations, has {dict(states)}")
    if "states" in expected and dict(states) != expected["states"]:
        problems.append(f"states should be {expected['states']}, are {dict(states)}")
    spans = [span for turn in turns for span in _span(turn)]
    highest = at_once_max(spans)
    if "maxConcurrent" in expected and highest > expected["maxConcurrent"]:
        problems.append(f"{highest} at once, not {expected['maxConcurrent']}")
    if "overlap" in expected and (highest > 1) is not expected["overlap"]:
        problems.append(f"overlap should be {expected['overlap']}: {highest} at once")
    for item in expected.get("items") or []:
        problems += _check_item(item, turns)
    unknown = set(expected) - {"task", "count", "states", "maxConcurrent", "overlap", "items"}
    return [*problems, *(f"unknown field {key}" for key in sorted(unknown))]


def _span(turn: Json) -> list[Span]:
    runs = turn.get("taskRunList") or []
    if not runs:
        return []
    start = date_of(runs[0]["state"]["histories"][0]["date"])
    return [Span(start, date_of(turn["state"]["histories"][-1]["date"]))]


def _check_item(item: Json, turns: list[Json]) -> list[str]:
    found = [turn for turn in turns if turn["loopRun"]["index"] == item["index"]]
    if len(found) != 1:
        return [f"iteration {item['index']}: there are {len(found)}"]
    turn, problems = found[0], []
    actual = {
        "value": turn["loopRun"].get("value"),
        "key": turn["loopRun"].get("key"),
        "state": turn["state"]["current"],
    }
    for key, value in item.items():
        if key in actual and actual[key] != value:
            problems.append(f"{key} should be {value}, is {actual[key]}")
    labels = {label["key"]: label["value"] for label in turn.get("labels") or []}
    for key, value in (item.get("labels") or {}).items():
        if labels.get(key) != str(value):
            problems.append(f"label {key} should be {value}: {labels}")
    if "taskRuns" in item:
        problems += check_task_runs(item, turn)
    return [f"iteration {item['index']}: {text}" for text in problems]
