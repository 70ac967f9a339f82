"""How much a database and a storage hold."""

from __future__ import annotations

import msgspec


class TableSize(msgspec.Struct, frozen=True):
    """A table: how many rows it has, and its bytes with those of its indexes.

    Shapes: `rows` may be an estimate of the database; `bytes` is 0 where nothing is on a disk.
    """

    name: str
    rows: int
    bytes: int


class StoreSize(msgspec.Struct, frozen=True):
    """A database: the product with its version, all its bytes, and its tables by name."""

    product: str
    bytes: int
    tables: tuple[TableSize, ...]


class BlobUsage(msgspec.Struct, frozen=True):
    """Files of a storage; `is_complete` is false when there are more than were looked at."""

    files: int
    bytes: int
    is_complete: bool
