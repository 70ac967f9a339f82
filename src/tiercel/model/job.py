"""Work handed to a worker, and its time-limited claim."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tiercel.model.events import Event


class Job(msgspec.Struct, frozen=True, gc=False):
    """One attempt of a task run, or one poll of a trigger, that a worker must make.

    Shapes: `fence` grows with every claim: a worker whose fence is another than the stored one has
    lost the job. It begins with `first_fence`. `is_stopping` asks its holder to stop. For a trigger
    `trigger_id` is set and `task_run_id` is empty; `payload` is what the poll needs.
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


def first_fence(created: datetime) -> int:
    """Where the fence of a new job begins.

    A job that is sent again has the id of the one that was lost: counting from 0 again would give
    it the fence that the worker of the lost one still holds.
    """
    return int(created.timestamp() * 1_000_000)


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
