"""Invitations as the API shows them (access.md §11)."""

from __future__ import annotations

from datetime import UTC, datetime

from msgspec import UNSET, UnsetType

from tiercel.model.authorization.people import TENANT_ID, SubjectKind, UserKind
from tiercel.service.access.invitations import Invited
from tiercel.web.views.people.people import (
    GroupView,
    RoleSummaryView,
    group_view,
    role_summary,
)
from tiercel.web.views.view import Date, View


class InvitationView(View, frozen=True, kw_only=True):
    """An invitation; its link has a key only in the answer to whoever made it."""

    id: str
    roles: list[RoleSummaryView]
    groups: list[GroupView]
    tenant_id: str
    email: str
    status: str
    sent_at: Date
    expired_at: Date
    accepted_at: Date | UnsetType = UNSET
    super_admin: bool
    link: str


class InvitationsView(View, frozen=True):
    """A page of invitations."""

    results: list[InvitationView]
    total: int


class OfferedBindingView(View, frozen=True):
    """A role that an invitation will give."""

    type: SubjectKind
    role_id: str
    namespace_id: str | None


class OwnInvitationView(View, frozen=True, kw_only=True):
    """An invitation to whoever asks, as it is stored."""

    id: str
    email: str
    bindings: list[OfferedBindingView]
    group_ids: list[str]
    tenant_id: str
    status: str
    sent_at: Date
    expired_at: Date
    accepted_at: Date | UnsetType = UNSET
    deleted: bool
    user_type: UserKind
    super_admin: bool
    is_expired: bool
    link: str


def invitation_view(found: Invited, base: str) -> InvitationView:
    """An invitation; links begin with `base`."""
    each = found.invitation
    return InvitationView(
        id=each.id,
        roles=[role_summary(role) for role in found.roles],
        groups=[group_view(group) for group in found.groups],
        tenant_id=TENANT_ID,
        email=each.email,
        status=found.status,
        sent_at=_date(each.sent),
        expired_at=_date(each.expires),
        accepted_at=UNSET if each.accepted is None else _date(each.accepted),
        super_admin=each.is_owner,
        link=_link(found, base),
    )


def own_invitation_view(found: Invited, base: str) -> OwnInvitationView:
    """An invitation as whoever was invited sees it."""
    each = found.invitation
    return OwnInvitationView(
        id=each.id,
        email=each.email,
        bindings=[
            OfferedBindingView(SubjectKind.USER, role.role_id, namespace)
            for role in each.roles
            for namespace in role.namespaces or (None,)
        ],
        group_ids=list(each.group_ids),
        tenant_id=TENANT_ID,
        status=found.status,
        sent_at=_date(each.sent),
        expired_at=_date(each.expires),
        accepted_at=UNSET if each.accepted is None else _date(each.accepted),
        deleted=False,
        user_type=UserKind.STANDARD,
        super_admin=each.is_owner,
        is_expired=found.status == "EXPIRED",
        link=_link(found, base),
    )


def _link(found: Invited, base: str) -> str:
    page = f"{base}/ui/invitation/{found.invitation.id}"
    return page if found.key is None else f"{page}#{found.key}"


def _date(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
