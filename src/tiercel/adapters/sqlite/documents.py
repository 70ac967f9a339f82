"""Key-value entries and documents of the server in SQLite."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.adapters.rows import KV_COLUMNS, kv_cells
from tiercel.adapters.sqlite.lists import ListTable
from tiercel.adapters.sqlite.reader import ListReader, PointReader, Row
from tiercel.adapters.sqlite.unit import SqliteUnit
from tiercel.model.json_types import Json
from tiercel.model.kv import KvEntry
from tiercel.model.lists.conditions import conditions
from tiercel.model.lists.paging import Page, Query
from tiercel.model.lists.resources import KV
from tiercel.model.stored.codec import decode_json, decode_kv, encode_json, encode_kv
from tiercel.service.off_loop import by_bytes

_COLUMNS = (*KV_COLUMNS, "body")
_GET = "SELECT body FROM kv WHERE namespace = ? AND key = ?"
_OF_NAMESPACE = "SELECT body FROM kv WHERE namespace = ? ORDER BY key"
_INSERT = (
    f"INSERT INTO kv ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"
    " ON CONFLICT (namespace, key) DO NOTHING"
)
_UPDATE = (
    f"UPDATE kv SET {', '.join(f'{column} = ?' for column in _COLUMNS[2:])}"
    " WHERE namespace = ? AND key = ? AND revision = ?"
)
_DELETE = "DELETE FROM kv WHERE namespace = ? AND key = ?"
_LIST = ListTable("kv", "body", KV, has_namespaces=True)

_GET_SETTING = "SELECT body FROM settings WHERE key = ?"
_PUT_SETTING = "REPLACE INTO settings (key, body) VALUES (?, ?)"
_DELETE_SETTING = "DELETE FROM settings WHERE key = ?"


class SqliteKv:
    """See `ports.store.Kv`."""

    def __init__(self, unit: SqliteUnit, points: PointReader, lists: ListReader) -> None:
        self._unit = unit
        self._points = points
        self._lists = lists

    async def get(self, namespace: str, key: str) -> KvEntry | None:
        row = self._points.row(_GET, (namespace, key))
        return None if row is None else await by_bytes(len(row[0]), decode_kv, row[0])

    async def of_namespace(self, namespace: str) -> list[KvEntry]:
        """All entries of exactly that namespace, by key."""
        return await _decoded(self._points.rows(_OF_NAMESPACE, (namespace,)))

    async def find(self, query: Query) -> Page[KvEntry]:
        """A page over all namespaces."""
        found = conditions(query.filters, KV.readers)
        rows, total = await self._lists.run(lambda c: _LIST.page(c, found, query))
        return Page(tuple(await _decoded(rows)), total)

    def put(self, entry: KvEntry) -> None:
        """Insert or replace. Guard: the revision."""
        cells, body = kv_cells(entry), encode_kv(entry)
        if entry.revision == 1:
            self._unit.run(_INSERT, (*cells, body), 1)
        else:
            self._unit.run(_UPDATE, (*cells[2:], body, *cells[:2], entry.revision - 1), 1)

    def delete(self, namespace: str, key: str) -> None:
        self._unit.run(_DELETE, (namespace, key))


class SqliteSettings:
    """See `ports.store.Settings`."""

    def __init__(self, unit: SqliteUnit, points: PointReader) -> None:
        self._unit = unit
        self._points = points

    async def get(self, key: str) -> Json | None:
        """The document, or None."""
        row = self._points.row(_GET_SETTING, (key,))
        return None if row is None else decode_json(row[0])

    def put(self, key: str, value: Json) -> None:
        self._unit.run(_PUT_SETTING, (key, encode_json(value)))

    def delete(self, key: str) -> None:
        self._unit.run(_DELETE_SETTING, (key,))


async def _decoded(rows: Sequence[Row]) -> list[KvEntry]:
    """The entries of rows; of much in a thread."""
    size = sum(len(row[0]) for row in rows)
    return await by_bytes(size, lambda: [decode_kv(row[0]) for row in rows])
