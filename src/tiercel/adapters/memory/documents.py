"""Key-value entries and documents of the server in memory."""

from __future__ import annotations

from tiercel.adapters.memory.tables import Tables
from tiercel.adapters.memory.unit import MemoryUnit
from tiercel.adapters.rows import KV_COLUMNS, kv_cells
from tiercel.model.json_types import Json
from tiercel.model.kv import KvEntry
from tiercel.model.lists.matching import Row, page_of
from tiercel.model.lists.paging import Page, Query
from tiercel.model.lists.resources import KV
from tiercel.model.stored.codec import decode_json, decode_kv, encode_json, encode_kv


class MemoryKv:
    """See `ports.store.Kv`."""

    def __init__(self, tables: Tables, unit: MemoryUnit) -> None:
        self._tables = tables
        self._unit = unit

    async def get(self, namespace: str, key: str) -> KvEntry | None:
        return self._tables.kv.get((namespace, key))

    async def of_namespace(self, namespace: str) -> list[KvEntry]:
        """All entries of exactly that namespace, by key."""
        entries = [entry for entry in self._tables.kv.values() if entry.namespace == namespace]
        return sorted(entries, key=lambda entry: entry.key)

    async def find(self, query: Query) -> Page[KvEntry]:
        """A page over all namespaces."""
        return page_of(((kv_row(e), e) for e in self._tables.kv.values()), KV, query)

    def put(self, entry: KvEntry) -> None:
        """Insert or replace. Guard: the revision."""
        kv, key, row = self._tables.kv, (entry.namespace, entry.key), decode_kv(encode_kv(entry))

        def revision() -> int:
            stored = kv.get(key)
            return 0 if stored is None else stored.revision

        new = entry.revision
        self._unit.write(
            lambda: kv.update({key: row}),
            lambda view: view.moves(("kv", *key), revision(), new - 1, new),
        )

    def delete(self, namespace: str, key: str) -> None:
        kv = self._tables.kv

        def apply() -> None:
            kv.pop((namespace, key), None)

        self._unit.write(apply, lambda view: view.becomes(("kv", namespace, key), 0))


class MemorySettings:
    """See `ports.store.Settings`."""

    def __init__(self, tables: Tables, unit: MemoryUnit) -> None:
        self._tables = tables
        self._unit = unit

    async def get(self, key: str) -> Json | None:
        """The document, or None."""
        return self._tables.settings.get(key)

    def put(self, key: str, value: Json) -> None:
        settings, row = self._tables.settings, decode_json(encode_json(value))
        self._unit.write(lambda: settings.update({key: row}))

    def delete(self, key: str) -> None:
        settings = self._tables.settings

        def apply() -> None:
            settings.pop(key, None)

        self._unit.write(apply)


def kv_row(entry: KvEntry) -> Row:
    """The columns that lists filter and sort by."""
    return dict(zip(KV_COLUMNS, kv_cells(entry), strict=True))
