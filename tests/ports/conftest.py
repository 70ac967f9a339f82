"""Every suite here runs against each adapter of its port."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.ports.postgres import a_schema
from tiercel.adapters.memory.bells import MemoryBells
from tiercel.adapters.memory.store import MemoryStore
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.ports.store import Store


@pytest.fixture
def bells() -> MemoryBells:
    return MemoryBells()


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def make_store(
    request: pytest.FixtureRequest, tmp_path: Path, bells: MemoryBells
) -> Callable[[], Store]:
    if request.param == "memory":
        return lambda: MemoryStore(bells)
    if request.param == "sqlite":
        return lambda: SqliteStore(tmp_path / "store.db", bells)
    from tiercel.adapters.postgres.store import PostgresStore

    address = a_schema(request.getfixturevalue("postgres_server").url)
    return lambda: PostgresStore(address, bells)


@pytest.fixture
async def store(make_store: Callable[[], Store]) -> AsyncIterator[Store]:
    store = make_store()
    await store.open()
    yield store
    await store.close()
