"""Searches in the text of log entries by the index of blocks, newest (or oldest) block first.

Blocks that have all trigrams of the words are read, the others can't match. Entries are counted
up to a bound, so that a word which is everywhere costs no walk over everything.
"""

from __future__ import annotations

from collections.abc import Sequence

import apsw
import msgspec

from tiercel.adapters.sql.filters import where
from tiercel.adapters.sql.hours import TABLES, starts_range
from tiercel.adapters.sql.log_search import (
    SEVERE,
    are_few,
    are_many,
    is_severe,
    spread,
    without_search,
    words_in_order,
)
from tiercel.adapters.sqlite.hour_pages import Rows, hour_pages
from tiercel.adapters.sqlite.log_index import INDEXED
from tiercel.adapters.sqlite.name_words import without_common
from tiercel.adapters.sqlite.reader import fetch
from tiercel.model.lists.analysis import Source as Analysed
from tiercel.model.lists.conditions import Compare, Condition
from tiercel.model.lists.paging import Query
from tiercel.model.stored.limits import (
    LOG_BLOCK_ROWS,
    LOG_SEARCH_TOTAL_MAX,
    LOG_UNINDEXED_ROWS_MAX,
    STORE_PAGE_ROWS_MAX,
)

_NEWEST = "SELECT ifnull(max(seq), 0) FROM logs"
_WIDTH = 3
_BY_TIME = "logs_by_time"
# Entries that one statement reads, at most.
_RUN = 8 * LOG_BLOCK_ROWS


class Block(msgspec.Struct, frozen=True):
    """Entries with row numbers from `first` to `last` and times from `oldest` to `newest`."""

    first: int
    last: int
    oldest: int
    newest: int


class Source(msgspec.Struct, frozen=True):
    """An index to read entries by; `always` is the condition that all its entries meet."""

    index: str
    always: str = "1"


_ANY = Source(_BY_TIME)
_OF_PLACE = Source("logs_by_flow")
_OF_SEVERE = Source("logs_severe", f"level >= {SEVERE}")


def found_keys(
    connection: apsw.Connection, conditions: Sequence[Condition], query: Query
) -> tuple[list[int], int] | None:
    """Row numbers of the page, and how many match (LOG_SEARCH_TOTAL_MAX or more: at least).

    Shapes: None when the index can't help, or is too far behind.
    """
    searched = words_in_order(conditions, query)
    if searched is None:
        return None
    words, down = searched
    indexed, newest = _number(connection, INDEXED), _number(connection, _NEWEST)
    if newest - indexed > LOG_UNINDEXED_ROWS_MAX:
        return None
    blocks = _blocks(connection, words, conditions)
    candidates = len(blocks) * LOG_BLOCK_ROWS
    left = conditions
    if are_many(candidates):
        source = f"logs INDEXED BY {_OF_PLACE.index}"
        left = [without_common(connection, source, each) for each in conditions]
    scan = _Scan(connection, left, is_descending=down)
    few = _few(connection, conditions, candidates)
    if few is not None:
        return scan.all(few, query)
    blocks = _runs(blocks)
    blocks.sort(key=lambda b: (b.newest, b.last) if down else (b.oldest, b.first), reverse=down)
    return scan.page(_tail(connection, indexed), blocks, query)


class _Scan:
    """Reads blocks until the page is sure and enough is counted."""

    def __init__(
        self,
        connection: apsw.Connection,
        conditions: Sequence[Condition],
        *,
        is_descending: bool,
    ) -> None:
        self._connection = connection
        self._down = is_descending
        self._clause = where(conditions)

    def page(
        self, tail: Sequence[Block], blocks: Sequence[Block], query: Query
    ) -> tuple[list[int], int]:
        size = min(query.size, STORE_PAGE_ROWS_MAX)
        offset = (query.page - 1) * size
        enough = max(LOG_SEARCH_TOTAL_MAX, offset + size)
        # Entries without index may be of any time.
        found = [row for block in tail for row in self._matches(block)]
        for block in blocks:
            if len(found) >= enough:
                found.sort(reverse=self._down)
                if self._is_beyond(block, found[offset + size - 1]):
                    break
            found.extend(self._matches(block))
        return self._page(found, query)

    def all(self, source: Source, query: Query) -> tuple[list[int], int]:
        """The page of what an index on columns leaves."""
        size = min(query.size, STORE_PAGE_ROWS_MAX)
        enough = max(LOG_SEARCH_TOTAL_MAX, query.page * size)
        way = "DESC" if self._down else "ASC"
        text = (
            f"SELECT timestamp, seq FROM logs INDEXED BY {source.index}"
            f" WHERE {source.always} AND {self._clause.text}"
            f" ORDER BY timestamp {way}, seq {way} LIMIT ?"
        )
        bindings = (*self._clause.bindings, enough)
        return self._page(fetch(self._connection, text, bindings), query)

    def _page(self, found: list[tuple[int, int]], query: Query) -> tuple[list[int], int]:
        size = min(query.size, STORE_PAGE_ROWS_MAX)
        offset = (query.page - 1) * size
        found.sort(reverse=self._down)
        keys = [seq for _, seq in found[offset : offset + size]]
        return keys, min(len(found), max(LOG_SEARCH_TOTAL_MAX, offset + size))

    def _matches(self, block: Block) -> list[tuple[int, int]]:
        text = (
            "SELECT timestamp, seq FROM logs NOT INDEXED"
            f" WHERE seq BETWEEN ? AND ? AND {self._clause.text}"
        )
        return fetch(self._connection, text, (block.first, block.last, *self._clause.bindings))

    def _is_beyond(self, block: Block, end: tuple[int, int]) -> bool:
        """Whether all entries of the block come after that one."""
        if self._down:
            return (block.newest, block.last) < end
        return (block.oldest, block.first) > end


def _few(
    connection: apsw.Connection, conditions: Sequence[Condition], candidates: int
) -> Source | None:
    """The index to read instead of that many entries, when columns alone leave few of them."""
    plain = without_search(conditions)
    if not plain or not are_many(candidates):
        return None
    if any(starts_range(each, "namespace") for each in plain):
        source = _OF_PLACE
    else:
        source = _OF_SEVERE if any(map(is_severe, plain)) else _ANY
    rows = Rows("logs", _BY_TIME, "seq", TABLES[Analysed.LOGS])
    counted = hour_pages(connection, rows, plain)
    if counted is None:
        return None
    is_few = are_few(counted.total, candidates, is_severe=source is _OF_SEVERE)
    return source if is_few else None


def _tail(connection: apsw.Connection, indexed: int) -> list[Block]:
    newest = _number(connection, _NEWEST)
    return [Block(indexed + 1, newest, 0, 0)] if newest > indexed else []


def _blocks(
    connection: apsw.Connection, words: Sequence[str], conditions: Sequence[Condition]
) -> list[Block]:
    """The blocks that may have matches."""
    parts = _parts(words)
    text = "SELECT first, last, oldest, newest FROM log_blocks"
    bindings: list[int | float | str] = []
    if parts:
        text = (
            "SELECT first, last, oldest, newest FROM log_texts"
            " CROSS JOIN log_blocks ON first = log_texts.rowid WHERE log_texts MATCH ?"
        )
        bindings.append(" AND ".join(f'"{part}"' for part in parts))
    else:
        text += " WHERE 1"
    for each in conditions:
        if isinstance(each, Compare) and each.column == "timestamp":
            text += f" AND {'newest' if each.sign[0] == '>' else 'oldest'} {each.sign} ?"
            bindings.append(each.value)
    return [Block(*row) for row in fetch(connection, text, bindings)]


def _runs(blocks: Sequence[Block]) -> list[Block]:
    """Neighbours as one, a few at a time: a statement costs as much as reading sixty entries."""
    found: list[Block] = []
    for block in sorted(blocks, key=lambda b: b.first):
        before = found[-1] if found else None
        if before is None or block.first != before.last + 1 or block.last - before.first >= _RUN:
            found.append(block)
        else:
            found[-1] = Block(
                before.first,
                block.last,
                min(before.oldest, block.oldest),
                max(before.newest, block.newest),
            )
    return found


def _parts(words: Sequence[str]) -> Sequence[str]:
    """Trigrams that the text of a match has: not all of many, each word's spread evenly."""
    parts = dict.fromkeys(
        word[place : place + _WIDTH]
        for word in words
        for place in range(len(word) - _WIDTH + 1)
        if "\0" not in word
    )
    return spread(list(parts))


def _number(connection: apsw.Connection, text: str) -> int:
    number: int = fetch(connection, text)[0][0]
    return number
