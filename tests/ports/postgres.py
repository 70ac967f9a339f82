"""A part of the PostgreSQL server for one test alone."""

from __future__ import annotations

import asyncio
import secrets
from typing import TYPE_CHECKING

_STEPS_MAX = 2_000

if TYPE_CHECKING:
    from tiercel.adapters.postgres.address import Address


def a_schema(url: str) -> Address:
    """An address whose schema nobody else uses."""
    from tiercel.adapters.postgres.address import read_address

    return read_address(f"{url}&currentSchema=test_{secrets.token_hex(6)}")


async def all_counted(address: Address) -> None:
    """Do what a server does in the background, until nothing is left to do."""
    from tiercel.adapters.postgres.connections import Connections
    from tiercel.adapters.postgres.counts.counter import Counter
    from tiercel.model.limits import POSTGRES_COUNT_SECONDS

    connections = Connections(address, 1)
    counter = Counter(connections)
    for _ in range(_STEPS_MAX):
        if await counter.step() >= POSTGRES_COUNT_SECONDS:
            break
        # Transactions of others must end first.
        await asyncio.sleep(0.01)
    await connections.close()
