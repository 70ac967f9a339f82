"""Stores of several servers on one PostgreSQL database."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AsyncExitStack
from typing import Any

import pytest

from tests.ports.postgres import a_schema
from tests.postgres.server import PackagedServer
from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.adapters.postgres.address import Address
from tiercel.adapters.postgres.store import PostgresStore

MakeStore = Callable[..., Coroutine[Any, Any, PostgresStore]]


@pytest.fixture
def address(postgres_server: PackagedServer) -> Address:
    return a_schema(postgres_server.url)


@pytest.fixture
async def make_store(address: Address) -> AsyncIterator[MakeStore]:
    async with AsyncExitStack() as open_stores:

        async def make(
            notifier: AsyncioNotifier | None = None, at: Address = address
        ) -> PostgresStore:
            store = PostgresStore(at, notifier or AsyncioNotifier())
            await store.open()
            open_stores.push_async_callback(store.close)
            return store

        yield make
