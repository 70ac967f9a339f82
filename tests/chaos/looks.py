"""Reading the databases past the servers."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

import apsw
import asyncpg

from tests.chaos.workload import LIMITED, NAMESPACE
from tiercel.adapters.postgres.address import read_address
from tiercel.adapters.postgres.connections import connect
from tiercel.model.errors import Unavailable

Rows = Sequence[Mapping[str, Any]]
UNREACHABLE = (
    Unavailable,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    OSError,
    apsw.Error,
)


class Look(Protocol):
    """One connection, made anew when it broke; for one thread at a time."""

    # How the stored form of an execution is read.
    body: str

    def rows(self, query: str) -> Rows:
        """All rows. Raises: one of UNREACHABLE."""

    def close(self) -> None:
        """Let go."""


class PostgresLook:
    """See `Look`."""

    body = "origin || body"

    def __init__(self, url: str) -> None:
        self._address = read_address(url)
        self._loop = asyncio.new_event_loop()
        self._connection: asyncpg.Connection | None = None

    def rows(self, query: str) -> Rows:
        """As promised."""
        return self._loop.run_until_complete(self._rows(query))

    async def _rows(self, query: str) -> Rows:
        if self._connection is None or self._connection.is_closed():
            self._connection = await connect(self._address)
        found: Rows = await self._connection.fetch(query)
        return found

    def close(self) -> None:
        """As promised."""
        if self._connection is not None:
            self._connection.terminate()
            # The connection is torn down by the loop.
            self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()


class SqliteLook:
    """See `Look`. It never writes: recovery is the server's own."""

    body = "body"

    def __init__(self, file: Path) -> None:
        self._file = file

    def rows(self, query: str) -> Rows:
        """As promised."""
        flags = apsw.SQLITE_OPEN_READONLY
        with contextlib.closing(apsw.Connection(str(self._file), flags=flags)) as connection:
            connection.set_busy_timeout(10_000)
            # The names of the columns are there while there are rows.
            cursor = connection.execute(query)
            return [
                dict(zip([name for name, _ in cursor.get_description()], row, strict=True))
                for row in cursor
            ]

    def close(self) -> None:
        """As promised."""


class Watch(threading.Thread):
    """Looks all the time, as far as the database answers, how many places a flow's limit gave."""

    QUERY = (
        f"SELECT count(*) AS n FROM executions WHERE namespace = '{NAMESPACE}'"
        f" AND flow_id = '{LIMITED}' AND has_slot = 1 AND is_settled = 0"
    )

    def __init__(self, look: Look) -> None:
        super().__init__(daemon=True)
        self._look = look
        self._is_over = threading.Event()
        self.most_taken = 0
        self.looks = 0

    def run(self) -> None:
        """Until stopped."""
        while not self._is_over.wait(0.1):
            try:
                taken = self._look.rows(self.QUERY)[0]["n"]
            except UNREACHABLE:
                continue
            self.most_taken = max(self.most_taken, taken)
            self.looks += 1
        self._look.close()

    def stop(self) -> None:
        """End."""
        self._is_over.set()
        self.join(30)
