"""Why an execution or one of its task runs waits: the cause, with what is known of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from tiercel.model.state import StateType


class Cause(StrEnum):
    """What must happen before it goes on."""

    # A worker of its group must have a place free.
    PLACE = "PLACE"
    # A worker of its group must be started: there is none.
    WORKER = "WORKER"
    # Its worker must end it.
    ATTEMPT = "ATTEMPT"
    # Its worker must be heard of again, or its lease must end.
    LEASE = "LEASE"
    # Another execution of the flow must give its slot back.
    CONCURRENCY = "CONCURRENCY"
    # The date of the next attempt must come, of the task or of the whole execution.
    RETRY = "RETRY"
    REPLACEMENT = "REPLACEMENT"
    # Somebody must resume it, with inputs where the pause asks for some, or decide.
    RESUME = "RESUME"
    DECISION = "DECISION"
    # Somebody must let it go on from a breakpoint.
    BREAKPOINT = "BREAKPOINT"
    # Executions that it started must end.
    EXECUTIONS = "EXECUTIONS"
    # The date that it was started for must come, or that of the next check of a LoopUntil.
    SCHEDULE_DATE = "SCHEDULE_DATE"
    CHECK = "CHECK"
    # An executor must look at it.
    EXECUTOR = "EXECUTOR"


class Queue(msgspec.Struct, frozen=True):
    """The queue that a job stands in: that of a group, or of workers without one.

    Shapes: `workers` are those that live, with so many `places` of which so many are `taken`.
    `position` is 1 for the next job, and WAITING_POSITION_MAX + 1 for any behind that.
    """

    group: str | None
    workers: int
    places: int
    taken: int
    position: int


class ClaimingWorker(msgspec.Struct, frozen=True):
    """Who runs an attempt; `heard` is its last heartbeat, None when there is none."""

    id: str
    hostname: str | None
    heard: datetime | None
    lease_until: datetime | None


class LimitUse(msgspec.Struct, frozen=True):
    """Who has the slots of a flow: the oldest WAITING_EXECUTIONS_MAX of those that do.

    Shapes: `limit` is None when the flow has none any more. `position` is 1 for the execution
    that gets the next slot, and WAITING_POSITION_MAX + 1 for any behind that.
    """

    limit: int | None
    taken: int
    holders: tuple[str, ...]
    position: int


class AttemptNumber(msgspec.Struct, frozen=True):
    """The attempt to come, from 1, of so many at most; None is without a limit."""

    number: int
    limit: int | None


class AwaitedInput(msgspec.Struct, frozen=True):
    """An input that a pause asks for."""

    id: str
    type: str
    required: bool


class AwaitedExecution(msgspec.Struct, frozen=True):
    """An execution that must end; of one that is gone nothing but its id is known."""

    id: str
    state: StateType | None = None
    namespace: str | None = None
    flow_id: str | None = None


class WaitingReason(msgspec.Struct, frozen=True, kw_only=True):
    """One reason; of the execution as a whole when it names no task run.

    Shapes: `until` is when it goes on by itself. `total` counts the executions that it waits for,
    of which `executions` are some. What does not belong to the cause is None or empty.
    """

    cause: Cause
    task_id: str | None = None
    task_run_id: str | None = None
    until: datetime | None = None
    queue: Queue | None = None
    worker: ClaimingWorker | None = None
    limit: LimitUse | None = None
    attempt: AttemptNumber | None = None
    inputs: tuple[AwaitedInput, ...] = ()
    executions: tuple[AwaitedExecution, ...] = ()
    total: int = 0
    # How many executors run, where one must look at it.
    executors: int | None = None
