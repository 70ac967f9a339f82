"""Connections to the database: made when needed, bounded in number, thrown away when broken."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

import asyncpg

from tiercel.adapters.postgres.address import Address
from tiercel.adapters.postgres.errors import FAILURES, clear_error
from tiercel.model.errors import TiercelError, Unavailable
from tiercel.model.json_types import Json
from tiercel.model.stored.limits import (
    POSTGRES_ACQUIRE_SECONDS_MAX,
    POSTGRES_COMMAND_SECONDS_MAX,
    POSTGRES_CONNECT_SECONDS_MAX,
    STORE_LOCK_SECONDS_MAX,
)

_STATEMENT_CACHE = 500
# Settings of a session that nothing stands in front of.
_SESSION: Mapping[str, str] = {
    "application_name": "tiercel",
    "jit": "off",
    "lock_timeout": str(int(STORE_LOCK_SECONDS_MAX * 1000)),
    "idle_in_transaction_session_timeout": "300000",
    "tcp_keepalives_idle": "30",
    "tcp_keepalives_interval": "10",
    "tcp_keepalives_count": "3",
}


async def connect(address: Address, *, is_direct: bool = False) -> asyncpg.Connection:
    """A new connection; `is_direct` goes around a pooler when the address says how.

    Raises: Unavailable.
    """
    hosts, ports = list(address.hosts), list(address.ports)
    if is_direct and address.direct_host is not None:
        hosts, ports = [address.direct_host], [address.direct_port]
    is_pooled = address.is_pooled and not (is_direct and address.direct_host)
    options: dict[str, Json] = {}
    if address.ssl is not None:
        options["ssl"] = address.ssl
    if is_pooled:
        # A pooler hands statements of one connection to many sessions.
        options["statement_cache_size"] = 0
    else:
        options["statement_cache_size"] = _STATEMENT_CACHE
        options["server_settings"] = {**_SESSION, "search_path": f'"{address.schema}"'}
    try:
        return await asyncpg.connect(
            host=hosts,
            port=ports,
            user=address.user,
            password=address.password,
            database=address.database,
            timeout=POSTGRES_CONNECT_SECONDS_MAX,
            command_timeout=POSTGRES_COMMAND_SECONDS_MAX,
            **options,
        )
    except (*FAILURES, asyncpg.ClientConfigurationError) as error:
        raise clear_error(error, address) from error


class Connections:
    """At most `size` connections to one database."""

    def __init__(self, address: Address, size: int) -> None:
        self.address = address
        self._free = asyncio.Semaphore(size)
        self._idle: list[asyncpg.Connection] = []
        self._all: set[asyncpg.Connection] = set()
        self._is_closed = False

    @property
    def open_count(self) -> int:
        """How many connections there are."""
        return len(self._all)

    async def take(self) -> asyncpg.Connection:
        """A connection for the caller alone, until it gives it back. Raises: Unavailable."""
        try:
            async with asyncio.timeout(POSTGRES_ACQUIRE_SECONDS_MAX):
                await self._free.acquire()
        except TimeoutError:
            raise Unavailable(
                f"All connections to {self.address.shown} are busy: the database is too slow."
            ) from None
        try:
            return await self._connection()
        except BaseException:
            self._free.release()
            raise

    def give_back(self, connection: asyncpg.Connection, *, is_broken: bool = False) -> None:
        """Let others use it; a broken one is thrown away."""
        self._free.release()
        if is_broken or self._is_closed or connection.is_closed() or connection.is_in_transaction():
            self._all.discard(connection)
            connection.terminate()
        else:
            self._idle.append(connection)

    @asynccontextmanager
    async def one(self) -> AsyncIterator[asyncpg.Connection]:
        """A connection for a block; errors of the driver become clear. Raises: Unavailable."""
        connection = await self.take()
        is_broken = True
        try:
            yield connection
            is_broken = False
        except FAILURES as error:
            raise clear_error(error, self.address) from error
        finally:
            self.give_back(connection, is_broken=is_broken)

    async def close(self) -> None:
        """Close idle connections; others close when they are given back."""
        self._is_closed = True
        idle, self._idle = self._idle, []
        for connection in idle:
            self._all.discard(connection)
            try:
                await connection.close(timeout=POSTGRES_CONNECT_SECONDS_MAX)
            except FAILURES:
                connection.terminate()

    async def _connection(self) -> asyncpg.Connection:
        if self._is_closed:
            raise Unavailable("The database is closed.")
        while self._idle:
            connection = self._idle.pop()
            if not connection.is_closed():
                return connection
            self._all.discard(connection)
        connection = await self._new()
        self._all.add(connection)
        return connection

    async def _new(self) -> asyncpg.Connection:
        connection = await connect(self.address)
        if self.address.is_pooled and self.address.schema != "public":
            connection.terminate()
            raise TiercelError(
                "currentSchema can't be used behind a transaction pooler: set the search_path of"
                " the database user instead."
            )
        return connection
