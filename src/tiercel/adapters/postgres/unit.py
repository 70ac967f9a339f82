"""One transaction of the PostgreSQL store: its rows, its claims, its notifications."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable

import asyncpg

from tiercel.adapters.postgres.batch import Batch, Row, Write
from tiercel.adapters.postgres.committer import Committer, CommitUnit, begun
from tiercel.adapters.postgres.connections import Connections
from tiercel.adapters.postgres.dialect import storable_cells
from tiercel.adapters.postgres.errors import FAILURES, clear_error
from tiercel.adapters.postgres.kinds import WriteKind
from tiercel.adapters.postgres.notifier import NotifierConnection
from tiercel.model.errors import Stale
from tiercel.model.json_types import Json


class PostgresUnit:
    """Collects rows; `commit` writes them and waits until they are durable.

    A transaction that claims something or takes a lock is pinned: it has a connection of its own
    with an open transaction from then on, and the database gives everything back when that ends,
    however it ends. All others share commits.
    """

    def __init__(
        self, committer: Committer, pinned: Connections, notifier: NotifierConnection
    ) -> None:
        self._committer = committer
        self._connections = pinned
        self._notifier = notifier
        self._writes: list[Write] = []
        self._notifications: dict[str, None] = {}
        self._pinned: asyncpg.Connection | None = None
        self._turn = asyncio.Lock()
        self._is_failed = False

    def __len__(self) -> int:
        return len(self._writes)

    def put(self, kind: WriteKind, scope: Hashable, row: Row) -> None:
        """Add a row; see `Write` for `scope`."""
        self._writes.append(Write(kind, scope, tuple(storable_cells(row))))

    def notify(self, name: str) -> None:
        """Notify the name once everything is durable."""
        self._notifications[name] = None

    async def claim(self, text: str, *bindings: Json) -> list[Row]:
        """Rows of a statement whose locks are held until the transaction ends.

        Raises: Stale when a lock takes too long, as in a deadlock; Unavailable.
        """
        async with self._turn:
            if self._pinned is None:
                self._pinned = await begun(self._connections)
            is_done = False
            try:
                sent = storable_cells(bindings)
                rows = [tuple(row) for row in await self._pinned.fetch(text, *sent)]
                is_done = True
                return rows
            except FAILURES as error:
                raise clear_error(error, self._connections.address) from error
            finally:
                self._is_failed = self._is_failed or not is_done

    async def commit(self) -> None:
        """Write everything. Raises: Stale when a guard failed, Unavailable."""
        if self._pinned is not None:
            await self._end_pinned()
        elif self._writes:
            unit = CommitUnit(self._writes)
            self._committer.submit(unit)
            await unit.done
        if self._notifications:
            self._notifier.notify(self._notifications)

    async def roll_back(self) -> None:
        """Give claims and locks back, write nothing."""
        connection, self._pinned = self._pinned, None
        if connection is None:
            return
        is_broken = True
        try:
            if not self._is_failed:
                await connection.execute("ROLLBACK")
                is_broken = False
        except FAILURES:
            # The connection is thrown away, and the database rolls back on its own.
            return
        finally:
            self._connections.give_back(connection, is_broken=is_broken)

    async def _end_pinned(self) -> None:
        connection, self._pinned = self._pinned, None
        assert connection is not None
        is_broken = True
        try:
            try:
                await Batch(self._writes).run(connection)
                await connection.execute("COMMIT")
            except Stale:
                await connection.execute("ROLLBACK")
                is_broken = False
                raise
            is_broken = False
        except FAILURES as error:
            raise clear_error(error, self._connections.address) from error
        finally:
            self._connections.give_back(connection, is_broken=is_broken)
