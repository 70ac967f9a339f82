"""When task runs ran: order, overlap and how many at once, from their RUNNING intervals."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tests.cases.engine.observed import Observed

Json = dict[str, Any]


@dataclass(frozen=True)
class Span:
    """From when to when something ran."""

    start: datetime
    end: datetime


def date_of(text: str) -> datetime:
    """An ISO date of the API; more than six digits of a second are cut."""
    return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", text))


def seconds_between(first: Json, last: Json) -> float:
    """Seconds between two entries of a history."""
    return (date_of(last["date"]) - date_of(first["date"])).total_seconds()


def start_delay_s(execution: Json) -> float | None:
    """Seconds from the creation to the first RUNNING; None when it never ran."""
    histories = execution["state"]["histories"]
    for entry in histories:
        if entry["state"] == "RUNNING":
            return seconds_between(histories[0], entry)
    return None


def running_spans(state: Json) -> list[Span]:
    """The intervals in RUNNING."""
    histories = state["histories"]
    return [
        Span(date_of(entry["date"]), date_of(following["date"]))
        for entry, following in itertools.pairwise(histories)
        if entry["state"] == "RUNNING"
    ]


def at_once_max(spans: Iterable[Span]) -> int:
    """How many intervals hold a common moment, at most; touching ends do not count."""
    moments = [
        moment
        for span in spans
        for moment in ((span.start, 1), (span.end, -1))
        if span.start < span.end
    ]
    highest = running = 0
    for _, change in sorted(moments):
        running += change
        highest = max(highest, running)
    return highest


def check_timing(expect: Json, seen: Observed) -> list[str]:
    """Compare `before`, `maxConcurrent`, `overlap` and `startOrder`."""
    problems: list[str] = []
    for first, second in expect.get("before") or []:
        problems += _check_before(first, second, seen)
    if "maxConcurrent" in expect:
        wanted = expect["maxConcurrent"]
        highest = at_once_max(_spans_of_task(wanted["task"], seen))
        if highest > wanted["max"]:
            problems.append(f"{wanted['task']}: {highest} at once, not {wanted['max']}")
    if "overlap" in expect and at_once_max(_spans_of_task(expect["overlap"]["task"], seen)) < 2:
        problems.append(f"{expect['overlap']['task']} should run at the same time")
    if "startOrder" in expect:
        problems += _check_start_order(expect["startOrder"], seen)
    return problems


def _check_before(first: str, second: str, seen: Observed) -> list[str]:
    ended = [date_of(run["state"]["histories"][-1]["date"]) for run in _selected(first, seen)]
    spans = [running_spans(run["state"]) for run in _selected(second, seen)]
    started = [one[0].start for one in spans if one]
    if not ended or not started:
        return [f"{first} before {second}: one of them did not run"]
    return [] if max(ended) <= min(started) else [f"{second} started before {first} had ended"]


def _check_start_order(selectors: list[str], seen: Observed) -> list[str]:
    starts = []
    for selector in selectors:
        spans = [span for run in _selected(selector, seen) for span in running_spans(run["state"])]
        if not spans:
            return [f"start order: {selector} did not run"]
        starts.append(min(span.start for span in spans))
    return [] if starts == sorted(starts) else [f"start order is not {selectors}: {starts}"]


def _selected(selector: str, seen: Observed) -> list[Json]:
    found = re.fullmatch(r"(.+?)(?:\[(.*)\])?", selector)
    assert found is not None
    executions = [seen.main] if seen.main is not None else seen.executions
    return [
        run
        for execution in executions
        for run in execution.get("taskRunList") or []
        if run["taskId"] == found[1] and found[2] in {None, run.get("value")}
    ]


def _spans_of_task(task_id: str, seen: Observed) -> list[Span]:
    return [
        span
        for execution in seen.executions
        for run in execution.get("taskRunList") or []
        if run["taskId"] == task_id
        for span in running_spans(run["state"])
    ]
