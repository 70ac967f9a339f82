"""The database goes away and comes back: clear errors meanwhile, no harm afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from msgspec.structs import replace

from tests.ports.values import an_execution
from tests.postgres.conftest import MakeStore
from tests.postgres.server import PackagedServer
from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.adapters.postgres.address import Address
from tiercel.adapters.postgres.store import PostgresStore
from tiercel.model.errors import Unavailable
from tiercel.model.events import Submitted

pytestmark = [pytest.mark.postgres, pytest.mark.timeout(120)]


async def eventually(use_case: Callable[[], Awaitable[None]]) -> None:
    """Run it again until the database answers."""
    async with asyncio.timeout(30):
        while True:
            try:
                await use_case()
                return
            except Unavailable:
                await asyncio.sleep(0.05)


async def test_a_restart_is_survived(
    make_store: MakeStore, postgres_server: PackagedServer
) -> None:
    notifier = AsyncioNotifier()
    store = await make_store(notifier)

    async def write() -> None:
        async with store.transaction() as tx:
            tx.settings.put("key", 1)

    async def read() -> None:
        async with store.transaction() as tx:
            assert await tx.settings.get("key") == 1
            assert await tx.inbox.claim(1, frozenset()) == {}

    await write()
    await read()
    await asyncio.to_thread(postgres_server.stop)
    try:
        with pytest.raises(Unavailable) as reading:
            await read()
        with pytest.raises(Unavailable) as writing:
            await write()
    finally:
        await asyncio.to_thread(postgres_server.start)
    assert "PostgreSQL database" in reading.value.message
    assert "PostgreSQL database" in writing.value.message
    await eventually(write)
    await eventually(read)


async def test_a_crash_in_a_transaction_undoes_it(
    make_store: MakeStore, postgres_server: PackagedServer
) -> None:
    store = await make_store()
    async with store.transaction() as tx:
        tx.inbox.put("x", Submitted())

    async def fold() -> None:
        async with store.transaction() as tx:
            claimed = await tx.inbox.claim(1, frozenset())
            tx.inbox.done([event.seq for event in claimed["x"]])
            tx.executions.insert(an_execution())
            await asyncio.to_thread(postgres_server.kill)

    try:
        with pytest.raises(Unavailable):
            await fold()
    finally:
        await asyncio.to_thread(postgres_server.start)

    async def look() -> None:
        async with store.transaction() as tx:
            assert await tx.executions.get("x") is None
            assert list(await tx.inbox.claim(1, frozenset())) == ["x"]

    await eventually(look)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"database": "nowhere"}, "does not exist"),
        ({"hosts": ("/nowhere",)}, "can't be reached"),
        ({"user": "nobody"}, "user name or the password"),
    ],
)
async def test_a_wrong_address_is_reported(
    address: Address, change: dict[str, object], words: str
) -> None:
    store = PostgresStore(replace(address, **change), AsyncioNotifier())
    with pytest.raises(Unavailable, match=words):
        await store.open()
