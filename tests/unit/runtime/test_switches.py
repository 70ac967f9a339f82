"""The executor and kill switches: what is under way, what is new, and what is left alone."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.build import NAMESPACE, at
from tests.unit.runtime.forge import CORE, SLEEP, Forge, log
from tiercel.model.events import ForceRunAsked, ResumeAsked
from tiercel.model.label import KILL_SWITCH, value_of
from tiercel.model.policies.kill_switch import KILL_SWITCH as KILL_SWITCH_KIND
from tiercel.model.policies.kill_switch import KillSwitch, SwitchType
from tiercel.model.stored.records import INSTRUCTIONS
from tiercel.service.governance.kill_switches import KillSwitchRegistry
from tiercel.service.instance.instructions import EVERY_SERVER, MAINTENANCE

Switch = Callable[..., Awaitable[None]]


@pytest.fixture
def registry() -> KillSwitchRegistry:
    return KillSwitchRegistry()


@pytest.fixture
def forge(tmp_path: Path, registry: KillSwitchRegistry) -> Forge:
    forge = Forge(tmp_path)
    forge.changed(switches=registry)
    return forge


@pytest.fixture
def switch(forge: Forge, registry: KillSwitchRegistry) -> Switch:
    """Writes a switch down, which acts from now on unless told otherwise."""

    async def write(kind: SwitchType, name: str = "one", **fields: Any) -> None:
        told = {"id": name, "name": name, "type": kind, "start": at(0), **fields}
        async with forge.store.transaction() as tx:
            document = msgspec.to_builtins(KillSwitch(**told))
            tx.records(INSTRUCTIONS).put((KILL_SWITCH_KIND, name), document)
        async with forge.store.transaction() as tx:
            assert await registry.look(tx)
        await forge.run()

    return write


@pytest.mark.parametrize(("kind", "state"), [("KILL", "KILLED"), ("CANCEL", "CANCELLED")])
async def test_new_executions_end_at_once(
    forge: Forge, switch: Switch, kind: str, state: str
) -> None:
    await switch(SwitchType(kind))
    ended = await forge.started(log("a"))
    assert (ended.current.value, ended.is_settled, len(ended.task_runs)) == (state, True, 0)
    assert value_of(ended.labels, KILL_SWITCH) == "one"


async def test_what_is_under_way_is_killed_without_any_other_event(
    forge: Forge, switch: Switch
) -> None:
    await forge.started(SLEEP)
    await switch(SwitchType.KILL, namespace="elsewhere")
    assert await forge.state() == "RUNNING"
    await switch(SwitchType.KILL, namespace=NAMESPACE, flow_id="flow", execution_ids=("e1",))
    assert (await forge.state(), await forge.jobs()) == ("KILLED", [])


async def test_what_is_under_way_is_cancelled_when_nothing_runs(
    forge: Forge, switch: Switch
) -> None:
    await forge.started(SLEEP, log("b"))
    await switch(SwitchType.CANCEL)
    assert await forge.state() == "PAUSED"
    for event in (ResumeAsked(), ForceRunAsked()):
        await forge.put(event)
    assert [job.is_stopping for job in await forge.jobs()] == [False]
    assert (await forge.state(), len((await forge.execution()).task_runs)) == ("PAUSED", 1)


async def test_a_switch_waits_for_its_start_and_ends(forge: Forge, switch: Switch) -> None:
    await switch(SwitchType.CANCEL, start=at(10), end=at(20))
    await forge.started(SLEEP)
    assert await forge.state() == "RUNNING"
    await forge.run(11)
    assert await forge.state() == "PAUSED"
    await forge.run(10)
    await forge.created("e2")
    await forge.run()
    assert await forge.state("e2") == "RUNNING"


async def test_ignored_executions_keep_their_events(forge: Forge, switch: Switch) -> None:
    await switch(SwitchType.IGNORE, namespace=NAMESPACE)
    await forge.started(log("a"))
    assert await forge.state() == "CREATED"
    async with forge.store.transaction() as tx:
        assert await tx.inbox.waits("e1")
    assert await forge.executor.tick(forge.clock.now()) is False
    await switch(SwitchType.IGNORE, namespace=NAMESPACE, enabled=False)
    assert await forge.state() == "SUCCESS"


async def test_the_strongest_of_several_switches_acts(forge: Forge, switch: Switch) -> None:
    await switch(SwitchType.IGNORE, "all")
    await switch(SwitchType.KILL, "some", namespace=NAMESPACE.partition(".")[0])
    assert (await forge.started(log("a"))).current.value == "KILLED"
    assert value_of((await forge.execution()).labels, KILL_SWITCH) == "some"


async def test_a_restart_of_what_was_killed_is_killed_again(forge: Forge, switch: Switch) -> None:
    await forge.started(SLEEP)
    await switch(SwitchType.KILL)
    await forge.created("e2")
    await forge.run()
    assert await forge.state("e2") == "KILLED"
    forge.clock.advance(timedelta(seconds=5))
    await switch(SwitchType.KILL, deleted=True)
    await forge.created("e3")
    await forge.run()
    assert await forge.state("e3") == "RUNNING"


async def test_under_maintenance_nothing_begins_and_what_runs_goes_on(
    forge: Forge, registry: KillSwitchRegistry
) -> None:
    async def maintain(*, is_on: bool) -> None:
        async with forge.store.transaction() as tx:
            if is_on:
                tx.records(INSTRUCTIONS).put((MAINTENANCE, EVERY_SERVER), {})
            else:
                tx.records(INSTRUCTIONS).delete(MAINTENANCE, EVERY_SERVER)
        async with forge.store.transaction() as tx:
            assert await registry.look(tx)
        await forge.run()

    await forge.started(f"{{id: p, type: {CORE}flow.Pause}}", log("b"))
    await maintain(is_on=True)
    await forge.created("e2")
    await forge.put(ResumeAsked())
    assert (await forge.state(), await forge.state("e2")) == ("SUCCESS", "CREATED")
    await maintain(is_on=False)
    assert await forge.state("e2") == "PAUSED"
