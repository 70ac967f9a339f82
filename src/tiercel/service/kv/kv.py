"""Key-value entries of namespaces: read, set, list and remove, expired ones being gone."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime, timedelta

import msgspec

from tiercel.model.authorization.grants import lineage
from tiercel.model.errors import Expired, IllegalArgument, NotFound, PluginError
from tiercel.model.json_types import Json
from tiercel.model.kv import KvEntry
from tiercel.model.limits import (
    KEYS_READ_PER_PURGE_MAX,
    KV_KEY_CHARS_MAX,
    KV_SHOWN_BYTES_MAX,
)
from tiercel.model.lists.paging import Page, Query
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store, Tx
from tiercel.service.allowed_namespaces import check_allowed
from tiercel.service.governance.storage_quotas import StorageQuotas, bytes_of
from tiercel.service.unit import in_transaction

_KEY = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]*")
_BAD_KEY = (
    "Key must start with an alphanumeric character (uppercase or lowercase) and can contain "
    "alphanumeric characters (uppercase or lowercase), dots (.), underscores (_), "
    "and hyphens (-) only."
)


class KvChange(msgspec.Struct, frozen=True):
    """A value to set: its type, how long it lives, and whether it may replace another."""

    namespace: str
    key: str
    type: str
    value: Json
    ttl: timedelta | None = None
    description: str | None = None
    overwrite: bool = True


class ShownEntry(msgspec.Struct, frozen=True):
    """An entry in a list, and whether its value is shown there."""

    entry: KvEntry
    has_value: bool


class KvService:
    """Use cases over the key-value entries.

    Where `asker` is given, it is the namespace of an execution, which reaches its own, those above
    and those that are there. Raises: NotFound for others.
    """

    def __init__(self, store: Store, clock: Clock, quotas: StorageQuotas | None = None) -> None:
        self._store = store
        self._clock = clock
        self._quotas = quotas

    async def get(self, namespace: str, key: str) -> KvEntry:
        """One entry. Raises: NotFound, Expired (the entry is then removed)."""
        check_key(key)
        async with self._store.transaction() as tx:
            entry = await tx.kv.get(namespace, key)
            if entry is not None and is_expired(entry, self._clock.now()):
                tx.kv.delete(namespace, key)
                is_gone = True
            else:
                is_gone = False
        if is_gone:
            raise Expired("The requested value has expired")
        if entry is None:
            raise NotFound(f"No value found for key '{key}' in namespace '{namespace}'")
        return entry

    async def seen_from(self, own: str, key: str, namespace: str | None) -> KvEntry | None:
        """The entry that an execution of namespace `own` sees: without another namespace the
        nearest one, from its own upwards. Raises: Expired, NotFound for a missing namespace.
        """
        async with self._store.transaction() as tx:
            for place in await places_in(tx, own, namespace):
                entry = await tx.kv.get(place, key)
                if entry is not None:
                    if is_expired(entry, self._clock.now()):
                        raise Expired()
                    return entry
        return None

    async def put(self, change: KvChange, asker: str | None = None) -> None:
        """Set a value; the creation date of an older one is kept.

        Raises: IllegalArgument, also beyond a storage quota, PluginError when there is one that
        may not be replaced.
        """
        check_key(change.key)
        if change.ttl is not None and change.ttl < timedelta(0):
            raise IllegalArgument("ttl cannot be negative")

        async def write(tx: Tx) -> None:
            now = self._clock.now()
            await places_in(tx, asker, change.namespace)
            old = await tx.kv.get(change.namespace, change.key)
            if old is not None and not change.overwrite and not is_expired(old, now):
                raise PluginError(
                    f"Cannot set value for key '{change.key}'. Key already exists and"
                    " `overwrite` is set to `false`."
                )
            tx.kv.put(
                KvEntry(
                    namespace=change.namespace,
                    key=change.key,
                    type=change.type,
                    value=change.value,
                    created=now if old is None else old.created,
                    updated=now,
                    revision=1 if old is None else old.revision + 1,
                    expires=None if change.ttl is None else now + change.ttl,
                    description=change.description,
                )
            )

        await self._within_quota(write, change.namespace, change.key, change.value)

    async def update(self, namespace: str, key: str, kind: str, value: Json) -> None:
        """Another value for a key; description and expiry stay.

        Raises: NotFound, IllegalArgument beyond a storage quota.
        """

        async def write(tx: Tx) -> None:
            entry = await tx.kv.get(namespace, key)
            if entry is None:
                raise NotFound(f"No value found for key '{key}' in namespace '{namespace}'")
            changed = msgspec.structs.replace(
                entry,
                type=kind,
                value=value,
                updated=self._clock.now(),
                revision=entry.revision + 1,
            )
            tx.kv.put(changed)

        await self._within_quota(write, namespace, key, value)

    async def _within_quota(
        self, write: Callable[[Tx], Awaitable[None]], namespace: str, key: str, value: Json
    ) -> None:
        """Write a value, unless that is too much for the namespace."""
        names = [] if self._quotas is None else self._quotas.of_namespace(namespace)
        if self._quotas is None or not names:
            await in_transaction(self._store, write)
            return
        size = bytes_of(key, value)
        await self._quotas.check(names, size)
        await in_transaction(self._store, write)
        self._quotas.note(names, size)

    async def delete(self, namespace: str, key: str, asker: str | None = None) -> bool:
        """Remove an entry; whether it was there."""
        check_key(key)

        async def write(tx: Tx) -> bool:
            await places_in(tx, asker, namespace)
            if await tx.kv.get(namespace, key) is None:
                return False
            tx.kv.delete(namespace, key)
            return True

        return await in_transaction(self._store, write)

    async def delete_many(self, namespace: str, keys: Sequence[str]) -> list[str]:
        """Remove entries; those that were there, in the order given."""
        for key in keys:
            check_key(key)

        async def write(tx: Tx) -> list[str]:
            known = {entry.key for entry in await tx.kv.of_namespace(namespace)}
            found = [key for key in dict.fromkeys(keys) if key in known]
            for key in found:
                tx.kv.delete(namespace, key)
            return found

        return await in_transaction(self._store, write)

    async def purge(
        self, choose: Callable[[set[str]], tuple[str, ...]], is_due: Callable[[KvEntry], bool]
    ) -> tuple[tuple[str, ...], int]:
        """Remove what is due in the namespaces that `choose` takes: these, and how many entries."""
        count = 0
        async with self._store.transaction() as tx:
            known = (await tx.kv.find(Query(size=KEYS_READ_PER_PURGE_MAX))).results
            names = choose({entry.namespace for entry in known})
            for namespace in names:
                for entry in await tx.kv.of_namespace(namespace):
                    if is_due(entry):
                        tx.kv.delete(namespace, entry.key)
                        count += 1
        return names, count

    async def of_namespace(self, namespace: str, asker: str | None = None) -> list[KvEntry]:
        """Entries of exactly that namespace, by key, without expired ones."""
        now = self._clock.now()
        async with self._store.transaction() as tx:
            await places_in(tx, asker, namespace)
            entries = await tx.kv.of_namespace(namespace)
        return [entry for entry in entries if not is_expired(entry, now)]

    async def inherited(self, namespace: str) -> list[KvEntry]:
        """Entries of the namespaces above, the nearest one first."""
        found: list[KvEntry] = []
        while "." in namespace:
            namespace = namespace.rpartition(".")[0]
            found.extend(await self.of_namespace(namespace))
        return found

    async def find(self, query: Query) -> Page[KvEntry]:
        """A page over all namespaces."""
        async with self._store.transaction() as tx:
            return await tx.kv.find(query)

    async def find_shown(self, query: Query) -> Page[ShownEntry]:
        """The same with values: not those that have expired, and no long ones."""
        now = self._clock.now()
        page = await self.find(query)
        return Page(
            tuple(
                ShownEntry(entry, not is_expired(entry, now) and _is_short(entry.value))
                for entry in page.results
            ),
            page.total,
        )


def check_key(key: str) -> None:
    """Refuse what is no key."""
    if not key:
        raise IllegalArgument("Key cannot be null or empty")
    if len(key) > KV_KEY_CHARS_MAX or not _KEY.fullmatch(key):
        raise IllegalArgument(_BAD_KEY)


def is_expired(entry: KvEntry, now: datetime) -> bool:
    """Whether the entry counts as gone."""
    return entry.expires is not None and entry.expires <= now


def _is_short(value: Json) -> bool:
    """Whether a list may show the value: a page of long ones would be too much to send."""
    return len(msgspec.json.encode(value)) <= KV_SHOWN_BYTES_MAX


def type_of(value: Json) -> str:
    """The type that an entry shows for a value that a task sets."""
    if isinstance(value, bool):
        return "BOOLEAN"
    for kind, name in _TYPES:
        if isinstance(value, kind):
            return name
    return "STRING" if value is None else "JSON"


_TYPES: tuple[tuple[type, str], ...] = (
    (str, "STRING"),
    (int, "NUMBER"),
    (float, "NUMBER"),
    (datetime, "DATETIME"),
    (date, "DATE"),
    (timedelta, "DURATION"),
)


async def places_in(tx: Tx, own: str | None, namespace: str | None) -> list[str]:
    """Where an execution of namespace `own` looks: in another namespace, else from its own upwards.

    Raises: NotAllowed for another one that does not let it in, NotFound for one without flows and
    without keys.
    """
    upwards = [] if own is None else lineage(own)
    if namespace is None:
        return upwards
    if own is None or namespace in upwards:
        return [namespace]
    await check_allowed(tx, namespace, own)
    known = await tx.flows.namespaces()
    if any(name == namespace or name.startswith(namespace + ".") for name in known):
        return [namespace]
    if await tx.kv.of_namespace(namespace):
        return [namespace]
    raise NotFound(f"Cannot access the KV store. The namespace '{namespace}' does not exist.")
