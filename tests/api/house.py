"""A server without a network, wired of parts that are in memory unless a test gives others."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from tiercel.adapters.bells import AsyncioBells
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.secrets import MemorySecrets
from tiercel.adapters.memory.store import MemoryStore
from tiercel.adapters.random_ids import RandomIds
from tiercel.adapters.system_clock import SystemClock
from tiercel.bootstrap import Parts
from tiercel.plugin.catalog.registry import Catalog
from tiercel.ports.store import Bells, Store
from tiercel.runtime.worker.attempts import AsyncioAttempts
from tiercel.settings import Settings


@cache
def catalog() -> Catalog:
    """All built-in plugin types, read once."""
    return Catalog.of_builtins()


def parts_in_memory(
    folder: Path, settings: Settings, *, store: Store | None = None, bells: Bells | None = None
) -> Parts:
    """Parts that keep nothing; a store of another kind rings `bells`."""
    bells, clock = bells or AsyncioBells(), SystemClock()
    return Parts(
        store=store or MemoryStore(bells),
        blobs=MemoryBlobs(clock),
        clock=clock,
        ids=RandomIds(),
        secrets=MemorySecrets(),
        bells=bells,
        catalog=catalog(),
        settings=settings,
        attempts=AsyncioAttempts(clock, lambda: bells.ring("worker")),
        work_folder=folder,
        environ={"PATH": os.environ["PATH"]},
    )
