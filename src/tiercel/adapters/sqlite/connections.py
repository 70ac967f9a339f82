"""Connections to the database file, the lock against a second server, and clear errors."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import apsw

from tiercel.adapters.sql.filters import Binding
from tiercel.model.errors import TiercelError, Unavailable, Unstorable
from tiercel.model.regexes import finds
from tiercel.model.stored.limits import STORE_BUSY_SECONDS_MAX
from tiercel.model.text import valid_unicode

BUSY_MILLISECONDS = int(STORE_BUSY_SECONDS_MAX * 1000)

_STATEMENT_CACHE = 500
_CACHE_KIB = 65_536
_WALK_CACHE_KIB = 4_096
_JOURNAL_BYTES = 67_108_864
_CHECKPOINT_PAGES = 4_000


class FileLock:
    """Held while a server uses the file: a second one is refused instead of waiting."""

    def __init__(self, database: Path) -> None:
        self._name = database.name
        self._path = database.with_name(f"{database.name}.lock")
        self._file: int | None = None

    def take(self) -> None:
        """Raises: Unavailable when another server holds it."""
        try:
            self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self.release()
            raise Unavailable(
                f"The database file '{self._name}' is in use by another Tiercel server. Stop it"
                " first, or give this one another file."
            ) from None
        except OSError as error:
            self.release()
            raise Unavailable(
                f"The folder of the database file '{self._name}' can't be written:"
                f" {error.strerror}."
            ) from error

    @property
    def schema(self) -> int:
        """The schema that the database had when it was open last; 0 for a new one."""
        assert self._file is not None
        noted = os.pread(self._file, 32, 0).strip()
        return int(noted) if noted.isdigit() else 0

    def note(self, schema: int) -> None:
        """Remember it beside the database, so that an empty file is not taken for a new one."""
        assert self._file is not None
        if self.schema != schema:
            os.pwrite(self._file, f"{schema}\n".encode(), 0)
            os.fsync(self._file)

    def release(self) -> None:
        """Let others use the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def writing_connection(path: Path) -> apsw.Connection:
    """The only connection that writes: WAL, every commit synced to disk."""
    connection = apsw.Connection(str(path), statementcachesize=_STATEMENT_CACHE)
    _prepare(connection)
    if connection.pragma("journal_mode", "wal") != "wal":
        raise Unavailable(
            f"The disk of the database file '{path.name}' can't hold a write-ahead log."
        )
    connection.pragma("synchronous", "FULL")
    connection.pragma("wal_autocheckpoint", _CHECKPOINT_PAGES)
    connection.pragma("journal_size_limit", _JOURNAL_BYTES)
    connection.pragma("foreign_keys", "OFF")
    return connection


def reading_connection(path: Path) -> apsw.Connection:
    """A connection that can't write, nor checkpoint."""
    connection = apsw.Connection(str(path), statementcachesize=_STATEMENT_CACHE)
    _prepare(connection)
    connection.pragma("query_only", "ON")
    connection.pragma("wal_autocheckpoint", 0)
    return connection


def walking_connection(path: Path) -> apsw.Connection:
    """A reading connection for walks over more pages than any cache holds.

    With a cache that fits into that of the processor, they take a fifth less time.
    """
    connection = reading_connection(path)
    connection.pragma("cache_size", -_WALK_CACHE_KIB)
    return connection


def _prepare(connection: apsw.Connection) -> None:
    connection.set_busy_timeout(BUSY_MILLISECONDS)
    connection.pragma("cache_size", -_CACHE_KIB)
    connection.pragma("temp_store", "MEMORY")
    connection.create_scalar_function("regexp", _regexp, 2, deterministic=True)
    connection.create_scalar_function("folded_contains", _folded_contains, 2, deterministic=True)


def _regexp(*values: Any) -> bool:
    pattern, text = values
    return finds(pattern, text)


def _folded_contains(*values: Any) -> bool | None:
    text, wanted = values
    return None if text is None else wanted in text.lower()


def encodable(bindings: Sequence[Binding]) -> list[Binding]:
    """The bindings with texts that have a UTF-8 form."""
    return [valid_unicode(each) if isinstance(each, str) else each for each in bindings]


def clear_error(error: Exception, name: str) -> TiercelError:
    """The message for the user; `name` is the name of the database file."""
    if isinstance(error, TiercelError):
        return error
    if isinstance(error, _DATA):
        return Unstorable(f"The database can't hold or compare this value: {error}.")
    for kind, message in _MESSAGES:
        if isinstance(error, kind):
            return Unavailable(message.format(name=name))
    return Unavailable(f"The database file '{name}' can't be used: {error}.")


# A value is to blame, not the database.
_DATA = (apsw.TooBigError, TypeError, ValueError, OverflowError)
_MESSAGES: tuple[tuple[type[Exception], str], ...] = (
    (apsw.FullError, "The disk is full: the database file '{name}' can't grow. Free some space."),
    (
        apsw.BusyError,
        "The database file '{name}' is in use by another program. Close that program.",
    ),
    (
        apsw.LockedError,
        "The database file '{name}' is in use by another program. Close that program.",
    ),
    (
        apsw.ReadOnlyError,
        "The database file '{name}' is read-only. Give the server the right to write it.",
    ),
    (apsw.NotADBError, "The file '{name}' is not a Tiercel database."),
    (apsw.CorruptError, "The database file '{name}' is damaged. Restore a backup."),
    (apsw.CantOpenError, "The database file '{name}' can't be opened."),
    (apsw.InterruptError, "The query took too long and was stopped. Narrow it down."),
    (apsw.IOError, "The disk of the database file '{name}' failed."),
)
