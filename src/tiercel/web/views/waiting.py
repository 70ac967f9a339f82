"""Why executions wait, as the API shows it."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.model.state import StateType
from tiercel.model.waiting import AwaitedExecution, Cause, ClaimingWorker, LimitUse, Queue
from tiercel.service.executions.waits import Explained, Waiting
from tiercel.web.views.execution import FailureView, failure_view
from tiercel.web.views.view import Date, View, given


class QueueView(View, frozen=True, kw_only=True):
    """The queue of a worker group, or of workers without one: see `model.waiting.Queue`."""

    group: str | UnsetType = UNSET
    workers: int
    places: int
    taken: int
    position: int


class ClaimingWorkerView(View, frozen=True, kw_only=True):
    """The worker that has an attempt, its last heartbeat, and how long it may stay silent."""

    id: str
    hostname: str | UnsetType = UNSET
    heard: Date | UnsetType = UNSET
    lease_until: Date | UnsetType = UNSET


class LimitUseView(View, frozen=True, kw_only=True):
    """The concurrency limit of the flow, who has its slots, and the place in its queue from 1."""

    limit: int | UnsetType = UNSET
    taken: int
    holders: list[str]
    position: int


class AttemptNumberView(View, frozen=True, kw_only=True):
    """The number of the attempt to come, from 1, of so many at most."""

    number: int
    limit: int | UnsetType = UNSET


class AwaitedInputView(View, frozen=True):
    """An input that a pause asks for."""

    id: str
    type: str
    required: bool


class AwaitedExecutionView(View, frozen=True):
    """An execution that must end; of one that is gone nothing but its id is known."""

    id: str
    state: StateType | UnsetType = UNSET
    namespace: str | UnsetType = UNSET
    flow_id: str | UnsetType = UNSET


class WaitingReasonView(View, frozen=True, kw_only=True):
    """One reason with its words; what does not belong to the cause is left out.

    Shapes: `until` is when it goes on by itself; `total` counts the executions that it waits for,
    of which `executions` are some; `executors` is how many run.
    """

    cause: Cause
    text: str
    task_id: str | UnsetType = UNSET
    task_run_id: str | UnsetType = UNSET
    until: Date | UnsetType = UNSET
    queue: QueueView | UnsetType = UNSET
    worker: ClaimingWorkerView | UnsetType = UNSET
    limit: LimitUseView | UnsetType = UNSET
    attempt: AttemptNumberView | UnsetType = UNSET
    inputs: list[AwaitedInputView] | UnsetType = UNSET
    executions: list[AwaitedExecutionView] | UnsetType = UNSET
    total: int | UnsetType = UNSET
    executors: int | UnsetType = UNSET


class WaitingView(View, frozen=True, kw_only=True):
    """An execution and what it waits for; `total` may be more than there are reasons.

    One that failed has its `failure`.
    """

    id: str
    state: StateType
    reasons: list[WaitingReasonView]
    total: int
    failure: FailureView | UnsetType = UNSET


def waiting_view(waiting: Waiting) -> WaitingView:
    """Of one execution."""
    return WaitingView(
        id=waiting.execution.id,
        state=waiting.execution.current,
        reasons=[_reason_view(each) for each in waiting.reasons],
        total=waiting.total,
        failure=UNSET if waiting.failure is None else failure_view(waiting.failure),
    )


def _reason_view(explained: Explained) -> WaitingReasonView:
    reason = explained.reason
    attempt = reason.attempt
    return WaitingReasonView(
        cause=reason.cause,
        text=explained.text,
        task_id=given(reason.task_id),
        task_run_id=given(reason.task_run_id),
        until=given(reason.until),
        queue=UNSET if reason.queue is None else _queue_view(reason.queue),
        worker=UNSET if reason.worker is None else _worker_view(reason.worker),
        limit=UNSET if reason.limit is None else _limit_view(reason.limit),
        attempt=UNSET
        if attempt is None
        else AttemptNumberView(number=attempt.number, limit=given(attempt.limit)),
        inputs=[AwaitedInputView(each.id, each.type, each.required) for each in reason.inputs]
        or UNSET,
        executions=[_awaited_view(each) for each in reason.executions] or UNSET,
        total=reason.total or UNSET,
        executors=given(reason.executors),
    )


def _awaited_view(awaited: AwaitedExecution) -> AwaitedExecutionView:
    return AwaitedExecutionView(
        awaited.id, given(awaited.state), given(awaited.namespace), given(awaited.flow_id)
    )


def _queue_view(queue: Queue) -> QueueView:
    return QueueView(
        group=given(queue.group),
        workers=queue.workers,
        places=queue.places,
        taken=queue.taken,
        position=queue.position,
    )


def _worker_view(worker: ClaimingWorker) -> ClaimingWorkerView:
    return ClaimingWorkerView(
        id=worker.id,
        hostname=given(worker.hostname),
        heard=given(worker.heard),
        lease_until=given(worker.lease_until),
    )


def _limit_view(use: LimitUse) -> LimitUseView:
    return LimitUseView(
        limit=given(use.limit),
        taken=use.taken,
        holders=list(use.holders),
        position=use.position,
    )
