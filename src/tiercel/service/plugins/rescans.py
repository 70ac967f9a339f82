"""A search for packages of plugins on every server: who is asked begins, the others follow."""

from __future__ import annotations

import asyncio
import logging
from collections import deque

from tiercel.model.limits import RESCANS_KNOWN_MAX
from tiercel.model.stored.records import INSTRUCTIONS
from tiercel.plugin.catalog.registry import Rescan
from tiercel.ports.ports import Ports
from tiercel.service.flows.cache import FlowCache
from tiercel.service.instance.instructions import EVERY_SERVER, RESCAN, instructions_for
from tiercel.service.plugins.plugins import PluginService

LOG = logging.getLogger("tiercel.plugins")


class PluginRescans:
    """Use cases over packages that were installed, upgraded or removed while servers run."""

    def __init__(self, ports: Ports, plugins: PluginService, flow_cache: FlowCache) -> None:
        self._store = ports.store
        self._ids = ports.ids
        self._plugins = plugins
        self._flow_cache = flow_cache
        # Names of searches that this server has done, or needs not do; the last ones.
        self._known: deque[str] = deque(maxlen=RESCANS_KNOWN_MAX)
        self._turn = asyncio.Lock()

    async def open(self) -> None:
        """Leave alone what was asked for before this server started: it has just searched."""
        async with self._store.transaction() as tx:
            asked = await instructions_for(tx, "")
        if asked.search is not None:
            self._known.append(asked.search)

    async def ask(self) -> Rescan:
        """Search here, and have every other server do so; what was found here."""
        name = self._ids.new_id()
        async with self._turn:
            self._known.append(name)
            found = await self._search()
        async with self._store.transaction() as tx:
            tx.records(INSTRUCTIONS).put((RESCAN, EVERY_SERVER), {"search": name})
        return found

    async def follow(self, search: str | None) -> None:
        """Search when another server was asked to since."""
        if search is None or search in self._known:
            return
        async with self._turn:
            self._known.append(search)
            found = await self._search()
        LOG.info(
            "Plugins were searched again, as another server was asked to: %s types are new, %s"
            " changed, %s are gone.",
            len(found.added),
            len(found.changed),
            len(found.removed),
        )

    async def _search(self) -> Rescan:
        found = await self._plugins.rescan()
        self._flow_cache.forget_plans()
        return found
