"""Which servers are alive: each says so from time to time in a small document."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol, Self

import msgspec

from tiercel.model.job import Job
from tiercel.model.json_types import Json
from tiercel.model.limits import (
    HEARTBEAT_S,
    HEARTBEAT_TASKS_MAX,
    HEARTBEAT_TIMEOUT_S,
    MEMBER_KEPT_S,
)
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.stored.records import INSTRUCTIONS, MEMBERS, WORKER_CREDENTIALS
from tiercel.model.workers.groups import DEFAULT
from tiercel.ports.store import Store, Tx
from tiercel.service.instance.instructions import DRAIN, Instructions, instructions_for
from tiercel.service.instance.worker_groups import WorkerGroupRegistry

Obey = Callable[[Instructions], Awaitable[None]]


async def nothing_asked(asked: Instructions) -> None:
    """For a server without a worker and without plugins of its own, as in tests."""


class Working(Protocol):
    """A worker, as far as its server reports on it; its name is another after a lost lease."""

    @property
    def id(self) -> str: ...
    @property
    def places(self) -> int: ...
    @property
    def ended(self) -> int: ...
    @property
    def is_draining(self) -> bool: ...
    def jobs(self) -> Sequence[Job]: ...


class Member(msgspec.Struct, frozen=True, omit_defaults=True):
    """One server as it was last heard of; `state` is RUNNING, MAINTENANCE or TERMINATED."""

    id: str
    started: datetime
    heard: datetime
    state: str = "RUNNING"
    parts: tuple[str, ...] = ()
    details: dict[str, Json] = {}

    def is_alive(self, now: datetime) -> bool:
        """Whether it was heard of recently and has not said goodbye."""
        is_recent = now - self.heard < timedelta(seconds=HEARTBEAT_TIMEOUT_S)
        return self.state != "TERMINATED" and is_recent


class Membership:
    """The heartbeat of this server. Leases decide who owns a job; this only informs people."""

    def __init__(
        self,
        store: Store,
        server_id: str,
        parts: tuple[str, ...],
        details: Callable[[], dict[str, Json]] = dict,
        *,
        groups: WorkerGroupRegistry | None = None,
    ) -> None:
        self._groups = groups or WorkerGroupRegistry()
        self._details = details
        self._store = store
        self._id = server_id
        self._parts = parts
        self._started: datetime | None = None
        self._next: datetime | None = None
        self._obey: Obey = nothing_asked
        self.state = "RUNNING"

    def obeying(self, obey: Obey) -> Self:
        """With each heartbeat, hand on what people ask of this server."""
        self._obey = obey
        return self

    def hasten(self) -> None:
        """Have the next tick beat: something is asked of this server."""
        self._next = None

    def next_due(self) -> datetime | None:
        """When the next heartbeat is due."""
        return self._next

    async def tick(self, now: datetime) -> bool:
        """Say that this server is alive; forget those that have been silent for long."""
        if self._next is not None and now < self._next:
            return False
        self._next = now + timedelta(seconds=HEARTBEAT_S)
        async with self._store.transaction() as tx:
            asked = await instructions_for(tx, self._id)
        await self._obey(asked)
        await self._beat(now)
        return False

    async def leave(self, now: datetime) -> None:
        self.state = "TERMINATED"
        await self._beat(now)

    async def _beat(self, now: datetime) -> None:
        self._started = self._started or now
        me = Member(self._id, self._started, now, self.state, self._parts, self._details())
        async with self._store.transaction() as tx:
            tx.records(MEMBERS).put((self._id,), msgspec.to_builtins(me))
            silent = Filter("heard", Operation.LESS_THAN, now - timedelta(seconds=MEMBER_KEPT_S))
            for key in await tx.records(MEMBERS).all(silent):
                tx.records(MEMBERS).delete(*key)
                await _forget_drain(tx, *key)
                await _forget_credential(tx, *key)
        # A transaction does not read what it has written, and this worker is one of them.
        async with self._store.transaction() as tx:
            await self._groups.look(tx, now)


async def _forget_credential(tx: Tx, server_id: str) -> None:
    """A server that starts again is another one, and registers anew."""
    for key, document in (await tx.records(WORKER_CREDENTIALS).all()).items():
        if document["server_id"] == server_id:
            tx.records(WORKER_CREDENTIALS).delete(*key)


async def _forget_drain(tx: Tx, server_id: str) -> None:
    """Its end would wake every server, so only one that is there is deleted."""
    drains = tx.records(INSTRUCTIONS)
    if await drains.get(DRAIN, server_id) is not None:
        drains.delete(DRAIN, server_id)


def work_report(worker: Working, group: str | None, *, is_admitted: bool = True) -> dict[str, Json]:
    """What people see of a worker; HEARTBEAT_TASKS_MAX of its jobs at most.

    `is_admitted`: whether it may take jobs of its group.
    """
    jobs = worker.jobs()
    tasks = [_job_report(job) for job in jobs[:HEARTBEAT_TASKS_MAX]]
    return {
        "running": len(jobs),
        "queues": dict(Counter(job.worker_group or DEFAULT for job in jobs)),
        "ended": worker.ended,
        "group": group,
        "admitted": is_admitted,
        "workerId": worker.id,
        "places": worker.places,
        "draining": worker.is_draining,
        "tasks": tasks,
    }


def _job_report(job: Job) -> dict[str, Json]:
    if job.trigger_id is not None:
        return {"namespace": job.namespace, "flowId": job.flow_id, "triggerId": job.trigger_id}
    return {"executionId": job.execution_id, "taskRunId": job.cancels or job.task_run_id}


def member_of(document: Mapping[str, Json]) -> Member:
    """The member of a stored document."""
    return msgspec.convert(document, Member)


async def members(store: Store) -> list[Member]:
    """All servers that were heard of lately, by id."""
    async with store.transaction() as tx:
        found = await tx.records(MEMBERS).all()
    return [member_of(document) for document in found.values()]
