"""The reactor notifies flow triggers of state changes, and frees triggers."""

from __future__ import annotations

import pytest

from tests.unit.runtime.trigger_shop import NAMESPACE, TriggerShop
from tiercel.model.execution import Execution
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.log import Level
from tiercel.model.stored.records import NAMESPACES
from tiercel.runtime.triggers.reactor import Reactor
from tiercel.service.executions.start import StartRequest

RETURN = "tasks:\n  - {id: r, type: io.kestra.plugin.core.debug.Return, format: x}\n"
FLOW = "io.kestra.plugin.core.trigger.Flow"


def listening(trigger: str, flow_id: str = "down", more: str = "") -> str:
    return f"id: {flow_id}\n{more}{RETURN}triggers:\n  - {{id: t, type: {FLOW}, {trigger}}}\n"


@pytest.fixture
async def shop() -> TriggerShop:
    shop = TriggerShop()
    for name in ("a", "b"):
        await shop.save(f"id: {name}\n{RETURN}")
    return shop


async def start(shop: TriggerShop, flow_id: str) -> Execution:
    request = StartRequest(NAMESPACE, flow_id)
    return await shop.tools.starter._starter.start(request)


async def run(shop: TriggerShop, flow_id: str, state: str = "SUCCESS", **changes: object) -> None:
    execution = await start(shop, flow_id)
    await shop.end(execution, state, **changes)
    await shop.tick()


async def test_an_end_starts_the_flows_that_listen(shop: TriggerShop) -> None:
    await shop.save(listening("dependsOn: [{flowId: a}]"))
    await run(shop, "b")
    assert await shop.executions("down") == []
    await run(shop, "a", outputs={"o": "up"})
    (down,) = await shop.executions("down")
    (up,) = await shop.executions("a")
    assert down.trigger is not None
    assert down.trigger.variables["executionId"] == up.id
    assert down.trigger.variables["outputs"]["o"] == "up"
    assert {label.key: label.value for label in down.labels} == {"system.correlationId": up.id}
    assert down.metadata.depth == 1


async def test_only_those_listen_whom_the_namespace_lets_in(shop: TriggerShop) -> None:
    for namespace in ("friends.near", "others"):
        await shop.save(listening("dependsOn: [{flowId: a}]", namespace[:6]), namespace=namespace)
    async with shop.store.transaction() as tx:
        about = {"allowedNamespaces": [{"namespace": "friends"}]}
        tx.records(NAMESPACES).put((NAMESPACE,), about)
    await run(shop, "a")
    found = [each.namespace for each in await shop.executions() if each.trigger is not None]
    assert found == ["friends.near"]


async def test_plugin_defaults_of_the_namespace_reach_a_listener_at_once(
    shop: TriggerShop,
) -> None:
    await shop.save(listening("dependsOn: [{flowId: a}]"))
    await run(shop, "a")
    async with shop.store.transaction() as tx:
        default = {"type": FLOW, "values": {"disabled": True}}
        tx.records(NAMESPACES).put((NAMESPACE,), {"pluginDefaults": [default]})
    async with shop.store.transaction() as tx:
        await shop.flow_cache.follow_rules(tx)
    await run(shop, "a")
    assert len(await shop.executions("down")) == 1


async def test_windows_outlive_the_reactor(shop: TriggerShop) -> None:
    await shop.save(listening("dependsOn: [{flowId: a}, {flowId: b}]"))
    await run(shop, "a")
    shop.reactor = Reactor(shop.tools)
    await run(shop, "b")
    assert len(await shop.executions("down")) == 1
    await run(shop, "b")
    assert len(await shop.executions("down")) == 1


async def test_a_state_change_is_reported_once(shop: TriggerShop) -> None:
    await shop.save(listening("states: [SUCCESS]"))
    await run(shop, "a")
    for _ in range(3):
        await shop.tick(10)
    assert len(await shop.executions("down")) == 1


async def test_two_reactors_start_one_execution(shop: TriggerShop) -> None:
    await shop.save(listening("dependsOn: [{flowId: a}]"))
    execution = await start(shop, "a")
    await shop.end(execution)
    other = Reactor(shop.tools)
    async with shop.store.transaction() as tx:
        rows = await tx.announcements.waiting(10)
    await shop.tick()
    with pytest.raises(Exception, match="changed in between"):
        async with shop.store.transaction() as tx:
            await other._consume(tx, rows, shop.clock.now())
    assert len(await shop.executions("down")) == 1


async def test_a_new_listener_is_noticed(shop: TriggerShop) -> None:
    await run(shop, "a")
    await shop.save(listening("dependsOn: [{flowId: a}]"))
    await run(shop, "a")
    assert len(await shop.executions("down")) == 1


async def test_inputs_that_do_not_fit_are_kept_as_texts_in_the_old_form(
    shop: TriggerShop,
) -> None:
    inputs = "inputs:\n  - {id: n, type: INT}\n"
    await shop.save(listening("states: [SUCCESS], inputs: {n: seven}", more=inputs))
    await run(shop, "a")
    (down,) = await shop.executions("down")
    assert (down.current, down.inputs) == ("CREATED", {"n": "seven"})


async def test_inputs_that_do_not_fit_fail_the_execution_in_the_new_form(
    shop: TriggerShop,
) -> None:
    inputs = "inputs:\n  - {id: n, type: INT}\n"
    await shop.save(listening("dependsOn: [{flowId: a}], inputs: {n: seven}", more=inputs))
    await run(shop, "a")
    (down,) = await shop.executions("down")
    assert down.current == "FAILED"


async def test_a_flow_that_is_disabled_does_not_listen(shop: TriggerShop) -> None:
    await shop.save(listening("states: [SUCCESS]", more="disabled: true\n"))
    await run(shop, "a")
    assert await shop.executions("down") == []


async def test_many_changes_are_consumed_in_one_go_when_nobody_listens(
    shop: TriggerShop,
) -> None:
    async with shop.store.transaction() as tx:
        for number in range(500):
            tx.announcements.put(f"e{number}", "SUCCESS")
    await shop.tick()
    async with shop.store.transaction() as tx:
        assert await tx.announcements.waiting(1) == []


async def test_a_listener_that_fails_keeps_no_other_from_being_started(shop: TriggerShop) -> None:
    # Versions before accepted it; nothing renders it.
    await shop.save(listening("preconditions: '{{ 1 }}'", "broken"))
    await shop.save(listening("dependsOn: [{flowId: a}]"))
    await run(shop, "a")
    assert len(await shop.executions("down")) == 1
    assert await shop.executions("broken") == []
    async with shop.store.transaction() as tx:
        query = Query((Filter("flowId", Operation.EQUALS, "broken"),))
        (line,) = (await tx.logs.find(query)).results
        assert await tx.announcements.waiting(10) == []
    assert (line.level, line.trigger_id) == (Level.ERROR, "t")
    assert line.message == "The trigger can't be evaluated: Internal error (AttributeError)"
