"""Maintenance: nothing begins, what runs ends, nothing is lost, and a restart does not end it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.api.application import parts_in_memory
from tests.api.client import HELLO, Api
from tiercel.bootstrap import Application, assemble
from tiercel.model.json_types import Json
from tiercel.settings import Settings

SLEEPING = """id: asleep
namespace: company.team
tasks:
  - id: nap
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT0.5S
  - id: then
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT0.01S
"""
STATUS, ENTER, EXIT = (f"/instance/maintenance/{word}" for word in ("status", "enter", "exit"))


async def status_when_ready(api: Api) -> Json:
    """What is said of maintenance, as soon as no worker runs anything or may begin it."""
    async with asyncio.timeout(60):
        while True:
            found = (await api.get(STATUS)).json()
            if found["ready"]:
                return found
            await asyncio.sleep(0.01)


async def test_what_is_new_waits_and_what_runs_ends(api: Api) -> None:
    await api.create(HELLO)
    await api.create(SLEEPING)
    running = (await api.post("/executions/company.team/asleep")).json()
    await api.until(running["id"], "RUNNING")
    for _ in range(2):
        entered = await api.post(ENTER)
        assert (entered.status_code, entered.json()) == (200, {})
    assert (await api.get("/configs")).json()["isUnderMaintenance"] is True
    found = await status_when_ready(api)
    assert found["maintenance"] is True
    assert found["services"]["WORKER"] == {"total": 1, "inMaintenance": 1}
    assert found["services"]["WEBSERVER"] == {"total": 1, "inMaintenance": 0}
    new = (await api.post("/executions/company.team/hello")).json()
    assert (await api.get(f"/executions/{new['id']}")).json()["state"]["current"] == "CREATED"
    for _ in range(2):
        left = await api.post(EXIT)
        assert (left.status_code, left.json()) == (200, {})
    for each in (new, running):
        await api.until(each["id"], "SUCCESS")
    assert (await api.get(STATUS)).json() == {"maintenance": False, "ready": True, "services": {}}
    assert (await api.get("/configs")).json()["isUnderMaintenance"] is False


async def test_a_restart_does_not_end_it(
    api: Api, application: Application, tmp_path: Path
) -> None:
    await api.post(ENTER)
    settings = Settings.model_validate({"data": tmp_path})
    parts = parts_in_memory(tmp_path, settings, store=application.ports.store)
    again = assemble(parts)
    await again.services.open()
    assert again.services.switches.is_under_maintenance
    await api.post(EXIT)
    await again.services.follow_switches()
    assert not again.services.switches.is_under_maintenance
