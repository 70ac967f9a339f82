"""Groups and queues as they are stored, with those that are always there."""

from __future__ import annotations

from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.model.stored.records import WORKER_GROUPS, WORKER_QUEUES
from tiercel.model.workers.groups import (
    DEFAULT,
    RESERVED_QUEUES,
    WorkerGroup,
    WorkerQueue,
    group_of_record,
    queue_of_record,
)
from tiercel.ports.store import Tx


async def stored_groups(tx: Tx) -> dict[str, WorkerGroup]:
    """All groups by id, the default one first."""
    stored = await tx.records(WORKER_GROUPS).all()
    documents: dict[str, Json] = {DEFAULT: None, **{name: each for (name,), each in stored.items()}}
    return {name: group_of_record(name, document) for name, document in documents.items()}


async def stored_queues(tx: Tx) -> dict[str, WorkerQueue]:
    """All queues by id, the reserved ones first."""
    stored = await tx.records(WORKER_QUEUES).all()
    reserved: dict[str, Json] = dict.fromkeys(RESERVED_QUEUES)
    documents = {**reserved, **{name: each for (name,), each in stored.items()}}
    return {name: queue_of_record(name, document) for name, document in documents.items()}


async def known_group(tx: Tx, group_id: str) -> WorkerGroup:
    """A group that is there. Raises: NotFound."""
    document = await tx.records(WORKER_GROUPS).get(group_id)
    if document is None and group_id != DEFAULT:
        raise NotFound.of("Worker group", group_id)
    return group_of_record(group_id, document)


async def known_queue(tx: Tx, queue_id: str) -> WorkerQueue:
    """A queue that is there. Raises: NotFound."""
    document = await tx.records(WORKER_QUEUES).get(queue_id)
    if document is None and queue_id not in RESERVED_QUEUES:
        raise NotFound.of("Worker queue", queue_id)
    return queue_of_record(queue_id, document)
