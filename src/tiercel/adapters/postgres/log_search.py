"""Searches in the text of log entries by the index of trigrams, newest (or oldest) chapter first.

Blocks that may have all trigrams of the words are read, the others can't match. Entries are counted
up to a bound, so that a word which is everywhere costs no walk over everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import msgspec

from tiercel.adapters.postgres.counts.counts import counts_of
from tiercel.adapters.postgres.counts.hour_pages import hour_pages
from tiercel.adapters.postgres.dialect import POSTGRES
from tiercel.adapters.postgres.log_index import (
    BLOCKS,
    CHAPTER,
    NAME,
    TEXT_COLUMNS,
    blocks_of,
    hash_of,
    place_of,
    trigrams,
)
from tiercel.adapters.postgres.names import without_names
from tiercel.adapters.postgres.reader import Snapshot
from tiercel.adapters.sql.filters import order_by, where
from tiercel.adapters.sql.log_search import (
    are_few,
    are_many,
    is_severe,
    spread,
    without_search,
    words_in_order,
)
from tiercel.model.lists.analysis import Source
from tiercel.model.lists.conditions import Compare, Condition
from tiercel.model.lists.paging import Query
from tiercel.model.lists.resource import Order
from tiercel.model.lists.resources import LOGS
from tiercel.model.stored.limits import LOG_BLOCK_ROWS, LOG_SEARCH_TOTAL_MAX, STORE_PAGE_ROWS_MAX

_INDEXED = (
    f"SELECT counted, (SELECT coalesce(max(seq), 0) FROM logs) FROM counting WHERE name = '{NAME}'"
)
# With more entries without index, the index is no help.
_TAIL_MAX = 4 * CHAPTER
# How long all texts of an entry are, in bytes, and the longest that the index of severe texts has.
_LENGTH = " + ".join(
    f"octet_length({column})"
    if column in ("namespace", "flow_id")
    else f"coalesce(octet_length({column}), 0)"
    for column in TEXT_COLUMNS
)
_LENGTH_MAX = 2_400
# Blocks that one statement reads: the first one, and any. Where matches are rare there are more.
_AT_ONCE, _AT_ONCE_MAX = BLOCKS, 16 * BLOCKS
# Of a stretch of blocks that is read as a whole, this part at most need not be read.
_DENSE = 1.25

Found = tuple[int, int]


class Chapter(msgspec.Struct, frozen=True):
    """A chapter with blocks that may match, and the times that its entries are between."""

    number: int
    oldest: int
    newest: int
    blocks: Sequence[int]


async def found_keys(
    snapshot: Snapshot, conditions: Sequence[Condition], query: Query
) -> tuple[list[int], int] | None:
    """Row numbers of the page, and how many match (LOG_SEARCH_TOTAL_MAX or more: at least).

    Shapes: None when it is no search for words, or one that an index on columns answers.
    """
    searched = words_in_order(conditions, query)
    if searched is None:
        return None
    words, down = searched
    left = await without_names(snapshot, "logs", conditions)
    scan = _Scan(snapshot, left, LOGS.orders(query.sorts))
    size = min(query.size, STORE_PAGE_ROWS_MAX)
    offset = (query.page - 1) * size
    enough = max(LOG_SEARCH_TOTAL_MAX, offset + size)
    found = await scan.found(words, conditions, enough)
    found.sort(reverse=down)
    return [seq for _, seq in found[offset : offset + size]], min(len(found), enough)


class _Scan:
    """Reads entries until enough are found."""

    def __init__(
        self, snapshot: Snapshot, conditions: Sequence[Condition], orders: Sequence[Order]
    ) -> None:
        self._snapshot = snapshot
        self._clause = where(conditions, None, POSTGRES)
        self._is_severe = any(map(is_severe, conditions))
        self._orders = orders
        self._down = orders[0].is_descending

    async def found(
        self, words: Sequence[str], conditions: Sequence[Condition], enough: int
    ) -> list[Found]:
        """The first matches, or so many that these are among them."""
        ((indexed, last),) = await self._snapshot.rows(_INDEXED)
        if last - indexed > _TAIL_MAX:
            return await self._walked(enough)
        chapters = await _chapters(self._snapshot, words, conditions)
        candidates = sum(len(chapter.blocks) for chapter in chapters) * LOG_BLOCK_ROWS
        if await _is_few(self._snapshot, conditions, candidates):
            return await self._picked(enough)
        # Entries without index may be of any time.
        found = await self._between([(indexed, last)]) if last >= indexed else []
        chapters.sort(key=lambda c: c.newest if self._down else -c.oldest, reverse=True)
        at_once = _AT_ONCE
        while chapters:
            if len(found) >= enough:
                found.sort(reverse=self._down)
                if self._is_beyond(chapters[0], found[enough - 1][0]):
                    break
            more = await self._between(_ranges(_taken(chapters, at_once)))
            found += more
            at_once = _next_blocks(at_once, len(more), enough - len(found))
        return found

    async def _between(self, ranges: Sequence[tuple[int, int]]) -> list[Found]:
        """Matches among the entries with these numbers."""
        if len(ranges) == 1:
            # Several processes can read one range together.
            text = (
                "SELECT timestamp, seq FROM logs"
                f" WHERE seq BETWEEN ?::bigint AND ?::bigint AND {self._clause.text}"
            )
            return _pairs(await self._snapshot.rows(text, *ranges[0], *self._clause.bindings))
        text = (
            "SELECT logs.timestamp, logs.seq"
            " FROM unnest(?::bigint[], ?::bigint[]) AS r(first, last)"
            " CROSS JOIN LATERAL (SELECT timestamp, seq FROM logs"
            f" WHERE seq BETWEEN r.first AND r.last AND {self._clause.text} OFFSET 0) AS logs"
        )
        firsts, lasts = map(list, zip(*ranges, strict=True))
        return _pairs(await self._snapshot.rows(text, firsts, lasts, *self._clause.bindings))

    async def _walked(self, enough: int) -> list[Found]:
        """The first matches in the order of the list, by the index that is in this order."""
        text = self._first(f"logs WHERE {self._clause.text}")
        return _pairs(await self._snapshot.walk(text, *self._clause.bindings, enough))

    async def _picked(self, enough: int) -> list[Found]:
        """The first matches, of few entries that an index on columns leaves.

        Severe ones are read by indexes alone: one has the texts of all but long entries.
        """
        clause, parts = self._clause, ["TRUE"]
        if self._is_severe:
            parts = [f"{_LENGTH} {sign} {_LENGTH_MAX}" for sign in ("<=", ">")]
        found = " UNION ALL ".join(
            f"SELECT timestamp, seq FROM logs WHERE {part} AND {clause.text}" for part in parts
        )
        text = self._first(f"({found}) AS logs")
        return _pairs(await self._snapshot.rows(text, *clause.bindings * len(parts), enough))

    def _first(self, found: str) -> str:
        order = order_by(self._orders, POSTGRES)
        return f"SELECT timestamp, seq FROM {found} ORDER BY {order} LIMIT ?::bigint"

    def _is_beyond(self, chapter: Chapter, end: int) -> bool:
        """Whether all entries of the chapter, and of those after it, come later in the list."""
        return chapter.newest < end if self._down else chapter.oldest > end


def _taken(chapters: list[Chapter], at_once: int) -> list[int]:
    """The numbers of the next blocks, at most so many unless a chapter has more; they go."""
    blocks: list[int] = []
    while chapters and (not blocks or len(blocks) + len(chapters[0].blocks) <= at_once):
        chapter = chapters.pop(0)
        blocks += [chapter.number * BLOCKS + block for block in chapter.blocks]
    return sorted(blocks)


def _ranges(blocks: Sequence[int]) -> list[tuple[int, int]]:
    """The first and last numbers of the entries of blocks, neighbours as one."""
    first, last = blocks[0], blocks[-1]
    if last - first < len(blocks) * _DENSE:
        # Few others are in between, and do not match.
        return [(first * LOG_BLOCK_ROWS, (last + 1) * LOG_BLOCK_ROWS - 1)]
    ranges = []
    for _, run in groupby(enumerate(blocks), key=lambda pair: pair[1] - pair[0]):
        numbers = [block for _, block in run]
        ranges.append((numbers[0] * LOG_BLOCK_ROWS, (numbers[-1] + 1) * LOG_BLOCK_ROWS - 1))
    return ranges


def _next_blocks(read: int, matches: int, wanted: int) -> int:
    """How many blocks to read next, when those that were read had so many of the matches."""
    return min(max(read * wanted // max(matches, 1), _AT_ONCE), _AT_ONCE_MAX)


async def _chapters(
    snapshot: Snapshot, words: Sequence[str], conditions: Sequence[Condition]
) -> list[Chapter]:
    """The chapters that may have matches."""
    window = [
        Compare("newest" if each.sign[0] == ">" else "oldest", each.sign, each.value)
        for each in conditions
        if isinstance(each, Compare) and each.column == "timestamp"
    ]
    clause = where(window, None, POSTGRES)
    within = f"FROM log_chapters WHERE {clause.text}"
    places = [place_of(hash_of(each)) for each in _trigrams(words)]
    rows = await snapshot.rows(f"SELECT chapter, oldest, newest {within}", *clause.bindings)
    if not places:
        return [Chapter(number, oldest, newest, range(BLOCKS)) for number, oldest, newest in rows]
    text = (
        "SELECT chapter, substring(bits FROM begin FOR 8)"
        " FROM unnest(?::bigint[], ?::int[]) AS r(part, begin) JOIN log_trigrams USING (part)"
        f" WHERE chapter IN (SELECT chapter {within})"
    )
    parts, begins = map(list, zip(*places, strict=True))
    bits: dict[int, list[bytes]] = {}
    for chapter, mask in await snapshot.rows(text, parts, begins, *clause.bindings):
        bits.setdefault(chapter, []).append(mask)
    found = [
        Chapter(number, oldest, newest, blocks_of(bits[number])) for number, oldest, newest in rows
    ]
    return [chapter for chapter in found if chapter.blocks]


def _trigrams(words: Sequence[str]) -> Sequence[str]:
    """Trigrams that the text of a match has: not all of many."""
    return spread(sorted({part for word in words for part in trigrams(word)}))


async def _is_few(snapshot: Snapshot, conditions: Sequence[Condition], candidates: int) -> bool:
    """Whether columns alone leave much less than that many entries."""
    plain = without_search(conditions)
    if not plain or not are_many(candidates):
        return False
    counts = await counts_of(snapshot, Source.LOGS)
    pages = None if counts is None else await hour_pages(snapshot, "logs", counts, plain)
    if pages is None:
        return False
    return are_few(pages.total, candidates, is_severe=any(map(is_severe, plain)))


def _pairs(rows: Sequence[tuple[object, ...]]) -> list[Found]:
    return [(row[0], row[1]) for row in rows]  # type: ignore[misc]
