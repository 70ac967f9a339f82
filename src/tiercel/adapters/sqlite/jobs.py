"""The job queue in SQLite."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from msgspec.structs import replace

from tiercel.adapters.rows import maybe_micros
from tiercel.adapters.sql.filters import Binding
from tiercel.adapters.sqlite.mirrors import Mirrors
from tiercel.adapters.sqlite.unit import SqliteUnit
from tiercel.adapters.sqlite.writer import COUNTED
from tiercel.model.job import Job
from tiercel.model.lists.conditions import micros
from tiercel.model.stored.codec import encode_job

_PUT = (
    "REPLACE INTO jobs (seq, id, execution_id, task_run_id, worker_id, lease_until, fence, body)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
)
_CLAIM = "UPDATE jobs SET worker_id = ?, lease_until = ?, fence = ? WHERE id = ? AND fence = ?"
_KEEP = "UPDATE jobs SET lease_until = ? WHERE id = ? AND worker_id = ?"
_REMEMBER = "UPDATE jobs SET body = ? WHERE id = ? AND fence = ?"
_DONE = "DELETE FROM jobs WHERE id = ? AND fence = ?"
_FORGET = "DELETE FROM jobs WHERE execution_id = ? AND task_run_id = ?"


class SqliteJobs:
    """See `ports.store.Jobs`. Reads are answered by the mirror.

    `new_unit` makes the small transactions of `claim` and `keep`.
    """

    def __init__(
        self, unit: SqliteUnit, mirrors: Mirrors, new_unit: Callable[[], SqliteUnit]
    ) -> None:
        self._unit = unit
        self._mirror = mirrors.jobs
        self._new_unit = new_unit

    async def claim(
        self, worker_id: str, limit: int, lease_until: datetime, group: str | None
    ) -> list[Job]:
        """Take waiting jobs of the group, oldest first, under a lease, at once."""
        mirror, taken = self._mirror, self._mirror.take(limit, group)
        if not taken:
            return []
        claimed = [
            replace(job, worker_id=worker_id, lease_until=lease_until, fence=job.fence + 1)
            for job in taken
        ]
        unit, lease = self._new_unit(), micros(lease_until)
        for job in claimed:
            unit.run(_CLAIM, (worker_id, lease, job.fence, job.id, job.fence - 1))
        stored: list[Job] = []
        # A job that was removed meanwhile has left the mirror, too: nobody gets it.
        unit.then(lambda: stored.extend(job for job in claimed if mirror.settle(job)))
        unit.finally_(lambda: None if stored else mirror.give_back(taken))
        await unit.commit()
        return stored

    async def keep(
        self, worker_id: str, job_ids: Sequence[str], lease_until: datetime
    ) -> list[str]:
        """Extend leases at once; the ids that the worker still holds."""
        asked = self._mirror.claimed(worker_id, job_ids)
        unit, lease, mirror = self._new_unit(), micros(lease_until), self._mirror
        for job_id in asked:
            unit.run(_KEEP, (lease, job_id, worker_id), COUNTED)
        unit.then(lambda: mirror.extend(mirror.claimed(worker_id, asked), lease_until))
        counts = await unit.commit()
        return [job_id for job_id, count in zip(asked, counts, strict=True) if count]

    async def remember(self, job: Job, handle: bytes) -> bool:
        """Store a handle with a claimed job, at once; whether its fence is the stored one."""
        unit, mirror = self._new_unit(), self._mirror
        body = encode_job(replace(job, handle=handle))
        unit.run(_REMEMBER, (body, job.id, job.fence), COUNTED)
        (count,) = await unit.commit()
        if count:
            mirror.remember(job.id, handle)
        return bool(count)

    async def expired(self, now: datetime, limit: int) -> list[Job]:
        """Claimed jobs whose lease is over."""
        return self._mirror.expired(now, limit)

    async def of(self, execution_id: str) -> list[Job]:
        """All jobs of an execution, waiting and claimed."""
        return self._mirror.of(execution_id)

    async def claimed_by(self, worker_id: str) -> list[Job]:
        """The jobs that a worker holds."""
        return self._mirror.claimed_by(worker_id)

    async def count(self) -> tuple[int, int]:
        """How many wait, how many are claimed."""
        return self._mirror.count()

    async def oldest(self) -> datetime | None:
        """When the job that waits longest was made."""
        return self._mirror.oldest()

    async def queue_of(self, job: Job, limit: int) -> tuple[int, int]:
        """The place of a waiting job in the queue of its group, and how many are claimed."""
        return self._mirror.queue_of(job, limit)

    def put(self, job: Job) -> None:
        """A new job; one with the same id is replaced."""
        mirror = self._mirror
        row: list[Binding] = [
            0,
            job.id,
            job.execution_id,
            job.task_run_id,
            job.worker_id,
            maybe_micros(job.lease_until),
            job.fence,
            encode_job(job),
        ]
        self._unit.run_numbered(_PUT, row)

        def add() -> None:
            assert isinstance(row[0], int)
            mirror.add(job, row[0])

        self._unit.then(add)
        self._unit.notify("worker")

    def done(self, job: Job) -> None:
        """Remove a finished job. Guard: the stored fence is the job's."""
        self._unit.run(_DONE, (job.id, job.fence), 1)
        self._unit.then(lambda: self._mirror.remove(job.id))

    def stop(self, execution_id: str, task_run_ids: Sequence[str]) -> None:
        """Ask whoever holds these jobs to stop: the only server that has the file."""
        mirror, wanted = self._mirror, list(task_run_ids)
        self._unit.then(lambda: mirror.stop(execution_id, wanted))

    def forget(self, execution_id: str, task_run_ids: Sequence[str]) -> None:
        """Remove jobs without a guard; unknown ones are fine."""
        mirror, wanted = self._mirror, list(task_run_ids)

        def forget() -> None:
            for job_id in mirror.ids_of(execution_id, wanted):
                mirror.remove(job_id)

        for task_run_id in wanted:
            self._unit.run(_FORGET, (execution_id, task_run_id))
        self._unit.then(forget)
