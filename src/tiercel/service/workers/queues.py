"""Worker queues: where jobs wait that ask for their tags (assets-apps.md §7)."""

from __future__ import annotations

import re

import msgspec

from tiercel.model.errors import Conflict, Invalid, NotFound, Violation
from tiercel.model.stored.records import WORKER_QUEUES
from tiercel.model.workers.groups import (
    LABEL_PATTERN,
    RESERVED_QUEUES,
    WorkerGroup,
    WorkerQueue,
    queue_of_record,
)
from tiercel.model.workers.limits import (
    WORKER_LABEL_CHARS_MAX,
    WORKER_QUEUES_MAX,
    WORKER_TAGS_MAX,
    WORKER_TENANTS_MAX,
)
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.instance.servers import Service
from tiercel.service.workers.changes import WorkerChanges
from tiercel.service.workers.live import LiveWorkers
from tiercel.service.workers.stored import known_queue, stored_groups, stored_queues
from tiercel.service.workers.texts import too_long

_LABEL = (
    f"must be 1 to {WORKER_LABEL_CHARS_MAX} lower-case letters, digits and '-', with a letter or"
    " digit first and last"
)


class ServedQueue(msgspec.Struct, frozen=True, kw_only=True):
    """A queue with the workers that take its jobs now."""

    queue: WorkerQueue
    workers: tuple[Service, ...] = ()


class WorkerQueueService:
    """Use cases over worker queues. All of them raise NotFound for one that is not there."""

    def __init__(self, ports: Ports, live: LiveWorkers, changes: WorkerChanges) -> None:
        self._store = ports.store
        self._live = live
        self._changes = changes

    async def all(self) -> list[ServedQueue]:
        """The reserved ones, then the others by id."""
        async with self._store.transaction() as tx:
            queues, subscribers = await stored_queues(tx), await _subscribers(tx)
        by_group = await self._live.by_group()
        return [
            ServedQueue(
                queue=queue,
                workers=tuple(
                    worker
                    for group in subscribers.get(name, ())
                    for worker in by_group.get(group.id, ())
                ),
            )
            for name, queue in queues.items()
        ]

    async def get(self, queue_id: str) -> ServedQueue:
        """One with its workers."""
        for each in await self.all():
            if each.queue.id == queue_id:
                return each
        raise NotFound.of("Worker queue", queue_id)

    async def subscribers(self, queue_id: str) -> list[WorkerGroup]:
        """The groups that serve it."""
        async with self._store.transaction() as tx:
            await known_queue(tx, queue_id)
            return (await _subscribers(tx)).get(queue_id, [])

    async def create(self, queue: WorkerQueue) -> WorkerQueue:
        """A new one. Raises: Invalid, Conflict when it is there."""

        async def write(tx: Tx) -> WorkerQueue:
            queues = await stored_queues(tx)
            if queue.id in queues:
                raise Conflict(f"Worker queue '{queue.id}' already exists")
            if len(queues) >= WORKER_QUEUES_MAX:
                raise Conflict(f"There are already {WORKER_QUEUES_MAX} worker queues")
            return _put(tx, queue)

        return await self._changes.change(write)

    async def update(self, queue_id: str, queue: WorkerQueue) -> WorkerQueue:
        """Replace all of it but its id. Raises: Invalid."""
        if queue.id != queue_id:
            raise Invalid([Violation("id", f"can't be changed; it is {queue_id}")])

        async def write(tx: Tx) -> WorkerQueue:
            await known_queue(tx, queue_id)
            return _put(tx, queue)

        return await self._changes.change(write)

    async def delete(self, queue_id: str) -> None:
        """Raises: Conflict for a reserved one and while a group serves it."""

        async def write(tx: Tx) -> None:
            await known_queue(tx, queue_id)
            if queue_id in RESERVED_QUEUES:
                raise Conflict(f"The worker queue '{queue_id}' is always there")
            groups = (await _subscribers(tx)).get(queue_id)
            if groups:
                names = ", ".join(each.id for each in groups)
                raise Conflict(f"The worker queue '{queue_id}' is served by groups: {names}")
            tx.records(WORKER_QUEUES).delete(queue_id)

        await self._changes.change(write)

    async def tags(self) -> list[str]:
        """What tasks may ask for, by name."""
        async with self._store.transaction() as tx:
            queues = await stored_queues(tx)
        return sorted({tag for each in queues.values() if each.is_usable for tag in each.tags})


async def _subscribers(tx: Tx) -> dict[str, list[WorkerGroup]]:
    """The groups that serve a queue, by its id."""
    found: dict[str, list[WorkerGroup]] = {}
    for group in (await stored_groups(tx)).values():
        for each in group.subscriptions:
            found.setdefault(each.queue_id, []).append(group)
    return found


def _put(tx: Tx, queue: WorkerQueue) -> WorkerQueue:
    violations = _violations(queue)
    if violations:
        raise Invalid(violations)
    document = msgspec.to_builtins(msgspec.structs.replace(queue, name=queue.name or queue.id))
    tx.records(WORKER_QUEUES).put((document.pop("id"),), document)
    return queue_of_record(queue.id, document)


def _violations(queue: WorkerQueue) -> list[Violation]:
    found = []
    if not re.fullmatch(LABEL_PATTERN, queue.id):
        found.append(Violation("id", _LABEL))
    if not 0 < len(queue.tags) <= WORKER_TAGS_MAX:
        found.append(Violation("tags", f"must be from 1 to {WORKER_TAGS_MAX} tags"))
    for index, tag in enumerate(queue.tags[:WORKER_TAGS_MAX]):
        if not re.fullmatch(LABEL_PATTERN, tag):
            found.append(Violation(f"tags[{index}]", _LABEL))
    if len(queue.allowed_tenants) > WORKER_TENANTS_MAX:
        found.append(Violation("allowedTenants", f"can be at most {WORKER_TENANTS_MAX}"))
    texts = [("name", queue.name), ("description", queue.description)]
    texts += [
        (f"allowedTenants[{index}]", each) for index, each in enumerate(queue.allowed_tenants)
    ]
    return [*found, *too_long(texts)]
