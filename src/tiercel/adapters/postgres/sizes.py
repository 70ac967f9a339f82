"""How large a PostgreSQL database and its tables are."""

from __future__ import annotations

from tiercel.adapters.postgres.reader import Reader
from tiercel.model.stored.sizes import StoreSize, TableSize

_DATABASE = "SELECT current_setting('server_version'), pg_database_size(current_database())"
# Rows are what the last ANALYZE estimated: none before the first.
_TABLES = (
    "SELECT relname::text, greatest(reltuples, 0)::bigint, pg_total_relation_size(oid)"
    " FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace"
    " ORDER BY relname"
)


async def store_size(reader: Reader) -> StoreSize:
    """Whatever the database holds, the work grows with the number of tables alone."""
    ((version, total),) = await reader.rows(_DATABASE)
    tables = [
        TableSize(str(name), int(rows), int(size))
        for name, rows, size in await reader.rows(_TABLES)
    ]
    return StoreSize(f"PostgreSQL {version}", int(total), tuple(tables))
