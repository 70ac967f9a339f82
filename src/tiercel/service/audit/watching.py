"""A store that writes the audit log: each transaction of an operation notes what it changes.

Whatever a use case writes, and however, goes through here, so that no write can be forgotten; so
revisions of flows get their authors here. Loops and reads have the store itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any, cast

from msgspec.structs import replace

from tiercel.model.audit import nouns
from tiercel.model.execution import Execution
from tiercel.model.kv import KvEntry
from tiercel.model.lists.paging import Filter
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.stored.record import Key, RecordTable
from tiercel.ports.moving import Moment
from tiercel.ports.records import Records
from tiercel.ports.store import Flows, Store, Tx
from tiercel.service.audit.notes import AuditNote, WrittenObjects, add, open_note


class AuditingStore:
    """See `ports.store.Store`; `inner` is the database."""

    def __init__(self, inner: Store) -> None:
        self._inner = inner
        self.levels = inner.levels
        self.size = inner.size
        self.open = inner.open
        self.planned_migrations = inner.planned_migrations
        self.close = inner.close

    @property
    def is_shared(self) -> bool:
        return self._inner.is_shared

    def transaction(self) -> AbstractAsyncContextManager[Tx]:
        """One that writes what the operation that runs leaves in the log, if any runs."""
        note, inner = open_note(), self._inner.transaction()
        return inner if note is None else _Watched(inner, note)

    def stream_executions(self, filters: Sequence[Filter]) -> AsyncIterator[Execution]:
        return self._inner.stream_executions(filters)

    def moment(self) -> AbstractAsyncContextManager[Moment]:
        return self._inner.moment()


class _Watched:
    """A transaction that is committed with its entries, see `ports.store.Tx`."""

    __slots__ = ("_inner", "_note", "_tx", "_written")

    def __init__(self, inner: AbstractAsyncContextManager[Tx], note: AuditNote) -> None:
        self._inner = inner
        self._note = note
        self._written = WrittenObjects()

    async def __aenter__(self) -> Tx:
        self._tx = await self._inner.__aenter__()
        return cast("Tx", _WatchedTx(self._tx, self._note, self._written))

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool | None:
        if kind is not None:
            return await self._inner.__aexit__(kind, error, trace)
        try:
            entries = await self._note.entries(self._tx, self._written)
            for entry in entries:
                add(self._tx, entry)
        except BaseException as failure:
            await self._inner.__aexit__(type(failure), failure, failure.__traceback__)
            raise
        result = await self._inner.__aexit__(None, None, None)
        self._note.is_written = self._note.is_written or bool(entries)
        return result


class _WatchedTx:
    """The parts of a transaction, those that the log knows watched; each is made when it is asked
    for, since most use cases need one or two.
    """

    def __init__(self, inner: Tx, note: AuditNote, written: WrittenObjects) -> None:
        self._inner = inner
        self._note = note
        self._written = written

    @property
    def has_writes(self) -> bool:
        return self._inner.has_writes

    def records(self, table: RecordTable[Any]) -> Records[Any]:
        found = self._inner.records(table)
        if not nouns.is_audited(table.name):
            return found
        return cast("Records[Any]", _WatchedRecords(found, self._written, table))

    def __getattr__(self, name: str) -> Any:
        part = getattr(self._inner, name)
        match name:
            case "executions":
                part = _WatchedExecutions(part, self._written)
            case "flows":
                part = _WatchedFlows(part, self._written, self._note)
            case "kv" if self._note.is_asked_for:
                part = _WatchedKv(part, self._written)
        # From now on it is found without this method.
        setattr(self, name, part)
        return part


class _Part:
    """A part of a transaction: what is not watched is done by the part itself."""

    __slots__ = ("_inner", "_written")

    def __init__(self, inner: Any, written: WrittenObjects) -> None:
        self._inner = inner
        self._written = written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _WatchedExecutions(_Part):
    __slots__ = ()

    def insert(self, execution: Execution) -> None:
        self._written.executions.append(execution)
        self._inner.insert(execution)


class _WatchedFlows(_Part):
    __slots__ = ("_note",)

    def __init__(self, inner: Flows, written: WrittenObjects, note: AuditNote) -> None:
        super().__init__(inner, written)
        self._note = note

    def put(self, flow: StoredFlow) -> None:
        if flow.author is None:
            flow = replace(flow, author=self._note.author)
        self._written.flows[flow.namespace, flow.id] = flow
        self._inner.put(flow)


class _WatchedKv(_Part):
    __slots__ = ()

    def put(self, entry: KvEntry) -> None:
        self._written.keys[entry.namespace, entry.key] = nouns.kv_state(entry)
        self._inner.put(entry)

    def delete(self, namespace: str, key: str) -> None:
        self._written.keys[namespace, key] = None
        self._inner.delete(namespace, key)


class _WatchedRecords(_Part):
    __slots__ = ("_table",)

    def __init__(self, inner: Any, written: WrittenObjects, table: RecordTable[Any]) -> None:
        super().__init__(inner, written)
        self._table = table

    def insert(self, key: Key, value: Any) -> None:
        self._written.records[self._table.name, key] = (self._table, value)
        self._inner.insert(key, value)

    def put(self, key: Key, value: Any) -> None:
        self._written.records[self._table.name, key] = (self._table, value)
        self._inner.put(key, value)

    def delete(self, *key: str) -> None:
        self._written.records[self._table.name, key] = (self._table, None)
        self._inner.delete(*key)
