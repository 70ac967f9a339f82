"""The store in one PostgreSQL database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from functools import cached_property
from types import TracebackType
from typing import TypeVar

import msgspec

from tiercel.adapters.postgres.address import Address
from tiercel.adapters.postgres.analytics import PostgresAnalytics
from tiercel.adapters.postgres.committer import Committer
from tiercel.adapters.postgres.connections import Connections
from tiercel.adapters.postgres.counts.counter import Counter
from tiercel.adapters.postgres.documents import PostgresKv, PostgresSettings
from tiercel.adapters.postgres.entries import PostgresLogs, PostgresMetrics
from tiercel.adapters.postgres.executions import PostgresExecutions
from tiercel.adapters.postgres.flows import PostgresFlows
from tiercel.adapters.postgres.jobs import PostgresJobs
from tiercel.adapters.postgres.migrate import migrate, planned
from tiercel.adapters.postgres.moving import PostgresMoment, PostgresRestore, moment
from tiercel.adapters.postgres.notifier import NotifierConnection
from tiercel.adapters.postgres.queues import PostgresAnnouncements, PostgresInbox, PostgresTimers
from tiercel.adapters.postgres.reader import Reader
from tiercel.adapters.postgres.records import PostgresRecords
from tiercel.adapters.postgres.sizes import store_size
from tiercel.adapters.postgres.slots import PostgresSlots
from tiercel.adapters.postgres.triggers import PostgresTriggers
from tiercel.adapters.postgres.unit import PostgresUnit
from tiercel.adapters.sql.streaming import streamed
from tiercel.model.errors import Unavailable
from tiercel.model.execution import Execution
from tiercel.model.lists.paging import Filter
from tiercel.model.stored.limits import (
    POSTGRES_PINNED_MAX,
    POSTGRES_READERS_MAX,
    POSTGRES_WRITERS_MAX,
)
from tiercel.model.stored.record import RecordTable
from tiercel.model.stored.sizes import StoreSize
from tiercel.ports.store import Notifier

T = TypeVar("T")


class OpenDatabase(msgspec.Struct, frozen=True):
    """What an open database consists of: connections by use, so that no use starves another."""

    readers: Connections
    pinned: Connections
    writers: Connections
    committer: Committer
    notifier: NotifierConnection
    counter: Counter

    def new_unit(self) -> PostgresUnit:
        """A transaction without rows."""
        return PostgresUnit(self.committer, self.pinned, self.notifier)

    async def close(self) -> None:
        """Finish what is queued and close."""
        await self.committer.close()
        await self.counter.close()
        await self.notifier.close()
        for connections in (self.readers, self.pinned, self.writers):
            await connections.close()


class PostgresStore:
    """See `ports.store.Store`. Any number of servers may use the database."""

    def __init__(
        self, address: Address, notifier: Notifier, readers: int = POSTGRES_READERS_MAX
    ) -> None:
        self._address = address
        self._readers = readers
        self._notifier = notifier
        self._database: OpenDatabase | None = None

    @property
    def is_shared(self) -> bool:
        return True

    def levels(self) -> dict[str, float]:
        """Connections that are open, by what they are for."""
        database = self._database
        if database is None:
            return {}
        return {
            "readers": database.readers.open_count,
            "pinned": database.pinned.open_count,
            "writers": database.writers.open_count,
        }

    async def size(self) -> StoreSize:
        """The size of the database and of its tables."""
        if self._database is None:
            raise Unavailable("The database is not open.")
        return await store_size(Reader(self._database.readers))

    def transaction(self) -> PostgresTransaction:
        """A transaction; leaving it normally commits and waits until that is durable."""
        if self._database is None:
            raise Unavailable("The database is not open.")
        return PostgresTransaction(self._database)

    async def open(self) -> None:
        """Apply migrations and begin to listen. Raises: Unavailable with the reason."""
        await migrate(self._address)
        writers = Connections(self._address, POSTGRES_WRITERS_MAX)
        readers = Connections(self._address, self._readers)
        database = OpenDatabase(
            readers=readers,
            pinned=Connections(self._address, POSTGRES_PINNED_MAX),
            writers=writers,
            committer=Committer(writers),
            notifier=NotifierConnection(self._address, self._notifier),
            counter=Counter(readers),
        )
        database.notifier.open()
        database.counter.open()
        self._database = database

    async def close(self) -> None:
        """Finish what is queued and close."""
        database, self._database = self._database, None
        if database is not None:
            await database.close()

    async def planned_migrations(self) -> list[str]:
        """The names of the migrations that `open` would apply. Raises: Unavailable."""
        return await planned(self._address)

    async def stream_executions(self, filters: Sequence[Filter]) -> AsyncIterator[Execution]:
        """All matching executions with their task runs, newest first."""
        async with self.transaction() as tx:
            async for execution in streamed(tx.executions, filters):
                yield execution

    def moment(self) -> AbstractAsyncContextManager[PostgresMoment]:
        """Everything as it is now."""
        if self._database is None:
            raise Unavailable("The database is not open.")
        return moment(self._database.readers)


class PostgresTransaction:
    """A transaction, see `ports.store.Tx`; of its parts most need one or two."""

    def __init__(self, database: OpenDatabase) -> None:
        self._unit = database.new_unit()
        self._reader = Reader(database.readers)

    @property
    def has_writes(self) -> bool:
        return len(self._unit) > 0

    @cached_property
    def executions(self) -> PostgresExecutions:
        return PostgresExecutions(self._unit, self._reader)

    @cached_property
    def flows(self) -> PostgresFlows:
        return PostgresFlows(self._unit, self._reader)

    @cached_property
    def inbox(self) -> PostgresInbox:
        return PostgresInbox(self._unit)

    @cached_property
    def timers(self) -> PostgresTimers:
        return PostgresTimers(self._unit, self._reader)

    @cached_property
    def jobs(self) -> PostgresJobs:
        return PostgresJobs(self._unit, self._reader)

    @cached_property
    def triggers(self) -> PostgresTriggers:
        return PostgresTriggers(self._unit, self._reader)

    @cached_property
    def logs(self) -> PostgresLogs:
        return PostgresLogs(self._unit, self._reader)

    @cached_property
    def metrics(self) -> PostgresMetrics:
        return PostgresMetrics(self._unit, self._reader)

    @cached_property
    def kv(self) -> PostgresKv:
        return PostgresKv(self._unit, self._reader)

    @cached_property
    def settings(self) -> PostgresSettings:
        return PostgresSettings(self._unit, self._reader)

    @cached_property
    def announcements(self) -> PostgresAnnouncements:
        return PostgresAnnouncements(self._unit)

    @cached_property
    def analytics(self) -> PostgresAnalytics:
        return PostgresAnalytics(self._reader)

    @cached_property
    def slots(self) -> PostgresSlots:
        return PostgresSlots(self._unit)

    @cached_property
    def restore(self) -> PostgresRestore:
        return PostgresRestore(self._unit)

    def records(self, table: RecordTable[T]) -> PostgresRecords[T]:
        """Those of one noun."""
        return PostgresRecords(table, self._unit, self._reader)

    async def __aenter__(self) -> PostgresTransaction:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            await self._unit.commit()
        else:
            await self._unit.roll_back()
