"""A search for packages of plugins goes round all servers, once each."""

from __future__ import annotations

from typing import cast

import msgspec
import pytest

from tests.build import at
from tests.unit.runtime.trigger_shop import builtins
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.clock import CountedIds, VirtualClock
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.plugin.catalog.registry import Rescan
from tiercel.ports.ports import Ports
from tiercel.service.flows.cache import FlowCache
from tiercel.service.instance.instructions import instructions_for
from tiercel.service.plugins.plugins import PluginService
from tiercel.service.plugins.rescans import PluginRescans


class Plugins:
    """Counts searches instead of making any."""

    def __init__(self) -> None:
        self.searches = 0

    async def rescan(self) -> Rescan:
        self.searches += 1
        return Rescan(added=("a.B",))


class Server(msgspec.Struct):
    """One of the servers that share a store."""

    plugins: Plugins
    rescans: PluginRescans
    ports: Ports

    async def beat(self) -> None:
        """What a heartbeat does about plugins."""
        async with self.ports.store.transaction() as tx:
            asked = await instructions_for(tx, "any")
        await self.rescans.follow(asked.search)


def a_server(store: MemoryStore, ids: CountedIds) -> Server:
    clock, plugins = VirtualClock(at(0)), Plugins()
    ports = Ports(
        store=store,
        blobs=MemoryBlobs(clock),
        clock=clock,
        ids=ids,
        notifier=MemoryNotifier(),
        catalog=builtins(),
    )
    flow_cache = FlowCache(ports.catalog)
    return Server(plugins, PluginRescans(ports, cast("PluginService", plugins), flow_cache), ports)


@pytest.fixture
def servers() -> list[Server]:
    store, ids = MemoryStore(MemoryNotifier()), CountedIds()
    return [a_server(store, ids) for _ in range(3)]


async def test_the_others_follow_the_one_that_was_asked_once(servers: list[Server]) -> None:
    asked, other, late = servers
    await other.beat()
    assert await asked.rescans.ask() == Rescan(added=("a.B",))
    for _ in range(2):
        await asked.beat()
        await other.beat()
    assert (asked.plugins.searches, other.plugins.searches) == (1, 1)
    # It has searched by itself when it started.
    await late.rescans.open()
    await late.beat()
    assert late.plugins.searches == 0


async def test_two_that_are_asked_follow_each_other(servers: list[Server]) -> None:
    one, two, _ = servers
    await one.rescans.ask()
    await two.rescans.ask()
    await one.beat()
    await two.beat()
    await one.rescans.ask()
    await two.beat()
    await one.beat()
    assert (one.plugins.searches, two.plugins.searches) == (3, 2)
