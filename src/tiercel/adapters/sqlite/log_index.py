"""Keeps the index of log texts: blocks of consecutive entries, each with all of its trigrams.

The writer's thread calls it between transactions: a block costs a few milliseconds, which nobody
who writes waits for. Entries behind the last block have no index yet; searches read them.
"""

from __future__ import annotations

import logging

import apsw

from tiercel.adapters.sqlite.reader import Row, fetch
from tiercel.model.stored.limits import LOG_BLOCK_CHARS_MAX, LOG_BLOCK_ROWS, LOG_INDEX_LAG_ROWS

LOG = logging.getLogger("tiercel.sqlite")

TEXT_COLUMNS = (
    "namespace",
    "flow_id",
    "task_id",
    "execution_id",
    "task_run_id",
    "trigger_id",
    "message",
    "thread",
)
_NEXT = "FROM (SELECT * FROM logs WHERE seq > ? ORDER BY seq LIMIT ?)"
_SIZE = f"SELECT count(*), ifnull(sum(length(message)), 0) {_NEXT}"
_TEXTS = ", ".join(f"ifnull(group_concat(DISTINCT {column}), '')" for column in TEXT_COLUMNS)
_BLOCK = f"SELECT min(seq), max(seq), min(timestamp), max(timestamp), {_TEXTS} {_NEXT}"
INDEXED = "SELECT ifnull(max(last), 0) FROM log_blocks"
_NEWEST = "SELECT ifnull(max(seq), 0) FROM logs"
_ADD_BLOCK = "INSERT INTO log_blocks (first, last, oldest, newest) VALUES (?, ?, ?, ?)"
_ADD_TEXT = "INSERT INTO log_texts (rowid, text) VALUES (?, ?)"
# The newest block stays, so that row numbers never fall behind what is indexed.
_EMPTY = (
    "SELECT first FROM (SELECT first, last FROM log_blocks WHERE first > ? ORDER BY first LIMIT ?)"
    " AS block WHERE NOT EXISTS"
    " (SELECT 1 FROM logs WHERE seq BETWEEN block.first AND block.last)"
    " AND first < (SELECT max(first) FROM log_blocks)"
)
_CURSOR = "SELECT max(first) FROM (SELECT first FROM log_blocks WHERE first > ? LIMIT ?)"
_DROPS = ("DELETE FROM log_texts WHERE rowid = ?", "DELETE FROM log_blocks WHERE first = ?")
# Blocks that are looked at for each new one, whether all their entries are gone.
_SWEPT = 8


class LogIndexer:
    """For the thread that owns the connection; `connection` has no transaction open."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._indexed = self._number(INDEXED)
        self._swept = 0
        self._is_broken = False

    @property
    def is_behind(self) -> bool:
        """Whether so much has no index that it can't wait for an idle moment."""
        return self._number(_NEWEST) - self._indexed > LOG_INDEX_LAG_ROWS

    def step(self) -> bool:
        """Index one block; False when there is no whole block, or no way to."""
        if self._is_broken:
            return False
        try:
            with self._connection:
                rows = self._rows_of_next()
                if rows == 0:
                    return False
                last = self._add(rows)
                self._sweep()
        except apsw.Error as error:
            # Searches read what has no index: slower, and as right as before.
            LOG.warning("log texts are not indexed any more: %s", error)
            self._is_broken = True
            return False
        self._indexed = last
        return True

    def _rows_of_next(self) -> int:
        """How many entries the next block has: fewer when they are long, 0 when too few wait."""
        limit: int = LOG_BLOCK_ROWS
        count, characters = self._row(_SIZE, limit)
        if count < limit:
            return 0
        while characters > LOG_BLOCK_CHARS_MAX and limit > 1:
            limit //= 2
            _, characters = self._row(_SIZE, limit)
        return limit

    def _add(self, rows: int) -> int:
        first, last, oldest, newest, *texts = self._row(_BLOCK, rows)
        text = " ".join(texts).replace("\0", " ")
        if not text.isascii():
            # Searches for other than ASCII letters compare what Python makes of them.
            text = text.lower()
        self._connection.execute(_ADD_BLOCK, (first, last, oldest, newest))
        self._connection.execute(_ADD_TEXT, (first, text))
        indexed: int = last
        return indexed

    def _sweep(self) -> None:
        """Drop blocks that nothing is left of, a few at a time."""
        execute, after = self._connection.execute, self._swept
        for (first,) in execute(_EMPTY, (after, _SWEPT)).fetchall():
            for text in _DROPS:
                execute(text, (first,))
        (cursor,) = fetch(self._connection, _CURSOR, (after, _SWEPT))[0]
        self._swept = cursor or 0

    def _row(self, text: str, limit: int) -> Row:
        return fetch(self._connection, text, (self._indexed, limit))[0]

    def _number(self, text: str) -> int:
        number: int = fetch(self._connection, text)[0][0]
        return number
