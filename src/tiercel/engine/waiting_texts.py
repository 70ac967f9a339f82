"""Reasons why something waits, in the words that the API, the command line and the pages share."""

from __future__ import annotations

from datetime import datetime
from typing import assert_never

from tiercel.model.limits import WAITING_POSITION_MAX
from tiercel.model.waiting import (
    Cause,
    ClaimingWorker,
    LimitUse,
    Queue,
    WaitingReason,
)

# So many are named; the data has more.
_NAMED_MAX = 3


def text_of(reason: WaitingReason, now: datetime) -> str:
    """One or two sentences."""
    who = "It" if reason.task_id is None else f"Task '{reason.task_id}'"
    match reason.cause:
        case Cause.PLACE | Cause.WORKER | Cause.ATTEMPT | Cause.LEASE:
            return _of_work(who, reason, now)
        case Cause.CONCURRENCY:
            return _of_limit(reason.limit)
        case Cause.RETRY | Cause.REPLACEMENT | Cause.SCHEDULE_DATE | Cause.CHECK:
            return _of_date(who, reason, _date(reason.until))
        case Cause.RESUME | Cause.DECISION | Cause.BREAKPOINT:
            return _of_pause(who, reason)
        case Cause.EXECUTIONS:
            return f"{who} waits for {_of_executions(reason)}."
        case Cause.EXECUTOR:
            return _of_executors(reason.executors)
        case _ as never:
            assert_never(never)


def _of_work(who: str, reason: WaitingReason, now: datetime) -> str:
    if reason.worker is None:
        return f"{who} waits {_of_queue(reason.queue)}."
    return _of_worker(who, reason, reason.worker, now)


def _of_date(who: str, reason: WaitingReason, date: str) -> str:
    if reason.cause is Cause.CHECK:
        return f"{who} checks its condition again at {date}."
    if reason.attempt is None:
        return f"It is scheduled: it starts at {date}."
    limit = "" if reason.attempt.limit is None else f" of {reason.attempt.limit}"
    attempt = f"attempt {reason.attempt.number}{limit} at {date}"
    if reason.cause is Cause.RETRY:
        return f"{who} is tried again: {attempt}."
    return f"A new execution takes its place: {attempt}."


def _of_queue(queue: Queue | None) -> str:
    if queue is None:
        return "for a worker"
    group = "" if queue.group is None else f" of the group '{queue.group}'"
    place = f"it is number {_position(queue.position)} in the queue"
    if not queue.workers:
        return f"for a worker{group}: none runs; {place}"
    workers = "1 worker" if queue.workers == 1 else f"{queue.workers} workers"
    taken = f"{queue.taken} of {queue.places} places of {workers} are taken"
    return f"for a worker{group}: {taken}; {place}"


def _of_worker(who: str, reason: WaitingReason, worker: ClaimingWorker, now: datetime) -> str:
    name = worker.id if worker.hostname is None else f"{worker.id} on {worker.hostname}"
    lease = "" if worker.lease_until is None else _lease(worker.lease_until, now)
    if reason.cause is Cause.ATTEMPT:
        return f"{who} runs on worker {name}, {_heard(worker, now)}; {lease}."
    return (
        f"{who} was taken by worker {name}, which is silent: {_heard(worker, now)}; {lease}, then"
        " another worker may take it."
    )


def _lease(until: datetime, now: datetime) -> str:
    seconds = (until - now).total_seconds()
    return f"its lease ends in {seconds:.0f} s" if seconds > 0 else "its lease is over"


def _heard(worker: ClaimingWorker, now: datetime) -> str:
    if worker.heard is None:
        return "not heard of yet"
    return f"last heard of {max((now - worker.heard).total_seconds(), 0):.0f} s ago"


def _of_limit(use: LimitUse | None) -> str:
    if use is None or use.limit is None:
        return "It is queued: the concurrency limit of its flow is reached."
    named = ", ".join(use.holders[:_NAMED_MAX])
    more = "" if use.taken <= _NAMED_MAX else f" and {use.taken - _NAMED_MAX} more"
    holders = f", by {named}{more}" if named else ""
    return (
        f"It is queued: {use.taken} of {use.limit} slots of its flow are taken{holders}; it is"
        f" number {_position(use.position)} in the queue."
    )


def _position(position: int) -> str:
    if position > WAITING_POSITION_MAX:
        return f"{position} or more"
    return str(position)


def _of_pause(who: str, reason: WaitingReason) -> str:
    until = "" if reason.until is None else f", or goes on at {_date(reason.until)}"
    if reason.cause is Cause.BREAKPOINT:
        return f"{who} stands at a breakpoint: somebody must let it go on."
    if reason.cause is Cause.DECISION:
        return f"{who} is paused: somebody must approve or deny it{until}."
    inputs = ", ".join(
        f"{each.id} ({each.type}{'' if each.required else ', optional'})" for each in reason.inputs
    )
    asked = f" with {inputs}" if inputs else ""
    return f"{who} is paused: somebody must resume it{asked}{until}."


def _of_executions(reason: WaitingReason) -> str:
    named = ", ".join(
        f"{each.id} ({'gone' if each.state is None else each.state.value})"
        for each in reason.executions[:_NAMED_MAX]
    )
    if reason.total == 1:
        return f"execution {named}"
    more = "" if reason.total <= _NAMED_MAX else ", …"
    return f"{reason.total} executions: {named}{more}"


def _of_executors(executors: int | None) -> str:
    if executors == 0:
        return "No executor runs: nothing is looked at."
    return "The executor is about to look at it."


def _date(date: datetime | None) -> str:
    assert date is not None
    return date.isoformat(timespec="seconds").replace("+00:00", "Z")
