"""The thread that owns the only writing connection, and commits many transactions at once.

A transaction is a unit: a list of statements with guards. The thread takes all units that wait,
runs them in one database transaction and syncs the disk once. Guards nearly always hold, so there
is no savepoint around a unit; only when a guard fails is the batch rolled back and run again with
savepoints, so that the failing unit alone is left out.
"""

from __future__ import annotations

import asyncio
import queue
import threading
import time
from collections.abc import Callable
from pathlib import Path

import apsw

from tiercel.adapters.sql.filters import Binding
from tiercel.adapters.sqlite.connections import BUSY_MILLISECONDS, clear_error, encodable
from tiercel.adapters.sqlite.keys.new_keys import NewKeys, are_many, move_all
from tiercel.adapters.sqlite.log_index import LogIndexer
from tiercel.model.errors import Stale, TiercelError, Unavailable
from tiercel.model.stored.limits import STORE_UNITS_PER_COMMIT_MAX

# How many rows a statement must change; ANY is not checked, COUNTED is reported.
ANY = -1
COUNTED = -2

# Quiet moments: after the first, log texts are indexed; after the long one, the file is tidied.
_PAUSE_SECONDS = 0.5
_IDLE_SECONDS = 5.0
# Under load: how often it is looked whether texts wait, and how many blocks are done then.
_LOOK_SECONDS = 0.25
_BLOCKS_PER_LOOK = 4

Statement = tuple[str, "list[Binding] | tuple[Binding, ...]", int]


class WriteUnit:
    """One transaction on its way through the writer.

    `statements` run in order. `counts` are the changes of its COUNTED statements. `landed` is
    called in the event loop once the outcome is known: None is success.
    """

    __slots__ = ("counts", "error", "is_durable", "landed", "statements")

    def __init__(
        self, statements: list[Statement], landed: Callable[[Exception | None], None]
    ) -> None:
        self.statements = statements
        self.landed = landed
        self.counts: list[int] = []
        self.error: Exception | None = None
        self.is_durable = False

    @property
    def outcome(self) -> Exception | None:
        """Why it is not durable, or None."""
        if self.is_durable:
            return None
        return self.error or Unavailable("The database can't be written any more.")


class Writer:
    """Hand units over with `submit`; all methods are for the thread of the event loop."""

    def __init__(self, connection: apsw.Connection, path: Path, new_keys: NewKeys) -> None:
        self._connection = connection
        self._cursor = connection.cursor()
        self._name = path.name
        self._new_keys = new_keys
        self._loop = asyncio.get_running_loop()
        self._queue: queue.SimpleQueue[WriteUnit | None] = queue.SimpleQueue()
        self._is_closed = False
        self._is_checkpointed = True
        self._indexer = LogIndexer(connection)
        self._next_look = 0.0
        self._thread = threading.Thread(target=self._run, name="tiercel-writer", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many units are queued."""
        return self._queue.qsize()

    def submit(self, unit: WriteUnit) -> None:
        """Queue a unit. Raises: Unavailable after `close`."""
        if self._is_closed:
            raise Unavailable("The database is closed.")
        self._queue.put(unit)

    async def close(self) -> None:
        """Write what is queued, then end the thread and close the connection."""
        if not self._is_closed:
            self._is_closed = True
            self._queue.put(None)
        await asyncio.to_thread(self._thread.join)

    def _run(self) -> None:
        is_open, wait_s = True, _PAUSE_SECONDS
        try:
            while is_open:
                batch, is_open = self._next_batch(wait_s)
                if batch:
                    self._write_and_report(batch)
                    self._catch_up()
                    wait_s = _PAUSE_SECONDS
                elif wait_s < _IDLE_SECONDS:
                    wait_s = 0 if self._index_block() else _IDLE_SECONDS
                elif not self._is_checkpointed:
                    self._checkpoint()
        finally:
            # Usually nothing is left; after an error that nobody foresaw nobody must wait forever.
            self._is_closed = True
            while batch := self._next_batch(0)[0]:
                self._report(batch)
            self._cursor.close()
            self._connection.close()

    def _write_and_report(self, batch: list[WriteUnit]) -> None:
        try:
            self._write(batch)
            self._is_checkpointed = False
        finally:
            self._report(batch)

    def _next_batch(self, wait_s: float = _IDLE_SECONDS) -> tuple[list[WriteUnit], bool]:
        """What waits, after at most `wait_s`, and whether more may come."""
        batch: list[WriteUnit] = []
        try:
            unit = self._queue.get(timeout=wait_s)
            while unit is not None:
                batch.append(unit)
                if len(batch) == STORE_UNITS_PER_COMMIT_MAX:
                    return batch, True
                unit = self._queue.get_nowait()
        except queue.Empty:
            return batch, True
        return batch, False

    def _catch_up(self) -> None:
        """Index also under load what waits for it in plenty, for a small part of the time."""
        now = time.monotonic()
        if now < self._next_look:
            return
        self._next_look = now + _LOOK_SECONDS
        if self._indexer.is_behind:
            for _ in range(_BLOCKS_PER_LOOK):
                self._index_block()
        self._move_keys()

    def _index_block(self) -> bool:
        """Whether there was one."""
        did = self._indexer.step()
        if did:
            self._is_checkpointed = False
        return did

    def _move_keys(self) -> None:
        """Give new keys their places when they are many; those of `_land` are known by then."""
        try:
            if not are_many(self._connection):
                return
            move_all(self._connection)
        except apsw.Error:
            # They are found where they are, and trouble meets the next commit, which reports it.
            return
        self._call(self._new_keys.clear)

    def _report(self, batch: list[WriteUnit]) -> None:
        self._call(_land, batch)

    def _call(self, action: Callable[..., None], *values: object) -> None:
        """Call it in the event loop, after those of before."""
        try:
            self._loop.call_soon_threadsafe(action, *values)
        except RuntimeError:
            # The event loop is gone, and with it everybody who waits.
            return

    def _write(self, batch: list[WriteUnit]) -> None:
        """Commit the units; those that failed have an error afterwards."""
        try:
            self._cursor.execute("BEGIN IMMEDIATE")
            try:
                is_complete = self._run_plain(batch)
                if not is_complete:
                    self._cursor.execute("ROLLBACK")
                    self._cursor.execute("BEGIN IMMEDIATE")
                    self._run_guarded(batch)
                self._cursor.execute("COMMIT")
                for unit in batch:
                    unit.is_durable = unit.error is None
            except BaseException:
                if self._connection.in_transaction:
                    self._cursor.execute("ROLLBACK")
                raise
        except (apsw.Error, MemoryError) as error:
            for unit in batch:
                unit.error = clear_error(error, self._name)

    def _run_plain(self, batch: list[WriteUnit]) -> bool:
        """Whether all units went through."""
        try:
            for unit in batch:
                self._execute(unit)
        except (Stale, *_OF_ONE_UNIT):
            return False
        return True

    def _run_guarded(self, batch: list[WriteUnit]) -> None:
        for unit in batch:
            self._cursor.execute("SAVEPOINT unit")
            try:
                self._execute(unit)
            except (Stale, *_OF_ONE_UNIT) as error:
                self._cursor.execute("ROLLBACK TO unit")
                unit.error = _error_of_unit(error)
            self._cursor.execute("RELEASE unit")

    def _execute(self, unit: WriteUnit) -> None:
        execute, connection = self._cursor.execute, self._connection
        unit.counts.clear()
        for text, bindings, expected in unit.statements:
            try:
                execute(text, bindings)
            except UnicodeEncodeError:
                execute(text, encodable(bindings))
            if expected == ANY:
                continue
            changed = connection.changes()
            if expected == COUNTED:
                unit.counts.append(changed)
            elif changed != expected:
                raise Stale

    def _checkpoint(self) -> None:
        """Move the log into the file and cut it; readers that are busy only delay that."""
        # A commit may come any moment: don't wait for readers.
        self._connection.set_busy_timeout(0)
        try:
            self._connection.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
            self._is_checkpointed = True
        except apsw.Error:
            # Busy readers only delay it; other trouble meets the next commit, which reports it.
            return
        finally:
            self._connection.set_busy_timeout(BUSY_MILLISECONDS)


# Errors that the values of one unit cause; all others concern the database.
# A value that is no value of SQLite is a TypeError, a number that is too large an OverflowError.
_OF_ONE_UNIT = (apsw.ConstraintError, apsw.TooBigError, TypeError, ValueError, OverflowError)


def _error_of_unit(error: Exception) -> Exception:
    if isinstance(error, TiercelError):
        return error
    if isinstance(error, apsw.ConstraintError):
        return Stale()
    return clear_error(error, "")


def _land(batch: list[WriteUnit]) -> None:
    for unit in batch:
        unit.landed(unit.outcome)
