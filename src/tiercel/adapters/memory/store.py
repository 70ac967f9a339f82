"""The store in memory."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from types import TracebackType
from typing import TypeVar

from tiercel.adapters.memory.analytics import MemoryAnalytics
from tiercel.adapters.memory.documents import MemoryKv, MemorySettings
from tiercel.adapters.memory.entries import MemoryLogs, MemoryMetrics
from tiercel.adapters.memory.executions import MemoryExecutions
from tiercel.adapters.memory.faults import FaultPlan
from tiercel.adapters.memory.flows import MemoryFlows
from tiercel.adapters.memory.jobs import MemoryJobs
from tiercel.adapters.memory.moving import MemoryMoment, MemoryRestore
from tiercel.adapters.memory.queues import MemoryAnnouncements, MemoryInbox, MemoryTimers
from tiercel.adapters.memory.records import MemoryRecords
from tiercel.adapters.memory.slots import MemorySlots
from tiercel.adapters.memory.tables import Tables
from tiercel.adapters.memory.triggers import MemoryTriggers
from tiercel.adapters.memory.unit import MemoryUnit
from tiercel.model.errors import Unavailable
from tiercel.model.execution import Execution
from tiercel.model.lists.paging import Filter
from tiercel.model.stored.record import RecordTable
from tiercel.model.stored.sizes import StoreSize, TableSize
from tiercel.ports.store import Notifier

T = TypeVar("T")


class MemoryStore:
    """See `ports.store.Store`. `faults` may make commits fail."""

    def __init__(self, notifier: Notifier, faults: FaultPlan | None = None) -> None:
        self._notifier = notifier
        self._faults = FaultPlan() if faults is None else faults
        self._tables = Tables()
        self._life = 0

    @property
    def is_shared(self) -> bool:
        """Never, although the servers of a simulation share it: versions alone keep them apart,
        which puts these to the test.
        """
        return False

    def levels(self) -> dict[str, float]:
        return {}

    async def size(self) -> StoreSize:
        """Rows by table; bytes are not known."""
        rows = self._tables.counts()
        tables = tuple(TableSize(name, rows[name], 0) for name in sorted(rows))
        return StoreSize("memory", 0, tables)

    def transaction(self) -> MemoryTransaction:
        """A transaction; leaving it normally commits."""
        return MemoryTransaction(self)

    async def open(self) -> None:
        """Does nothing: the tables are there from the beginning, and stay."""

    async def planned_migrations(self) -> list[str]:
        return []

    async def close(self) -> None:
        """Does nothing: the tables are there from the beginning, and stay."""

    async def stream_executions(self, filters: Sequence[Filter]) -> AsyncIterator[Execution]:
        """All matching executions with their task runs, newest first."""
        async with self.transaction() as tx:
            ids = await tx.executions.find_ids(filters, len(self._tables.executions))
            for execution_id in ids:
                execution = await tx.executions.get(execution_id)
                if execution is not None:
                    yield execution

    @asynccontextmanager
    async def moment(self) -> AsyncIterator[MemoryMoment]:
        """Everything as it is now."""
        yield MemoryMoment(self._tables)

    def restart(self) -> None:
        """What a crash of the server does: claims and locks are gone, transactions are dead."""
        self._life += 1
        self._tables.inbox.release_all()
        self._tables.slots.clear()

    def commit(self, unit: MemoryUnit, life: int) -> None:
        """Apply the writes of a transaction that began in that life of the store."""
        if life != self._life:
            raise Unavailable("The server was restarted")
        if not len(unit):
            return
        self._faults.before_commit(len(unit))
        for row in unit.rows:
            self._faults.before_row(row)
        unit.commit()
        for name in unit.notifications:
            self._notifier.notify(name)
        self._faults.after_commit(len(unit))

    @property
    def parts(self) -> tuple[Tables, FaultPlan, int]:
        """What a transaction needs: tables, faults, and the current life."""
        return self._tables, self._faults, self._life


class MemoryTransaction:
    """A transaction and its parts, see `ports.store.Tx`."""

    def __init__(self, store: MemoryStore) -> None:
        tables, faults, self._life = store.parts
        unit = MemoryUnit()
        self._store = store
        self._unit = unit
        self._tables = tables
        self.executions = MemoryExecutions(tables, unit)
        self.flows = MemoryFlows(tables, unit)
        self.inbox = MemoryInbox(tables, unit)
        self.timers = MemoryTimers(tables, unit)
        self.jobs = MemoryJobs(tables, unit, faults)
        self.triggers = MemoryTriggers(tables, unit)
        self.logs = MemoryLogs(tables, unit, faults)
        self.metrics = MemoryMetrics(tables, unit)
        self.kv = MemoryKv(tables, unit)
        self.settings = MemorySettings(tables, unit)
        self.announcements = MemoryAnnouncements(tables, unit)
        self.analytics = MemoryAnalytics(tables)
        self.slots = MemorySlots(tables)
        self.restore = MemoryRestore(tables, unit)

    @property
    def has_writes(self) -> bool:
        return len(self._unit) > 0

    def records(self, table: RecordTable[T]) -> MemoryRecords[T]:
        """Those of one noun."""
        return MemoryRecords(table, self._tables, self._unit)

    async def __aenter__(self) -> MemoryTransaction:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._store.commit(self._unit, self._life)
        finally:
            if self._life == self._store.parts[2]:
                self.inbox.release()
                self.slots.release()
