"""Set-up that all suites share: Hypothesis without deadlines, coroutines on asyncio."""

from __future__ import annotations

import gc
import os
from collections.abc import Generator, Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.objects.server import S3Server
from tests.objects.server import running_server as running_s3_server
from tests.postgres.schemas import Schemas
from tests.postgres.server import Missing, PackagedServer, running_server

if TYPE_CHECKING:
    from tiercel.adapters.postgres.address import Address

# A shared machine makes single examples slow; the suite has its own time limits.
settings.register_profile(
    "local", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
# The same examples on each run: a change is judged by what it changed.
settings.register_profile("ci", settings.get_profile("local"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "local")


# New objects after which the collector looks at the youngest: as with a server, it seldom looks.
COLLECT_OBJECTS = 20_000


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """Look for no garbage while twenty thousand tests are found, and never among them later on."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(COLLECT_OBJECTS, 20, 20)
        gc.enable()


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PackagedServer]:
    """A PostgreSQL server for all tests of this process."""
    try:
        with running_server() as server:
            yield server
    except Missing as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def postgres_schemas(postgres_server: PackagedServer) -> Schemas:
    return Schemas(postgres_server.url)


@pytest.fixture
def postgres_address(postgres_schemas: Schemas) -> Iterator[Address]:
    """A schema of that server, for one test alone: all tables, no rows."""
    with postgres_schemas.one() as address:
        yield address


@pytest.fixture(scope="session")
def s3_server() -> Iterator[S3Server]:
    """An S3 server for all tests of this process."""
    with running_s3_server() as server:
        yield server
