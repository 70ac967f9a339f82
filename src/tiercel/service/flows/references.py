"""Which flows use a key, a secret, a file, a variable or another flow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from tiercel.engine.graphs.references import Reference, ReferenceKind, references_of
from tiercel.model.flow import Flow
from tiercel.model.limits import NAMES_COUNTED_MAX, REFERENCES_SHOWN_MAX
from tiercel.model.lists.paging import Page
from tiercel.ports.store import Store
from tiercel.service.flows.cache import FlowCache
from tiercel.service.off_loop import in_thread

RevisionKey = tuple[str, str, int]


class Use(msgspec.Struct, frozen=True):
    """A place in the newest revision of a flow."""

    namespace: str
    flow_id: str
    revision: int
    reference: Reference


class UseCount(msgspec.Struct, frozen=True):
    """How many flows name one thing, and in how many places."""

    name: str
    flows: int
    places: int


class ReferenceService:
    """Analyses each revision once."""

    def __init__(self, store: Store, flow_cache: FlowCache) -> None:
        self._store = store
        self._flow_cache = flow_cache
        self._known: dict[RevisionKey, tuple[Reference, ...]] = {}
        self._version = -1

    async def uses(self, kind: ReferenceKind, name: str, namespace: str | None) -> Page[Use]:
        """Places that mean it; those in flows below the namespace that name none do so, too."""
        await self._catch_up()
        wanted = _plain(kind, name)
        found = [
            Use(*key, reference)
            for key, references in self._known.items()
            for reference in references
            if reference.kind is kind and _plain(kind, reference.name) == wanted
            if namespace is None or _means(reference, key[0], namespace)
        ]
        return Page(tuple(found[:REFERENCES_SHOWN_MAX]), len(found))

    async def counts(self, kind: ReferenceKind, namespace: str | None) -> Page[UseCount]:
        """Of each name that means something of the namespace, by name; of secrets in capitals."""
        await self._catch_up()
        flows: dict[str, set[tuple[str, str]]] = {}
        places: Counter[str] = Counter()
        for (own, flow_id, _), references in self._known.items():
            for reference in references:
                is_meant = namespace is None or _means(reference, own, namespace)
                if reference.kind is kind and is_meant:
                    name = _plain(kind, reference.name)
                    flows.setdefault(name, set()).add((own, flow_id))
                    places[name] += 1
        names = sorted(flows)
        shown = [UseCount(name, len(flows[name]), places[name]) for name in names]
        return Page(tuple(shown[:NAMES_COUNTED_MAX]), len(names))

    async def _catch_up(self) -> None:
        """Analyse revisions that are new since the last time."""
        async with self._store.transaction() as tx:
            version = await tx.flows.version()
            if version == self._version:
                return
            stored = await tx.flows.all_latest()
        keys = [(each.namespace, each.id, each.revision) for each in stored]
        known = self._known
        flows = await self._flow_cache.flows_of(
            [each for each, key in zip(stored, keys, strict=True) if key not in known]
        )
        new = await in_thread(self._analysed, flows)
        # Flows come by namespace and id; those that are gone are left out.
        self._known = {key: new[key] if key in new else known[key] for key in keys}
        self._version = version

    def _analysed(self, flows: Sequence[Flow]) -> dict[RevisionKey, tuple[Reference, ...]]:
        classes = self._flow_cache.catalog
        return {
            (flow.namespace, flow.id, flow.revision): tuple(references_of(flow, classes))
            for flow in flows
        }


def _plain(kind: ReferenceKind, name: str) -> str:
    """The name in the one form of all that mean the same: secrets are found in any case."""
    if kind is ReferenceKind.FILE:
        return name.lstrip("/")
    return name.upper() if kind is ReferenceKind.SECRET else name


def _means(reference: Reference, own: str, namespace: str) -> bool:
    """Whether what is named is, or may be inherited from, that of the namespace."""
    if reference.namespace is not None:
        return reference.namespace == namespace
    return own == namespace or own.startswith(f"{namespace}.")
