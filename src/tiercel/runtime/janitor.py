"""The loop that puts right what crashes leave behind: lost jobs, lost locks, stuck executions.

It also removes keys of requests that are answered no longer, seals the audit log, and lets the
retention remove what is old.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import msgspec

from tiercel.engine.triggers import state as trigger_state
from tiercel.engine.waiting import children_waited_for, moves_of, waiting_reasons
from tiercel.model.errors import Stale
from tiercel.model.events import ChildEnded, FlowChanged, JobLost, Stuck, Submitted
from tiercel.model.execution import Execution
from tiercel.model.job import Job, cancelling
from tiercel.model.limits import (
    EXPIRED_PER_TICK_MAX,
    IDEMPOTENCY_REMOVAL_PERIOD_S,
    IDEMPOTENCY_REMOVED_MAX,
    JANITOR_PERIOD_S,
    LEASE_RENEWAL_S,
    RECONCILED_PER_TICK_MAX,
    RECONCILER_PERIOD_S,
)
from tiercel.model.state import StateType
from tiercel.ports.store import Store, Tx
from tiercel.runtime.reasons import is_outage
from tiercel.runtime.retention import Retention
from tiercel.service.audit.sealing import AuditKeeper
from tiercel.service.off_loop import by_rows
from tiercel.service.operations.idempotency import remove_old_keys

LOG = logging.getLogger("tiercel.janitor")


# Somebody must let these go on.
PAUSED_STATES = (StateType.PAUSED, StateType.BREAKPOINT)


class _Suspect(msgspec.Struct, frozen=True):
    """An execution that nothing seems to move, as of a version; `is_woken` when that was tried."""

    version: int
    is_woken: bool = False


class Janitor:
    """Hands lost jobs back, and wakes executions that nothing would ever move again."""

    def __init__(
        self, store: Store, retention: Retention | None = None, audit: AuditKeeper | None = None
    ) -> None:
        self._store = store
        self._audit = audit
        self._retention = retention
        self._next_check: datetime | None = None
        self._next_round: datetime | None = None
        self._next_removal: datetime | None = None
        self._looked: datetime | None = None
        self._patient_until: datetime | None = None
        self._after = ""
        self._suspects: dict[str, _Suspect] = {}

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
        if self._next_removal is None or now >= self._next_removal:
            await self._remove_keys(now)
        if self._audit is not None:
            await self._audit.tick(now)
        if self._retention is not None:
            await self._retention.tick(now)
        return did

    async def _remove_keys(self, now: datetime) -> None:
        """Some at once: where there are more, the next tick goes on."""
        try:
            count = await remove_old_keys(self._store, now)
        except Stale:
            # Another server removes them.
            return
        if count < IDEMPOTENCY_REMOVED_MAX:
            self._next_removal = now + timedelta(seconds=IDEMPOTENCY_REMOVAL_PERIOD_S)

    async def take_back(self, now: datetime) -> None:
        """At a start where nobody else can claim a job: what is claimed was so by a worker that
        died.

        Its lease need not be waited for; the fences keep late answers out as ever.
        """
        async with self._store.transaction() as tx:
            _, claimed = await tx.jobs.count()
            claimed_jobs = await tx.jobs.expired(datetime.max.replace(tzinfo=UTC), claimed)
        await self._lose_all(claimed_jobs, now)

    async def _hand_back(self, now: datetime) -> bool:
        """Jobs of workers that did not renew their lease go to others."""
        async with self._store.transaction() as tx:
            expired = await tx.jobs.expired(now, EXPIRED_PER_TICK_MAX)
        if not self._is_sure(now):
            return False
        await self._lose_all(expired, now)
        return bool(expired)

    async def _lose_all(self, jobs: Sequence[Job], now: datetime) -> None:
        for job in jobs:
            LOG.warning("The worker %s of job %s is gone: re-emitting.", job.worker_id, job.id)
            try:
                async with self._store.transaction() as tx:
                    await self._lose(tx, job, now)
            except Stale:
                # The worker came back and ended or renewed it in this moment.
                continue
            except Exception as error:
                if is_outage(error):
                    raise
                LOG.exception("a lost job can't be handed back", extra=_of(job.execution_id))

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
        if job.cancels:
            tx.jobs.put(cancelling(job, job.cancels, now))
            return
        if job.trigger_id is None:
            tx.inbox.put(job.execution_id, JobLost(job.task_run_id, job.attempt, job.handle))
            return
        state = await tx.triggers.get(job.namespace, job.flow_id, job.trigger_id)
        if state is not None and state.is_locked:
            tx.triggers.put(trigger_state.handed_back(state, now))

    async def _reconcile(self, now: datetime) -> bool:
        """Look at the next executions; a full round begins anew after the pause."""
        async with self._store.transaction() as tx:
            ids = await tx.executions.unsettled(self._after, RECONCILED_PER_TICK_MAX)
        for execution_id in ids:
            try:
                await self._look_at(execution_id)
            except Exception as error:
                if is_outage(error):
                    raise
                LOG.exception("an execution can't be looked at", extra=_of(execution_id))
        if len(ids) < RECONCILED_PER_TICK_MAX:
            self._after = ""
            self._next_round = now + timedelta(seconds=RECONCILER_PERIOD_S)
            return False
        self._after = ids[-1]
        return True

    async def _look_at(self, execution_id: str) -> None:
        """Wake what waits for nothing, or for what is over; end it when that does not help.

        Its events may just be on their way: only what stays the same is stuck.
        """
        async with self._store.transaction() as tx:
            head = await tx.executions.head(execution_id)
            if head is None or await self._is_busy(tx, head):
                self._suspects.pop(execution_id, None)
                return
            execution = await tx.executions.get(execution_id)
            if execution is None or await self._goes_on(tx, execution):
                self._suspects.pop(execution_id, None)
                return
            known = self._suspects.get(execution_id)
            if known is None or known.version != execution.version:
                self._suspects[execution_id] = _Suspect(execution.version)
            elif not known.is_woken:
                LOG.error("Execution %s waits for nothing: it is looked at again.", execution_id)
                await self._wake(tx, execution)
                # Folding that alone makes the next version.
                self._suspects[execution_id] = _Suspect(execution.version + 1, is_woken=True)
            else:
                LOG.error("Execution %s still waits for nothing: it is ended.", execution_id)
                tx.inbox.put(execution_id, Stuck(moves_of(execution)))
                del self._suspects[execution_id]

    async def _is_busy(self, tx: Tx, head: Execution) -> bool:
        """Whether something will come: that is known without its task runs."""
        if head.is_settled or await tx.inbox.waits(head.id):
            return True
        return bool(await tx.jobs.of(head.id) or await tx.timers.of(head.id))

    async def _goes_on(self, tx: Tx, execution: Execution) -> bool:
        if execution.current is StateType.QUEUED:
            claimed_jobs = await tx.executions.count_slots(execution.namespace, execution.flow_id)
            return claimed_jobs > 0 or await tx.inbox.waits(execution.id)
        children, is_waiting = await by_rows(len(execution.task_runs), _waits_for, execution)
        if children and execution.current not in PAUSED_STATES:
            is_over = await self._are_over(tx, children)
            return not is_over or await tx.inbox.waits(execution.id)
        if is_waiting:
            return True
        return await tx.inbox.waits(execution.id)

    async def _are_over(self, tx: Tx, children: Sequence[ChildEnded]) -> bool:
        """Whether all of them have settled, or are gone; one that was retried goes on elsewhere."""
        for child in children:
            head = await tx.executions.head(child.child_id)
            if head is None:
                continue
            if not head.is_settled or head.current is StateType.RETRIED:
                return False
        return True

    async def _wake(self, tx: Tx, execution: Execution) -> None:
        if execution.current is StateType.QUEUED:
            tx.inbox.put(execution.id, FlowChanged())
            return
        for child in children_waited_for(execution):
            head = await tx.executions.head(child.child_id)
            if head is None:
                tx.inbox.put(execution.id, child)
            elif head.caller is not None and head.caller.execution_id == execution.id:
                # It reports its end once more.
                tx.inbox.put(child.child_id, Submitted())
            else:
                notice = msgspec.structs.replace(child, state=head.current, outputs=head.outputs)
                tx.inbox.put(execution.id, notice)
        tx.inbox.put(execution.id, Submitted())


def _waits_for(execution: Execution) -> tuple[list[ChildEnded], bool]:
    return children_waited_for(execution), bool(waiting_reasons(execution, (), ()))


def _of(execution_id: str) -> dict[str, str]:
    return {"execution_id": execution_id}
