"""Looking for anything by a few letters: what a command palette shows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from tiercel.flowlang.catalog import PluginKind
from tiercel.model.access import Permission, Resource
from tiercel.model.authorization.grants import Grants, Namespaces
from tiercel.model.execution import Execution
from tiercel.model.kv import KvEntry
from tiercel.model.limits import FIND_CHARS_MAX
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.lists.words import words
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.stored.record import Document
from tiercel.model.stored.records import DASHBOARDS
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.service.kv.kv import is_expired
from tiercel.service.namespaces import NamespaceService

# The kinds of types that a flow is written with.
_KINDS: tuple[PluginKind, ...] = ("task", "trigger", "condition")


class Findings(msgspec.Struct, frozen=True):
    """A few of each kind that match.

    Shapes: dashboards are pairs of id and title, keys are without their values to whoever asks.
    """

    flows: tuple[StoredFlow, ...] = ()
    executions: tuple[Execution, ...] = ()
    namespaces: tuple[str, ...] = ()
    keys: tuple[KvEntry, ...] = ()
    plugins: tuple[str, ...] = ()
    dashboards: tuple[tuple[str, str], ...] = ()


class Finder:
    """Asks each list for a few rows: no list is walked."""

    def __init__(self, ports: Ports, namespaces: NamespaceService) -> None:
        self._store = ports.store
        self._namespaces = namespaces
        self._catalog = ports.catalog
        self._clock = ports.clock

    async def find(self, text: str, limit: int, grants: Grants) -> Findings:
        """What may be listed by whom the grants are of. Nothing where nothing is asked."""
        text = text.strip()[:FIND_CHARS_MAX]
        tokens = words(text)
        if not tokens:
            return Findings()
        sought = Filter("q", Operation.EQUALS, text)

        def query(resource: Resource) -> Query:
            return Query((sought, *_visible(grants, resource).filters()), size=limit)

        async with self._store.transaction() as tx:
            flows = (await tx.flows.find(query(Resource.FLOW))).results
            executions = await _executions(tx, text, limit, _visible(grants, Resource.EXECUTION))
            keys = (await tx.kv.find(query(Resource.KVSTORE))).results
            dashboards: Sequence[Document] = ()
            if _visible(grants, Resource.DASHBOARD):
                dashboards = (await tx.records(DASHBOARDS).find(query(Resource.DASHBOARD))).results
        now = self._clock.now()
        may_see = _visible(grants, Resource.NAMESPACE)
        names = [name for name in await self._namespaces.ids() if may_see.has(name)]
        return Findings(
            flows=flows,
            executions=tuple(executions),
            namespaces=_matching(names, tokens, limit),
            keys=tuple(key for key in keys if not is_expired(key, now)),
            plugins=self._types(tokens, limit),
            dashboards=tuple((str(each["id"]), str(each.get("title", ""))) for each in dashboards),
        )

    def _types(self, tokens: Sequence[str], limit: int) -> tuple[str, ...]:
        names = sorted({name for kind in _KINDS for name in self._catalog.names(kind)})
        return _matching(names, tokens, limit)


def _visible(grants: Grants, resource: Resource) -> Namespaces:
    return grants.visible(Permission(resource, "LIST"))


async def _executions(tx: Tx, prefix: str, limit: int, visible: Namespaces) -> Sequence[Execution]:
    """By the beginning of their id."""
    if visible.is_all:
        return await tx.executions.by_prefix(prefix, limit)
    begins = Filter("id", Operation.STARTS_WITH, prefix)
    found = await tx.executions.find(Query((begins, *visible.filters()), size=limit))
    return found.results


def _matching(names: Iterable[str], tokens: Sequence[str], limit: int) -> tuple[str, ...]:
    """Names that have all words; those that end with one come first, short ones before long."""

    def rank(name: str) -> tuple[bool, int, str]:
        return not name.lower().endswith(tokens[-1]), len(name), name

    found = [name for name in names if all(token in name.lower() for token in tokens)]
    return tuple(sorted(found, key=rank)[:limit])
