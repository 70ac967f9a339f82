"""Two executions side by side: values, durations of tasks, and what only one of them logged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from tiercel.model.errors import NotFound
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.json_types import Json
from tiercel.model.limits import (
    COMPARED_LOG_ENTRIES_MAX,
    COMPARED_LOG_LINES_MAX,
    COMPARED_MESSAGE_CHARS_MAX,
    COMPARED_NAMES_MAX,
    COMPARED_TASKS_MAX,
)
from tiercel.model.lists.windows import LogWindow
from tiercel.model.log import Level, LogEntry
from tiercel.model.state import State, StateType
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store
from tiercel.service.executions.reports.comparisons import Difference, differences
from tiercel.service.executions.reports.error_groups import signature
from tiercel.service.off_loop import in_thread


class Differing(msgspec.Struct, frozen=True):
    """Values of one kind: those that differ by name, how many are equal, and how many differ.

    `differences` has COMPARED_NAMES_MAX of those that differ at most.
    """

    differences: tuple[Difference, ...]
    equal: int
    total: int


class TaskSide(msgspec.Struct, frozen=True):
    """The task runs of a task on one side: how many are in each state, their seconds together."""

    states: dict[StateType, int]
    attempts: int
    seconds: float


class ComparedTask(msgspec.Struct, frozen=True):
    """A task on both sides; None where it did not run."""

    task_id: str
    left: TaskSide | None
    right: TaskSide | None


class ComparedLine(msgspec.Struct, frozen=True):
    """Log entries of a task that differ in dates, ids and numbers only, and how many each side has.

    `message` is the first of them, of the right side where it has one.
    """

    level: Level
    task_id: str | None
    message: str
    left: int
    right: int


class ComparedLogs(msgspec.Struct, frozen=True):
    """The kinds of entries that one side has more often, the most severe first.

    Unless `is_complete` only the first COMPARED_LOG_ENTRIES_MAX entries of a side were read, or
    there are more kinds.
    """

    lines: tuple[ComparedLine, ...]
    left_total: int
    right_total: int
    is_complete: bool


class SideBySide(msgspec.Struct, frozen=True):
    """Two executions, of one flow or of two.

    Shapes: `outputs` are those that the flow declares; `task_outputs` those of tasks that ran once
    on each side, by task id and name.
    """

    left: Execution
    right: Execution
    labels: Differing
    inputs: Differing
    outputs: Differing
    task_outputs: Differing
    tasks: tuple[ComparedTask, ...]
    logs: ComparedLogs


class SidesBySide:
    """Reads both executions whole, and the beginning of their logs."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def of(self, left_id: str, right_id: str) -> SideBySide:
        """Raises: NotFound, which names the execution that there is not."""
        async with self._store.transaction() as tx:
            sides = []
            for execution_id in (left_id, right_id):
                execution = await tx.executions.get(execution_id)
                if execution is None:
                    raise NotFound.of("Execution", execution_id)
                window = LogWindow(execution_id=execution_id, limit=COMPARED_LOG_ENTRIES_MAX)
                entries = [entry for _, entry in await tx.logs.window(window)]
                sides.append((execution, entries, await tx.logs.count(execution_id)))
        (left, left_log, left_total), (right, right_log, right_total) = sides

        def compared() -> SideBySide:
            lines = differing_lines(left_log, right_log)
            logs = ComparedLogs(
                tuple(lines[:COMPARED_LOG_LINES_MAX]),
                left_total,
                right_total,
                len(left_log) == left_total
                and len(right_log) == right_total
                and len(lines) <= COMPARED_LOG_LINES_MAX,
            )
            return side_by_side(left, right, logs, self._clock.now())

        # Values and logs may be large.
        return await in_thread(compared)


def side_by_side(
    left: Execution, right: Execution, logs: ComparedLogs, now: datetime
) -> SideBySide:
    """Both executions with what differs; what still runs has taken its time until now."""
    labels = [{one.key: one.value for one in side.labels} for side in (left, right)]
    return SideBySide(
        left,
        right,
        differing(*labels),
        differing(left.inputs, right.inputs),
        differing(left.outputs, right.outputs),
        differing(*_task_outputs(left, right)),
        tuple(compared_tasks(left.task_run_list(), right.task_run_list(), now)),
        logs,
    )


def differing(left: Mapping[str, Json], right: Mapping[str, Json]) -> Differing:
    """The names whose values differ, up to a bound, and the number of the others."""
    found = differences(left, right)
    return Differing(
        tuple(found[:COMPARED_NAMES_MAX]), len({*left, *right}) - len(found), len(found)
    )


def compared_tasks(
    left: Sequence[TaskRun], right: Sequence[TaskRun], now: datetime
) -> list[ComparedTask]:
    """Tasks in the order in which they first ran, those of the right side first, up to a bound."""
    by_task = [_by_task(side) for side in (right, left)]
    task_ids = list(dict.fromkeys(task_id for side in by_task for task_id in side))
    rights, lefts = by_task
    return [
        ComparedTask(task_id, _side(lefts.get(task_id), now), _side(rights.get(task_id), now))
        for task_id in task_ids[:COMPARED_TASKS_MAX]
    ]


def differing_lines(left: Iterable[LogEntry], right: Iterable[LogEntry]) -> list[ComparedLine]:
    """Kinds of entries that one side has more often, the most severe first, then in their order."""
    found: dict[tuple[Level, str | None, str], list[int]] = {}
    messages: dict[tuple[Level, str | None, str], str] = {}
    for place, entries in ((1, right), (0, left)):
        for entry in entries:
            message = entry.message[:COMPARED_MESSAGE_CHARS_MAX]
            key = (entry.level, entry.task_id, signature(message))
            found.setdefault(key, [0, 0])[place] += 1
            messages.setdefault(key, message)
    lines = [
        ComparedLine(level, task_id, messages[level, task_id, text], *counts)
        for (level, task_id, text), counts in found.items()
        if counts[0] != counts[1]
    ]
    return sorted(lines, key=lambda line: -line.level.rank)


def seconds_until(state: State, now: datetime) -> float:
    """From its start to its end, or to `now` while it has none."""
    end = state.last if state.is_terminated else now
    return max((end - state.start).total_seconds(), 0.0)


def _by_task(runs: Iterable[TaskRun]) -> dict[str, list[TaskRun]]:
    found: dict[str, list[TaskRun]] = {}
    for run in runs:
        found.setdefault(run.task_id, []).append(run)
    return found


def _side(runs: Sequence[TaskRun] | None, now: datetime) -> TaskSide | None:
    if runs is None:
        return None
    states: dict[StateType, int] = {}
    for run in runs:
        states[run.current] = states.get(run.current, 0) + 1
    return TaskSide(
        states,
        sum(len(run.attempts) for run in runs),
        sum(seconds_until(run.state, now) for run in runs),
    )


def _task_outputs(left: Execution, right: Execution) -> list[dict[str, Json]]:
    """The outputs of both sides by task id and name, of tasks that ran once on each."""
    sides = [_by_task(side.task_runs.values()) for side in (left, right)]
    once = {
        task_id
        for task_id in sides[0].keys() & sides[1].keys()
        if all(len(side[task_id]) == 1 for side in sides)
    }
    return [
        {
            f"{task_id}.{name}": value
            for task_id in once
            for name, value in (side[task_id][0].outputs or {}).items()
        }
        for side in sides
    ]
