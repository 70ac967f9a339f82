"""What expressions ask of the outside, fetched from memory adapters."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tests.build import a_task_run, an_execution, at
from tiercel.adapters.memory.clock import VirtualClock
from tiercel.adapters.memory.ports import memory_ports
from tiercel.adapters.memory.secrets import MemorySecrets
from tiercel.engine.storage_paths import Reader
from tiercel.expr import Absent, ExpressionError
from tiercel.model.kv import KvEntry
from tiercel.model.log import Level, LogEntry
from tiercel.plugin.catalog.registry import Catalog
from tiercel.service.lookups import LookupService

READER = Reader("company.team", "flow", "execution1")
STORED = "kestra:///company/team/flow/executions/execution1/tasks/t/r/x.txt"


class Outside:
    """The adapters behind the lookups."""

    def __init__(self) -> None:
        self.clock = VirtualClock(at(0))
        ports = memory_ports(self.clock, Catalog([]))
        self.store = ports.store
        self.blobs = ports.blobs
        self.service = LookupService(ports, MemorySecrets({"TOKEN": "clear"}))

    async def ask(self, kind: str, *arguments: Any) -> Any:
        return await self.service.fetch(READER, kind, arguments)

    async def set(self, namespace: str, key: str, value: Any, kind: str = "JSON") -> None:
        entry = KvEntry(namespace, key, kind, value, at(0), at(0), expires=at(60))
        async with self.store.transaction() as tx:
            tx.kv.put(entry)


@pytest.fixture
def outside() -> Outside:
    return Outside()


async def test_secrets(outside: Outside) -> None:
    assert await outside.ask("secret", "TOKEN", None) == "clear"
    with pytest.raises(Absent):
        await outside.ask("secret", "OTHER", None)


async def test_keys_are_looked_for_in_the_namespaces_above(outside: Outside) -> None:
    await outside.set("company", "k", 1)
    assert await outside.ask("kv", "k", None) == 1
    await outside.set("company.team", "k", 2)
    assert await outside.ask("kv", "k", None) == 2
    assert await outside.ask("kv", "k", "company") == 1


async def test_an_expired_key_is_missing(outside: Outside) -> None:
    await outside.set("company.team", "k", 1)
    outside.clock.advance(timedelta(minutes=2))
    with pytest.raises(Absent):
        await outside.ask("kv", "k", None)


async def test_a_namespace_that_nobody_knows_is_an_error(outside: Outside) -> None:
    with pytest.raises(ExpressionError, match="The namespace 'other' does not exist"):
        await outside.ask("kv", "k", "other")


@pytest.mark.parametrize(
    ("kind", "stored", "value"),
    [
        ("STRING", "text", "text"),
        ("DATETIME", "2024-01-02T03:04:05Z", datetime(2024, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ("DATE", "2024-01-02", date(2024, 1, 2)),
        ("DURATION", "PT90S", timedelta(seconds=90)),
        ("NUMBER", 3, 3),
    ],
)
async def test_values_keep_their_type(outside: Outside, kind: str, stored: Any, value: Any) -> None:
    await outside.set("company.team", "k", stored, kind)
    assert await outside.ask("kv", "k", None) == value


async def test_files_of_the_storage_and_of_namespaces(outside: Outside) -> None:
    await outside.blobs.write(STORED.removeprefix("kestra://"), b"stored")
    await outside.blobs.write("/company/team/_files/a/b.txt", b"")
    assert await outside.ask("read", "storage", STORED) == "stored"
    assert await outside.ask("storage_text", STORED) == "stored"
    assert await outside.ask("file_size", "storage", STORED) == 6
    assert await outside.ask("read", "namespace", "company.team", "a/b.txt", None) == ""
    assert await outside.ask("file_exists", "namespace", "company.team", "a", None)
    assert not await outside.ask("file_exists", "namespace", "company.team", "c", None)
    with pytest.raises(Absent):
        await outside.ask("read", "namespace", "company.team", "c", None)
    with pytest.raises(ExpressionError, match=r"is a directory in namespace 'company\.team'"):
        await outside.ask("read", "namespace", "company.team", "a", None)


@pytest.mark.parametrize(
    "uri",
    [
        "kestra:///company/team/../../etc/passwd",
        "kestra:///etc/passwd",
        "kestra:///_messages/x",
        "file:///etc/passwd",
    ],
)
async def test_foreign_files_are_out_of_reach(outside: Outside, uri: str) -> None:
    with pytest.raises(ExpressionError):
        await outside.ask("read", "storage", uri)


async def test_local_files_are_not_allowed(outside: Outside) -> None:
    with pytest.raises(ExpressionError, match="not allowed"):
        await outside.ask("read", "local", "file:///etc/passwd")


async def test_error_logs_are_those_of_the_execution(outside: Outside) -> None:
    entry = LogEntry("company.team", "flow", at(0), Level.ERROR, "bad", "execution1", "t")
    quiet = LogEntry("company.team", "flow", at(0), Level.INFO, "fine", "execution1", "t")
    async with outside.store.transaction() as tx:
        tx.logs.add([quiet, entry])
    (found,) = await outside.ask("error_logs")
    assert (found["message"], found["taskId"], found["level"]) == ("bad", "t", "ERROR")


async def test_the_execution_of_a_loop_is_found(outside: Outside) -> None:
    async with outside.store.transaction() as tx:
        tx.executions.insert(an_execution(a_task_run()))
    assert (await outside.ask("execution", "execution1")).id == "execution1"


async def test_random_values(outside: Outside) -> None:
    assert len(await outside.ask("uuid")) == 36
    assert len(await outside.ask("random_bytes", 12)) == 12
    assert await outside.ask("random_int", 3, 3) == 3
    assert 3 <= await outside.ask("random_int", 3, 5) < 5
    assert await outside.ask("now") == at(0)


async def test_an_unknown_kind_is_an_error(outside: Outside) -> None:
    with pytest.raises(ExpressionError, match="'moon' is not available here"):
        await outside.ask("moon")
