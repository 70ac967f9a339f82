"""Use cases of tasks over key-value entries."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import msgspec

from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.model.kv import KvEntry
from tiercel.model.paging import Query
from tiercel.plugin.globs import glob_pattern
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store, Tx
from tiercel.runtime.attempt_log import LogPlace
from tiercel.runtime.kv_handle import is_expired, kv_type
from tiercel.runtime.outputs import plain_value
from tiercel.runtime.server_filters import chosen_namespaces
from tiercel.service.unit import in_transaction


class KvUseCases:
    """purge_kv, update_kv_value."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def purge(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """Remove keys: expired ones, or all that match."""
        now = self._clock.now()
        behavior = arguments.get("behavior") or {}
        # Older values of a key are not kept, so there are no versions to remove.
        removes = behavior.get("type", "key") == "key"
        only_expired = behavior.get("expiredOnly") is not False
        pattern = arguments.get("keyPattern")
        glob = glob_pattern(pattern) if pattern else None
        size = 0
        async with self._store.transaction() as tx:
            names = chosen_namespaces(arguments, await _namespaces(tx))
            for namespace in names:
                for entry in await tx.kv.of_namespace(namespace):
                    is_wanted = glob is None or glob.fullmatch(entry.key)
                    if removes and is_wanted and _is_due(entry, now, only_expired=only_expired):
                        tx.kv.delete(namespace, entry.key)
                        size += 1
        return {"namespaces": names, "size": size}

    async def update(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """Another value for a key; description and expiry stay."""

        async def write(tx: Tx) -> None:
            namespace = arguments.get("namespace") or origin.namespace
            key, value = str(arguments.get("key")), arguments.get("value")
            entry = await tx.kv.get(namespace, key)
            if entry is None:
                raise NotFound(f"No value found for key '{key}' in namespace '{namespace}'")
            changed = msgspec.structs.replace(
                entry,
                type=kv_type(value),
                value=plain_value(value),
                updated=self._clock.now(),
                revision=entry.revision + 1,
            )
            tx.kv.put(changed)

        await in_transaction(self._store, write)
        return None


async def _namespaces(tx: Tx) -> set[str]:
    page = await tx.kv.find(Query(size=100_000))
    return {entry.namespace for entry in page.results}


def _is_due(entry: KvEntry, now: datetime, *, only_expired: bool) -> bool:
    return not only_expired or is_expired(entry, now)
