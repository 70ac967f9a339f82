"""What one run of an operation leaves in the audit log, in the transaction of what it changes."""

from __future__ import annotations

from contextvars import ContextVar
from datetime import datetime
from typing import Any

import msgspec

from tiercel.model.access import Actor, ActorKind
from tiercel.model.audit import nouns
from tiercel.model.audit.entry import AuditEntry, AuditType, packed
from tiercel.model.audit.nouns import AuditedObject, AuditedState
from tiercel.model.audit.rules import AuditRule, detail_of, name_of
from tiercel.model.execution import Execution
from tiercel.model.ids import by_time
from tiercel.model.json_types import Json
from tiercel.model.request import Request
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.stored.record import Document, Key, RecordTable
from tiercel.model.stored.records import AUDIT_ENTRIES
from tiercel.ports.clock import Clock, IdSource
from tiercel.ports.store import Tx
from tiercel.service.off_loop import by_size


class AuditedRequest(msgspec.Struct, frozen=True):
    """A request with who makes it, and the name and rule of the operation that it is for."""

    name: str
    rule: AuditRule
    actor: Actor
    request: Request[Any]


class AuditedChange(msgspec.Struct, frozen=True):
    """An object that a transaction writes, with its states before and after."""

    target: AuditedObject
    before: AuditedState | None
    after: AuditedState | None


class WrittenObjects:
    """What a transaction has written so far of the objects that the log knows."""

    __slots__ = ("executions", "flows", "keys", "records")

    def __init__(self) -> None:
        self.records: dict[tuple[str, Key], tuple[RecordTable[Document], Document | None]] = {}
        self.flows: dict[tuple[str, str], StoredFlow] = {}
        self.keys: dict[tuple[str, str], AuditedState | None] = {}
        self.executions: list[Execution] = []

    @property
    def has_objects(self) -> bool:
        """Whether any were written, changed or not."""
        return bool(self.records or self.flows or self.keys)

    async def changes(self, tx: Tx) -> list[AuditedChange]:
        """All that differ from before: a transaction reads what was there when it began."""
        found = [
            await self._of_record(tx, table, key, after)
            for (_, key), (table, after) in self.records.items()
        ]
        found += [await self._of_flow(tx, flow) for flow in self.flows.values()]
        for (namespace, key), after in self.keys.items():
            before = nouns.kv_state(await tx.kv.get(namespace, key))
            found.append(AuditedChange(nouns.kv_object(namespace, key), before, after))
        return [each for each in found if each.before != each.after]

    async def _of_record(
        self, tx: Tx, table: RecordTable[Document], key: Key, after: Document | None
    ) -> AuditedChange:
        before = await tx.records(table).get(*key)
        target = nouns.object_in(table, key, after or before or {})
        return AuditedChange(target, nouns.state_in(table, before), nouns.state_in(table, after))

    async def _of_flow(self, tx: Tx, flow: StoredFlow) -> AuditedChange:
        before = nouns.flow_state(await tx.flows.get(flow.namespace, flow.id))
        return AuditedChange(nouns.flow_object(flow), before, nouns.flow_state(flow))


class AuditNote:
    """One run of an operation: what is written within `with note:` belongs to it.

    It is written with the first transaction that writes anything, and with each that changes an
    object of the log: these have an entry each.
    """

    __slots__ = ("_asked", "_clock", "_ids", "_request", "_token", "is_open", "is_written")

    def __init__(self, asked: AuditedRequest, clock: Clock, ids: IdSource) -> None:
        self._asked = asked
        self._clock = clock
        self._ids = ids
        # The id of its first entry, which all others name as well.
        self._request: str | None = None
        self.is_open = True
        self.is_written = False

    def __enter__(self) -> None:
        self._token = _NOTE.set(self)

    def __exit__(self, *error: object) -> None:
        self.is_open = False
        _NOTE.reset(self._token)

    async def entries(self, tx: Tx, written: WrittenObjects) -> list[AuditEntry]:
        """Those of one transaction, before it is committed."""
        if not self.is_written:
            # Those of a transaction that was not committed are nowhere.
            self._request = None
        has_objects = written.has_objects
        if has_objects:
            changes = await written.changes(tx)
            if changes:
                return [await self._of_change(each) for each in changes]
        is_idle = has_objects or not tx.has_writes
        if is_idle or self.is_written or not self.is_asked_for:
            return []
        if written.executions:
            return [self._of_start(each) for each in written.executions]
        return [self.of_request()]

    @property
    def author(self) -> str | None:
        """Who has written what the run writes; None where nobody signs in."""
        actor = self._asked.actor
        is_nobody = actor.kind is ActorKind.REQUEST and actor.user is None
        return None if is_nobody else name_of(actor)

    @property
    def is_asked_for(self) -> bool:
        """Whether somebody asks; what an execution does is in the execution.

        Only the flows and other definitions that it changes are here: tasks write keys as often as
        others write logs.
        """
        return self._asked.actor.kind is not ActorKind.EXECUTION

    def of_request(self, *, is_denied: bool = False) -> AuditEntry:
        """An entry that says what was asked."""
        detail = detail_of(self._asked.request)
        return self._entry(
            type=self._asked.rule.type,
            resource=self._asked.rule.resource,
            namespace=detail.get("namespace"),
            flow_id=detail.get("flowId"),
            execution_id=detail.get("executionId"),
            object_id=_object_in(detail),
            is_denied=is_denied,
            detail=detail,
        )

    def _of_start(self, execution: Execution) -> AuditEntry:
        # What else inserts executions may do so again, once they were deleted.
        is_new = self._asked.rule.type is AuditType.EXECUTE
        entry_id = by_time(execution.id if is_new else self._ids.new_id())
        if self._request is None:
            self._request = entry_id
        asked, now = self._asked, self._clock.now()
        return _of_execution(
            asked.name, asked.rule.type, asked.actor, execution, now, entry_id, self._request
        )

    async def _of_change(self, change: AuditedChange) -> AuditEntry:
        target, before, after = change.target, change.before, change.after
        kind = AuditType.UPDATE
        if before is None or after is None:
            kind = AuditType.CREATE if before is None else AuditType.DELETE
        detail = detail_of(self._asked.request)
        unshown = ({} if each is None else each.unshown for each in (before, after))
        first, second = unshown
        renewed = [name for name in second if first.get(name, second) != second[name]]
        if renewed and before is not None:
            detail["changedUnseen"] = sorted(renewed)
        return self._entry(
            type=kind,
            resource=target.resource,
            namespace=target.namespace,
            flow_id=target.flow_id,
            execution_id=self._asked.actor.execution_id,
            object_id=target.id,
            detail=detail,
            before=await _kept(before),
            after=await _kept(after),
        )

    def _entry(self, **members: Any) -> AuditEntry:
        actor, entry_id = self._asked.actor, by_time(self._ids.new_id())
        if self._request is None:
            self._request = entry_id
        return AuditEntry(
            id=entry_id,
            date=self._clock.now(),
            operation=self._asked.name,
            request=self._request,
            user=name_of(actor),
            user_id=actor.user_id,
            via=actor.via,
            address=actor.address,
            **members,
        )


def of_start(operation: str, actor: Actor, execution: Execution, now: datetime) -> AuditEntry:
    """The entry of an execution that somebody starts: no other can have its id."""
    entry_id = by_time(execution.id)
    return _of_execution(operation, AuditType.EXECUTE, actor, execution, now, entry_id, entry_id)


def _of_execution(  # noqa: PLR0913  An entry for each start: it is made in one go.
    operation: str,
    kind: AuditType,
    actor: Actor,
    execution: Execution,
    now: datetime,
    entry_id: str,
    request: str,
) -> AuditEntry:
    return AuditEntry(
        id=entry_id,
        date=now,
        type=kind,
        resource="EXECUTION",
        operation=operation,
        request=request,
        user=name_of(actor),
        user_id=actor.user_id,
        via=actor.via,
        address=actor.address,
        namespace=execution.namespace,
        flow_id=execution.flow_id,
        execution_id=execution.id,
        object_id=execution.id,
        detail={"revision": execution.flow_revision},
    )


async def _kept(state: AuditedState | None) -> Json:
    """As `packed`; what is compressed or digested is so in a thread."""
    return None if state is None else await by_size(state.shown, packed, state.shown)


def of_server(clock: Clock, ids: IdSource, **members: Json) -> AuditEntry:
    """An entry of what a server does by itself; `members` are those of `AuditEntry`."""
    return AuditEntry(
        id=by_time(ids.new_id()),
        date=clock.now(),
        request=ids.new_id(),
        user="system",
        **members,
    )


def add(tx: Tx, entry: AuditEntry) -> None:
    """Write an entry with what else the transaction writes."""
    tx.records(AUDIT_ENTRIES).insert((entry.id,), entry)


_NOTE: ContextVar[AuditNote | None] = ContextVar("audit_note", default=None)


def open_note() -> AuditNote | None:
    """That of the operation that runs; tasks that it leaves behind have none."""
    note = _NOTE.get()
    return note if note is not None and note.is_open else None


def _object_in(detail: dict[str, Json]) -> str | None:
    """The one thing that a request names, if it names one."""
    for name, value in detail.items():
        if name.endswith("Id") and name not in ("flowId", "taskId") and isinstance(value, str):
            return value
    for name in ("key", "path", "flowId", "name"):
        if isinstance(detail.get(name), str):
            return str(detail[name])
    return None
