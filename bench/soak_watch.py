"""What a soak looks at besides the load: queue tables, write-ahead log, size of the data."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import apsw
import asyncpg

from bench.database import Database
from bench.peers.tree import Watch

QUEUES = ("inbox", "timers", "jobs", "announcements")
COUNT = " + ".join(f"(SELECT count(*) FROM {table})" for table in QUEUES)


class Looker(Protocol):
    """Looks at a database beside the server."""

    async def queue_rows(self) -> int:
        """Rows of all queue tables."""

    async def wal_mb(self) -> float:
        """Size of the write-ahead log."""

    async def stored_mb(self) -> float:
        """Size of the data."""

    def memory_mb(self) -> float:
        """Memory of the database's own processes."""

    async def close(self) -> None:
        """Let go of it."""


class SqliteLooker:
    """By a connection that reads the file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        self._connection.set_busy_timeout(1_000)

    async def queue_rows(self) -> int:
        return int(self._connection.execute(f"SELECT {COUNT}").get)

    async def wal_mb(self) -> float:
        return self._path.with_name(f"{self._path.name}-wal").stat().st_size / 1e6

    async def stored_mb(self) -> float:
        return self._path.stat().st_size / 1e6

    def memory_mb(self) -> float:
        return 0.0

    async def close(self) -> None:
        self._connection.close()


class PostgresLooker:
    """By a connection of its own."""

    def __init__(self, database: Database, connection: asyncpg.Connection) -> None:
        self._connection = connection
        self._watch = Watch([database.root])

    async def queue_rows(self) -> int:
        return int(await self._connection.fetchval(f"SELECT {COUNT}"))

    async def wal_mb(self) -> float:
        return int(await self._connection.fetchval("SELECT sum(size) FROM pg_ls_waldir()")) / 1e6

    async def stored_mb(self) -> float:
        size = "SELECT pg_database_size(current_database())"
        return int(await self._connection.fetchval(size)) / 1e6

    def memory_mb(self) -> float:
        return self._watch.memory_mb

    async def close(self) -> None:
        await self._connection.close()
