"""The job queue in memory: waiting jobs by worker group, claimed ones by worker."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import TypeVar

from msgspec.structs import replace

from tiercel.model.job import Job

K = TypeVar("K")


class JobMirror:
    """Jobs in the order in which they were put.

    A job that is being claimed is in neither queue until the claim is stored (`take`, then
    `settle` or `give_back`).
    """

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._order: dict[str, int] = {}  # Job id -> place in the queue.
        self._waiting: dict[str | None, dict[str, None]] = {}  # Group -> ids, oldest first.
        self._by_worker: dict[str, dict[str, None]] = {}
        self._by_execution: dict[str, dict[str, None]] = {}

    def get(self, job_id: str) -> Job | None:
        """The job as it is stored."""
        return self._jobs.get(job_id)

    def add(self, job: Job, seq: int) -> None:
        """A stored job at its place `seq` in the queue; one with the same id is replaced."""
        self.remove(job.id)
        self._jobs[job.id] = job
        self._order[job.id] = seq
        self._by_execution.setdefault(job.execution_id, {})[job.id] = None
        if job.worker_id is None:
            self._waiting.setdefault(job.worker_group, {})[job.id] = None
        else:
            self._by_worker.setdefault(job.worker_id, {})[job.id] = None

    def remove(self, job_id: str) -> None:
        """Forget a job; an unknown one is fine."""
        job = self._jobs.pop(job_id, None)
        if job is None:
            return
        del self._order[job_id]
        _drop(self._by_execution, job.execution_id, job_id)
        _drop(self._waiting, job.worker_group, job_id)
        if job.worker_id is not None:
            _drop(self._by_worker, job.worker_id, job_id)

    def remove_execution(self, execution_id: str) -> None:
        """Forget all jobs of an execution."""
        for job_id in list(self._by_execution.get(execution_id, ())):
            self.remove(job_id)

    def ids_of(self, execution_id: str, task_run_ids: Iterable[str]) -> list[str]:
        """Ids of the jobs of these task runs."""
        wanted = frozenset(task_run_ids)
        ids = self._by_execution.get(execution_id, {})
        return [job_id for job_id in ids if self._jobs[job_id].task_run_id in wanted]

    def stop(self, execution_id: str, task_run_ids: Iterable[str]) -> None:
        """Mark those of these task runs that somebody holds."""
        for job_id in self.ids_of(execution_id, task_run_ids):
            if self._jobs[job_id].worker_id is not None:
                self._jobs[job_id] = replace(self._jobs[job_id], is_stopping=True)

    def remember(self, job_id: str, handle: bytes) -> None:
        """Keep a handle with a job; an unknown one is fine."""
        job = self._jobs.get(job_id)
        if job is not None:
            self._jobs[job_id] = replace(job, handle=handle)

    def take(self, limit: int, group: str | None) -> list[Job]:
        """At most `limit` waiting jobs of the group, taken out of the queue."""
        waiting = self._waiting.get(group, {})
        ids = [job_id for job_id, _ in zip(waiting, range(limit), strict=False)]
        for job_id in ids:
            _drop(self._waiting, group, job_id)
        return [self._jobs[job_id] for job_id in ids]

    def give_back(self, jobs: Iterable[Job]) -> None:
        """Taken jobs wait again, at their old place."""
        for job in jobs:
            if job.id not in self._jobs:
                continue
            waiting = self._waiting.setdefault(job.worker_group, {})
            waiting[job.id] = None
            ordered = dict.fromkeys(sorted(waiting, key=self._order.__getitem__))
            self._waiting[job.worker_group] = ordered

    def settle(self, job: Job) -> bool:
        """A stored claim; False when the job was removed meanwhile."""
        if job.id not in self._jobs:
            return False
        self._jobs[job.id] = job
        assert job.worker_id is not None
        _drop(self._waiting, job.worker_group, job.id)
        self._by_worker.setdefault(job.worker_id, {})[job.id] = None
        return True

    def claimed(self, worker_id: str, job_ids: Sequence[str]) -> list[str]:
        """Those of the ids that the worker holds."""
        ids = self._by_worker.get(worker_id, {})
        return [job_id for job_id in job_ids if job_id in ids]

    def extend(self, job_ids: Iterable[str], lease_until: datetime) -> None:
        """Longer leases; unknown ids are fine."""
        for job_id in job_ids:
            if job_id in self._jobs:
                self._jobs[job_id] = replace(self._jobs[job_id], lease_until=lease_until)

    def expired(self, now: datetime, limit: int) -> list[Job]:
        """Claimed jobs whose lease is over, longest over first."""
        late = [
            (job.lease_until, self._order[job.id], job)
            for job in self._claimed()
            if job.lease_until is not None and job.lease_until <= now
        ]
        late.sort(key=lambda item: item[:2])
        return [job for _, _, job in late[:limit]]

    def of(self, execution_id: str) -> list[Job]:
        """All jobs of an execution."""
        return self._sorted(self._by_execution.get(execution_id, ()))

    def claimed_by(self, worker_id: str) -> list[Job]:
        """The jobs of a worker."""
        return self._sorted(self._by_worker.get(worker_id, ()))

    def all(self) -> list[Job]:
        """Every job, in the order in which they were put."""
        return self._sorted(self._jobs)

    def count(self) -> tuple[int, int]:
        """How many wait, how many are claimed."""
        claimed = sum(map(len, self._by_worker.values()))
        return len(self._jobs) - claimed, claimed

    def oldest(self) -> datetime | None:
        """When the job that waits longest was made; None when none waits."""
        first = [next(iter(ids)) for ids in self._waiting.values()]
        return min((self._jobs[job_id].created for job_id in first), default=None)

    def queue_of(self, job: Job, limit: int) -> tuple[int, int]:
        """The place of a job in the queue of its group, and how many of the group are claimed."""
        waiting = self._waiting.get(job.worker_group, {})
        claimed = sum(1 for each in self._claimed() if each.worker_group == job.worker_group)
        if job.id not in waiting:
            return 0, claimed
        first = islice(waiting, limit)
        place = next((place for place, each in enumerate(first, 1) if each == job.id), limit + 1)
        return place, claimed

    def _claimed(self) -> list[Job]:
        return [self._jobs[job_id] for ids in self._by_worker.values() for job_id in ids]

    def _sorted(self, ids: Iterable[str]) -> list[Job]:
        return [self._jobs[job_id] for job_id in sorted(ids, key=self._order.__getitem__)]


def _drop(index: dict[K, dict[str, None]], key: K, job_id: str) -> None:
    ids = index.get(key)
    if ids is None:
        return
    ids.pop(job_id, None)
    if not ids:
        del index[key]
