"""Every suite here runs against each adapter of its port."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.ports.store import Store


@pytest.fixture
def notifier() -> MemoryNotifier:
    return MemoryNotifier()


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of SQLite with all tables and no rows: to make them takes longer than most tests."""
    file = tmp_path_factory.mktemp("empty") / "store.db"

    async def make() -> None:
        store = SqliteStore(file, MemoryNotifier())
        await store.open()
        await store.close()

    asyncio.run(make())
    return file


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def make_store(
    request: pytest.FixtureRequest, tmp_path: Path, notifier: MemoryNotifier
) -> Callable[[], Store]:
    if request.param == "memory":
        return lambda: MemoryStore(notifier)
    if request.param == "sqlite":
        file = shutil.copy(request.getfixturevalue("empty_file"), tmp_path / "store.db")
        return lambda: SqliteStore(file, notifier)
    from tiercel.adapters.postgres.store import PostgresStore

    address = request.getfixturevalue("postgres_address")
    return lambda: PostgresStore(address, notifier)


@pytest.fixture
async def store(make_store: Callable[[], Store]) -> AsyncIterator[Store]:
    store = make_store()
    await store.open()
    yield store
    await store.close()
