"""A server in process on each kind of store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.api.application import parts_in_memory
from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.adapters.postgres.store import PostgresStore
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.bootstrap import Application, assemble
from tiercel.ports.store import Notifier, Store
from tiercel.settings import Settings

PATIENT_SECONDS = 120.0


@pytest.fixture
def notifier() -> Notifier:
    return AsyncioNotifier()


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def store(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    notifier: Notifier,
    monkeypatch: pytest.MonkeyPatch,
) -> Store:
    # On a busy machine a database may take its time, which is no failure of a tick.
    for name in ("POSTGRES_CONNECT_SECONDS_MAX", "POSTGRES_ACQUIRE_SECONDS_MAX"):
        monkeypatch.setattr(f"tiercel.adapters.postgres.connections.{name}", PATIENT_SECONDS)
    store: Store = SqliteStore(tmp_path / "store.db", notifier)
    if request.param == "postgres":
        store = PostgresStore(request.getfixturevalue("postgres_address"), notifier)
    await store.open()
    return store


@pytest.fixture
async def application(
    store: Store, notifier: Notifier, tmp_path: Path
) -> AsyncIterator[Application]:
    settings = Settings.model_validate({"data": tmp_path})
    application = assemble(parts_in_memory(tmp_path, settings, store=store, notifier=notifier))
    await application.start()
    yield application
    await application.stop()
