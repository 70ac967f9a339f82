"""A server without a network, wired of parts that are in memory unless a test gives others."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.secrets import MemorySecrets
from tiercel.adapters.memory.store import MemoryStore
from tiercel.adapters.notifier import AsyncioNotifier
from tiercel.adapters.random_ids import RandomIds
from tiercel.adapters.system_clock import SystemClock
from tiercel.bootstrap import (
    ApplicationDependencies,
    engine_config,
    key_ring_of,
    renderer_of,
)
from tiercel.plugin.catalog.registry import Catalog
from tiercel.ports.ports import Ports
from tiercel.ports.store import Notifier, Store
from tiercel.runtime.worker.attempts import AsyncioAttempts
from tiercel.settings import Settings


@cache
def catalog() -> Catalog:
    """All built-in plugin types, read once."""
    return Catalog.of_builtins()


def parts_in_memory(
    folder: Path,
    settings: Settings,
    *,
    store: Store | None = None,
    notifier: Notifier | None = None,
    types: Catalog | None = None,
) -> ApplicationDependencies:
    """Parts that keep nothing; a store of another kind notifies `notifier`."""
    notifier, clock = notifier or AsyncioNotifier(), SystemClock()
    environ = {"PATH": os.environ["PATH"]}
    return ApplicationDependencies(
        ports=Ports(
            store=store or MemoryStore(notifier),
            blobs=MemoryBlobs(clock),
            clock=clock,
            ids=RandomIds(),
            notifier=notifier,
            catalog=types or catalog(),
            renderer=renderer_of(settings),
            config=engine_config(settings, environ),
            key_ring=key_ring_of(settings, environ),
        ),
        settings=settings,
        secrets=MemorySecrets(),
        attempts=AsyncioAttempts(clock, lambda: notifier.notify("worker")),
        work_folder=folder,
        environ=environ,
    )
