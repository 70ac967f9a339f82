"""Why an execution failed: the task run that failed first, and what its log says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from tiercel.model.execution import TaskRun
from tiercel.model.state import StateType


class ErrorPlace(msgspec.Struct, frozen=True):
    """Where an error was logged: in an execution, by one of its task runs if one is named.

    Shapes: the entry is not older than `since` and not newer than `until`.
    """

    execution_id: str
    task_run_id: str | None
    since: datetime
    until: datetime


class Failure(msgspec.Struct, frozen=True):
    """Why an execution failed.

    Shapes: without a task run it failed as a whole. `reason` is the last error that was logged
    there, None when there is none (any more); `errors` are the last of its attempt, oldest first,
    where they were asked for.
    """

    execution_id: str
    task_run: TaskRun | None = None
    reason: str | None = None
    errors: tuple[str, ...] = ()


def first_failed(task_runs: Iterable[TaskRun]) -> TaskRun | None:
    """The task run that failed first, those aside that failed because one inside them did."""
    failed = [run for run in task_runs if run.current is StateType.FAILED]
    owners = {run.parent_id for run in failed}
    leaves = [run for run in failed if run.id not in owners]
    return min(leaves, key=lambda run: (run.state.last, run.seq), default=None)
