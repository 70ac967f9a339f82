"""Work handed to a worker, and its time-limited claim."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tiercel.model.events import Event


class Job(msgspec.Struct, frozen=True, gc=False):
    """One attempt of a task run, or one poll of a trigger, that a worker must make.

    Shapes: `fence` grows with every claim: a worker whose fence is another than the stored one has
    lost the job. It begins with `first_fence`. `is_stopping` asks its holder to stop. For a trigger
    `trigger_id` is set and `task_run_id` is empty; `payload` is what the poll needs. `handle` is
    the JSON text of what the task remembered of its work elsewhere, empty for nothing. A job that
    only stops what a handle names has the task run in `cancels`, and `task_run_id` is empty; with
    `is_removal` the attempt has ended, and what is left of its work is to go.
    """

    id: str
    execution_id: str
    task_run_id: str
    attempt: int
    created: datetime
    namespace: str = ""
    flow_id: str = ""
    trigger_id: str | None = None
    worker_group: str | None = None
    worker_id: str | None = None
    lease_until: datetime | None = None
    fence: int = 0
    payload: bytes = b""
    is_stopping: bool = False
    handle: bytes = b""
    cancels: str = ""
    is_removal: bool = False


def first_fence(created: datetime) -> int:
    """Where the fence of a new job begins.

    A job that is sent again has the id of the one that was lost: counting from 0 again would give
    it the fence that the worker of the lost one still holds.
    """
    return int(created.timestamp() * 1_000_000)


def cancelling(job: Job, task_run_id: str, created: datetime) -> Job:
    """The job that stops what the handle of another names, under an id of its own."""
    fence = first_fence(created)
    return msgspec.structs.replace(
        job,
        id=f"{task_run_id}:{job.attempt}:cancel:{fence}",
        task_run_id="",
        cancels=task_run_id,
        created=created,
        worker_id=None,
        lease_until=None,
        fence=fence,
        is_stopping=False,
    )


def removing(job: Job, handle: bytes, created: datetime, lease_until: datetime | None) -> Job:
    """The job that removes what an attempt has left, which begins where that attempt ended.

    Its worker holds it at once, since others may not reach what only that machine does; without
    `lease_until` whoever comes first takes it.
    """
    worker_id = job.worker_id if lease_until is not None else None
    return msgspec.structs.replace(
        cancelling(job, job.task_run_id, created),
        handle=handle,
        is_removal=True,
        worker_id=worker_id,
        lease_until=lease_until,
    )


class Timer(msgspec.Struct, frozen=True, gc=False):
    """A wake-up for an execution."""

    execution_id: str
    key: str
    due: datetime


class InboxEvent(msgspec.Struct, frozen=True, gc=False):
    """A stored event: `seq` orders the inbox and names the row."""

    seq: int
    execution_id: str
    event: Event
