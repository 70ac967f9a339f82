"""Operations on key-value entries."""

from __future__ import annotations

from types import NoneType

from tiercel.model.access import (
    Actor,
    Permission,
    Resource,
    in_namespace,
    seen_in,
    what_matches,
)
from tiercel.model.kv import KvEntry
from tiercel.model.lists.paging import Page, Query
from tiercel.model.request import Request
from tiercel.plugin.globs import glob_pattern
from tiercel.plugin.plain import plain_value
from tiercel.plugin.server import (
    DeleteKey,
    FindKey,
    FoundKey,
    ListKeys,
    PurgedKeys,
    PurgeKeys,
    SetKey,
    UpdateKey,
)
from tiercel.service.kv.kv import KvChange, ShownEntry, is_expired, type_of
from tiercel.service.operations.conditions import chosen_namespaces
from tiercel.service.operations.idempotency import whole
from tiercel.service.operations.operation import makes, operation
from tiercel.service.services import Services

_VIEW = Permission(Resource.KVSTORE, "VIEW")
_LIST = Permission(Resource.KVSTORE, "LIST")
_CREATE = Permission(Resource.KVSTORE, "CREATE")
_UPDATE = Permission(Resource.KVSTORE, "UPDATE")
_DELETE = Permission(Resource.KVSTORE, "DELETE")


class GetEntry(Request[KvEntry], frozen=True, kw_only=True):
    """The entry of that namespace and key, with its value."""

    namespace: str
    key: str


class ListEntries(Request[list[KvEntry]], frozen=True, kw_only=True):
    """The entries of exactly that namespace, by key."""

    namespace: str


class ListInheritedEntries(Request[list[KvEntry]], frozen=True, kw_only=True):
    """The entries of the namespaces above, the nearest one first."""

    namespace: str


class FindEntries(Request[Page[KvEntry]], frozen=True, kw_only=True):
    """A page over all namespaces."""

    query: Query


class FindValues(Request[Page[ShownEntry]], frozen=True, kw_only=True):
    """A page over all namespaces, with values that are short."""

    query: Query


class DeleteEntries(Request[list[str]], frozen=True, kw_only=True):
    """Remove entries; the keys that were there, in the order given."""

    namespace: str
    keys: tuple[str, ...]


@operation("kv.get", allows=_VIEW, scope=in_namespace())
async def get(deps: Services, actor: Actor, ask: GetEntry) -> KvEntry:
    """The entry with its typed value. Raises: NotFound, Expired."""
    return await deps.kv.get(ask.namespace, ask.key)


@operation("kv.find", allows=_VIEW, scope=in_namespace(shared=True))
async def find(deps: Services, actor: Actor, ask: FindKey) -> FoundKey:
    """Raises: Expired, NotFound for a namespace that is not there."""
    entry = await deps.kv.seen_from(actor.namespace or "", ask.key, ask.namespace)
    return FoundKey(False) if entry is None else FoundKey(True, entry.value)


@operation("kv.entries", allows=_LIST, scope=in_namespace())
async def entries(deps: Services, actor: Actor, ask: ListEntries) -> list[KvEntry]:
    """Entries of one namespace by key, without those that have expired."""
    return await deps.kv.of_namespace(ask.namespace)


@operation("kv.inherited", allows=_LIST, scope=in_namespace())
async def inherited(deps: Services, actor: Actor, ask: ListInheritedEntries) -> list[KvEntry]:
    """Entries of the namespaces above, the nearest first, without those that have expired."""
    return await deps.kv.inherited(ask.namespace)


@operation("kv.search", allows=_LIST, scope=what_matches())
async def search(deps: Services, actor: Actor, ask: FindEntries) -> Page[KvEntry]:
    """A page over all namespaces, with entries that have expired but are still stored."""
    return await deps.kv.find(ask.query)


@operation("kv.search_values", allows=(_LIST, _VIEW), scope=what_matches())
async def search_values(deps: Services, actor: Actor, ask: FindValues) -> Page[ShownEntry]:
    """The same page, for those who may see values."""
    return await deps.kv.find_shown(ask.query)


@operation("kv.keys", allows=_LIST, scope=in_namespace(shared=True))
async def keys(deps: Services, actor: Actor, ask: ListKeys) -> tuple[str, ...]:
    """Raises: NotFound for a namespace that is not there."""
    found = await deps.kv.of_namespace(_place(actor, ask.namespace), asker=actor.namespace)
    return tuple(sorted(entry.key for entry in found if entry.key.startswith(ask.prefix)))


@makes(whole(NoneType))
@operation("kv.set", allows=(_CREATE, _UPDATE), scope=in_namespace())
async def put(deps: Services, actor: Actor, ask: SetKey) -> None:
    """Raises: NotFound for a namespace that is not there, PluginError when it may not replace."""
    is_typed = ask.type is not None
    change = KvChange(
        _place(actor, ask.namespace),
        ask.key,
        ask.type or type_of(ask.value),
        ask.value if is_typed else plain_value(ask.value),
        ask.ttl,
        ask.description,
        overwrite=ask.overwrite,
    )
    await deps.kv.put(change, asker=actor.namespace)


@operation("kv.update", allows=_UPDATE, scope=in_namespace())
async def update(deps: Services, actor: Actor, ask: UpdateKey) -> None:
    """The value alone; its life and description stay. Raises: NotFound."""
    namespace = _place(actor, ask.namespace)
    await deps.kv.update(namespace, ask.key, type_of(ask.value), plain_value(ask.value))


@operation("kv.delete", allows=_DELETE, scope=in_namespace())
async def delete(deps: Services, actor: Actor, ask: DeleteKey) -> bool:
    """Raises: NotFound for a namespace that is not there."""
    return await deps.kv.delete(_place(actor, ask.namespace), ask.key, asker=actor.namespace)


@operation("kv.delete_many", allows=_DELETE, scope=in_namespace())
async def delete_many(deps: Services, actor: Actor, ask: DeleteEntries) -> list[str]:
    """All of them in one transaction."""
    return await deps.kv.delete_many(ask.namespace, ask.keys)


@operation("kv.purge", allows=_DELETE, scope=seen_in("namespaces"))
async def purge(deps: Services, actor: Actor, ask: PurgeKeys) -> PurgedKeys:
    """All of them in one transaction."""
    now = deps.ports.clock.now()
    matches = glob_pattern(ask.key_pattern).fullmatch if ask.key_pattern else bool

    visible = actor.grants.visible(_DELETE)

    def choose(known: set[str]) -> tuple[str, ...]:
        return chosen_namespaces(
            filter(visible.has, known),
            ask.namespaces,
            ask.namespace_pattern,
            with_children=ask.include_child_namespaces,
        )

    def is_due(entry: KvEntry) -> bool:
        is_old = not ask.expired_only or is_expired(entry, now)
        return is_old and not ask.older_values_only and bool(matches(entry.key))

    return PurgedKeys(*await deps.kv.purge(choose, is_due))


def _place(actor: Actor, namespace: str | None) -> str:
    """The namespace that is asked for, by default the actor's own."""
    return namespace or actor.namespace or ""
