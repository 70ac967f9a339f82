"""Worker groups, queues, tokens and credentials as the API shows them (assets-apps.md §7)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from msgspec import UNSET, UnsetType

from tiercel.model.workers.groups import (
    DEFAULT,
    QueueSubscription,
    WorkerGroup,
    WorkerQueue,
    WorkerToken,
)
from tiercel.service.workers.groups import DescribedGroup
from tiercel.service.workers.live import GroupLoad, MemberWorker
from tiercel.service.workers.queues import ServedQueue
from tiercel.service.workers.tokens import SeenCredential, ShownToken
from tiercel.web.views.instance import ServiceView, service_view
from tiercel.web.views.view import Date, DateText, View, given


class QueueSummaryView(View, frozen=True):
    """A queue, as far as a group shows it."""

    id: str
    name: str
    tags: list[str]
    allowed_tenants: list[str]


class SubscriptionView(View, frozen=True):
    """A queue that a group serves."""

    queue: QueueSummaryView
    mode: str
    reserved_percent: int | UnsetType = UNSET


class WorkerTokenView(View, frozen=True, kw_only=True):
    """What workers of a group register with; its text is not shown again."""

    uid: str
    name: str
    description: str
    token_prefix: str
    created_at: DateText
    expires_at: DateText | UnsetType = UNSET
    use_count: int
    revoked: bool
    valid: bool


class WorkerGroupView(View, frozen=True, kw_only=True):
    """A group; one that only a worker has named so far has no dates."""

    id: str
    name: str
    description: str
    subscriptions: list[SubscriptionView]
    tokens: list[WorkerTokenView]
    deletable: bool
    created_at: DateText | UnsetType = UNSET
    updated_at: DateText | UnsetType = UNSET


class WorkerGroupsView(View, frozen=True):
    """All groups that match."""

    worker_groups: list[WorkerGroupView]


class NewTokenView(View, frozen=True):
    """A new token with its text, which is shown this once."""

    token: str
    details: WorkerTokenView


class QueueLoadView(View, frozen=True):
    """The places that are reserved for a queue, and how many are taken."""

    worker_queue_id: str
    allocated: int
    used: int


class SharedLoadView(View, frozen=True):
    """The places that no queue has for itself."""

    allocated: int
    used: int


class GroupLoadView(View, frozen=True):
    """The places of all workers of a group."""

    worker_group_id: str
    total_allocated: int
    total_used: int
    total_inflight: int
    subscriptions: list[QueueLoadView]
    shared: SharedLoadView
    total_ended_rate: float
    snapshot_at: Date


class WorkerLoadView(View, frozen=True):
    """The places of a worker; `ended_rate` is in jobs a second since it began."""

    pending: int
    running: int
    max: int
    threads: int
    ended_rate: float


class GroupWorkerView(View, frozen=True, kw_only=True):
    """A worker of a group that runs."""

    worker_id: str
    worker_name: str
    credential_id: str | UnsetType = UNSET
    token_uid: str | UnsetType = UNSET
    state: str
    created_at: DateText
    updated_at: DateText
    registered_at: DateText
    capacity: WorkerLoadView


class GroupWorkersView(View, frozen=True):
    """The workers of a group that run."""

    workers: list[GroupWorkerView]


class WorkerQueueView(View, frozen=True):
    """A queue."""

    id: str
    name: str
    description: str
    tags: list[str]
    allowed_tenants: list[str]


class ListedQueueView(WorkerQueueView, frozen=True, kw_only=True):
    """A queue, and how many workers take its jobs now."""

    active_workers: int


class WorkerQueuesView(View, frozen=True):
    """All queues."""

    worker_queues: list[ListedQueueView]


class DescribedQueueView(WorkerQueueView, frozen=True, kw_only=True):
    """A queue with its workers."""

    workers: list[ServiceView]


class SubscriberView(View, frozen=True):
    """A group that serves a queue."""

    id: str
    name: str


class SubscribersView(View, frozen=True):
    """The groups that serve a queue."""

    groups: list[SubscriberView]


class WorkerTagsView(View, frozen=True):
    """Tags by which workers can be chosen."""

    tags: list[str]


class WorkerCredentialView(View, frozen=True):
    """What a worker has that registered with a token."""

    id: str
    worker_id: str
    worker_name: str
    token_uid: str
    created_at: DateText
    last_seen_at: DateText
    revoked: bool


class WorkerCredentialsView(View, frozen=True):
    """All credentials."""

    workers: list[WorkerCredentialView]


def group_view(described: DescribedGroup, now: datetime) -> WorkerGroupView:
    group = described.group
    return WorkerGroupView(
        id=group.id,
        name=group.name,
        description=group.description,
        subscriptions=[
            _subscription(each, described.queues[each.queue_id]) for each in group.subscriptions
        ],
        tokens=[_token(each, now) for each in described.tokens],
        deletable=group.id != DEFAULT,
        created_at=given(group.created),
        updated_at=given(group.updated),
    )


def new_token_view(made: ShownToken, now: datetime) -> NewTokenView:
    return NewTokenView(made.text, _token(made.token, now))


def load_view(load: GroupLoad) -> GroupLoadView:
    return GroupLoadView(
        load.group_id,
        load.all.allocated,
        load.all.used,
        load.all.used,
        [QueueLoadView(name, each.allocated, each.used) for name, each in load.queues.items()],
        SharedLoadView(load.shared.allocated, load.shared.used),
        load.ended_rate,
        load.taken,
    )


def worker_view(worker: MemberWorker) -> GroupWorkerView:
    """No job waits in a worker: it takes one for each place that is free."""
    service, credential = worker.service, worker.credential
    return GroupWorkerView(
        worker_id=service.id,
        worker_name=service.server.hostname,
        credential_id=UNSET if credential is None else credential.id,
        token_uid=UNSET if credential is None else credential.token_id,
        state=service.state,
        created_at=service.created,
        updated_at=service.updated,
        registered_at=service.created if credential is None else credential.created,
        capacity=WorkerLoadView(0, worker.running, worker.places, worker.places, worker.ended_rate),
    )


def queue_view(queue: WorkerQueue) -> WorkerQueueView:
    return WorkerQueueView(**_members(queue))


def listed_queue(served: ServedQueue) -> ListedQueueView:
    return ListedQueueView(**_members(served.queue), active_workers=len(served.workers))


def described_queue(served: ServedQueue) -> DescribedQueueView:
    workers = [service_view(each) for each in served.workers]
    return DescribedQueueView(**_members(served.queue), workers=workers)


def subscribers_view(groups: list[WorkerGroup]) -> SubscribersView:
    return SubscribersView([SubscriberView(each.id, each.name) for each in groups])


def credential_view(seen: SeenCredential) -> WorkerCredentialView:
    each = seen.credential
    return WorkerCredentialView(
        each.id,
        f"{each.server_id}-worker",
        each.host,
        each.token_id,
        each.created,
        seen.seen,
        each.is_revoked,
    )


def _members(queue: WorkerQueue) -> dict[str, Any]:
    return {
        "id": queue.id,
        "name": queue.name,
        "description": queue.description,
        "tags": [*queue.tags],
        "allowed_tenants": [*queue.allowed_tenants],
    }


def _subscription(each: QueueSubscription, queue: WorkerQueue) -> SubscriptionView:
    shown = QueueSummaryView(queue.id, queue.name, [*queue.tags], [*queue.allowed_tenants])
    return SubscriptionView(shown, each.mode.value, given(each.reserved_percent))


def _token(token: WorkerToken, now: datetime) -> WorkerTokenView:
    return WorkerTokenView(
        uid=token.id,
        name=token.name,
        description=token.description,
        token_prefix=token.prefix,
        created_at=token.created,
        expires_at=given(token.expires),
        use_count=token.uses,
        revoked=token.is_revoked,
        valid=token.is_valid(now),
    )
