"""Key-value entries and documents of the server in PostgreSQL."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.adapters.postgres.kinds import delete, insert, update, upsert
from tiercel.adapters.postgres.lists import ListTable
from tiercel.adapters.postgres.reader import Reader, Row
from tiercel.adapters.postgres.unit import PostgresUnit
from tiercel.adapters.rows import KV_COLUMNS, kv_cells
from tiercel.model.json_types import Json
from tiercel.model.kv import KvEntry
from tiercel.model.lists.conditions import conditions
from tiercel.model.lists.paging import Page, Query
from tiercel.model.lists.resources import KV
from tiercel.model.stored.codec import decode_json, decode_kv, encode_json, encode_kv
from tiercel.service.off_loop import by_bytes

_COLUMNS = (*KV_COLUMNS, "body")
_GET = "SELECT body FROM kv WHERE namespace = $1 AND key = $2"
_OF_NAMESPACE = "SELECT body FROM kv WHERE namespace = $1 ORDER BY key"
_INSERT = insert("kv", _COLUMNS, key=2)
_UPDATE = update("kv", ("namespace", "key"), "revision", _COLUMNS[2:])
_DELETE = delete("kv", ("namespace", "key"))
_LIST = ListTable("kv", "body", KV, has_namespaces=True)

_GET_SETTING = "SELECT body FROM settings WHERE key = $1"
_PUT_SETTING = upsert("settings", ("key", "body"), key=1)
_DELETE_SETTING = delete("settings", ("key",))


class PostgresKv:
    """See `ports.store.Kv`."""

    def __init__(self, unit: PostgresUnit, reader: Reader) -> None:
        self._unit = unit
        self._reader = reader

    async def get(self, namespace: str, key: str) -> KvEntry | None:
        row = await self._reader.row(_GET, namespace, key)
        return None if row is None else await by_bytes(len(row[0]), decode_kv, row[0])

    async def of_namespace(self, namespace: str) -> list[KvEntry]:
        """All entries of exactly that namespace, by key."""
        return await _decoded(await self._reader.rows(_OF_NAMESPACE, namespace))

    async def find(self, query: Query) -> Page[KvEntry]:
        """A page over all namespaces."""
        found = conditions(query.filters, KV.readers)
        async with self._reader.snapshot() as snapshot:
            rows, total = await _LIST.page(snapshot, found, query)
        return Page(tuple(await _decoded(rows)), total)

    def put(self, entry: KvEntry) -> None:
        """Insert or replace. Guard: the revision."""
        cells, body = kv_cells(entry), encode_kv(entry)
        scope = cells[:2]
        if entry.revision == 1:
            self._unit.put(_INSERT, scope, (*cells, body))
        else:
            self._unit.put(_UPDATE, scope, (*scope, entry.revision - 1, *cells[2:], body))

    def delete(self, namespace: str, key: str) -> None:
        self._unit.put(_DELETE, (namespace, key), (namespace, key))


class PostgresSettings:
    """See `ports.store.Settings`."""

    def __init__(self, unit: PostgresUnit, reader: Reader) -> None:
        self._unit = unit
        self._reader = reader

    async def get(self, key: str) -> Json | None:
        """The document, or None."""
        row = await self._reader.row(_GET_SETTING, key)
        return None if row is None else decode_json(row[0])

    def put(self, key: str, value: Json) -> None:
        self._unit.put(_PUT_SETTING, key, (key, encode_json(value)))

    def delete(self, key: str) -> None:
        self._unit.put(_DELETE_SETTING, key, (key,))


async def _decoded(rows: Sequence[Row]) -> list[KvEntry]:
    """The entries of rows; of much in a thread."""
    size = sum(len(row[0]) for row in rows)
    return await by_bytes(size, lambda: [decode_kv(row[0]) for row in rows])
