"""How large a SQLite file and its tables are."""

from __future__ import annotations

import apsw

from tiercel.adapters.sqlite.reader import fetch
from tiercel.model.stored.sizes import StoreSize, TableSize

# Rows of a table without row ids are in all its pages, those of others in the leaves alone. Pages
# of indexes count for their tables, and so do the shadow tables of a full-text index, as tables.
_TABLES = (
    "SELECT s.tbl_name, sum(CASE WHEN s.type = 'table' AND (d.pagetype = 'leaf' OR l.wr)"
    " THEN d.ncell ELSE 0 END), sum(d.pgsize)"
    " FROM dbstat AS d JOIN sqlite_schema AS s ON s.name = d.name"
    " JOIN pragma_table_list AS l ON l.name = s.tbl_name AND l.schema = 'main'"
    " GROUP BY s.tbl_name ORDER BY s.tbl_name"
)
_BYTES = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"


def store_size(connection: apsw.Connection) -> StoreSize:
    """Every page of the file is looked at: some seconds for one of gigabytes."""
    ((total,),) = fetch(connection, _BYTES)
    tables = tuple(TableSize(*row) for row in fetch(connection, _TABLES))
    return StoreSize(f"SQLite {apsw.sqlite_lib_version()}", total, tables)
