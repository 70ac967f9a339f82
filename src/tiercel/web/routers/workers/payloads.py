"""What requests on worker groups and queues may carry (assets-apps.md §7)."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from tiercel.model.workers.groups import GROUP_PATTERN, LABEL_PATTERN, SubscriptionMode
from tiercel.model.workers.limits import (
    PERCENT_MAX,
    WORKER_SUBSCRIPTIONS_MAX,
    WORKER_TAGS_MAX,
    WORKER_TEXT_CHARS_MAX,
)
from tiercel.web.payloads import Payload
from tiercel.web.views.view import DateText

Name = Annotated[str, Meta(min_length=1, max_length=WORKER_TEXT_CHARS_MAX)]
Description = Annotated[str, Meta(max_length=WORKER_TEXT_CHARS_MAX)]
Label = Annotated[str, Meta(pattern=LABEL_PATTERN)]
Percent = Annotated[int, Meta(ge=0, le=PERCENT_MAX)]


class SubscriptionInput(Payload, frozen=True):
    """A queue that a group is to serve."""

    worker_queue_id: Label
    reserved_percent: Percent | None = None
    mode: SubscriptionMode | None = None


class ReservationInput(Payload, frozen=True):
    """How many percent of the places are for a queue; without, none."""

    reserved_percent: Percent | None = None


class WorkerGroupChange(Payload, frozen=True, kw_only=True):
    """All that is said of a group but its id."""

    name: Name
    description: Description | None = None
    subscriptions: (
        Annotated[list[SubscriptionInput], Meta(max_length=WORKER_SUBSCRIPTIONS_MAX)] | None
    ) = None


class WorkerGroupInput(WorkerGroupChange, frozen=True, kw_only=True):
    """A new group; its id is what `--worker-group` names."""

    id: Annotated[str, Meta(pattern=GROUP_PATTERN)]


class WorkerTokenInput(Payload, frozen=True, kw_only=True):
    """A token that workers register with; without a date it does not expire."""

    name: Name
    description: Description | None = None
    expires_at: DateText | None = None


class WorkerQueueChange(Payload, frozen=True, kw_only=True):
    """All of a queue but its id, which can't be another one; one without tenants is for all."""

    id: Label | None = None
    name: Description | None = None
    description: Description | None = None
    tags: Annotated[list[Label], Meta(min_length=1, max_length=WORKER_TAGS_MAX)]
    allowed_tenants: list[Description] | None = None


class WorkerQueueInput(WorkerQueueChange, frozen=True, kw_only=True):
    """A new queue."""

    id: Label
