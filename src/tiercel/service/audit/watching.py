"""A store that writes the audit log: each transaction of an operation notes what it changes.

Whatever a use case writes, and however, goes through here, so that no write can be forgotten; so
revisions of flows get their authors here. Loops and reads have the store itself.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any, TypeVar, cast

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

T = TypeVar("T")


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
    """A transaction that is committed with its entries, see `ports.store.Tx`.

    A part of it is watched once it is asked for: most use cases ask for few, and for executions.
    """

    def __init__(self, inner: AbstractAsyncContextManager[Tx], note: AuditNote) -> None:
        self._inner = inner
        self._note = note
        self._written = WrittenObjects()

    async def __aenter__(self) -> Tx:
        tx = self._tx = await self._inner.__aenter__()
        self.executions = _WatchedExecutions(tx.executions, self._written)
        return cast("Tx", self)

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

    @property
    def has_writes(self) -> bool:
        """As of now: all else is looked up once."""
        return self._tx.has_writes

    def __getattr__(self, name: str) -> Any:
        part, watch = getattr(self._tx, name), _WATCHES.get(name)
        found = part if watch is None else watch(part, self._written, self._note)
        setattr(self, name, found)
        return found

    def records(self, table: RecordTable[T]) -> Records[T]:
        """Those that the log knows are watched."""
        found: Records[T] = self._tx.records(table)
        if not nouns.is_audited(table.name):
            return found
        return cast("Records[T]", _WatchedRecords(found, self._written, table))


class _Part:
    """A part of a transaction: what is not watched is done by the part itself."""

    def __init__(self, inner: Any, written: WrittenObjects) -> None:
        self._inner = inner
        self._written = written

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


class _WatchedExecutions(_Part):
    def insert(self, execution: Execution) -> None:
        self._written.executions.append(execution)
        self._inner.insert(execution)


class _WatchedFlows(_Part):
    def __init__(self, inner: Flows, written: WrittenObjects, note: AuditNote) -> None:
        super().__init__(inner, written)
        self._note = note

    def put(self, flow: StoredFlow) -> None:
        if flow.author is None:
            flow = replace(flow, author=self._note.author)
        self._written.flows[flow.namespace, flow.id] = flow
        self._inner.put(flow)


class _WatchedKv(_Part):
    def put(self, entry: KvEntry) -> None:
        self._written.keys[entry.namespace, entry.key] = nouns.kv_state(entry)
        self._inner.put(entry)

    def delete(self, namespace: str, key: str) -> None:
        self._written.keys[namespace, key] = None
        self._inner.delete(namespace, key)


class _WatchedRecords(_Part):
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


# How the parts that the log knows are watched; all others are as they are.
_WATCHES: Mapping[str, Callable[[Any, WrittenObjects, AuditNote], Any]] = {
    "flows": _WatchedFlows,
    "kv": lambda inner, written, note: _WatchedKv(inner, written) if note.is_asked_for else inner,
}
