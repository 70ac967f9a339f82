"""The loop that takes jobs: claims, starts attempts, keeps leases, reports what came of them."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from tiercel.model.events import JobStarted
from tiercel.model.job import Job
from tiercel.model.limits import (
    ENDED_PER_TRANSACTION_MAX,
    JOBS_CHECK_S,
    LOG_FLUSH_S,
)
from tiercel.model.state import StateType
from tiercel.ports.store import Store
from tiercel.runtime.reasons import is_outage
from tiercel.runtime.worker.attempt import Attempt
from tiercel.runtime.worker.attempts import Attempts
from tiercel.runtime.worker.cancel_attempt import CancelAttempt
from tiercel.runtime.worker.exhaustion import Rest
from tiercel.runtime.worker.lease import Lease
from tiercel.runtime.worker.places import Places, only_default
from tiercel.runtime.worker.reporting import Removal, Reporter, TriggerJobs
from tiercel.runtime.worker.stop_signal import StopReason, StopRegistry
from tiercel.service.observability.telemetry import Evaluated, Telemetry

LOG = logging.getLogger("tiercel.worker")

# How an evaluation of a trigger ends that was not stopped.
_OUTCOMES = (StateType.SUCCESS, StateType.FAILED)
Prepare = Callable[[Job], Awaitable[Attempt | None]]


class WorkerDependencies(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker is made of.

    Shapes: `prepare` makes the attempt of a job, None when nothing is to be done any more.
    `triggers` records what comes of the jobs of triggers.
    """

    worker_id: str
    store: Store
    attempts: Attempts
    lease: Lease
    stop_registry: StopRegistry
    prepare: Prepare
    triggers: TriggerJobs
    places: Places = msgspec.field(default_factory=lambda: Places(16, only_default))
    telemetry: Telemetry = msgspec.field(default_factory=Telemetry)


class Worker:
    """Runs as many attempts at once as it has places."""

    def __init__(self, parts: WorkerDependencies) -> None:
        self._parts = parts
        self._running: dict[str, Attempt] = {}
        self._ended: list[Attempt] = []
        self._is_taking = True
        self._is_drain_asked = False
        self._is_draining = False
        self._next_renewal: datetime | None = None
        self._next_check: datetime | None = None
        self._next_flush: datetime | None = None
        self._reporter = Reporter(parts.store, parts.triggers)
        self._id = parts.worker_id
        self._lives = 1
        self._rest = Rest()
        self._reported = 0
        self._jumps = parts.lease.jumps()

    @property
    def lease(self) -> Lease:
        """The lease of what runs."""
        return self._parts.lease

    @property
    def id(self) -> str:
        """The name under which it claims jobs: another one after a lost lease."""
        return self._id

    @property
    def places(self) -> int:
        """How many attempts it runs at once."""
        return self._parts.places.slots

    @property
    def running(self) -> int:
        """How many attempts are under way."""
        return len(self._running)

    @property
    def ended(self) -> int:
        """How many attempts have ended since it began."""
        return self._reported

    @property
    def is_draining(self) -> bool:
        """Whether it takes no new job, and none is being taken either."""
        return self._is_draining

    def jobs(self) -> list[Job]:
        """The jobs under way, in the order in which they were taken."""
        return [attempt.job for attempt in self._running.values()]

    async def tick(self, now: datetime) -> bool:
        """Do what can be done now; whether anything was."""
        attempts = self._parts.attempts
        # Here and not at once: a claim of the last tick may have been under way.
        self._is_draining = self._is_drain_asked
        if not self._may_take:
            self._hand_back_listeners()
        # Before anything is written: this process may have been asleep.
        self.let_go()
        self._obey(now)
        did = attempts.step(now)
        did |= await self._flush(now)
        self._ended += attempts.take_ended()
        did |= self._drop_lost()
        did |= await self._report_ended(now)
        self._rejoin()
        did |= await self._keep(now)
        did |= await self._claim(now)
        return did

    def next_due(self) -> datetime | None:
        """When a tick is needed without any notification; None while nothing runs."""
        if not self._running:
            return self._rest.until
        if self.lease.is_over():
            return self._parts.attempts.next_due()
        dates = [self._next_renewal, self._next_check, self._parts.attempts.next_due()]
        dates.append(self._rest.until)
        dates += [attempt.next_deadline() for attempt in self._running.values()]
        if any(attempt.has_news for attempt in self._running.values()):
            dates.append(self._next_flush)
        return min((date for date in dates if date is not None), default=None)

    def stop_taking(self) -> None:
        """Begin to shut down: what runs may end, nothing new is taken."""
        self._is_taking = False

    def drain(self, *, is_asked: bool) -> None:
        """Take nothing new from the next tick on, or take jobs again."""
        self._is_drain_asked = is_asked

    @property
    def _may_take(self) -> bool:
        return self._is_taking and not self._is_draining

    def _hand_back_listeners(self) -> None:
        """They would never end: another worker may listen instead."""
        for attempt in self._running.values():
            if attempt.is_listening:
                attempt.stop.set(StopReason.SHUTDOWN)

    def interrupt(self) -> None:
        """End the shutdown: stop what still runs; its jobs are handed back unreported."""
        for attempt in self._running.values():
            attempt.stop.set(StopReason.SHUTDOWN)

    def let_go(self) -> bool:
        """Stop everything when the lease is over; whether something was stopped.

        Never waits, so that it can be called while a tick does. What ended in time is still
        reported: the fence decides whether that counts.
        """
        if not self.lease.is_over():
            return False
        lost = [each for each in self._running.values() if self._is_lost(each)]
        for attempt in lost:
            attempt.stop.set(StopReason.LOST)
        if lost:
            LOG.warning(
                "The database was not reached for most of the lease: %s running tasks are"
                " stopped, since other workers may begin them.",
                len(lost),
            )
        return bool(lost)

    def _is_lost(self, attempt: Attempt) -> bool:
        if attempt.outcome is not None and self.lease.covers(attempt.ended):
            return False
        return not attempt.stop.is_set

    def _drop_lost(self) -> bool:
        """Forget attempts that ended because the lease was over: nothing is reported of them."""
        lost = [each for each in self._ended if each.stop.reason is StopReason.LOST]
        for attempt in lost:
            self._ended.remove(attempt)
            self._running.pop(attempt.job.id, None)
            self._observe_end(attempt)
        self._give_up(lost, ())
        return bool(lost)

    def _rejoin(self) -> None:
        """Begin anew when nothing runs any more, under another name after a lost lease."""
        if self._running:
            return
        if self.lease.is_over():
            self._lives += 1
            self._id = f"{self._parts.worker_id}-{self._lives}"
            LOG.warning("The worker takes jobs again, as %s.", self._id)
        self.lease.end()

    def _obey(self, now: datetime) -> None:
        stops = self._parts.stop_registry.take()
        if jump := self._jumps.since_last():
            LOG.warning("The clock has jumped by %s: limits of running tasks move with it.", jump)
            for attempt in self._running.values():
                attempt.move_limits(jump)
        for attempt in self._running.values():
            if attempt.task_run_id in stops:
                attempt.stop.set(StopReason.KILLED)
            attempt.expire(now)

    async def _report_ended(self, now: datetime) -> bool:
        """What can't be stored now stays for the next tick."""
        did = bool(self._ended)
        while self._ended:
            batch = self._ended[:ENDED_PER_TRANSACTION_MAX]
            until = None if self.lease.is_over() else self.lease.ask().until
            left = await self._reporter.report(batch, self._id, until)
            for attempt in batch:
                self._running.pop(attempt.job.id, None)
                self._observe_end(attempt)
            self._rest_after(batch, now)
            self._reported += len(batch)
            del self._ended[: len(batch)]
            try:
                await self._begin([each.job for each in left], left, now)
            finally:
                self._give_up(batch, left)
        return did

    def _give_up(self, ended: Sequence[Attempt], left: Sequence[Removal]) -> None:
        """Let go of what attempts have held for their ends, but for what is being confirmed."""
        begun = [each.leftover for each in left if each.job.id in self._running]
        for attempt in ended:
            leftover = attempt.context.leftover
            if leftover is None or leftover.give_up is None:
                continue
            if not any(each is leftover for each in begun):
                self._parts.attempts.aside(leftover.give_up)

    def _rest_after(self, ended: Sequence[Attempt], now: datetime) -> None:
        """Take nothing for a while when something was given back: it would come at once."""
        if any(each.stop.reason is StopReason.EXHAUSTED for each in ended):
            self._rest.begin(now)
        elif any(each.state is StateType.SUCCESS for each in ended):
            self._rest.forget()

    def _observe_end(self, attempt: Attempt) -> None:
        telemetry, context, job = self._parts.telemetry, attempt.context, attempt.job
        seconds = (attempt.ended - attempt.started).total_seconds()
        telemetry.job_ended(job, context.plugin_type, attempt.state, seconds)
        if job.trigger_id is not None and attempt.state in _OUTCOMES:
            is_failed = attempt.state is StateType.FAILED
            ended = Evaluated(context.plugin_type, job.namespace, seconds, is_failed)
            telemetry.trigger_evaluated(ended)
        if context.trace is not None:
            task = (context.task_id, context.plugin_type, attempt.state)
            telemetry.job_span(context.trace, job, task, (attempt.started, attempt.ended))

    async def _flush(self, now: datetime) -> bool:
        """Store what running attempts wrote, in small batches, so that followers see it."""
        if self.lease.is_over() or (self._next_flush is not None and now < self._next_flush):
            return False
        self._next_flush = now + timedelta(seconds=LOG_FLUSH_S)
        return await self._reporter.flush(self._running.values())

    async def _keep(self, now: datetime) -> bool:
        """Renew leases, and look for jobs that are not ours any more."""
        if not self._running or self.lease.is_over():
            return False
        if self._next_renewal is None or now >= self._next_renewal:
            term = self.lease.ask()
            async with self._parts.store.transaction() as tx:
                kept = await tx.jobs.keep(self._id, list(self._running), term.until)
            self.lease.renew(term)
            self._next_renewal = now + self.lease.renewal
            return self._drop_all_but(kept)
        if self._next_check is None or now >= self._next_check:
            self._next_check = now + timedelta(seconds=JOBS_CHECK_S)
            async with self._parts.store.transaction() as tx:
                jobs = await tx.jobs.claimed_by(self._id)
            for job in jobs:
                if job.is_stopping and job.id in self._running:
                    self._running[job.id].stop.set(StopReason.KILLED)
            return self._drop_all_but(job.id for job in jobs)
        return False

    def _drop_all_but(self, kept: Iterable[str]) -> bool:
        """A job that vanished was stopped by the engine, or another worker has it.

        Either way the attempt must stop; which it is shows when its end is reported.
        """
        known = set(kept)
        gone = [
            attempt
            for job_id, attempt in self._running.items()
            if job_id not in known and not attempt.stop.is_set
        ]
        for attempt in gone:
            attempt.stop.set(StopReason.KILLED)
        return bool(gone)

    async def _claim(self, now: datetime) -> bool:
        if not self._rest.is_over(now):
            return False
        parts = self._parts
        is_full = len(self._running) >= self.places
        if not self._may_take or is_full or self.lease.is_over():
            return False
        term = self.lease.ask()
        async with parts.store.transaction() as tx:
            jobs = await parts.places.fill(
                self.jobs(),
                lambda queue, limit: tx.jobs.claim(self._id, limit, term.until, queue),
            )
        if not jobs:
            return False
        self.lease.begin(term)
        if not self._running:
            self._next_renewal = now + self.lease.renewal
            self._next_check = now + timedelta(seconds=JOBS_CHECK_S)
        await self._begin(jobs, (), now)
        return True

    async def _begin(self, jobs: Sequence[Job], removals: Sequence[Removal], now: datetime) -> None:
        """Start the attempts of jobs that this worker holds; `removals` are known for some."""
        if not jobs:
            return
        ways = {each.job.id: each.leftover.remove for each in removals}
        prepared = [each for job in jobs if (each := await self._prepared(job, now)) is not None]
        await self._record_starts(prepared, now)
        if self.lease.is_over():
            # The answers took too long: what was claimed goes to others, unbegun.
            return
        for _, attempt in prepared:
            if attempt is None:
                continue
            if isinstance(attempt, CancelAttempt):
                attempt.remove = ways.get(attempt.job.id)
            self._running[attempt.job.id] = attempt
            self._parts.telemetry.job_started(attempt.job, attempt.context.plugin_type, now)
            self._parts.attempts.start(attempt)

    async def _prepared(self, job: Job, now: datetime) -> tuple[Job, Attempt | None] | None:
        """The job with its attempt; None when it has failed before it could begin."""
        try:
            return job, await self._parts.prepare(job)
        except Exception as error:
            if is_outage(error):
                raise
            LOG.exception("a job can't be prepared", extra={"execution_id": job.execution_id})
            await self._reporter.report_unprepared(job, error, now)
            if job.trigger_id is not None:
                unprepared = Evaluated("", job.namespace, 0.0, is_failed=True)
                self._parts.telemetry.trigger_evaluated(unprepared)
            return None

    async def _record_starts(
        self, prepared: Sequence[tuple[Job, Attempt | None]], now: datetime
    ) -> None:
        worker_id = self._id
        async with self._parts.store.transaction() as tx:
            for job, attempt in prepared:
                if attempt is None and job.cancels:
                    tx.jobs.done(job)
                elif attempt is None:
                    tx.jobs.forget(job.execution_id, [job.task_run_id])
                elif job.trigger_id is None and not job.cancels:
                    started = JobStarted(job.task_run_id, job.attempt, worker_id, now)
                    tx.inbox.put(job.execution_id, started)
