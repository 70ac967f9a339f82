"""Brings a database file to the schema of this version: numbered SQL files, forward only."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

import apsw

from tiercel.adapters.sqlite.records import move_documents
from tiercel.model.errors import Unavailable


def migrate(connection: apsw.Connection) -> None:
    """Apply the migrations that the file does not have yet, each in its own transaction.

    Then documents that have a table by now are moved there, in one more.

    Raises: Unavailable when the file has a newer schema than this version knows.
    """
    migrations = _migrations()
    newest = len(migrations)
    found = version_of(connection)
    if found > newest:
        raise Unavailable(
            f"The database was written by a newer version of Tiercel (schema {found}, this version"
            f" knows {newest}). Start the newer version, or restore a backup made before it."
        )
    for number in range(found + 1, newest + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for _ in connection.execute(migrations[number - 1]):
                pass
            connection.execute(f"PRAGMA user_version = {number}")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
    move_documents(connection)


def planned(path: Path) -> list[str]:
    """The names of the migrations that a file does not have yet; it is only read."""
    found = 0
    if path.exists():
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            found = version_of(connection)
        finally:
            connection.close()
    return [file.name.removesuffix(".sql") for file in _files()[found:]]


def version_of(connection: apsw.Connection) -> int:
    """The number of its schema; 0 when it has none."""
    version: int = connection.pragma("user_version")
    return version


def _migrations() -> list[str]:
    """The texts, in the order of their numbers."""
    return [file.read_text(encoding="utf-8") for file in _files()]


def _files() -> list[Traversable]:
    """The files; their numbers start at 1 and have no gap."""
    folder = resources.files(__package__).joinpath("migrations")
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    for number, file in enumerate(files, start=1):
        assert file.name.startswith(f"{number:04}_"), f"migration {file.name} is out of order"
    return files
