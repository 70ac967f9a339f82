"""Key-value entries of namespaces: read, set, list and remove, expired ones being gone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

import msgspec

from tiercel.model.errors import Expired, IllegalArgument, NotFound
from tiercel.model.json_types import Json
from tiercel.model.kv import KvEntry
from tiercel.model.limits import KV_KEY_CHARS_MAX
from tiercel.model.paging import Page, Query
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store, Tx
from tiercel.service.unit import in_transaction

_KEY = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9._-]*")
_BAD_KEY = (
    "Key must start with an alphanumeric character (uppercase or lowercase) and can contain "
    "alphanumeric characters (uppercase or lowercase), dots (.), underscores (_), "
    "and hyphens (-) only."
)


class KvChange(msgspec.Struct, frozen=True):
    """A value to set: its type, and how long it lives."""

    namespace: str
    key: str
    type: str
    value: Json
    ttl: timedelta | None = None
    description: str | None = None


class KvService:
    """Use cases over the key-value entries."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def get(self, namespace: str, key: str) -> KvEntry:
        """One entry. Raises: NotFound, Expired (the entry is then removed)."""
        check_key(key)
        async with self._store.transaction() as tx:
            entry = await tx.kv.get(namespace, key)
            if entry is not None and _is_expired(entry, self._clock.now()):
                tx.kv.delete(namespace, key)
                is_gone = True
            else:
                is_gone = False
        if is_gone:
            raise Expired("The requested value has expired")
        if entry is None:
            raise NotFound(f"No value found for key '{key}' in namespace '{namespace}'")
        return entry

    async def put(self, change: KvChange) -> None:
        """Set a value; the creation date of an older one is kept."""
        check_key(change.key)
        if change.ttl is not None and change.ttl < timedelta(0):
            raise IllegalArgument("ttl cannot be negative")

        async def write(tx: Tx) -> None:
            now = self._clock.now()
            old = await tx.kv.get(change.namespace, change.key)
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

        await in_transaction(self._store, write)

    async def delete(self, namespace: str, key: str) -> bool:
        """Remove an entry; whether it was there."""
        check_key(key)
        return bool(await self._delete_all(namespace, [key]))

    async def delete_many(self, namespace: str, keys: Sequence[str]) -> list[str]:
        """Remove entries; those that were there, in the order given."""
        for key in keys:
            check_key(key)
        return await self._delete_all(namespace, keys)

    async def _delete_all(self, namespace: str, keys: Sequence[str]) -> list[str]:
        async def write(tx: Tx) -> list[str]:
            known = {entry.key for entry in await tx.kv.of_namespace(namespace)}
            found = [key for key in dict.fromkeys(keys) if key in known]
            for key in found:
                tx.kv.delete(namespace, key)
            return found

        return await in_transaction(self._store, write)

    async def of_namespace(self, namespace: str) -> list[KvEntry]:
        """Entries of exactly that namespace, by key, without expired ones."""
        now = self._clock.now()
        async with self._store.transaction() as tx:
            entries = await tx.kv.of_namespace(namespace)
        return [entry for entry in entries if not _is_expired(entry, now)]

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


def check_key(key: str) -> None:
    """Refuse what is no key."""
    if not key:
        raise IllegalArgument("Key cannot be null or empty")
    if len(key) > KV_KEY_CHARS_MAX or not _KEY.fullmatch(key):
        raise IllegalArgument(_BAD_KEY)


def _is_expired(entry: KvEntry, now: datetime) -> bool:
    return entry.expires is not None and entry.expires <= now
