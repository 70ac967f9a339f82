"""Texts that something usually can't take, and the proof that a server goes on after them."""

from __future__ import annotations

import asyncio
import random

import anyio

from tests.api.client import Api
from tiercel.bootstrap import Application
from tiercel.model.events import KillAsked
from tiercel.model.limits import LEASE_S
from tiercel.model.state import StateType

_CHANCE = random.Random(5)
SHORT = [
    *("\0", "a\0b", "\ud800", "a\udfffb", "\ud83d\ude00", "\U0001f600" * 300, "\uffff\ufffe"),
    *(
        "\u202eabc\u202c\u200f\u0644",
        "'",
        '"',
        "`",
        "a'b\"c\\",
        "'; DROP TABLE logs; --",
        "\r\n\t\x7f",
    ),
    *("%00", "\\u0000", "\\", "a" * 300),
]
# No index row of PostgreSQL holds it, compressed or not.
INCOMPRESSIBLE = "".join(chr(_CHANCE.randrange(0x20, 0x2FFFF) | 0x10000) for _ in range(12_000))
LONG = [INCOMPRESSIBLE, "x" * 1_000_000]
TEXTS = [*SHORT, *LONG]
SETTLE_S_MAX = 60
FRESH = """id: fresh
namespace: fuzz.team
tasks:
  - {id: here, type: io.kestra.plugin.core.debug.Return, format: x}
  - {id: there, type: io.kestra.plugin.core.debug.Return, format: x, logToFile: true}
"""


async def unsettled(application: Application) -> list[str]:
    """Ids of executions that have not settled."""
    async with application.ports.store.transaction() as tx:
        return await tx.executions.unsettled("", 10_000)


async def stuck(application: Application) -> list[str]:
    """What, a lease and more later, neither has ended nor waits for somebody."""
    left = await _running(application)
    with anyio.move_on_after(LEASE_S * 2):
        while left:
            await asyncio.sleep(0.2)
            left = await _running(application)
    return left


async def _running(application: Application) -> list[str]:
    """What neither has ended nor is paused, by flow and open task runs."""
    found = []
    for execution_id in await unsettled(application):
        async with application.ports.store.transaction() as tx:
            execution = await tx.executions.get(execution_id)
        if execution is not None and execution.state.current is not StateType.PAUSED:
            open_ = [run for run in execution.task_runs.values() if not run.state.is_terminated]
            runs = [f"{run.task_id} {run.state.current}" for run in open_]
            found.append(f"{execution.flow_id} {execution.state.current}: {', '.join(runs)}")
    return found


async def prove_that_it_goes_on(application: Application) -> None:
    """Nothing is stuck, no loop failed, and a fresh execution ends on executor and worker."""
    left: list[str] = []
    with anyio.move_on_after(SETTLE_S_MAX):
        while left := await unsettled(application):
            await application.services.actions.ask_all({each: KillAsked() for each in left})
            await asyncio.sleep(0.2)
    assert left == [], "these never ended, not even by a kill"
    async with Api(application.app) as api:
        if (await api.get("/flows/fuzz.team/fresh")).status_code == 404:
            await api.create(FRESH)
        with anyio.fail_after(SETTLE_S_MAX):
            response = await api.post("/executions/fuzz.team/fresh?wait=true")
        assert response.json()["state"]["current"] == "SUCCESS", response.text
        for path in ("/executions/search", "/logs/search", "/flows/search", "/triggers/search"):
            listed = await api.get(path, params={"size": "1000"})
            assert listed.status_code == 200, (path, listed.text)
    failed = {sample.labels["loop"]: sample.value for sample in failures(application)}
    assert failed == {}, "ticks failed"


def failures(application: Application) -> list:  # type: ignore[type-arg]
    """How many ticks of which loop failed."""
    return [sample for sample in application.telemetry.tick_errors.samples() if sample.value]
