"""Task runs that a worker makes inside one job: their ids, and which attempt is next."""

from __future__ import annotations

from hashlib import blake2b

from tiercel.model.execution import Attempt, TaskRun
from tiercel.model.ids import friendly_id


def child_run_id(parent_id: str, task_id: str) -> str:
    """The id of a child of a WorkingDirectory, the same for the worker and the engine."""
    digest = blake2b(f"{parent_id}/{task_id}".encode(), digest_size=16).digest()
    return friendly_id(int.from_bytes(digest, "big"))


def attempts_over(task_run: TaskRun | None) -> tuple[Attempt, ...]:
    """The attempts of a child that have ended; their count is the number of the next one."""
    if task_run is None:
        return ()
    return tuple(one for one in task_run.attempts if one.state.is_terminated)
