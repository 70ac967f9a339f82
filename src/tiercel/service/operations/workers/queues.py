"""Operations on worker queues and on the credentials of workers."""

from __future__ import annotations

from tiercel.model.access import OWNER, SIGNED_IN, TENANT, Actor
from tiercel.model.request import Request
from tiercel.model.workers.groups import WorkerGroup, WorkerQueue
from tiercel.service.operations.idempotency import Made
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services
from tiercel.service.workers.queues import ServedQueue
from tiercel.service.workers.tokens import SeenCredential


class ListWorkerQueues(Request[list[ServedQueue]], frozen=True, kw_only=True):
    """All queues with the workers that take their jobs."""


class GetWorkerQueue(Request[ServedQueue], frozen=True, kw_only=True):
    """A queue with its workers."""

    queue_id: str


class ListSubscribers(Request[list[WorkerGroup]], frozen=True, kw_only=True):
    """The groups that serve a queue."""

    queue_id: str


class CreateWorkerQueue(Request[WorkerQueue], frozen=True, kw_only=True):
    """A new queue, which no group serves yet."""

    queue: WorkerQueue


class UpdateWorkerQueue(Request[WorkerQueue], frozen=True, kw_only=True):
    """All of a queue but its id."""

    queue_id: str
    queue: WorkerQueue


class DeleteWorkerQueue(Request[None], frozen=True, kw_only=True):
    """Remove a queue that no group serves."""

    queue_id: str


class ListWorkerTags(Request[list[str]], frozen=True, kw_only=True):
    """Tags by which workers can be chosen."""


class ListCredentials(Request[list[SeenCredential]], frozen=True, kw_only=True):
    """Credentials of workers that registered with a token."""


class GetCredential(Request[SeenCredential], frozen=True, kw_only=True):
    """The credential of one worker."""

    credential_id: str


class RevokeCredential(Request[SeenCredential], frozen=True, kw_only=True):
    """Have the worker of a credential take no more jobs."""

    credential_id: str


@operation("worker_queue.list", allows=OWNER, scope=TENANT)
async def all_queues(deps: Services, actor: Actor, ask: ListWorkerQueues) -> list[ServedQueue]:
    """The reserved ones first."""
    return await deps.worker_queues.all()


@operation("worker_queue.get", allows=OWNER, scope=TENANT)
async def get(deps: Services, actor: Actor, ask: GetWorkerQueue) -> ServedQueue:
    """With its workers. Raises: NotFound."""
    return await deps.worker_queues.get(ask.queue_id)


@operation("worker_queue.subscribers", allows=OWNER, scope=TENANT)
async def subscribers(deps: Services, actor: Actor, ask: ListSubscribers) -> list[WorkerGroup]:
    """By id. Raises: NotFound."""
    return await deps.worker_queues.subscribers(ask.queue_id)


async def _recalled(deps: Services, kept: str) -> WorkerQueue:
    return (await deps.worker_queues.get(kept)).queue


@makes(Made(lambda one: one.id, _recalled))
@operation("worker_queue.create", allows=OWNER, scope=TENANT)
async def create(deps: Services, actor: Actor, ask: CreateWorkerQueue) -> WorkerQueue:
    """Tasks may ask for its tags at once. Raises: Invalid, Conflict."""
    return await deps.worker_queues.create(ask.queue)


@operation("worker_queue.update", allows=OWNER, scope=TENANT)
async def update(deps: Services, actor: Actor, ask: UpdateWorkerQueue) -> WorkerQueue:
    """Jobs that wait in it stay. Raises: NotFound, Invalid."""
    return await deps.worker_queues.update(ask.queue_id, ask.queue)


@operation("worker_queue.delete", allows=OWNER, scope=TENANT)
async def delete(deps: Services, actor: Actor, ask: DeleteWorkerQueue) -> None:
    """Raises: NotFound, Conflict for a reserved one and while a group serves it."""
    await deps.worker_queues.delete(ask.queue_id)


@operation("worker_queue.tags", allows=SIGNED_IN, scope=TENANT)
async def worker_tags(deps: Services, actor: Actor, ask: ListWorkerTags) -> list[str]:
    """Of queues that the tenant may use, by name."""
    return await deps.worker_queues.tags()


@operation("worker_credential.list", allows=OWNER, scope=TENANT)
async def credentials(deps: Services, actor: Actor, ask: ListCredentials) -> list[SeenCredential]:
    """By their ids, with when each worker was heard of."""
    return await deps.worker_tokens.credentials()


@operation("worker_credential.get", allows=OWNER, scope=TENANT)
async def credential(deps: Services, actor: Actor, ask: GetCredential) -> SeenCredential:
    """With when its worker was heard of. Raises: NotFound."""
    return await deps.worker_tokens.credential(ask.credential_id)


@operation("worker_credential.revoke", allows=OWNER, scope=TENANT)
async def revoke_credential(deps: Services, actor: Actor, ask: RevokeCredential) -> SeenCredential:
    """As it is then. Raises: NotFound."""
    return await deps.worker_tokens.revoke_credential(ask.credential_id)
