"""A worker group, the queues that its workers take jobs of, and its tokens (assets-apps.md §7).

Shapes: dates are ISO texts with the offset of their zone. Ids of queues and tags are labels of RFC
1123; the id of a group is what `--worker-group` names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from tiercel.model.authorization.people import TENANT_ID
from tiercel.model.json_types import Json
from tiercel.model.workers.limits import PERCENT_MAX

# Workers that name no group are of this one, and jobs that name none wait in the queue of that id.
DEFAULT = "default"
# Queues that are always there, and are stored only once somebody changes them.
RESERVED_QUEUES = (DEFAULT, "system")
LABEL_PATTERN = "^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
GROUP_PATTERN = "^[a-zA-Z0-9_-]{1,63}$"


class SubscriptionMode(StrEnum):
    """Whether other queues may use idle places that are reserved for one: ELASTIC lends them."""

    STRICT = "STRICT"
    ELASTIC = "ELASTIC"


class QueueSubscription(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A queue whose jobs the workers of a group take.

    Shapes: of the places of each worker so many percent are reserved for it, rounded down; None or
    0 reserves none.
    """

    queue_id: str
    reserved_percent: int | None = None
    mode: SubscriptionMode = SubscriptionMode.ELASTIC


class WorkerQueue(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Where jobs wait that ask for its tags; without `allowed_tenants` it is for all of them."""

    id: str
    name: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    allowed_tenants: tuple[str, ...] = ()

    @property
    def is_usable(self) -> bool:
        """Whether jobs of the tenant may wait in it."""
        return not self.allowed_tenants or TENANT_ID in self.allowed_tenants


class WorkerGroup(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Workers that take the jobs of some queues.

    Shapes: one that is known only because a worker named it was never `created`, has no
    subscriptions, and takes the jobs that name it.
    """

    id: str
    name: str = ""
    description: str = ""
    subscriptions: tuple[QueueSubscription, ...] = ()
    created: str | None = None
    updated: str | None = None


class WorkerToken(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a worker registers with; `hash` is all that is stored of its text."""

    id: str
    name: str
    description: str = ""
    prefix: str
    hash: str
    created: str
    expires: str | None = None
    uses: int = 0
    is_revoked: bool = False

    def is_valid(self, now: datetime) -> bool:
        """Whether a worker may register with it."""
        is_over = self.expires is not None and datetime.fromisoformat(self.expires) <= now
        return not self.is_revoked and not is_over


class WorkerCredential(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a worker has after it registered: good until it ends or the credential is revoked."""

    id: str
    server_id: str
    host: str
    group_id: str
    token_id: str
    created: str
    is_revoked: bool = False


def group_of_record(group_id: str, document: Mapping[str, Json] | None) -> WorkerGroup:
    """The group of a record; the default one has its queue whatever is stored."""
    group = msgspec.convert({"id": group_id, "name": group_id, **(document or {})}, WorkerGroup)
    if group_id != DEFAULT or any(each.queue_id == DEFAULT for each in group.subscriptions):
        return group
    always = (QueueSubscription(queue_id=DEFAULT), *group.subscriptions)
    return msgspec.structs.replace(group, subscriptions=always)


def queue_of_record(queue_id: str, document: Mapping[str, Json] | None) -> WorkerQueue:
    """The queue of a record, or a reserved one that nobody has changed."""
    return msgspec.convert({"id": queue_id, "name": queue_id, **(document or {})}, WorkerQueue)


def reserved_places(subscriptions: Iterable[QueueSubscription], places: int) -> dict[str, int]:
    """How many of the places of a worker are reserved for each queue, rounded down."""
    return {
        each.queue_id: places * (each.reserved_percent or 0) // PERCENT_MAX
        for each in subscriptions
    }
