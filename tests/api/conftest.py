"""A server in memory, called without a network."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.client import Api
from tests.api.house import parts_in_memory
from tiercel.bootstrap import House, assemble
from tiercel.model.json_types import Json
from tiercel.settings import Settings


@pytest.fixture
def overrides() -> dict[str, Json]:
    """Settings that a test needs different."""
    return {}


@pytest.fixture
async def house(tmp_path: Path, overrides: dict[str, Json]) -> AsyncIterator[House]:
    settings = Settings.model_validate({"data": tmp_path, **overrides})
    house = assemble(parts_in_memory(tmp_path, settings))
    await house.start()
    yield house
    await house.stop()


@pytest.fixture
async def api(house: House) -> AsyncIterator[Api]:
    async with Api(house.app) as client:
        yield client
