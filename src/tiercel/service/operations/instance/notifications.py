"""Operations on the notifications of a user: there are none yet, and clients may ask."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tiercel.model.access import SIGNED_IN, TENANT, Actor
from tiercel.model.json_types import Json
from tiercel.model.request import Request
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

Notification = dict[str, Json]


class ListNotifications(Request[list[Notification]], frozen=True, kw_only=True):
    """What there is to read."""


class CountUnread(Request[int], frozen=True, kw_only=True):
    """How many are unread."""


class FollowNotifications(Request[AsyncIterator[Notification]], frozen=True, kw_only=True):
    """Notifications as they come."""


class MarkNotification(Request[None], frozen=True, kw_only=True):
    """Mark one as read or unread; one that is not there is marked already."""


class MarkAllRead(Request[int], frozen=True, kw_only=True):
    """Mark all as read; how many were not."""


@operation("notification.list", allows=SIGNED_IN, scope=TENANT)
async def listed(deps: Services, actor: Actor, ask: ListNotifications) -> list[Notification]:
    return []


@operation("notification.unread", allows=SIGNED_IN, scope=TENANT)
async def unread(deps: Services, actor: Actor, ask: CountUnread) -> int:
    return 0


@operation("notification.follow", allows=SIGNED_IN, scope=TENANT)
async def follow(
    deps: Services, actor: Actor, ask: FollowNotifications
) -> AsyncIterator[Notification]:
    """None: it ends at once."""
    return _none()


@operation("notification.mark", allows=SIGNED_IN, scope=TENANT, audits=False)
async def mark(deps: Services, actor: Actor, ask: MarkNotification) -> None:
    """Nothing changes, since there is none that could be read."""


@operation("notification.mark_all", allows=SIGNED_IN, scope=TENANT, audits=False)
async def mark_all(deps: Services, actor: Actor, ask: MarkAllRead) -> int:
    return 0


async def _none() -> AsyncIterator[Notification]:
    nothing: tuple[Notification, ...] = ()
    for each in nothing:
        yield each
