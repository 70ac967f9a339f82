"""Operations on the audit log."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tiercel.model.access import OWNER, SIGNED_IN, TENANT, Actor, Permission, Resource
from tiercel.model.audit.entry import AuditEntry
from tiercel.model.audit.seals import AuditReport
from tiercel.model.lists.paging import Filter, Page, Query
from tiercel.model.request import Request
from tiercel.service.audit.reading import AuditDiff
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_LIST = Permission(Resource.AUDITLOG, "LIST")
_EXPORT = Permission(Resource.AUDITLOG, "EXPORT")


class FindAuditEntries(Request[Page[AuditEntry]], frozen=True, kw_only=True):
    """A page of the audit log."""

    query: Query


class FindNewestAuditEntry(Request[AuditEntry | None], frozen=True, kw_only=True):
    """The newest entry that matches."""

    filters: tuple[Filter, ...]


class StreamAuditEntries(Request[AsyncIterator[AuditEntry]], frozen=True, kw_only=True):
    """Every entry that matches the filters, one after the other."""

    filters: tuple[Filter, ...]


class ListAuditHistory(Request[list[AuditEntry]], frozen=True, kw_only=True):
    """What happened to an object."""

    object_id: str


class CompareAuditEntries(Request[AuditDiff], frozen=True, kw_only=True):
    """What an entry changed, or all since an earlier one."""

    entry_id: str
    previous_id: str | None = None


class VerifyAuditLog(Request[AuditReport], frozen=True, kw_only=True):
    """Whether the log is as it was written."""


@operation("audit.search", allows=_LIST, scope=TENANT)
async def search(deps: Services, actor: Actor, ask: FindAuditEntries) -> Page[AuditEntry]:
    """A page of entries, sorted as the query says; by default from the newest to the oldest."""
    return await deps.audit_reader.find(ask.query)


@operation("audit.find", allows=_LIST, scope=TENANT)
async def find(deps: Services, actor: Actor, ask: FindNewestAuditEntry) -> AuditEntry | None:
    """As the filters say."""
    return await deps.audit_reader.newest(ask.filters)


@operation("audit.stream", allows=_EXPORT, scope=TENANT)
async def stream(
    deps: Services, actor: Actor, ask: StreamAuditEntries
) -> AsyncIterator[AuditEntry]:
    """Entries from the newest to the oldest, read while they are sent."""
    return deps.audit_reader.stream(ask.filters)


@operation("audit.history", allows=SIGNED_IN, scope=TENANT, audits=False)
async def history(deps: Services, actor: Actor, ask: ListAuditHistory) -> list[AuditEntry]:
    """Of whoever may view the object, or the log."""
    return await deps.audit_reader.history(actor, ask.object_id)


@operation("audit.diff", allows=SIGNED_IN, scope=TENANT, audits=False)
async def diff(deps: Services, actor: Actor, ask: CompareAuditEntries) -> AuditDiff:
    """Of whoever may view the object, or the log. Raises: NotFound."""
    return await deps.audit_reader.diff(actor, ask.entry_id, ask.previous_id)


@operation("audit.verify", allows=OWNER, scope=TENANT, audits=False)
async def verify(deps: Services, actor: Actor, ask: VerifyAuditLog) -> AuditReport:
    """Reads the whole log."""
    return await deps.audit_keeper.verify()
