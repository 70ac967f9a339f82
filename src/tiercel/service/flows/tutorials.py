"""Flows that a new server may start with: blueprints to begin with, and the purge of old rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from tiercel.model.errors import Invalid
from tiercel.service.flows.blueprint_files import FLOW, Blueprint
from tiercel.service.flows.flows import FlowService

TAG = "getting-started"
PURGE = "purge-system-flow"
_BUNDLED_NAMESPACE = "namespace: system\n"


class Tutorials:
    """Creates the flows that are not there yet; what users changed or deleted stays as it is."""

    def __init__(
        self, load: Callable[[], Sequence[Blueprint]], flows: FlowService, system_namespace: str
    ) -> None:
        self._load = load
        self._flows = flows
        self._system_namespace = system_namespace

    async def create(self) -> int:
        """How many flows were made."""
        made = 0
        for source in self.sources():
            flow = await self._flows.read(source)
            if await self._flows.revisions(flow.namespace, flow.id):
                continue
            try:
                await self._flows.create(source)
            except Invalid:
                # Another server was faster.
                continue
            made += 1
        return made

    def sources(self) -> list[str]:
        """The sources, the purge in the system namespace of this server."""
        wanted = [each for each in self._load() if each.kind == FLOW and TAG in each.tags]
        purge = [each for each in self._load() if each.id == PURGE]
        own = f"namespace: {self._system_namespace}\n"
        return [
            *(each.source for each in wanted),
            *(each.source.replace(_BUNDLED_NAMESPACE, own, 1) for each in purge),
        ]
