"""How many flows use each plugin type, and which types they name that the server lacks."""

from __future__ import annotations

from collections import Counter

import msgspec

from tiercel.flowlang.walk import all_conditions, all_tasks, all_triggers, type_names
from tiercel.model.flow import Flow
from tiercel.plugin.catalog.registry import Catalog
from tiercel.ports.store import Store
from tiercel.service.flows.cache import FlowCache
from tiercel.service.flows.revision_facts import FactsPage, RevisionFacts


class TypeUse(msgspec.Struct, frozen=True):
    """A type with the number of flows whose newest revision names it, by any of its names."""

    type: str
    flows: int
    is_missing: bool


class PluginUsage:
    """Use cases over the types that stored flows name."""

    def __init__(self, store: Store, flow_cache: FlowCache, catalog: Catalog) -> None:
        self._catalog = catalog
        self._types = RevisionFacts(store, flow_cache, self._types_of)

    async def uses(self, *, is_missing: bool | None = None) -> FactsPage[TypeUse]:
        """Missing types first, then by name; `is_missing` chooses those or the others."""
        facts = await self._types.newest()
        flows = Counter(name for names in facts.known.values() for name in names)
        found = [
            TypeUse(name, count, self._catalog.canonical(name) is None)
            for name, count in flows.items()
        ]
        wanted = [use for use in found if is_missing is None or use.is_missing is is_missing]
        wanted.sort(key=lambda use: (not use.is_missing, use.type))
        return FactsPage(tuple(wanted), len(wanted), facts.is_complete)

    def _types_of(self, flow: Flow) -> frozenset[str]:
        """Known types wherever they stand, others where the language has plugins."""
        catalog, document = self._catalog, flow.document
        placed = [
            *all_tasks(document, catalog),
            *all_triggers(document, catalog),
            *all_conditions(document, catalog),
        ]
        named = {each.type_name for each in placed if each.type_name}
        anywhere = (catalog.canonical(name) for name in type_names(document))
        known = {name for name in anywhere if name is not None}
        return frozenset({catalog.canonical(name) or name for name in named} | known)
