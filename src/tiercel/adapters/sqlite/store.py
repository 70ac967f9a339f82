"""The store in one SQLite file."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TypeVar

import apsw
import msgspec

from tiercel.adapters.sql.streaming import streamed
from tiercel.adapters.sqlite.analytics import SqliteAnalytics
from tiercel.adapters.sqlite.connections import FileLock, clear_error, writing_connection
from tiercel.adapters.sqlite.documents import SqliteKv, SqliteSettings
from tiercel.adapters.sqlite.entries import SqliteLogs, SqliteMetrics
from tiercel.adapters.sqlite.executions import SqliteExecutions
from tiercel.adapters.sqlite.file_checks import check_is_filled, check_is_there, check_log
from tiercel.adapters.sqlite.flows import SqliteFlows
from tiercel.adapters.sqlite.jobs import SqliteJobs
from tiercel.adapters.sqlite.keys.records import SqliteKeys
from tiercel.adapters.sqlite.migrate import migrate, planned, version_of
from tiercel.adapters.sqlite.mirrors import Mirrors
from tiercel.adapters.sqlite.moving import SqliteMoment, SqliteRestore, moment
from tiercel.adapters.sqlite.queues import SqliteAnnouncements, SqliteInbox, SqliteTimers
from tiercel.adapters.sqlite.reader import ListReader, PointReader
from tiercel.adapters.sqlite.records import SqliteRecords
from tiercel.adapters.sqlite.sizes import store_size
from tiercel.adapters.sqlite.slots import FlowLocks, SqliteSlots
from tiercel.adapters.sqlite.triggers import SqliteTriggers
from tiercel.adapters.sqlite.unit import Numbers, SqliteUnit
from tiercel.adapters.sqlite.writer import Writer
from tiercel.model.errors import Unavailable
from tiercel.model.execution import Execution
from tiercel.model.lists.paging import Filter
from tiercel.model.stored.record import RecordTable
from tiercel.model.stored.records import IDEMPOTENCY_KEYS
from tiercel.model.stored.sizes import StoreSize
from tiercel.ports.store import Notifier
from tiercel.service.turns import Turns

T = TypeVar("T")


class OpenDatabase(msgspec.Struct, frozen=True):
    """What an open database consists of."""

    writer: Writer
    points: PointReader
    lists: ListReader
    mirrors: Mirrors
    locks: FlowLocks
    numbers: Numbers
    notifier: Notifier
    turns: Turns

    def new_unit(self) -> SqliteUnit:
        """A transaction without statements."""
        return SqliteUnit(self.writer, self.numbers, self.notifier)


class SqliteStore:
    """See `ports.store.Store`. One server process at a time may have the file open."""

    def __init__(self, path: Path, notifier: Notifier) -> None:
        self._path = path
        self._notifier = notifier
        self._lock = FileLock(path)
        self._database: OpenDatabase | None = None

    @property
    def is_shared(self) -> bool:
        """Never: the file has a lock."""
        return False

    def levels(self) -> dict[str, float]:
        """How many transactions wait for the writer."""
        return {} if self._database is None else {"waiting": self._database.writer.waiting}

    async def size(self) -> StoreSize:
        """The size of the file and of its tables, read in a thread."""
        if self._database is None:
            raise Unavailable("The database is not open.")
        return await self._database.lists.run(store_size)

    def transaction(self) -> SqliteTransaction:
        """A transaction; leaving it normally commits and waits until that is durable."""
        if self._database is None:
            raise Unavailable("The database is not open.")
        return SqliteTransaction(self._database)

    async def open(self) -> None:
        """Open the file and apply migrations. Raises: Unavailable with the reason."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(
                f"The folder of the database file '{self._path.name}' can't be made:"
                f" {error.strerror}."
            ) from error
        self._lock.take()
        try:
            self._database = self._opened()
        except (apsw.Error, OSError, Unavailable) as error:
            self._lock.release()
            raise clear_error(error, self._path.name) from error

    async def planned_migrations(self) -> list[str]:
        """The names of the migrations that `open` would apply. Raises: Unavailable."""
        try:
            return planned(self._path)
        except apsw.Error as error:
            raise clear_error(error, self._path.name) from error

    async def close(self) -> None:
        """Finish what is queued and close."""
        database, self._database = self._database, None
        if database is not None:
            await database.lists.close()
            database.points.close()
            await database.writer.close()
            self._lock.release()

    async def stream_executions(self, filters: Sequence[Filter]) -> AsyncIterator[Execution]:
        """All matching executions with their task runs, newest first."""
        async with self.transaction() as tx:
            async for execution in streamed(tx.executions, filters):
                yield execution

    def moment(self) -> AbstractAsyncContextManager[SqliteMoment]:
        """Everything as it is now."""
        return moment(self._path)

    def _opened(self) -> OpenDatabase:
        schema = self._lock.schema
        check_is_there(self._path, schema)
        check_log(self._path)
        connection = writing_connection(self._path)
        try:
            check_is_filled(self._path, schema, version_of(connection))
            migrate(connection)
            self._lock.note(version_of(connection))
            mirrors = Mirrors()
            last = mirrors.load(connection)
        except BaseException:
            connection.close()
            raise
        return OpenDatabase(
            writer=Writer(connection, self._path, mirrors.new_keys),
            points=PointReader(self._path),
            lists=ListReader(self._path),
            mirrors=mirrors,
            locks=FlowLocks(),
            numbers=Numbers(last),
            notifier=self._notifier,
            turns=Turns(),
        )


class SqliteTransaction:
    """A transaction, see `ports.store.Tx`; of its parts most need one or two."""

    def __init__(self, database: OpenDatabase) -> None:
        self._database = database
        self._unit = database.new_unit()

    @property
    def has_writes(self) -> bool:
        return len(self._unit) > 0

    @cached_property
    def executions(self) -> SqliteExecutions:
        database = self._database
        return SqliteExecutions(self._unit, database.points, database.lists, database.mirrors)

    @cached_property
    def flows(self) -> SqliteFlows:
        database = self._database
        return SqliteFlows(self._unit, database.points, database.lists, database.mirrors)

    @cached_property
    def inbox(self) -> SqliteInbox:
        return SqliteInbox(self._unit, self._database.mirrors)

    @cached_property
    def timers(self) -> SqliteTimers:
        return SqliteTimers(self._unit, self._database.points)

    @cached_property
    def jobs(self) -> SqliteJobs:
        database = self._database
        return SqliteJobs(self._unit, database.mirrors, database.new_unit)

    @cached_property
    def triggers(self) -> SqliteTriggers:
        database = self._database
        return SqliteTriggers(self._unit, database.points, database.lists)

    @cached_property
    def logs(self) -> SqliteLogs:
        database = self._database
        return SqliteLogs(self._unit, database.points, database.lists, database.new_unit)

    @cached_property
    def metrics(self) -> SqliteMetrics:
        return SqliteMetrics(self._unit, self._database.lists)

    @cached_property
    def kv(self) -> SqliteKv:
        database = self._database
        return SqliteKv(self._unit, database.points, database.lists)

    @cached_property
    def settings(self) -> SqliteSettings:
        return SqliteSettings(self._unit, self._database.points)

    @cached_property
    def announcements(self) -> SqliteAnnouncements:
        return SqliteAnnouncements(self._unit, self._database.mirrors)

    @cached_property
    def analytics(self) -> SqliteAnalytics:
        return SqliteAnalytics(self._database.lists)

    @cached_property
    def slots(self) -> SqliteSlots:
        return SqliteSlots(self._unit, self._database.locks)

    @cached_property
    def restore(self) -> SqliteRestore:
        return SqliteRestore(self._unit)

    def records(self, table: RecordTable[T]) -> SqliteRecords[T]:
        """Those of one noun."""
        database = self._database
        if table.name == IDEMPOTENCY_KEYS.name:
            new_keys = database.mirrors.new_keys
            return SqliteKeys(table, self._unit, database.points, database.lists, new_keys)
        return SqliteRecords(table, self._unit, database.points, database.lists)

    async def __aenter__(self) -> SqliteTransaction:
        # Its short reads don't wait: a use case with many transactions would have the loop alone.
        await self._database.turns.turn()
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
            self._unit.end()
