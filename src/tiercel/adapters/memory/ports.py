"""All ports in memory: what a server without a database is made of."""

from __future__ import annotations

from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.clock import CountedIds
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.engine.env import EngineConfig
from tiercel.plugin.catalog.registry import Catalog
from tiercel.ports.clock import Clock
from tiercel.ports.ports import Ports


def memory_ports(clock: Clock, catalog: Catalog, config: EngineConfig | None = None) -> Ports:
    """Fresh ones that hold nothing; ids are counted, and nothing is traced."""
    notifier = MemoryNotifier()
    return Ports(
        store=MemoryStore(notifier),
        blobs=MemoryBlobs(clock),
        clock=clock,
        ids=CountedIds(),
        notifier=notifier,
        catalog=catalog,
        config=config or EngineConfig(),
    )
