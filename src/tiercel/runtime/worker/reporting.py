"""Storing what attempts wrote and how they ended: many together, each alone when that fails.

One attempt whose words no database can hold must not keep the others from being reported: it
fails with the reason in its log.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from tiercel.model.errors import Stale
from tiercel.model.events import Event, JobEnded, JobLost
from tiercel.model.job import Job, cancelling, removing
from tiercel.model.json_types import Json
from tiercel.model.log import Level, LogEntry
from tiercel.model.state import StateType
from tiercel.ports.store import Store, Tx
from tiercel.runtime.reasons import is_outage, reason_of
from tiercel.runtime.worker.attempt import Attempt
from tiercel.runtime.worker.handles.remote_work import Leftover
from tiercel.runtime.worker.stop_signal import StopReason

LOG = logging.getLogger("tiercel.worker")
_SUCCEEDED = (StateType.SUCCESS, StateType.WARNING)


class TriggerJobs(Protocol):
    """What comes of polls and realtime triggers."""

    async def message(self, tx: Tx, job: Job, outputs: dict[str, Json], now: datetime) -> None:
        """A realtime trigger received something, or a poll found it."""

    async def received(self, tx: Tx, job: Job) -> None:
        """Once for all that a transaction stores of what a realtime trigger received."""

    async def ended(self, tx: Tx, attempt: Attempt) -> None:
        """A trigger's job is over."""

    async def handed_back(self, tx: Tx, attempt: Attempt) -> None:
        """A trigger's job was cut off and is to run again, elsewhere or later."""

    async def unprepared(self, tx: Tx, job: Job, reason: str, now: datetime) -> None:
        """A trigger's job could not even begin."""


class _News(msgspec.Struct, frozen=True):
    """What one running attempt wrote since the last time."""

    attempt: Attempt
    logs: list[LogEntry]
    events: list[Event]


class Removal(msgspec.Struct, frozen=True):
    """A stored job of this worker that removes what an attempt has left, and how."""

    job: Job
    leftover: Leftover


class _Place(msgspec.Struct, frozen=True):
    """Who reports, and until when it holds what it removes; None when others shall."""

    worker_id: str
    lease_until: datetime | None


class Reporter:
    """Writes for one worker, in transactions of its own."""

    def __init__(self, store: Store, triggers: TriggerJobs) -> None:
        self._store = store
        self._triggers = triggers
        self._unsaved: list[_News] = []

    async def report(
        self, ended: Sequence[Attempt], worker_id: str, lease_until: datetime | None
    ) -> list[Removal]:
        """Record the ends; what the worker has to remove now, under that lease.

        Without a lease others remove it. Raises: Unavailable; then nobody can say which are stored.
        """
        place = _Place(worker_id, lease_until)
        try:
            async with self._store.transaction() as tx:
                left = [await self._report(tx, attempt, place) for attempt in ended]
        except Exception as error:
            if is_outage(error):
                raise
            if not isinstance(error, Stale):
                LOG.warning("ended attempts are reported one by one: %s", reason_of(error))
            left = [await self._report_alone(attempt, place) for attempt in ended]
        return [each for each in left if each is not None]

    async def flush(self, running: Iterable[Attempt]) -> bool:
        """Store what running attempts wrote, so that followers see it; whether there was anything.

        Raises: Unavailable; what was not stored then is stored with the next one.
        """
        reporting: list[Attempt] = []
        for attempt in running:
            logs = attempt.take_logs()
            if logs or attempt.events:
                events = [attempt.events.popleft() for _ in range(len(attempt.events))]
                self._unsaved.append(_News(attempt, logs, events))
            if attempt.messages:
                reporting.append(attempt)
        if not self._unsaved and not reporting:
            return False
        try:
            await self._store_news(self._unsaved, reporting)
        except Exception as error:
            if is_outage(error):
                raise
            LOG.warning("words of attempts are stored one by one: %s", reason_of(error))
            await self._store_news_alone(reporting)
        self._unsaved = []
        return True

    async def report_unprepared(self, job: Job, error: Exception, now: datetime) -> None:
        """A job that could not even be prepared fails with the reason."""
        reason = f"It can't be prepared: {reason_of(error)}"
        async with self._store.transaction() as tx:
            tx.jobs.done(job)
            if job.trigger_id is not None:
                await self._triggers.unprepared(tx, job, reason, now)
                return
            tx.logs.add([_line(job, reason, now)])
            if job.cancels:
                return
            failed = JobEnded(job.task_run_id, job.attempt, StateType.FAILED, now, now)
            tx.inbox.put(job.execution_id, failed)

    async def _store_news(self, unsaved: Sequence[_News], reporting: Sequence[Attempt]) -> None:
        async with self._store.transaction() as tx:
            delivered = [await self._deliver(tx, attempt) for attempt in reporting]
            for attempt in reporting:
                await self._triggers.received(tx, attempt.job)
            tx.logs.add([entry for news in unsaved for entry in news.logs])
            for news in unsaved:
                for event in news.events:
                    tx.inbox.put(news.attempt.job.execution_id, event)
        # Only now: what a failed transaction did not store is stored with the next one.
        for attempt, count in zip(reporting, delivered, strict=True):
            for _ in range(count):
                attempt.messages.popleft()

    async def _store_news_alone(self, reporting: Sequence[Attempt]) -> None:
        while self._unsaved:
            news = self._unsaved[0]
            try:
                await self._store_news([news], ())
            except Exception as error:
                if is_outage(error):
                    raise
                LOG.exception("words of an attempt can't be stored", extra=_of(news.attempt))
                news.attempt.spoil(f"What the task wrote can't be stored: {reason_of(error)}")
            self._unsaved.pop(0)
        for attempt in reporting:
            await self._deliver_one_by_one(attempt)

    async def _deliver_one_by_one(self, attempt: Attempt) -> None:
        while attempt.messages:
            try:
                async with self._store.transaction() as tx:
                    message, now = attempt.messages[0], attempt.now()
                    await self._triggers.message(tx, attempt.job, message, now)
                    await self._triggers.received(tx, attempt.job)
            except Exception as error:
                if is_outage(error) or isinstance(error, Stale):
                    raise
                LOG.exception("a message can't start an execution", extra=_of(attempt))
                text = f"A message can't start an execution: {reason_of(error)}"
                attempt.log.write(Level.ERROR, text)
            attempt.messages.popleft()

    async def _report(self, tx: Tx, attempt: Attempt, place: _Place) -> Removal | None:
        removal = None
        _write_down(tx, attempt)
        job, handle = attempt.job, attempt.context.stored_handle
        if attempt.stop.reason in (StopReason.SHUTDOWN, StopReason.EXHAUSTED):
            if job.cancels:
                tx.jobs.put(cancelling(job, job.cancels, attempt.now()))
            elif job.trigger_id is None:
                tx.inbox.put(job.execution_id, JobLost(job.task_run_id, job.attempt, handle))
            else:
                await self._deliver(tx, attempt)
                await self._triggers.handed_back(tx, attempt)
        elif job.trigger_id is not None:
            await self._deliver(tx, attempt)
            await self._triggers.ended(tx, attempt)
        elif not job.cancels:
            tx.inbox.put(job.execution_id, _end_of(attempt, place.worker_id))
            removal = _put_removal(tx, attempt, place)
        tx.jobs.done(job)
        return removal

    async def _report_alone(self, attempt: Attempt, place: _Place) -> Removal | None:
        """After the report of several failed: of this one, or of another."""
        try:
            return await self._report_one(attempt, place)
        except Exception as error:
            if is_outage(error):
                raise
            LOG.exception("the end of an attempt can't be stored", extra=_of(attempt))
            attempt.spoil(f"What the task wrote can't be stored: {reason_of(error)}")
            return await self._report_spoiled(attempt, place)

    async def _report_spoiled(self, attempt: Attempt, place: _Place) -> Removal | None:
        try:
            return await self._report_one(attempt, place)
        except Exception as error:
            if is_outage(error):
                raise
            # Its lease runs out, and the janitor hands the job back.
            LOG.exception("the failure of an attempt can't be stored", extra=_of(attempt))
            return None

    async def _report_one(self, attempt: Attempt, place: _Place) -> Removal | None:
        try:
            async with self._store.transaction() as tx:
                return await self._report(tx, attempt, place)
        except Stale:
            # The job of this attempt is not ours any more.
            return await self._report_without_job(attempt, place)

    async def _report_without_job(self, attempt: Attempt, place: _Place) -> Removal | None:
        job = attempt.job
        async with self._store.transaction() as tx:
            others = {other.id for other in await tx.jobs.of(job.execution_id)}
            if job.id in others or job.trigger_id is not None or job.cancels:
                # Another worker holds it: its result counts, not this one.
                return None
            _write_down(tx, attempt)
            if attempt.stop.reason is not StopReason.KILLED:
                return None if _is_confirmed_by_end(attempt) else _put_removal(tx, attempt, place)
            tx.inbox.put(job.execution_id, _end_of(attempt, place.worker_id))
            return _put_removal(tx, attempt, place)

    async def _deliver(self, tx: Tx, attempt: Attempt) -> int:
        """Start the executions of what a realtime trigger received; how many messages.

        They stay in the attempt until the transaction is durable.
        """
        messages = list(attempt.messages)
        for message in messages:
            await self._triggers.message(tx, attempt.job, message, attempt.now())
        return len(messages)


def _end_of(attempt: Attempt, worker_id: str) -> JobEnded:
    outcome = attempt.outcome
    assert outcome is not None
    return JobEnded(
        task_run_id=attempt.job.task_run_id,
        attempt=attempt.job.attempt,
        state=outcome.state,
        started=attempt.started,
        ended=attempt.ended,
        outputs=outcome.outputs,
        worker_id=worker_id,
        log_file=outcome.log_file,
    )


def _put_removal(tx: Tx, attempt: Attempt, place: _Place) -> Removal | None:
    """The job that removes what the attempt has left; None when there is nothing for this worker.

    It is stored with the end, so that one of them never is without the other.
    """
    leftover = attempt.context.leftover
    if leftover is None or (_is_confirmed_by_end(attempt) and not _has_succeeded(attempt)):
        return None
    job = removing(attempt.job, leftover.handle, attempt.now(), place.lease_until)
    tx.jobs.put(job)
    return None if job.worker_id is None else Removal(job, leftover)


def _is_confirmed_by_end(attempt: Attempt) -> bool:
    leftover = attempt.context.leftover
    return leftover is not None and leftover.give_up is not None


def _has_succeeded(attempt: Attempt) -> bool:
    return attempt.state in _SUCCEEDED and attempt.stop.reason is not StopReason.KILLED


def _write_down(tx: Tx, attempt: Attempt) -> None:
    """What the attempt wrote since the last flush, its steps before its end."""
    words = attempt.final_report()
    tx.logs.add(words.logs)
    tx.metrics.add(words.metrics)
    for event in words.events:
        tx.inbox.put(attempt.job.execution_id, event)


def _line(job: Job, message: str, now: datetime) -> LogEntry:
    return LogEntry(
        namespace=job.namespace,
        flow_id=job.flow_id,
        timestamp=now,
        level=Level.ERROR,
        message=message,
        execution_id=job.execution_id,
        task_run_id=job.cancels or job.task_run_id,
        attempt_number=job.attempt,
    )


def _of(attempt: Attempt) -> dict[str, str]:
    return {"execution_id": attempt.job.execution_id}
