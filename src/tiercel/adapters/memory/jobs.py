"""The job queue in memory."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from tiercel.adapters.memory.faults import FaultPlan
from tiercel.adapters.memory.tables import Tables
from tiercel.adapters.memory.unit import MemoryUnit
from tiercel.model.job import Job


class MemoryJobs:
    """See `ports.store.Jobs`."""

    def __init__(self, tables: Tables, unit: MemoryUnit, faults: FaultPlan) -> None:
        self._tables = tables
        self._unit = unit
        self._faults = faults

    async def claim(
        self, worker_id: str, limit: int, lease_until: datetime, group: str | None
    ) -> list[Job]:
        """Take waiting jobs of the group, oldest first, under a lease, at once."""
        jobs = self._tables.jobs
        if not jobs.count()[0]:
            return []
        self._faults.before_commit(1)
        claimed = [
            replace(job, worker_id=worker_id, lease_until=lease_until, fence=job.fence + 1)
            for job in jobs.take(limit, group)
        ]
        for job in claimed:
            jobs.settle(job)
        self._faults.after_commit(1)
        return claimed

    async def keep(
        self, worker_id: str, job_ids: Sequence[str], lease_until: datetime
    ) -> list[str]:
        """Extend leases at once; the ids that the worker still holds."""
        claimed = self._tables.jobs.claimed(worker_id, job_ids)
        self._faults.before_commit(1)
        self._tables.jobs.extend(claimed, lease_until)
        self._faults.after_commit(1)
        return claimed

    async def remember(self, job: Job, handle: bytes) -> bool:
        """Store a handle with a claimed job, at once; whether its fence is the stored one."""
        stored = self._tables.jobs.get(job.id)
        if stored is None or stored.fence != job.fence:
            return False
        self._faults.before_commit(1)
        self._tables.jobs.remember(job.id, handle)
        self._faults.after_commit(1)
        return True

    async def expired(self, now: datetime, limit: int) -> list[Job]:
        """Claimed jobs whose lease is over."""
        return self._tables.jobs.expired(now, limit)

    async def of(self, execution_id: str) -> list[Job]:
        """All jobs of an execution, waiting and claimed."""
        return self._tables.jobs.of(execution_id)

    async def claimed_by(self, worker_id: str) -> list[Job]:
        """The jobs that a worker holds."""
        return self._tables.jobs.claimed_by(worker_id)

    async def count(self) -> tuple[int, int]:
        """How many wait, how many are claimed."""
        return self._tables.jobs.count()

    async def oldest(self) -> datetime | None:
        """When the job that waits longest was made."""
        return self._tables.jobs.oldest()

    async def queue_of(self, job: Job, limit: int) -> tuple[int, int]:
        """The place of a waiting job in the queue of its group, and how many are claimed."""
        return self._tables.jobs.queue_of(job, limit)

    def put(self, job: Job) -> None:
        """A new job; one with the same id is replaced."""
        tables = self._tables

        def apply() -> None:
            tables.jobs.add(job, tables.next_seq())

        self._unit.write(apply, lambda view: view.becomes(("job", job.id), job.fence))
        self._unit.notify("worker")

    def done(self, job: Job) -> None:
        """Remove a finished job. Guard: the stored fence is the job's."""
        jobs = self._tables.jobs

        def fence() -> int | None:
            stored = jobs.get(job.id)
            return None if stored is None else stored.fence

        self._unit.write(
            lambda: jobs.remove(job.id),
            lambda view: view.moves(("job", job.id), fence(), job.fence, None),
        )

    def stop(self, execution_id: str, task_run_ids: Sequence[str]) -> None:
        """Ask whoever holds these jobs to stop."""
        jobs, wanted = self._tables.jobs, list(task_run_ids)
        self._unit.write(lambda: jobs.stop(execution_id, wanted))

    def forget(self, execution_id: str, task_run_ids: Sequence[str]) -> None:
        """Remove jobs without a guard; unknown ones are fine."""
        jobs, wanted = self._tables.jobs, list(task_run_ids)

        def apply() -> None:
            for job_id in jobs.ids_of(execution_id, wanted):
                jobs.remove(job_id)

        self._unit.write(apply)
