"""Commits many transactions at once: what waits while one commit is under way shares the next.

Guards nearly always hold, so all units of a batch run together; only when one fails are they run
again one by one, so that the failing unit alone is left out.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

import asyncpg

from tiercel.adapters.postgres.batch import Batch, Write
from tiercel.adapters.postgres.connections import Connections
from tiercel.adapters.postgres.errors import FAILURES, OF_ONE_UNIT, RETRIED, clear_error
from tiercel.model.errors import Stale, Unavailable
from tiercel.model.stored.limits import (
    POSTGRES_RETRIES_MAX,
    POSTGRES_WRITERS_MAX,
    STORE_UNITS_PER_COMMIT_MAX,
)


class CommitUnit:
    """One transaction on its way: its rows, and who waits for its outcome."""

    __slots__ = ("done", "writes")

    def __init__(self, writes: list[Write]) -> None:
        self.writes = writes
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def land(self, error: Exception | None) -> None:
        """Wake the waiting writer with the outcome."""
        if self.done.done():
            return
        if error is None:
            self.done.set_result(None)
        else:
            self.done.set_exception(error)


class Committer:
    """Puts the waiting writes of many transactions into few commits, some of them at once."""

    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._waiting: deque[CommitUnit] = deque()
        self._running: set[asyncio.Task[None]] = set()
        self._is_closed = False

    def submit(self, unit: CommitUnit) -> None:
        """Queue a unit. Raises: Unavailable after `close`."""
        if self._is_closed:
            raise Unavailable("The database is closed.")
        self._waiting.append(unit)
        if len(self._running) < POSTGRES_WRITERS_MAX:
            task = asyncio.create_task(self._run(), name="postgres-commit")
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    async def close(self) -> None:
        """Write what is queued."""
        self._is_closed = True
        while self._running:
            running = tuple(self._running)
            await asyncio.gather(*running, return_exceptions=True)
            # From Python 3.12 on, gathering what is done already does not suspend: the callbacks
            # that take the tasks out would never run.
            self._running.difference_update(running)

    async def _run(self) -> None:
        while self._waiting:
            count = min(len(self._waiting), STORE_UNITS_PER_COMMIT_MAX)
            units = [self._waiting.popleft() for _ in range(count)]
            try:
                await self._commit(units)
            except BaseException as error:
                for unit in units:
                    unit.land(error if isinstance(error, Exception) else Unavailable())
                if not isinstance(error, Exception):
                    raise

    async def _commit(self, units: Sequence[CommitUnit]) -> None:
        if len(units) > 1:
            try:
                await self._write([write for unit in units for write in unit.writes])
            except (*OF_ONE_UNIT, *RETRIED):
                for unit in units:
                    await self._commit_alone(unit)
                return
            for unit in units:
                unit.land(None)
            return
        await self._commit_alone(units[0])

    async def _commit_alone(self, unit: CommitUnit) -> None:
        for _ in range(POSTGRES_RETRIES_MAX):
            try:
                await self._write(unit.writes)
            except RETRIED:
                continue
            except OF_ONE_UNIT as error:
                unit.land(clear_error(error, self._connections.address))
                return
            unit.land(None)
            return
        unit.land(Stale())

    async def _write(self, writes: list[Write]) -> None:
        """Raises: OF_ONE_UNIT and RETRIED as they are, all other failures as Unavailable."""
        connection = await self._begun()
        is_broken = True
        try:
            try:
                await Batch(writes).run(connection)
                await connection.execute("COMMIT")
            except (*OF_ONE_UNIT, *RETRIED):
                await connection.execute("ROLLBACK")
                is_broken = False
                raise
            is_broken = False
        except (*OF_ONE_UNIT, *RETRIED):
            raise
        except FAILURES as error:
            raise clear_error(error, self._connections.address) from error
        finally:
            self._connections.give_back(connection, is_broken=is_broken)

    async def _begun(self) -> asyncpg.Connection:
        return await begun(self._connections)


async def begun(connections: Connections) -> asyncpg.Connection:
    """A connection with an open transaction; one that turns out to be dead is replaced.

    Raises: Unavailable.
    """
    for _ in range(connections.open_count + 1):
        connection = await connections.take()
        try:
            await connection.execute("BEGIN")
            return connection
        except FAILURES as error:
            connections.give_back(connection, is_broken=True)
            failed = clear_error(error, connections.address)
        except BaseException:
            connections.give_back(connection, is_broken=True)
            raise
    raise failed
