"""A server in memory, called without a network."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.api.application import parts_in_memory
from tests.api.client import Api
from tiercel.adapters.memory.store import MemoryStore
from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.bootstrap import Application, assemble
from tiercel.model.json_types import Json
from tiercel.model.request import Request
from tiercel.ports.store import Notifier, Store
from tiercel.service.access import passwords
from tiercel.settings import Settings
from tiercel.web.call import Call

R = TypeVar("R")


@pytest.fixture
def overrides() -> dict[str, Json]:
    """Settings that a test needs different."""
    return {}


@pytest.fixture(autouse=True)
def declared_operations(monkeypatch: pytest.MonkeyPatch) -> None:
    """A route runs no operation that it does not declare."""
    real = Call.run

    def run(call: Call, request: Request[R]) -> Coroutine[Any, Any, R]:
        assert call.route is not None
        assert type(request) in {one.request for one in call.route.runs}, (call.route, request)
        return real(call, request)

    monkeypatch.setattr(Call, "run", run)


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Most tests make a user or two: what it costs to guess a password is no matter of theirs."""
    monkeypatch.setattr(passwords, "_COST", 2**4)


@pytest.fixture
def store_kind() -> str:
    """Where the server keeps what it knows: `memory`, or `postgres`."""
    return "memory"


@pytest.fixture
async def store(request: pytest.FixtureRequest, store_kind: str, notifier: Notifier) -> Store:
    store: Store = MemoryStore(notifier)
    if store_kind == "postgres":
        from tiercel.adapters.postgres.store import PostgresStore

        store = PostgresStore(request.getfixturevalue("postgres_address"), notifier)
    await store.open()
    return store


@pytest.fixture
def notifier() -> Notifier:
    return AsyncioNotifier()


@pytest.fixture
async def application(
    tmp_path: Path, overrides: dict[str, Json], store: Store, notifier: Notifier
) -> AsyncIterator[Application]:
    settings = Settings.model_validate({"data": tmp_path, **overrides})
    parts = parts_in_memory(tmp_path, settings, store=store, notifier=notifier)
    application = assemble(parts)
    await application.start()
    yield application
    await application.stop()


@pytest.fixture
async def api(application: Application) -> AsyncIterator[Api]:
    async with Api(application.app) as client:
        yield client
