"""A part of the PostgreSQL server for one test alone."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

_STEPS_MAX = 2_000

if TYPE_CHECKING:
    from tiercel.adapters.postgres.address import Address


def a_schema(url: str) -> Address:
    """An address whose schema nobody else uses."""
    from tiercel.adapters.postgres.address import read_address

    return read_address(f"{url}&currentSchema=test_{secrets.token_hex(6)}")


async def a_database(url: str) -> str:
    """The URL of a new database of that server: what others do in theirs is not seen there."""
    import asyncpg

    name = f"test_{secrets.token_hex(6)}"
    connection = await asyncpg.connect(url)
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


async def all_counted(address: Address) -> None:
    """Do what a server does in the background, until nothing is left to do."""
    from tiercel.adapters.postgres.connections import Connections
    from tiercel.adapters.postgres.counts.counter import Counter
    from tiercel.model.stored.limits import POSTGRES_COUNT_SECONDS

    connections = Connections(address, 1)
    counter = Counter(connections)
    for _ in range(_STEPS_MAX):
        if await counter.step() >= POSTGRES_COUNT_SECONDS:
            break
        # Transactions of others must end first.
        await asyncio.sleep(0.01)
    await connections.close()
