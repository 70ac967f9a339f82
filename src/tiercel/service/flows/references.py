"""Which flows use a key, a secret, a file, a variable or another flow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from tiercel.engine.graphs.references import Reference, ReferenceKind, references_of
from tiercel.flowlang.source import chars_to_read, parse
from tiercel.model.authorization.grants import covers
from tiercel.model.limits import NAMES_COUNTED_MAX, REFERENCES_SHOWN_MAX
from tiercel.ports.store import Store
from tiercel.service.flows.cache import FlowCache, Revision
from tiercel.service.flows.revision_facts import FactsPage, RevisionFacts
from tiercel.service.off_loop import by_length


class Use(msgspec.Struct, frozen=True):
    """A place in the newest revision of a flow."""

    namespace: str
    flow_id: str
    revision: int
    reference: Reference


class LineOfUse(msgspec.Struct, frozen=True):
    """The line of a place, from 1; 0 when its revision is gone."""

    use: Use
    line: int


class UseCount(msgspec.Struct, frozen=True):
    """How many flows name one thing, and in how many places."""

    name: str
    flows: int
    places: int


class ReferenceService:
    """Analyses each revision once."""

    def __init__(self, store: Store, flow_cache: FlowCache) -> None:
        self._store = store
        classes = flow_cache.catalog
        self._references = RevisionFacts(
            store, flow_cache, lambda flow: tuple(references_of(flow, classes))
        )

    async def uses(self, kind: ReferenceKind, name: str, namespace: str | None) -> FactsPage[Use]:
        """Some hundred of the places that mean it."""
        found = await self.all_uses(kind, name, namespace)
        return FactsPage(found.results[:REFERENCES_SHOWN_MAX], found.total, found.is_complete)

    async def all_uses(
        self, kind: ReferenceKind, name: str, namespace: str | None
    ) -> FactsPage[Use]:
        """Places that mean it; those in flows below the namespace that name none do so, too."""
        wanted = _plain(kind, name)
        facts = await self._references.newest()
        found = [
            Use(*key, reference)
            for key, references in facts.known.items()
            for reference in references
            if reference.kind is kind and _plain(kind, reference.name) == wanted
            if namespace is None or _means(reference, key[0], namespace)
        ]
        return FactsPage(tuple(found), len(found), facts.is_complete)

    async def with_lines(self, uses: Sequence[Use]) -> list[LineOfUse]:
        """Where in the source of its flow each place is."""
        sources: dict[Revision, str] = {}
        async with self._store.transaction() as tx:
            for key in dict.fromkeys(map(_revision, uses)):
                stored = await tx.flows.get(*key)
                sources[key] = "" if stored is None else stored.source
        return await by_length(
            sum(map(chars_to_read, sources.values())), _with_lines, uses, sources
        )

    async def counts(self, kind: ReferenceKind, namespace: str | None) -> FactsPage[UseCount]:
        """Of each name that means something of the namespace, by name; of secrets in capitals."""
        flows: dict[str, set[tuple[str, str]]] = {}
        places: Counter[str] = Counter()
        facts = await self._references.newest()
        for (own, flow_id, _), references in facts.known.items():
            for reference in references:
                is_meant = namespace is None or _means(reference, own, namespace)
                if reference.kind is kind and is_meant:
                    name = _plain(kind, reference.name)
                    flows.setdefault(name, set()).add((own, flow_id))
                    places[name] += 1
        names = sorted(flows)
        shown = [UseCount(name, len(flows[name]), places[name]) for name in names]
        return FactsPage(tuple(shown[:NAMES_COUNTED_MAX]), len(names), facts.is_complete)


def _revision(use: Use) -> Revision:
    return use.namespace, use.flow_id, use.revision


def _with_lines(uses: Sequence[Use], sources: Mapping[Revision, str]) -> list[LineOfUse]:
    documents = {key: parse(source) for key, source in sources.items()}
    return [
        LineOfUse(use, documents[_revision(use)].place(use.reference.path).line) for use in uses
    ]


def _plain(kind: ReferenceKind, name: str) -> str:
    """The name in the one form of all that mean the same: secrets are found in any case."""
    if kind is ReferenceKind.FILE:
        return name.lstrip("/")
    return name.upper() if kind is ReferenceKind.SECRET else name


def _means(reference: Reference, own: str, namespace: str) -> bool:
    """Whether what is named is, or may be inherited from, that of the namespace."""
    named = reference.namespace
    if named is not None and reference.kind is not ReferenceKind.REUSABLE_INPUTS:
        return named == namespace
    # A block is also looked for above the namespace that is named.
    return covers(namespace, named or own)
