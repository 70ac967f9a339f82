"""The loop that puts right what crashes leave behind: lost jobs, lost locks, stuck executions.

It also lets the retention remove what is old.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from tiercel.engine import trigger_state
from tiercel.engine.waiting import waiting_reason
from tiercel.model.errors import Stale
from tiercel.model.events import JobLost, Submitted
from tiercel.model.execution import Execution
from tiercel.model.job import Job
from tiercel.model.limits import (
    EXPIRED_PER_TICK_MAX,
    JANITOR_PERIOD_S,
    LEASE_RENEWAL_S,
    RECONCILED_PER_TICK_MAX,
    RECONCILER_PERIOD_S,
)
from tiercel.ports.store import Store, Tx
from tiercel.runtime.retention import Retention

LOG = logging.getLogger("tiercel.janitor")


class Janitor:
    """Hands lost jobs back, and wakes executions that nothing would ever move again."""

    def __init__(self, store: Store, retention: Retention | None = None) -> None:
        self._store = store
        self._retention = retention
        self._next_check: datetime | None = None
        self._next_round: datetime | None = None
        self._looked: datetime | None = None
        self._patient_until: datetime | None = None
        self._after = ""
        self._suspects: dict[str, int] = {}

    def next_due(self) -> datetime | None:
        """When leases are checked again."""
        return self._next_check

    async def tick(self, now: datetime) -> bool:
        """Check leases, and from time to time some executions; whether anything was done."""
        if self._next_check is not None and now < self._next_check:
            return False
        self._next_check = now + timedelta(seconds=JANITOR_PERIOD_S)
        did = await self._hand_back(now)
        if self._next_round is None:
            self._next_round = now + timedelta(seconds=RECONCILER_PERIOD_S)
        if now >= self._next_round:
            did |= await self._reconcile(now)
        if self._retention is not None:
            await self._retention.tick(now)
        return did

    async def _hand_back(self, now: datetime) -> bool:
        """Jobs of workers that did not renew their lease go to others."""
        async with self._store.transaction() as tx:
            expired = await tx.jobs.expired(now, EXPIRED_PER_TICK_MAX)
        if not self._is_sure(now):
            return False
        for job in expired:
            LOG.warning("The worker %s of job %s is gone: re-emitting.", job.worker_id, job.id)
            try:
                async with self._store.transaction() as tx:
                    await self._lose(tx, job, now)
            except Stale:
                # The worker came back and ended or renewed it in this moment.
                continue
        return bool(expired)

    def _is_sure(self, now: datetime) -> bool:
        """Whether workers could renew their leases lately.

        When the database was away for long, all leases are over at once, and the workers alive:
        their first renewal goes before.
        """
        renewal = timedelta(seconds=LEASE_RENEWAL_S)
        if self._looked is not None and now - self._looked >= renewal:
            self._patient_until = now + renewal
        self._looked = now
        return self._patient_until is None or now >= self._patient_until

    async def _lose(self, tx: Tx, job: Job, now: datetime) -> None:
        tx.jobs.done(job)
        if job.trigger_id is None:
            tx.inbox.put(job.execution_id, JobLost(job.task_run_id, job.attempt))
            return
        state = await tx.triggers.get(job.namespace, job.flow_id, job.trigger_id)
        if state is not None and state.is_locked:
            tx.triggers.put(
                trigger_state.changed(
                    state, is_locked=False, worker_id=None, updated=now, next_date=now
                )
            )

    async def _reconcile(self, now: datetime) -> bool:
        """Look at the next executions; a full round begins anew after the pause."""
        async with self._store.transaction() as tx:
            ids = await tx.executions.unsettled(self._after, RECONCILED_PER_TICK_MAX)
        for execution_id in ids:
            await self._look_at(execution_id)
        if len(ids) < RECONCILED_PER_TICK_MAX:
            self._after = ""
            self._next_round = now + timedelta(seconds=RECONCILER_PERIOD_S)
            return False
        self._after = ids[-1]
        return True

    async def _look_at(self, execution_id: str) -> None:
        async with self._store.transaction() as tx:
            execution = await tx.executions.get(execution_id)
            if execution is None or await self._reason(tx, execution) is not None:
                self._suspects.pop(execution_id, None)
                return
            # Its events may just be on their way: only what stays the same is stuck.
            if self._suspects.get(execution_id) == execution.version:
                LOG.error("Execution %s waits for nothing: it is looked at again.", execution_id)
                tx.inbox.put(execution_id, Submitted())
                self._suspects.pop(execution_id)
            else:
                self._suspects[execution_id] = execution.version

    async def _reason(self, tx: Tx, execution: Execution) -> str | None:
        jobs = await tx.jobs.of(execution.id)
        timers = await tx.timers.of(execution.id)
        return waiting_reason(execution, jobs, timers)
