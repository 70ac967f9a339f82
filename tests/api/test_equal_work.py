"""What somebody may not see costs the server as much as what is not there: no clock tells them.

Compared are the statements that a read sends to the database, which is where its time goes: a
clock would say less, and would not say it each time.
"""

from __future__ import annotations

import threading
from contextvars import ContextVar
from pathlib import Path

import apsw
import pytest

from tests.api.client import Api
from tests.api.test_visibility import (
    HIDDEN,
    SomebodyGuard,
    filled,
    guard,
    hidden_execution,
    reading,
)
from tiercel.adapters.sqlite import connections, reader
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.bootstrap import Application
from tiercel.ports.store import Notifier, Store
from tiercel.web.route import Route

__all__ = ["guard", "hidden_execution"]

FLOW, MISSING_FLOW = "zzqxjvwflow", "zzqxjvwgone"
ELSEWHERE = "zzqxjvwmissed.deep"
OF_OBJECTS = frozenset(("{executionId}", "{namespace}"))
# Whether what runs belongs to a call of a test.
IS_ASKED = ContextVar("IS_ASKED", default=False)
# They wait for what comes, and are about everything that one sees.
STREAMS = ("/follow", "/notifications/sse")


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was sent to the database since it was emptied."""
    found: list[str] = []
    connect = connections.reading_connection

    def traced(path: Path) -> apsw.Connection:
        connection = connect(path)

        def note(cursor: object, text: str, bindings: object) -> bool:
            # The server's loops read rows by keys, too; in threads there are lists alone.
            if IS_ASKED.get() or threading.current_thread() is not threading.main_thread():
                found.append(text)
            return True

        connection.exec_trace = note
        return connection

    for module in (connections, reader):
        monkeypatch.setattr(module, "reading_connection", traced)
    return found


@pytest.fixture
async def store(tmp_path: Path, notifier: Notifier, statements: list[str]) -> Store:
    store = SqliteStore(tmp_path / "equal.db", notifier)
    await store.open()
    return store


async def work_of(api: Api, path: str, statements: list[str]) -> tuple[int, list[str]]:
    """Status and statements of the second call: the first may have filled a cache."""
    IS_ASKED.set(True)
    await api.get(path)
    statements.clear()
    response = await api.get(path)
    return response.status_code, [*statements]


def of_objects(application: Application) -> list[Route]:
    return [
        route
        for route in reading(application)
        if OF_OBJECTS & set(route.path.split("/"))
        and not route.is_open
        and not any(each in route.path for each in STREAMS)
    ]


async def test_a_refused_read_does_the_work_of_one_of_nothing(
    api: Api,
    application: Application,
    guard: SomebodyGuard,
    hidden_execution: str,
    statements: list[str],
) -> None:
    missing = hidden_execution[:-4] + ("0000" if hidden_execution[-4:] != "0000" else "1111")
    different = []
    for route in of_objects(application):
        there = await work_of(api, filled(route, hidden_execution, HIDDEN, FLOW), statements)
        for path in (
            filled(route, missing, HIDDEN, MISSING_FLOW),
            filled(route, missing, ELSEWHERE, FLOW),
        ):
            nowhere = await work_of(api, path, statements)
            if there != nowhere:
                different.append(f"{route.path}: {there} where it is, {nowhere} where it is not")
                break
    assert "\n".join(different) == ""


async def test_what_may_be_read_is_other_work(
    api: Api, hidden_execution: str, statements: list[str]
) -> None:
    seen = await work_of(api, "/flows/company.team/flow", statements)
    hidden = await work_of(api, f"/flows/{HIDDEN}/{FLOW}", statements)
    assert seen[0] == 200
    assert len(seen[1]) > len(hidden[1])
