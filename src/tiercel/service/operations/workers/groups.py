"""Operations on worker groups and on the tokens that their workers register with."""

from __future__ import annotations

import msgspec

from tiercel.model.access import OWNER, TENANT, Actor
from tiercel.model.lists.paging import Filter
from tiercel.model.request import Request
from tiercel.model.workers.groups import QueueSubscription
from tiercel.service.operations.idempotency import Made
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services
from tiercel.service.workers.groups import DescribedGroup, GroupDraft
from tiercel.service.workers.live import GroupLoad, MemberWorker
from tiercel.service.workers.tokens import NewWorkerToken, ShownToken


class OneGroup(msgspec.Struct, frozen=True, kw_only=True):
    """Which group a request is about."""

    group_id: str


class ListWorkerGroups(Request[list[DescribedGroup]], frozen=True, kw_only=True):
    """The groups that match."""

    filters: tuple[Filter, ...] = ()


class GetWorkerGroup(OneGroup, Request[DescribedGroup], frozen=True, kw_only=True):
    """A group with its queues and tokens."""


class CreateWorkerGroup(OneGroup, Request[DescribedGroup], frozen=True, kw_only=True):
    """A new group, also one that only a worker has named so far."""

    draft: GroupDraft


class UpdateWorkerGroup(OneGroup, Request[DescribedGroup], frozen=True, kw_only=True):
    """All that is said of a group."""

    draft: GroupDraft


class DeleteWorkerGroup(OneGroup, Request[None], frozen=True, kw_only=True):
    """Remove a group; `is_forced` also while workers of it run."""

    is_forced: bool = False


class Subscribe(OneGroup, Request[DescribedGroup], frozen=True, kw_only=True):
    """Have a group serve one more queue."""

    subscription: QueueSubscription


class ReservePlaces(OneGroup, Request[DescribedGroup], frozen=True, kw_only=True):
    """Reserve places of a group's workers for a queue; None reserves none."""

    queue_id: str
    percent: int | None


class Unsubscribe(OneGroup, Request[DescribedGroup], frozen=True, kw_only=True):
    """Have a group serve a queue no longer."""

    queue_id: str


class ShowGroupLoad(OneGroup, Request[GroupLoad], frozen=True, kw_only=True):
    """The places of a group's workers, and how many are taken."""


class ListGroupWorkers(OneGroup, Request[list[MemberWorker]], frozen=True, kw_only=True):
    """The workers of a group that run."""


class CreateWorkerToken(OneGroup, Request[ShownToken], frozen=True, kw_only=True):
    """A token that workers register with."""

    asked: NewWorkerToken


class RevokeWorkerToken(OneGroup, Request[DescribedGroup], frozen=True, kw_only=True):
    """Have no worker register with a token any more."""

    token_id: str


class DeleteWorkerToken(OneGroup, Request[None], frozen=True, kw_only=True):
    """Remove a token as if it had never been."""

    token_id: str


@operation("worker_group.list", allows=OWNER, scope=TENANT)
async def all_groups(deps: Services, actor: Actor, ask: ListWorkerGroups) -> list[DescribedGroup]:
    """The default one first."""
    return await deps.worker_groups.find(ask.filters)


@operation("worker_group.get", allows=OWNER, scope=TENANT)
async def get(deps: Services, actor: Actor, ask: GetWorkerGroup) -> DescribedGroup:
    """As it is stored. Raises: NotFound."""
    return await deps.worker_groups.get(ask.group_id)


@makes(Made(lambda one: one.group.id, lambda deps, kept: deps.worker_groups.get(kept)))
@operation("worker_group.create", allows=OWNER, scope=TENANT)
async def create(deps: Services, actor: Actor, ask: CreateWorkerGroup) -> DescribedGroup:
    """Raises: Invalid, NotFound for a queue, Conflict."""
    return await deps.worker_groups.create(ask.group_id, ask.draft)


@operation("worker_group.update", allows=OWNER, scope=TENANT)
async def update(deps: Services, actor: Actor, ask: UpdateWorkerGroup) -> DescribedGroup:
    """Raises: NotFound for it or a queue, Invalid."""
    return await deps.worker_groups.update(ask.group_id, ask.draft)


@operation("worker_group.delete", allows=OWNER, scope=TENANT)
async def delete(deps: Services, actor: Actor, ask: DeleteWorkerGroup) -> None:
    """Raises: NotFound, UndeletableGroup, Conflict while its workers run."""
    await deps.worker_groups.delete(ask.group_id, is_forced=ask.is_forced)


@operation("worker_group.subscribe", allows=OWNER, scope=TENANT)
async def subscribe(deps: Services, actor: Actor, ask: Subscribe) -> DescribedGroup:
    """Raises: NotFound for it or the queue, Conflict when it serves it, Invalid."""
    return await deps.worker_groups.subscribe(ask.group_id, ask.subscription)


@operation("worker_group.reserve", allows=OWNER, scope=TENANT)
async def reserve(deps: Services, actor: Actor, ask: ReservePlaces) -> DescribedGroup:
    """Raises: NotFound for it or the subscription, Invalid."""
    return await deps.worker_groups.reserve(ask.group_id, ask.queue_id, ask.percent)


@operation("worker_group.unsubscribe", allows=OWNER, scope=TENANT)
async def unsubscribe(deps: Services, actor: Actor, ask: Unsubscribe) -> DescribedGroup:
    """Raises: NotFound for it or the subscription, Conflict for one that is always there."""
    return await deps.worker_groups.unsubscribe(ask.group_id, ask.queue_id)


@operation("worker_group.load", allows=OWNER, scope=TENANT)
async def load(deps: Services, actor: Actor, ask: ShowGroupLoad) -> GroupLoad:
    """As of the last heartbeats. Raises: NotFound."""
    return await deps.live_workers.load(ask.group_id)


@operation("worker_group.workers", allows=OWNER, scope=TENANT)
async def workers(deps: Services, actor: Actor, ask: ListGroupWorkers) -> list[MemberWorker]:
    """By server. Raises: NotFound."""
    return await deps.live_workers.members(ask.group_id)


@operation("worker_token.create", allows=OWNER, scope=TENANT)
async def create_token(deps: Services, actor: Actor, ask: CreateWorkerToken) -> ShownToken:
    """Its text is shown this once. Raises: NotFound, Invalid, Conflict."""
    return await deps.worker_tokens.create(ask.group_id, ask.asked)


@operation("worker_token.revoke", allows=OWNER, scope=TENANT)
async def revoke_token(deps: Services, actor: Actor, ask: RevokeWorkerToken) -> DescribedGroup:
    """The group with it. Raises: NotFound."""
    await deps.worker_tokens.revoke(ask.group_id, ask.token_id)
    return await deps.worker_groups.get(ask.group_id)


@operation("worker_token.delete", allows=OWNER, scope=TENANT)
async def delete_token(deps: Services, actor: Actor, ask: DeleteWorkerToken) -> None:
    """Without its last one the group is open. Raises: NotFound."""
    await deps.worker_tokens.delete(ask.group_id, ask.token_id)
