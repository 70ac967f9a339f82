"""Shippers of logs, run against a real server with accounts: what is new goes to a store, once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from tests.api.client import HELLO, YAML, Api
from tests.api.serving import served
from tests.api.task_runner import Runner
from tests.api.test_people import ADMIN, PASSWORD, a_user, bound
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json
from tiercel.model.log import Level, LogEntry
from tiercel.model.request import Request
from tiercel.plugin.server import DeleteLogs
from tiercel.testing import FakeContext

CORE = "io.kestra.plugin.ee.core.log."
FILE: dict[str, Json] = {"id": "file", "type": f"{CORE}FileLogExporter", "format": "JSON"}
ALL: dict[str, Json] = {"logExporters": [FILE], "lookbackPeriod": "P9000D"}
# After whatever the server logs in a test, and long before the time of the task.
LATE = LogEntry("company.team.below", "hello", datetime(2029, 1, 1, tzinfo=UTC), Level.INFO, "late")
BELOW = HELLO.replace("company.team", "company.team.below")


@pytest.fixture
def overrides() -> dict[str, Json]:
    return {"server": {"basic_auth": {"username": ADMIN[0], "password": ADMIN[1]}}}


@pytest.fixture
async def runner(application: Application) -> AsyncIterator[Runner]:
    async with served(application) as (port, _):
        yield Runner(application, {}, own_url=f"http://127.0.0.1:{port}")


@pytest.fixture
def context(runner: Runner) -> FakeContext:
    """Of a time, years from now, when all that the server has is old enough."""
    return FakeContext(runner.world)


async def logged(api: Api, source: str) -> None:
    """A flow that is there, and has run."""
    await api.post("/flows", headers=YAML, content=source, auth=ADMIN)
    namespace = source.split("namespace: ")[1].split("\n", maxsplit=1)[0]
    ran = await api.post(f"/executions/{namespace}/hello?wait=true", auth=ADMIN)
    assert ran.json()["state"]["current"] == "SUCCESS"


async def messages(api: Api, namespace: str) -> list[str]:
    """Those that the server has, oldest first."""
    asked = {
        "size": 100,
        "sort": "timestamp:asc",
        "filters[namespace][EQUALS]": namespace,
        "filters[level][EQUALS]": "INFO",
    }
    found = (await api.get("/logs/search", params=asked, auth=ADMIN)).json()
    return [each["message"] for each in found["results"]]


def rows(context: FakeContext, shipped: Any) -> list[list[dict[str, Json]]]:
    """Those of each file."""
    contents = [context.blobs.read(uri) for uri in shipped.outputs["file"]["uris"]]
    return [[json.loads(line) for line in each.splitlines()] for each in contents]


@pytest.mark.parametrize("batch_size", [1, 2, None])
async def test_what_is_new_is_shipped_once(
    api: Api, runner: Runner, context: FakeContext, batch_size: int | None
) -> None:
    await logged(api, HELLO)
    await logged(api, HELLO)
    files = {**FILE, "maxLinesPerFile": 1}
    asked = {**ALL, "logExporters": [files], "batchSize": batch_size}
    shipped = await runner.within(context, f"{CORE}LogShipper", **asked)
    found = rows(context, shipped)
    told = [each["message"] for lines in found for each in lines]
    assert told == await messages(api, "company.team")
    assert told.count("Hello world") == 2
    assert shipped.size == len(told)
    assert {len(lines) for lines in found} == {1}
    line = found[0][0]
    assert (line["namespace"], line["flowId"], line["severity"]) == (
        "company.team",
        "hello",
        "INFO",
    )
    again = await runner.within(context, f"{CORE}LogShipper", **asked)
    assert (again.size, again.outputs) == (0, {"file": {"uris": []}})


async def test_entries_that_were_shipped_are_deleted_if_wished(
    api: Api, runner: Runner, context: FakeContext
) -> None:
    await logged(api, HELLO)
    await logged(api, BELOW)
    asked = {**ALL, "namespace": "company.team.below", "delete": True}
    shipped = await runner.within(context, f"{CORE}LogShipper", **asked)
    assert shipped.size > 0
    assert await messages(api, "company.team.below") == []
    assert "Hello world" in await messages(api, "company.team")


async def test_an_entry_that_comes_late_is_kept_and_sent_the_next_time(
    api: Api, runner: Runner, application: Application
) -> None:
    await logged(api, BELOW)
    sent = await messages(api, "company.team.below")
    loop, given, late = asyncio.get_running_loop(), runner.world.server, [LATE]

    async def write() -> None:
        async with application.ports.store.transaction() as tx:
            tx.logs.add([late.pop()])

    def server(request: Request[Any]) -> Any:
        if isinstance(request, DeleteLogs) and late:
            asyncio.run_coroutine_threadsafe(write(), loop).result(30)
        return given(request)

    context = FakeContext(msgspec.structs.replace(runner.world, server=server))
    asked = {**ALL, "namespace": "company.team.below", "delete": True}
    first = await runner.within(context, f"{CORE}LogShipper", **asked)
    assert first.size == len(sent)
    assert await messages(api, "company.team.below") == [*sent, "late"]
    again = await runner.within(context, f"{CORE}LogShipper", **asked)
    told = [each["message"] for lines in rows(context, again) for each in lines]
    assert told == [*sent, "late"]
    assert await messages(api, "company.team.below") == []


async def test_a_key_without_a_date_is_named(runner: Runner, context: FakeContext) -> None:
    context.kv.put("mine", "yesterday")
    with pytest.raises(Exception, match="The key 'mine' has no date"):
        await runner.within(context, f"{CORE}LogShipper", **ALL, offsetKey="mine")


async def test_the_audit_log_is_shipped_with_the_rights_of_a_login(
    api: Api, runner: Runner, context: FakeContext
) -> None:
    await logged(api, HELLO)
    await bound(api, await a_user(api, "ann@example.org"), "editor")
    name, login = f"{CORE}AuditLogShipper", {"username": ADMIN[0], "password": ADMIN[1]}
    asked = {**ALL, "resources": ["FLOW"]}
    shipped = await runner.within(context, name, **asked, auth=login)
    (lines,) = rows(context, shipped)
    assert {each["detail"]["resource"] for each in lines} == {"FLOW"}
    assert lines[0]["message"].startswith(f"{ADMIN[0]}: CREATE FLOW")
    for auth, words in (
        (None, "401: give in `auth`"),
        ({"username": "ann@example.org", "password": PASSWORD}, "403"),
    ):
        with pytest.raises(Exception, match=words):
            await runner.within(context, name, **asked, auth=auth, offsetKey="another")


async def test_the_audit_log_is_never_deleted(runner: Runner, context: FakeContext) -> None:
    with pytest.raises(Exception, match=r"`delete` must be false: `tiercel.audit.retention`"):
        await runner.within(context, f"{CORE}AuditLogShipper", **ALL, delete=True)
