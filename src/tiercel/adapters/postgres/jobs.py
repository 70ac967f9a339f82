"""The job queue in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from msgspec.structs import replace

from tiercel.adapters.postgres.kinds import WriteKind, delete
from tiercel.adapters.postgres.reader import Reader, Row
from tiercel.adapters.postgres.unit import PostgresUnit
from tiercel.adapters.rows import from_micros, maybe_micros
from tiercel.model.job import Job
from tiercel.model.lists.conditions import micros
from tiercel.model.stored.codec import decode_job, encode_job

_CELLS = "seq, worker_id, lease_until, fence, is_stopping, body"
_COLUMNS = "id, execution_id, task_run_id, worker_group, worker_id, lease_until, fence, body"
# A job that is put again goes to the end of the queue.
_PUT = WriteKind(
    "jobs",
    f"INSERT INTO jobs ({_COLUMNS}) SELECT {_COLUMNS} FROM unnest($1::text[], $2::text[],"
    " $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::bytea[])"
    f" WITH ORDINALITY AS r({_COLUMNS}, nth) ORDER BY nth"
    " ON CONFLICT (id) DO UPDATE SET seq = DEFAULT, execution_id = excluded.execution_id,"
    " task_run_id = excluded.task_run_id, worker_group = excluded.worker_group,"
    " worker_id = excluded.worker_id, lease_until = excluded.lease_until,"
    " fence = excluded.fence, is_stopping = 0, body = excluded.body",
    key=1,
    is_last=True,
)
_DONE = delete("jobs", ("id", "fence"), is_guarded=True)
_FORGET = delete("jobs", ("execution_id", "task_run_id"))
_STOP = WriteKind(
    "jobs",
    "UPDATE jobs SET is_stopping = 1 FROM unnest($1::text[], $2::text[]) AS r(execution_id, id)"
    " WHERE jobs.execution_id = r.execution_id AND jobs.task_run_id = r.id"
    " AND worker_id IS NOT NULL",
    key=2,
    is_last=True,
    is_sorted=True,
)
_CLAIM = (
    "UPDATE jobs SET worker_id = $1, lease_until = $2, fence = fence + 1 FROM"
    " (SELECT id FROM jobs WHERE worker_id IS NULL AND worker_group = $3"
    " ORDER BY seq LIMIT $4 FOR UPDATE SKIP LOCKED) AS oldest WHERE jobs.id = oldest.id"
    " RETURNING jobs.seq, jobs.worker_id, jobs.lease_until, jobs.fence, jobs.is_stopping, jobs.body"
)
_KEEP = (
    "UPDATE jobs SET lease_until = $1 WHERE id = ANY($2::text[]) AND worker_id = $3 RETURNING id"
)
_REMEMBER = "UPDATE jobs SET body = $1 WHERE id = $2 AND fence = $3 RETURNING id"
_EXPIRED = (
    f"SELECT {_CELLS} FROM jobs WHERE worker_id IS NOT NULL AND lease_until <= $1"
    " ORDER BY lease_until, seq LIMIT $2"
)
_OF = f"SELECT {_CELLS} FROM jobs WHERE execution_id = $1 ORDER BY seq"
_CLAIMED = f"SELECT {_CELLS} FROM jobs WHERE worker_id = $1 ORDER BY seq"
_COUNT = "SELECT count(*) FILTER (WHERE worker_id IS NULL), count(worker_id) FROM jobs"
_OLDEST = "SELECT body FROM jobs WHERE worker_id IS NULL ORDER BY seq LIMIT 1"

_QUEUE_OF = (
    "SELECT (SELECT count(*) FROM (SELECT 1 FROM jobs WHERE worker_id IS NULL"
    " AND worker_group = $2 AND seq <= this.seq LIMIT $3) AS before),"
    " (SELECT count(*) FROM jobs WHERE worker_id IS NOT NULL AND worker_group = $2)"
    " FROM (SELECT max(seq) AS seq FROM jobs WHERE id = $1 AND worker_id IS NULL) AS this"
)


class PostgresJobs:
    """See `ports.store.Jobs`."""

    def __init__(self, unit: PostgresUnit, reader: Reader) -> None:
        self._unit = unit
        self._reader = reader

    async def claim(
        self, worker_id: str, limit: int, lease_until: datetime, group: str | None
    ) -> list[Job]:
        """Take waiting jobs of the group, oldest first, under a lease, at once."""
        rows = await self._reader.rows(_CLAIM, worker_id, micros(lease_until), group or "", limit)
        return [_job(row) for row in sorted(rows, key=_seq)]

    async def keep(
        self, worker_id: str, job_ids: Sequence[str], lease_until: datetime
    ) -> list[str]:
        """Extend leases at once; the ids that the worker still holds."""
        rows = await self._reader.rows(_KEEP, micros(lease_until), list(job_ids), worker_id)
        kept = {row[0] for row in rows}
        return [job_id for job_id in job_ids if job_id in kept]

    async def remember(self, job: Job, handle: bytes) -> bool:
        """Store a handle with a claimed job, at once; whether its fence is the stored one."""
        body = encode_job(replace(job, handle=handle))
        return bool(await self._reader.rows(_REMEMBER, body, job.id, job.fence))

    async def expired(self, now: datetime, limit: int) -> list[Job]:
        """Claimed jobs whose lease is over, longest over first."""
        return [_job(row) for row in await self._reader.rows(_EXPIRED, micros(now), limit)]

    async def of(self, execution_id: str) -> list[Job]:
        """All jobs of an execution, waiting and claimed."""
        return [_job(row) for row in await self._reader.rows(_OF, execution_id)]

    async def claimed_by(self, worker_id: str) -> list[Job]:
        """The jobs that a worker holds."""
        return [_job(row) for row in await self._reader.rows(_CLAIMED, worker_id)]

    async def count(self) -> tuple[int, int]:
        """How many wait, how many are claimed."""
        ((waiting, claimed),) = await self._reader.rows(_COUNT)
        return waiting, claimed

    async def oldest(self) -> datetime | None:
        """When the job that waits longest was made."""
        row = await self._reader.row(_OLDEST)
        return None if row is None else decode_job(row[0]).created

    async def queue_of(self, job: Job, limit: int) -> tuple[int, int]:
        """The place of a waiting job in the queue of its group, and how many are claimed."""
        group = job.worker_group or ""
        ((place, claimed),) = await self._reader.rows(_QUEUE_OF, job.id, group, limit + 1)
        return place, claimed

    def put(self, job: Job) -> None:
        """A new job; one with the same id is replaced."""
        row = (
            job.id,
            job.execution_id,
            job.task_run_id,
            job.worker_group or "",
            job.worker_id,
            maybe_micros(job.lease_until),
            job.fence,
            encode_job(job),
        )
        self._unit.put(_PUT, job.execution_id, row)
        self._unit.notify("worker")

    def done(self, job: Job) -> None:
        """Remove a finished job. Guard: the stored fence is the job's."""
        self._unit.put(_DONE, job.execution_id, (job.id, job.fence))

    def stop(self, execution_id: str, task_run_ids: Sequence[str]) -> None:
        """Ask whoever holds these jobs to stop."""
        for task_run_id in task_run_ids:
            self._unit.put(_STOP, execution_id, (execution_id, task_run_id))
        self._unit.notify("worker")

    def forget(self, execution_id: str, task_run_ids: Sequence[str]) -> None:
        """Remove jobs without a guard; unknown ones are fine."""
        for task_run_id in task_run_ids:
            self._unit.put(_FORGET, execution_id, (execution_id, task_run_id))


def _seq(row: Row) -> int:
    return int(row[0])


def _job(row: Row) -> Job:
    _, worker_id, lease_until, fence, is_stopping, body = row
    return replace(
        decode_job(body),
        worker_id=worker_id,
        lease_until=None if lease_until is None else from_micros(lease_until),
        fence=fence,
        is_stopping=bool(is_stopping),
    )
