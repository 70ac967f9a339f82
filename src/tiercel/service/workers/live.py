"""The workers that run now, by their groups: what their servers say with each heartbeat."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec

from tiercel.model.json_types import Json
from tiercel.model.stored.records import WORKER_CREDENTIALS
from tiercel.model.workers.groups import (
    DEFAULT,
    WorkerCredential,
    WorkerGroup,
    reserved_places,
)
from tiercel.ports.ports import Ports
from tiercel.service.instance.servers import GONE, WORKER, ServerService, Service
from tiercel.service.workers.stored import known_group


class QueueLoad(msgspec.Struct, frozen=True):
    """Places of workers: how many there are, and how many jobs have one."""

    allocated: int = 0
    used: int = 0


class GroupLoad(msgspec.Struct, frozen=True, kw_only=True):
    """The places of all workers of a group together: those reserved for a queue, and the rest.

    Shapes: `ended_rate` is in jobs a second, on average since each worker began.
    """

    group_id: str
    all: QueueLoad
    queues: dict[str, QueueLoad]
    shared: QueueLoad
    ended_rate: float
    taken: datetime


class MemberWorker(msgspec.Struct, frozen=True, kw_only=True):
    """A worker of a group, with its credential where it registered with a token."""

    service: Service
    places: int
    running: int
    ended_rate: float
    credential: WorkerCredential | None = None


class LiveWorkers:
    """What is known of workers that are heard of."""

    def __init__(self, ports: Ports, servers: ServerService) -> None:
        self._store = ports.store
        self._clock = ports.clock
        self._servers = servers

    async def by_group(self) -> dict[str, list[Service]]:
        """The workers that run, by the id of their group."""
        found: dict[str, list[Service]] = {}
        for each in await self._servers.all():
            is_member = each.type == WORKER and each.metrics.get("admitted", True)
            if is_member and each.state not in GONE:
                found.setdefault(each.metrics.get("group") or DEFAULT, []).append(each)
        return found

    async def of(self, group_id: str) -> list[Service]:
        """Those of a group, known or not."""
        return (await self.by_group()).get(group_id, [])

    async def members(self, group_id: str) -> list[MemberWorker]:
        """Those of a group, by server. Raises: NotFound."""
        async with self._store.transaction() as tx:
            await known_group(tx, group_id)
            stored = await tx.records(WORKER_CREDENTIALS).all()
        credentials = {
            each.server_id: each
            for (name,), document in stored.items()
            for each in [credential_of(name, document)]
        }
        return [
            MemberWorker(
                service=each,
                places=_number(each, "places"),
                running=_number(each, "running"),
                ended_rate=_ended_rate(each),
                credential=credentials.get(each.server.id),
            )
            for each in await self.of(group_id)
        ]

    async def load(self, group_id: str) -> GroupLoad:
        """What its workers are at. Raises: NotFound."""
        async with self._store.transaction() as tx:
            group = await known_group(tx, group_id)
        return _load(group, await self.of(group_id), self._clock.now())


def credential_of(credential_id: str, document: dict[str, Json]) -> WorkerCredential:
    """The credential of a record."""
    return msgspec.convert({"id": credential_id, **document}, WorkerCredential)


def _load(group: WorkerGroup, workers: Sequence[Service], now: datetime) -> GroupLoad:
    allocated: Counter[str] = Counter()
    used: Counter[str] = Counter()
    for each in workers:
        running: dict[str, int] = each.metrics.get("queues") or {}
        for queue_id, places in reserved_places(
            group.subscriptions, _number(each, "places")
        ).items():
            allocated[queue_id] += places
            used[queue_id] += min(places, running.get(queue_id, 0))
    places, running_now = _total(workers, "places"), _total(workers, "running")
    return GroupLoad(
        group_id=group.id,
        all=QueueLoad(places, running_now),
        queues={
            each.queue_id: QueueLoad(allocated[each.queue_id], used[each.queue_id])
            for each in group.subscriptions
        },
        shared=QueueLoad(places - allocated.total(), running_now - used.total()),
        ended_rate=sum(map(_ended_rate, workers), 0.0),
        taken=now,
    )


def _total(workers: Iterable[Service], name: str) -> int:
    return sum(_number(each, name) for each in workers)


def _number(worker: Service, name: str) -> int:
    value = worker.metrics.get(name)
    return value if isinstance(value, int) else 0


def _ended_rate(worker: Service) -> float:
    started, heard = map(datetime.fromisoformat, (worker.created, worker.updated))
    seconds = (heard - started).total_seconds()
    return round(_number(worker, "ended") / seconds, 3) if seconds > 0 else 0.0
