"""An execution as it changes: whole once, in parts, then only the task runs that changed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from enum import StrEnum

import msgspec

from tiercel.model.errors import NotFound
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.limits import (
    FOLLOW_APPEAR_SECONDS,
    FOLLOW_COMPARED_INLINE_MAX,
    FOLLOW_TASK_RUNS_MAX,
)
from tiercel.service.executions.follow import Follower, is_over


class ChangeKind(StrEnum):
    """What a change contains."""

    SNAPSHOT = "snapshot"
    TASK_RUNS = "taskRuns"
    PROGRESS = "progress"
    END = "end"


class Change(msgspec.Struct, frozen=True):
    """One piece of news of an execution.

    Shapes: a SNAPSHOT begins anew with the first task runs, TASK_RUNS are more of them; PROGRESS
    and END have those that changed since the last news. `execution` is the newest state.
    """

    kind: ChangeKind
    execution: Execution
    task_runs: tuple[TaskRun, ...] = ()
    removed: tuple[str, ...] = ()


class ExecutionChanges:
    """Compares each state with the one that was sent last."""

    def __init__(self, follower: Follower) -> None:
        self._follower = follower

    async def follow(self, execution_id: str, seen: int | None) -> AsyncIterator[Change]:
        """All news, to whoever has seen that version already. Raises: NotFound."""
        first = await self._follower.appear(execution_id, FOLLOW_APPEAR_SECONDS)
        if first is None:
            raise NotFound.of("Execution", execution_id)
        return self._changes(first, is_known=first.version == seen)

    async def _changes(self, reported: Execution, *, is_known: bool) -> AsyncIterator[Change]:
        if not is_known:
            for change in snapshot(reported):
                yield change
        async for execution in self._follower.changes(reported.id):
            is_end = is_over(execution)
            kind = ChangeKind.END if is_end else ChangeKind.PROGRESS
            if is_end or execution.version != reported.version:
                for change in await _compared(kind, reported, execution):
                    yield change
            reported = execution


def snapshot(execution: Execution) -> Iterator[Change]:
    """The whole execution, so many task runs at once, in the order of their creation."""
    runs, size = execution.task_run_list(), FOLLOW_TASK_RUNS_MAX
    yield Change(ChangeKind.SNAPSHOT, execution, tuple(runs[:size]))
    for start in range(size, len(runs), size):
        yield Change(ChangeKind.TASK_RUNS, execution, tuple(runs[start : start + size]))


async def _compared(kind: ChangeKind, old: Execution, new: Execution) -> list[Change]:
    """What changed, of many task runs in a thread; the last piece is of that kind."""

    def compare() -> list[Change]:
        before, size = old.task_runs, FOLLOW_TASK_RUNS_MAX
        runs = [run for run in new.task_run_list() if before.get(run.id) != run]
        gone = tuple(run_id for run_id in before if run_id not in new.task_runs)
        pieces = [tuple(runs[start : start + size]) for start in range(0, len(runs), size)]
        last = pieces.pop() if pieces else ()
        more = [Change(ChangeKind.TASK_RUNS, new, piece) for piece in pieces]
        return [*more, Change(kind, new, last, gone)]

    if len(new.task_runs) <= FOLLOW_COMPARED_INLINE_MAX:
        return compare()
    return await asyncio.to_thread(compare)
