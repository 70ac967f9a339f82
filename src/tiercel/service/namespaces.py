"""Namespaces: those of flows, their parents, and those that somebody described."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

import msgspec

from tiercel.flowlang.coerce import as_text, maps
from tiercel.flowlang.defaults import default_violations, own_defaults
from tiercel.flowlang.source import chars_to_read
from tiercel.flowlang.write import generate
from tiercel.model.authorization.grants import Namespaces
from tiercel.model.errors import Conflict, IllegalArgument, Invalid, NotFound, Violation
from tiercel.model.flow import PluginDefault
from tiercel.model.ids import NAMESPACE_PATTERN
from tiercel.model.json_types import Json
from tiercel.model.limits import NAMESPACE_AUTOCOMPLETE_MAX
from tiercel.model.lists.matching import page_of
from tiercel.model.lists.paging import Page, Query
from tiercel.model.lists.resources import NAMESPACES as LISTED
from tiercel.model.policies.quota import (
    MEMBER,
    STORAGE_MEMBER,
    read_quotas,
    read_storage_quota,
)
from tiercel.model.stored.records import NAMESPACES
from tiercel.ports.store import Store, Tx
from tiercel.service.flows.cache import FlowCache
from tiercel.service.flows.sources import plain_source
from tiercel.service.governance.quotas import Quotas, QuotaUse
from tiercel.service.off_loop import by_length, by_rows
from tiercel.service.unit import in_transaction

T = TypeVar("T")
DEFAULTS = "pluginDefaults"


class Namespace(msgspec.Struct, frozen=True):
    """A namespace: `document` is what somebody said of it, with any members."""

    id: str
    document: dict[str, Json]


class NamespaceRow(msgspec.Struct, frozen=True):
    """A namespace in a list: how many flows it has itself, and what somebody called it."""

    id: str
    flows: int
    description: str | None = None


class InheritedDefault(msgspec.Struct, frozen=True):
    """A plugin default of a namespace, for those below it."""

    namespace: str
    default: PluginDefault


class NamespaceService:
    """Use cases over namespaces."""

    def __init__(self, store: Store, flow_cache: FlowCache, system_namespace: str) -> None:
        self._store = store
        self._cache = flow_cache
        self._system = system_namespace

    async def ids(self, text: str | None = None) -> list[str]:
        """Every known namespace with its parents, sorted; `text` narrows without regard to case."""
        names = [row.id for row in await self._rows()]
        return [name for name in names if not text or text.lower() in name.lower()]

    async def find(self, query: Query) -> Page[NamespaceRow]:
        """A page of all known ones."""
        return page_of([({"id": row.id}, row) for row in await self._rows()], LISTED, query)

    async def _rows(self) -> list[NamespaceRow]:
        """Every known namespace with its parents, by name."""
        async with self._store.transaction() as tx:
            flows = await tx.flows.counts()
            described = await tx.records(NAMESPACES).all()
        said = {name: _description(document) for (name,), document in described.items()}
        names = {*flows, *said, self._system}
        names.update(above for name in list(names) for above in _above(name))
        return [NamespaceRow(name, flows.get(name, 0), said.get(name)) for name in sorted(names)]

    async def autocomplete(
        self, text: str | None, ids: Sequence[str], visible: Namespaces
    ) -> list[str]:
        """Some of the visible ones that match, and those of `ids` among them that exist."""
        known = [name for name in await self.ids() if visible.has(name)]
        matching = [name for name in known if not text or text.lower() in name.lower()]
        wanted = {*matching[:NAMESPACE_AUTOCOMPLETE_MAX], *(set(ids) & set(known))}
        return sorted(wanted)

    async def get(self, namespace: str) -> Namespace:
        """What is stored of it; any id has an answer."""
        async with self._store.transaction() as tx:
            return Namespace(namespace, await tx.records(NAMESPACES).get(namespace) or {})

    async def put(self, document: dict[str, Json], *, is_new: bool) -> Namespace:
        """Describe a namespace. Raises: Conflict when a new one exists, Invalid."""
        namespace = document.get("id")
        if not isinstance(namespace, str) or not NAMESPACE_PATTERN.fullmatch(namespace):
            raise IllegalArgument('id must match "^[a-z0-9][a-z0-9._-]*"')
        _, wrong = read_quotas(namespace, document.get(MEMBER))
        wrong += read_storage_quota(document.get(STORAGE_MEMBER))[1]
        defaults = document.get(DEFAULTS)
        count = len(defaults) if isinstance(defaults, list | dict) else 0
        await by_rows(count, self._check_defaults, defaults, wrong)

        async def write(tx: Tx) -> Namespace:
            described = tx.records(NAMESPACES)
            if not is_new:
                described.put((namespace,), document)
            elif await described.get(namespace) is not None:
                raise Conflict(f"Namespace '{namespace}' already exists")
            else:
                described.insert((namespace,), document)
            return Namespace(namespace, document)

        return await self._changed(write)

    async def delete(self, namespace: str) -> None:
        """Forget the description. Raises: NotFound."""

        async def write(tx: Tx) -> None:
            if await tx.records(NAMESPACES).get(namespace) is None:
                raise NotFound.of("Description of namespace", namespace)
            tx.records(NAMESPACES).delete(namespace)

        await self._changed(write)

    async def inherited_variables(self, namespace: str) -> dict[str, Json]:
        """Those of the namespaces above, nearer ones winning."""
        found: dict[str, Json] = {}
        for name in _above(namespace):
            value = (await self.get(name)).document.get("variables")
            if isinstance(value, dict):
                found.update(value)
        return found

    async def inherited_defaults(self, namespace: str) -> list[InheritedDefault]:
        """Those of the namespaces above, the nearest first."""
        return [
            InheritedDefault(name, default)
            for name in reversed(_above(namespace))
            for default in own_defaults((await self.get(name)).document)
        ]

    async def export_defaults(self, namespace: str) -> str:
        """The plugin defaults that somebody gave it, as YAML; an empty list for none."""
        return generate((await self.get(namespace)).document.get(DEFAULTS) or [])

    async def import_defaults(self, namespace: str, content: bytes) -> list[str]:
        """The types of the plugin defaults in a YAML list; the namespace has them from now on.

        Those that it has already for the same type and reference are replaced. Raises: Invalid.
        """
        text = content.decode("utf-8-sig", "replace")
        document = await plain_source(text, "plugin defaults")
        if document.problems:
            raise Invalid(document.problems)
        brought = document.value or []
        await by_length(chars_to_read(text), self._check_defaults, brought)
        named = {_name(each) for each in brought}

        async def write(tx: Tx) -> None:
            said = await tx.records(NAMESPACES).get(namespace) or {"id": namespace}
            kept = [each for _, each in maps(said.get(DEFAULTS)) if _name(each) not in named]
            tx.records(NAMESPACES).put((namespace,), {**said, DEFAULTS: [*kept, *brought]})

        await self._changed(write)
        return [each["type"] for each in brought]

    async def quotas(self, visible: Namespaces, now: datetime) -> list[QuotaUse]:
        """The quotas of those that may be seen, and how much of each is used."""
        async with self._store.transaction() as tx:
            await self._cache.follow_rules(tx)
            return await Quotas(self._cache.namespaces).uses(tx, visible, now)

    def _check_defaults(self, value: Json, others: Sequence[Violation] = ()) -> None:
        found = [*default_violations(value, DEFAULTS, self._cache.catalog), *others]
        if found:
            raise Invalid(found)

    async def _changed(self, write: Callable[[Tx], Awaitable[T]]) -> T:
        """What `write` gives; this server holds flows to it at once, others within a moment."""
        result = await in_transaction(self._store, write)
        async with self._store.transaction() as tx:
            await self._cache.follow_rules(tx)
        return result


def _name(default: Mapping[str, Json]) -> tuple[str | None, str | None]:
    """What tells it from others of the namespace."""
    return as_text(default.get("type")), as_text(default.get("ref"))


def _above(name: str) -> list[str]:
    """The namespaces that contain it: `a.b.c` has `a` and `a.b`."""
    parts = name.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts))]


def _description(document: Mapping[str, Json]) -> str | None:
    """What is stored may have any members; only a text describes."""
    said = document.get("description")
    return said if isinstance(said, str) else None
