"""Workers that are drained: they end what they run, and take nothing until they are resumed."""

from __future__ import annotations

import asyncio

import pytest

from tests.api.client import HELLO, Api
from tests.api.refusals import Row, check_refused
from tiercel import __version__
from tiercel.bootstrap import Application
from tiercel.model.json_types import Json
from tiercel.model.stored.records import MEMBERS

SLEEPING = """id: sleeping
namespace: company.team
tasks:
  - id: nap
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT0.2S
"""


async def services(api: Api) -> dict[str, dict[str, Json]]:
    """The services of the server by type."""
    listed = (await api.get("/instance/services/search?size=100")).json()["results"]
    return {each["type"]: each for each in listed}


async def the_worker(api: Api, state: str) -> dict[str, Json]:
    """The worker, as soon as that is its state."""
    async with asyncio.timeout(20):
        while True:
            found = (await services(api)).get("WORKER")
            if found is not None and found["state"] == state:
                return found
            await asyncio.sleep(0.01)


async def test_a_drained_worker_takes_nothing_until_it_is_resumed(api: Api) -> None:
    await api.create(SLEEPING)
    path = f"/instance/services/{(await the_worker(api, 'RUNNING'))['id']}/drain"
    for _ in range(2):
        asked = await api.post(path)
        assert (asked.status_code, asked.json()["type"]) == (200, "WORKER")
        assert asked.json()["state"] in {"MAINTENANCE", "NOT_RUNNING"}
    drained = await the_worker(api, "NOT_RUNNING")
    assert {"name": "draining", "type": "GAUGE", "tags": [], "value": True} in drained["metrics"]
    assert (await services(api))["EXECUTOR"]["state"] == "RUNNING"
    started = (await api.post("/executions/company.team/sleeping")).json()
    waiting = await api.until(started["id"], "RUNNING")
    assert [run["state"]["current"] for run in waiting["taskRunList"]] == ["SUBMITTED"]
    await the_worker(api, "NOT_RUNNING")
    for _ in range(2):
        resumed = await api.delete(path)
        assert (resumed.status_code, resumed.json()["state"]) == (200, "RUNNING")
    await api.until(started["id"], "SUCCESS")


async def test_a_server_says_its_version_and_its_memory(api: Api) -> None:
    await the_worker(api, "RUNNING")
    server = (await services(api))["EXECUTOR"]["server"]
    assert server["version"] == __version__
    (memory,) = server["metrics"]
    assert memory["name"] == "memory"
    assert 1 < memory["value"] / 1024**2 < 1024**2


async def test_a_server_of_another_version_says_its_own(api: Api, application: Application) -> None:
    await member_of(application, {"version": "0.1", "memory": 5})
    worker = (await api.get("/instance/services/one-worker")).json()
    assert (worker["server"]["version"], worker["server"]["metrics"][0]["value"]) == ("0.1", 5)


async def member_of(
    application: Application, details: dict[str, Json], state: str = "RUNNING"
) -> None:
    """Another server that was heard of just now."""
    now = application.ports.clock.now().isoformat()
    member = {"id": "one", "parts": ["webserver", "worker"], "started": now, "heard": now}
    async with application.ports.store.transaction() as tx:
        tx.records(MEMBERS).put(("one",), {**member, "state": state, "details": details})


@pytest.mark.parametrize(
    ("running", "draining", "state"),
    [(0, False, "MAINTENANCE"), (2, True, "MAINTENANCE"), (0, True, "NOT_RUNNING")],
)
async def test_a_worker_has_ended_once_it_says_so(
    api: Api, application: Application, running: int, draining: bool, state: str
) -> None:
    metrics = {"running": running, "draining": draining}
    await member_of(application, {"metrics": metrics})
    assert (await api.post("/instance/services/one-worker/drain")).json()["state"] == state


async def test_only_workers_that_run_are_drained(api: Api, application: Application) -> None:
    await api.create(HELLO)
    await member_of(application, {}, state="TERMINATED")
    for method in ("POST", "DELETE"):
        for service, status, message in (
            ("nobody", 404, "Service not found: nobody"),
            ("one-webserver", 409, "Only a worker can be drained"),
        ):
            path = f"/instance/services/{service}/drain"
            await check_refused(api, Row(method, path, status, message))
    gone = Row("POST", "/instance/services/one-worker/drain", 409, "The worker one-worker does not")
    await check_refused(api, gone)
    assert (await api.delete("/instance/services/one-worker/drain")).status_code == 200
