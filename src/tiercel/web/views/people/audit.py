"""Entries of the audit log as the API shows them (access.md §15)."""

from __future__ import annotations

from datetime import datetime

from msgspec import UNSET, UnsetType

from tiercel.model.audit.entry import AuditEntry, patch_between
from tiercel.model.authorization.people import TENANT_ID
from tiercel.model.json_types import Json
from tiercel.web.views.view import View, given


class AuditUserView(View, frozen=True):
    """Who did it."""

    username: str
    display_name: str
    id: str | UnsetType = UNSET


class AuditEntryView(View, frozen=True):
    """One entry.

    Shapes: `detail` has the resource, what names the object, and what was asked; the patches lead
    from the state before to that after, and back.
    """

    id: str
    tenant_id: str
    type: str
    detail: dict[str, Json]
    date: datetime
    user_id: str
    via: str
    applied_patch: list[dict[str, Json]]
    revert_patch: list[dict[str, Json]]
    ip_address: str | UnsetType = UNSET


class FoundAuditEntryView(View, frozen=True):
    """An entry with who did it."""

    audit_log: AuditEntryView | UnsetType = UNSET
    user: AuditUserView | UnsetType = UNSET


class AuditPage(View, frozen=True):
    """A page of the audit log."""

    results: list[FoundAuditEntryView]
    total: int


class AuditMomentView(View, frozen=True):
    """When somebody changed an object."""

    id: str
    date: datetime
    username: str


class AuditDiffView(View, frozen=True):
    """Two states of an object as texts."""

    before: str
    after: str


class AuditReportView(View, frozen=True):
    """Whether the log is as it was written; `last` is the newest seal."""

    intact: bool
    entries: int
    seals: int
    unsealed: int
    problems: list[str]
    last: str | UnsetType = UNSET


def found_view(entry: AuditEntry) -> FoundAuditEntryView:
    user = AuditUserView(entry.user, entry.user, given(entry.user_id))
    return FoundAuditEntryView(entry_view(entry), user)


def entry_view(entry: AuditEntry) -> AuditEntryView:
    named = {
        "id": entry.object_id,
        "namespace": entry.namespace,
        "flowId": entry.flow_id,
        "executionId": entry.execution_id,
        "denied": entry.is_denied or None,
    }
    detail: dict[str, Json] = {
        **entry.detail,
        "resource": entry.resource,
        "resourceType": entry.resource,
        "type": entry.type.value,
        "operation": entry.operation,
        "request": entry.request,
        **{name: value for name, value in named.items() if value is not None},
    }
    return AuditEntryView(
        id=entry.id,
        tenant_id=TENANT_ID,
        type=entry.type.value,
        detail=detail,
        date=entry.date,
        user_id=entry.user_id or entry.user,
        ip_address=entry.address or UNSET,
        via=entry.via,
        applied_patch=patch_between(entry.before, entry.after),
        revert_patch=patch_between(entry.after, entry.before),
    )
