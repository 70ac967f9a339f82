"""Which migrations an older version can live with: all but those that contract."""

from __future__ import annotations

from tiercel.model.errors import Unavailable

# Begins the line of a migration that says what it takes away from the version before.
MARK = "-- Contracts: "


def contracts(migration: str) -> bool:
    """Whether a migration takes away what the version before it uses."""
    return any(line.startswith(MARK) for line in migration.splitlines())


def newer_schema(found: int, newest: int) -> Unavailable:
    """The database has a schema that this version can't work with."""
    return Unavailable(
        f"The database was written by a newer version of Tiercel (schema {found}, this version"
        f" knows {newest}). Start the newer version, or restore a backup made before it."
    )
