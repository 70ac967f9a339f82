"""What a task sees of key-value entries."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import msgspec

from tiercel.model.errors import Expired, NotFound, PluginError, Stale
from tiercel.model.json_types import Json
from tiercel.model.kv import KvEntry
from tiercel.model.limits import STALE_RETRIES_MAX
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store, Tx
from tiercel.runtime.bridge import Bridge
from tiercel.runtime.outputs import plain_value
from tiercel.service.lookups import lineage


class KvChange(msgspec.Struct, frozen=True):
    """A value to set."""

    namespace: str
    key: str
    value: Json
    overwrite: bool = True
    ttl: timedelta | None = None
    description: str | None = None


class KvEntries:
    """A KvHandle for tasks of one namespace."""

    __slots__ = ("_bridge", "_clock", "_namespace", "_store")

    def __init__(self, store: Store, bridge: Bridge, clock: Clock, namespace: str) -> None:
        self._store = store
        self._bridge = bridge
        self._clock = clock
        self._namespace = namespace

    def get(self, key: str, namespace: str | None = None) -> tuple[bool, Json]:
        """(found, value); without a namespace the flow's own, then those above it."""
        return self._bridge.wait(self._get(key, namespace))

    def put(  # noqa: PLR0913  The plugin API has this shape.
        self,
        key: str,
        value: Json,
        *,
        namespace: str | None = None,
        overwrite: bool = True,
        ttl: timedelta | None = None,
        description: str | None = None,
    ) -> None:
        """Set a value. Raises: PluginError when it exists and `overwrite` is false."""
        change = KvChange(
            namespace or self._namespace, key, value, overwrite, ttl=ttl, description=description
        )
        self._bridge.wait(self._put(change))

    def delete(self, key: str, namespace: str | None = None) -> bool:
        """Remove a key; whether it was there."""
        return self._bridge.wait(self._delete(key, namespace or self._namespace))

    def keys(self, namespace: str | None = None, prefix: str = "") -> Sequence[str]:
        """Keys that are not expired, sorted."""
        return self._bridge.wait(self._keys(namespace or self._namespace, prefix))

    async def _get(self, key: str, namespace: str | None) -> tuple[bool, Json]:
        async with self._store.transaction() as tx:
            if namespace is not None and namespace != self._namespace:
                await self._check_exists(tx, namespace)
            for place in [namespace] if namespace else lineage(self._namespace):
                entry = await tx.kv.get(place, key)
                if entry is not None:
                    if is_expired(entry, self._clock.now()):
                        raise Expired()
                    return True, entry.value
        return False, None

    async def _put(self, change: KvChange) -> None:
        for _ in range(STALE_RETRIES_MAX):
            try:
                return await self._put_once(change)
            except Stale:
                continue
        raise Stale()

    async def _put_once(self, change: KvChange) -> None:
        now = self._clock.now()
        async with self._store.transaction() as tx:
            await self._check_exists(tx, change.namespace)
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
                    type=kv_type(change.value),
                    value=plain_value(change.value),
                    created=now if old is None else old.created,
                    updated=now,
                    revision=1 if old is None else old.revision + 1,
                    expires=None if change.ttl is None else now + change.ttl,
                    description=change.description,
                )
            )

    async def _delete(self, key: str, namespace: str) -> bool:
        async with self._store.transaction() as tx:
            await self._check_exists(tx, namespace)
            if await tx.kv.get(namespace, key) is None:
                return False
            tx.kv.delete(namespace, key)
            return True

    async def _keys(self, namespace: str, prefix: str) -> Sequence[str]:
        now = self._clock.now()
        async with self._store.transaction() as tx:
            await self._check_exists(tx, namespace)
            entries = await tx.kv.of_namespace(namespace)
        return sorted(
            entry.key
            for entry in entries
            if entry.key.startswith(prefix) and not is_expired(entry, now)
        )

    async def _check_exists(self, tx: Tx, namespace: str) -> None:
        if namespace in lineage(self._namespace):
            return
        known = await tx.flows.namespaces()
        if any(name == namespace or name.startswith(namespace + ".") for name in known):
            return
        if await tx.kv.of_namespace(namespace):
            return
        raise NotFound(f"Cannot access the KV store. The namespace '{namespace}' does not exist.")


def is_expired(entry: KvEntry, now: datetime) -> bool:
    """Whether the entry counts as gone."""
    return entry.expires is not None and entry.expires <= now


def kv_type(value: Json) -> str:
    """The type that an entry shows for a value."""
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
