"""A server in process on each kind of store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.house import parts_in_memory
from tests.ports.postgres import a_schema
from tiercel.adapters.bells import AsyncioBells
from tiercel.adapters.memory.store import MemoryStore
from tiercel.adapters.postgres.store import PostgresStore
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.bootstrap import House, assemble
from tiercel.ports.store import Bells, Store
from tiercel.settings import Settings


@pytest.fixture
def bells() -> Bells:
    return AsyncioBells()


@pytest.fixture(params=["memory", "sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def store(request: pytest.FixtureRequest, tmp_path: Path, bells: Bells) -> Store:
    store: Store = MemoryStore(bells)
    if request.param == "sqlite":
        store = SqliteStore(tmp_path / "store.db", bells)
    elif request.param == "postgres":
        store = PostgresStore(a_schema(request.getfixturevalue("postgres_server").url), bells)
    await store.open()
    return store


@pytest.fixture
async def house(store: Store, bells: Bells, tmp_path: Path) -> AsyncIterator[House]:
    settings = Settings.model_validate({"data": tmp_path})
    house = assemble(parts_in_memory(tmp_path, settings, store=store, bells=bells))
    await house.start()
    yield house
    await house.stop()
