"""A server in memory, called without a network."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest

from tests.api.client import Api
from tiercel.adapters.bells import AsyncioBells
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.secrets import MemorySecrets
from tiercel.adapters.memory.store import MemoryStore
from tiercel.adapters.random_ids import RandomIds
from tiercel.adapters.system_clock import SystemClock
from tiercel.bootstrap import House, Parts, assemble
from tiercel.model.json_types import Json
from tiercel.plugin.registry import Catalog
from tiercel.runtime.attempts import AsyncioAttempts
from tiercel.settings import Settings


@cache
def catalog() -> Catalog:
    """All built-in plugin types, read once."""
    return Catalog.of_builtins()


@pytest.fixture
def overrides() -> dict[str, Json]:
    """Settings that a test needs different."""
    return {}


@pytest.fixture
async def house(tmp_path: Path, overrides: dict[str, Json]) -> AsyncIterator[House]:
    bells, clock = AsyncioBells(), SystemClock()
    house = assemble(
        Parts(
            store=MemoryStore(bells),
            blobs=MemoryBlobs(clock),
            clock=clock,
            ids=RandomIds(),
            secrets=MemorySecrets(),
            bells=bells,
            catalog=catalog(),
            settings=Settings.model_validate({"data": tmp_path, **overrides}),
            attempts=AsyncioAttempts(clock, lambda: bells.ring("worker")),
            work_folder=tmp_path,
        )
    )
    await house.start()
    yield house
    await house.stop()


@pytest.fixture
async def api(house: House) -> AsyncIterator[Api]:
    async with Api(house.app) as client:
        yield client
