"""Calls of the API about audit: see `make calls`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Generic

from msgspec import UNSET, UnsetType

from tiercel.cli.api.call import ApiCall, ApiRoute, Form, R_co
from tiercel.model.json_types import Json


class Filtered(ApiCall[R_co], Generic[R_co], frozen=True, kw_only=True):
    """What several calls take."""

    q: str | None = None
    namespace: str | None = None
    flow_id: str | None = None
    execution_id: str | None = None
    user_id: str | None = None
    user: str | None = None
    id: str | None = None
    resource: str | None = None
    resource_id: str | None = None
    operation: str | None = None
    type: str | None = None
    denied: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    time_range: str | None = None
    resources: Sequence[str] = ()


class AuditEntryView(Form, frozen=True, kw_only=True):
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


class AuditUserView(Form, frozen=True, kw_only=True):
    """Who did it."""

    username: str
    display_name: str
    id: str | UnsetType = UNSET


class FoundAuditEntryView(Form, frozen=True, kw_only=True):
    """An entry with who did it."""

    audit_log: AuditEntryView | UnsetType = UNSET
    user: AuditUserView | UnsetType = UNSET


class AuditPage(Form, frozen=True, kw_only=True):
    """A page of the audit log."""

    results: list[FoundAuditEntryView]
    total: int


class FindAuditEntries(Filtered[AuditPage], frozen=True, kw_only=True):
    """Search the audit log."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/auditlogs/search")

    page: int | None = None
    size: int | None = None
    sort: Sequence[str] = ()


class ExportAuditLog(Filtered[bytes], frozen=True, kw_only=True):
    """Matching entries as CSV, or as lines of JSON."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/auditlogs/export")

    format: str | None = None


class AuditReportView(Form, frozen=True, kw_only=True):
    """Whether the log is as it was written; `last` is the newest seal."""

    intact: bool
    entries: int
    seals: int
    unsealed: int
    problems: list[str]
    last: str | UnsetType = UNSET


class VerifyAuditLog(ApiCall[AuditReportView], frozen=True, kw_only=True):
    """Whether the log is as it was written."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/auditlogs/verify")
