"""Retries: whether a failed task run gets another attempt, when, and as what (engine.md §8)."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import blake2b

import msgspec

from tiercel.engine.draft import Draft
from tiercel.engine.plan import TaskPlan
from tiercel.engine.siblings import abandon_children, close_alive
from tiercel.model.decisions import StartTimer
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.log import Level
from tiercel.model.state import StateType, new_state
from tiercel.model.task import Retry, RetryBehavior, RetryType

# No retry waits longer, whatever its factor says: timedelta has an end, too.
DELAY_MAX = timedelta(days=3650)


def retried(draft: Draft, plan: TaskPlan, task_run: TaskRun) -> bool:
    """Schedule the next attempt of a task run whose attempt just failed, if it has one.

    On True the task run is RETRYING (or RETRIED with the whole execution) and must not be ended.
    """
    retry = plan.effective_retry(draft.plan.flow)
    if retry is None or draft.execution.state.is_terminated:
        return False
    is_iteration = draft.execution.loop_run is not None
    # An iteration is no execution that could be replaced on its own: it retries in place.
    if not in_place(retry) and not is_iteration:
        return _retried_as_new_execution(draft, task_run, retry)
    attempts = task_run.attempts
    if not attempts:
        return False
    seed = f"{task_run.id}:{len(attempts)}"
    due = next_date(
        retry,
        count=len(attempts),
        base=attempts[-1].state.last,
        first=attempts[0].state.start,
        seed=seed,
    )
    if due is None:
        return False
    draft.log(Level.WARN, announcement(retry, len(attempts), seed), task_run)
    draft.enter(task_run, StateType.FAILED)
    draft.enter(task_run, StateType.RETRYING)
    draft.decide(StartTimer(f"run:{task_run.id}", due))
    if draft.current is StateType.RUNNING:
        draft.move(StateType.RETRYING)
    return True


def directory_retried(draft: Draft, plan: TaskPlan, task_run: TaskRun) -> bool:
    """The same for a WorkingDirectory whose job failed: all of it runs again.

    The worker itself makes the further attempts of a child (`in_place`); what it can't do is to
    replace the execution.
    """
    for child in draft.children_of(task_run):
        child_plan = draft.plan_of(child)
        if child.current is StateType.FAILED and child_plan is not None:
            retry = child_plan.task.retry
            if retry is not None and not in_place(retry) and retried(draft, child_plan, child):
                return True
    return retried(draft, plan, task_run)


def in_place(retry: Retry) -> bool:
    """Whether the same task run gets another attempt."""
    return retry.behavior is RetryBehavior.RETRY_FAILED_TASK


def next_date(
    retry: Retry, *, count: int, base: datetime, first: datetime, seed: str
) -> datetime | None:
    """When attempt `count` + 1 begins, or None when there is none.

    Shapes: `count` attempts were made, the last ended at `base`, the first began at `first`.
    """
    if retry.max_attempts is not None and count >= retry.max_attempts:
        return None
    due = base + delay(retry, count, seed)
    if retry.max_duration is not None and due > first + retry.max_duration:
        return None
    return due


def announcement(retry: Retry, count: int, seed: str) -> str:
    """What the log says when `count` attempts have failed and another one follows."""
    limit = f" of {retry.max_attempts}" if retry.max_attempts is not None else ""
    seconds = delay(retry, count, seed).total_seconds()
    return f"Attempt {count}{limit} failed: attempt {count + 1}{limit} in {seconds:.4g} s."


def delay(retry: Retry, count: int, seed: str) -> timedelta:
    """The wait before retry number `count` (from 1); random ones depend on the seed alone."""
    if retry.type is RetryType.CONSTANT:
        return min(retry.interval, DELAY_MAX)
    if retry.type is RetryType.EXPONENTIAL:
        limit = min(retry.max_interval or DELAY_MAX, DELAY_MAX)
        wanted = retry.interval.total_seconds()
        for _ in range(count - 1):
            wanted *= retry.delay_factor
            if wanted >= limit.total_seconds():
                return limit
        return min(timedelta(seconds=wanted), limit)
    digest = blake2b(seed.encode(), digest_size=8).digest()
    share = int.from_bytes(digest, "big") / 2**64
    span = (retry.max_interval or retry.interval) - retry.interval
    return retry.interval + span * share


def _retried_as_new_execution(draft: Draft, task_run: TaskRun, retry: Retry) -> bool:
    execution = draft.execution
    due = next_date(
        retry,
        count=execution.metadata.attempt_number,
        base=draft.now,
        first=execution.metadata.original_created,
        seed=execution.id,
    )
    if due is None:
        return False
    draft.enter(task_run, StateType.FAILED)
    draft.enter(task_run, StateType.RETRIED)
    above = draft.parent(task_run)
    while above is not None:
        abandon_children(draft, above, StateType.RETRIED)
        draft.close_attempt(above, StateType.RETRIED)
        draft.enter(above, StateType.RETRIED)
        above = draft.parent(above)
    retire(draft, due)
    return True


def retire(draft: Draft, due: datetime) -> None:
    """The execution is RETRIED; another one takes its place at `due`."""
    close_alive(draft, StateType.RETRIED)
    draft.move(StateType.RETRIED)
    draft.decide(StartTimer("replace", due))
    draft.mark(draft.root)


def replacement(execution: Execution, execution_id: str, now: datetime) -> Execution:
    """The execution that takes the place of a RETRIED one: the same cause, from the start."""
    metadata = msgspec.structs.replace(
        execution.metadata, attempt_number=execution.metadata.attempt_number + 1
    )
    return Execution(
        id=execution_id,
        namespace=execution.namespace,
        flow_id=execution.flow_id,
        flow_revision=execution.flow_revision,
        state=new_state(StateType.CREATED, now),
        original_id=execution.original_id,
        metadata=metadata,
        labels=execution.labels,
        inputs=execution.inputs,
        variables=execution.variables,
        parent_id=execution.id,
        trigger=execution.trigger,
        kind=execution.kind,
        caller=execution.caller,
    )
