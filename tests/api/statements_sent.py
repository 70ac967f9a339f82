"""What a call of a test sends to a database: a fixture for SQLite and for PostgreSQL."""

from __future__ import annotations

import threading
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import apsw
import pytest

from tiercel.adapters.sqlite import connections, reader
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.ports.store import Notifier, Store

# Whether what runs belongs to a call of a test.
IS_ASKED = ContextVar("IS_ASKED", default=False)
# The same in a thread that reads a list; the server's loops read lists, too.
_IN_THREAD = threading.local()
_Reading = Callable[..., Awaitable[list[Any]]]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def store_kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch, store_kind: str) -> list[str]:
    """What was sent to the database since it was emptied."""
    found: list[str] = []
    if store_kind == "postgres":
        _note_postgres(monkeypatch, found)
    else:
        _note_sqlite(monkeypatch, found)
    return found


@pytest.fixture
async def store(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    store_kind: str,
    notifier: Notifier,
    statements: list[str],
) -> Store:
    store: Store = SqliteStore(tmp_path / "equal.db", notifier)
    if store_kind == "postgres":
        from tiercel.adapters.postgres.store import PostgresStore

        store = PostgresStore(request.getfixturevalue("postgres_address"), notifier)
    await store.open()
    return store


def _note_sqlite(monkeypatch: pytest.MonkeyPatch, found: list[str]) -> None:
    connect = connections.reading_connection

    def traced(path: Path) -> apsw.Connection:
        connection = connect(path)

        def note(cursor: object, text: str, bindings: object) -> bool:
            if IS_ASKED.get() or getattr(_IN_THREAD, "is_asked", False):
                found.append(text)
            return True

        connection.exec_trace = note
        return connection

    run = reader.ListReader.run

    def running(lists: reader.ListReader, read: Callable[[apsw.Connection], Any]) -> Awaitable[Any]:
        is_asked = IS_ASKED.get()

        def reading(connection: apsw.Connection) -> Any:
            _IN_THREAD.is_asked = is_asked
            try:
                return read(connection)
            finally:
                _IN_THREAD.is_asked = False

        return run(lists, reading)

    monkeypatch.setattr(reader.ListReader, "run", running)
    for module in (connections, reader):
        monkeypatch.setattr(module, "reading_connection", traced)


def _note_postgres(monkeypatch: pytest.MonkeyPatch, found: list[str]) -> None:
    from tiercel.adapters.postgres.reader import Reader, Snapshot
    from tiercel.adapters.postgres.unit import PostgresUnit

    def noting(read: _Reading) -> _Reading:
        def noted(one: object, text: str, *bindings: object) -> Awaitable[list[Any]]:
            if IS_ASKED.get():
                found.append(text)
            return read(one, text, *bindings)

        return noted

    for kind, name in ((Reader, "rows"), (Snapshot, "rows"), (PostgresUnit, "claim")):
        monkeypatch.setattr(kind, name, noting(getattr(kind, name)))
