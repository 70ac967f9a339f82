"""Finds entries of the audit log, and says what changed between two of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import msgspec

from tiercel.model.access import Actor, Permission, Resource
from tiercel.model.audit.entry import AuditEntry, entry_from, unpacked
from tiercel.model.audit.limits import AUDIT_HISTORY_MAX
from tiercel.model.authorization.permissions import ACTIONS
from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Filter, Operation, Page, Query
from tiercel.model.stored.records import AUDIT
from tiercel.ports.ports import Ports
from tiercel.ports.store import Store

_VIEW = Permission(Resource.AUDITLOG, "VIEW")
_PAGE = 500


class AuditDiff(msgspec.Struct, frozen=True):
    """Two states of an object as texts, empty where it was not there."""

    before: str
    after: str


class AuditReader:
    """Use cases that read the log; entries have their states as they were."""

    def __init__(self, ports: Ports) -> None:
        self._store: Store = ports.store

    async def find(self, query: Query) -> Page[AuditEntry]:
        """A page, the newest first unless sorted."""
        async with self._store.transaction() as tx:
            page = await tx.records(AUDIT).find(query)
        return Page(tuple(map(_opened, page.results)), page.total)

    async def newest(self, filters: Sequence[Filter]) -> AuditEntry | None:
        """The newest that matches."""
        found = await self.find(Query(tuple(filters), size=1))
        return found.results[0] if found.results else None

    async def stream(self, filters: Sequence[Filter]) -> AsyncIterator[AuditEntry]:
        """All that match, the newest first; those that are written meanwhile are not among them."""
        first = await self.newest(filters)
        if first is None:
            return
        known = Filter("endDate", Operation.LESS_THAN_OR_EQUAL_TO, first.date)
        page = 1
        while True:
            found = await self.find(Query((*filters, known), (), page, _PAGE))
            for each in found.results:
                yield each
            if len(found.results) < _PAGE:
                return
            page += 1

    async def history(self, actor: Actor, object_id: str) -> list[AuditEntry]:
        """What happened to an object, the newest first, as far as the actor may see it."""
        of_it = Filter("resourceId", Operation.EQUALS, object_id)
        found = await self.find(Query((of_it,), size=AUDIT_HISTORY_MAX))
        return [each for each in found.results if _may_see(actor, each)]

    async def diff(self, actor: Actor, entry_id: str, previous_id: str | None) -> AuditDiff:
        """What an entry changed, or all since an earlier one. Raises: NotFound."""
        entry = await self._entry(actor, entry_id)
        before = entry.before
        if previous_id is not None:
            before = (await self._entry(actor, previous_id)).after
        return AuditDiff(_text_of(before), _text_of(entry.after))

    async def _entry(self, actor: Actor, entry_id: str) -> AuditEntry:
        async with self._store.transaction() as tx:
            document = await tx.records(AUDIT).get(entry_id)
        entry = None if document is None else _opened(document)
        if entry is None or not _may_see(actor, entry):
            raise NotFound.of("Audit log entry", entry_id)
        return entry


def _opened(document: dict[str, Json]) -> AuditEntry:
    entry = entry_from(document)
    return msgspec.structs.replace(
        entry, before=unpacked(entry.before), after=unpacked(entry.after)
    )


def _may_see(actor: Actor, entry: AuditEntry) -> bool:
    """Who may view the thing may see what happened to it, and so may who may view the log."""
    grants = actor.grants
    if grants.may(_VIEW, None):
        return True
    if entry.resource not in Resource.__members__:
        return False
    resource = Resource(entry.resource)
    is_viewed = "VIEW" in ACTIONS[resource]
    return is_viewed and grants.may(Permission(resource, "VIEW"), entry.namespace)


def _text_of(state: Json) -> str:
    """A flow as its source, all else as JSON."""
    if state is None:
        return ""
    if isinstance(state, dict) and isinstance(state.get("source"), str):
        return str(state["source"])
    return msgspec.json.format(msgspec.json.encode(state, order="sorted")).decode()
