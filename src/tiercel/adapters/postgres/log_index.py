"""Keeps the index of log texts: chapters of entries, each with bits that say which trigrams occur.

A trigram has one of 65,536 hashes; others may have the same, so what the bits name is read. A
server builds a chapter in the background when no entry of it can appear any more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from struct import pack
from zlib import crc32

import asyncpg
import msgspec

from tiercel.adapters.postgres.counts.counting import PROPOSE, SET_COUNTED, STATE
from tiercel.model.stored.limits import (
    LOG_BLOCK_ROWS,
    POSTGRES_COUNT_SECONDS,
    POSTGRES_COUNT_SETTLE_SECONDS,
)

NAME = "texts"
BLOCKS = 64
CHAPTER = BLOCKS * LOG_BLOCK_ROWS
WIDTH = 3
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
_HASHES, _PER_PART, _BYTES = 65_536, 128, 8
_NEWEST = "SELECT coalesce(max(seq), 0) FROM logs"
_TEXTS = (
    f"SELECT timestamp, {', '.join(TEXT_COLUMNS)} FROM logs"
    " WHERE seq >= $1::bigint AND seq < $2::bigint"
)
_FOLDED = "SELECT folded(text) FROM unnest($1::text[]) AS text"
_ADD_CHAPTER = "INSERT INTO log_chapters VALUES ($1, $2, $3)"
_ADD_BITS = (
    "INSERT INTO log_trigrams SELECT part, $1, bits"
    " FROM unnest($2::bytea[]) WITH ORDINALITY AS r(bits, nth), LATERAL (SELECT nth - 1) AS p(part)"
)
_EMPTY = (
    "DELETE FROM log_chapters AS c WHERE NOT EXISTS (SELECT 1 FROM logs"
    " WHERE seq >= c.chapter * $1::bigint AND seq < (c.chapter + 1) * $1::bigint)"
    " RETURNING chapter"
)
_DROP_BITS = (
    "DELETE FROM log_trigrams WHERE chapter = ANY($1::bigint[])"
    f" AND part IN (SELECT generate_series(0, {_HASHES // _PER_PART - 1}))"
)
_LOWER = {letter: letter + 32 for letter in range(ord("A"), ord("Z") + 1)}


class LogIndexing(msgspec.Struct, frozen=True):
    """Builds the next chapter, see `Counting`."""

    async def step(self, connection: asyncpg.Connection) -> float:
        """Go on; how many seconds later there is more to do. Raises: what the driver raises."""
        first, proposed, is_settled, _ = await connection.fetchrow(STATE, NAME)
        end = first + CHAPTER
        if proposed >= end:
            if not is_settled:
                return POSTGRES_COUNT_SETTLE_SECONDS
            await _build(connection, first // CHAPTER)
            await connection.execute(SET_COUNTED, NAME, end)
            return 0.0
        known = await connection.fetchval(_NEWEST) + 1
        if known < end:
            return POSTGRES_COUNT_SECONDS
        await connection.execute(PROPOSE, NAME, known)
        return POSTGRES_COUNT_SETTLE_SECONDS


async def _build(connection: asyncpg.Connection, chapter: int) -> None:
    masks = [0] * _HASHES
    oldest: list[int] = []
    newest: list[int] = []
    for block in range(BLOCKS):
        first = chapter * CHAPTER + block * LOG_BLOCK_ROWS
        rows = await connection.fetch(_TEXTS, first, first + LOG_BLOCK_ROWS)
        if not rows:
            continue
        times = [row[0] for row in rows]
        oldest.append(min(times))
        newest.append(max(times))
        texts = {text for row in rows for text in tuple(row)[1:] if text}
        foreign = [text for text in texts if not text.isascii()]
        folded = await connection.fetch(_FOLDED, foreign) if foreign else []
        # As conditions compare them: the database folds for other than ASCII letters alone.
        found = [text.translate(_LOWER) for text in texts] + [row[0] for row in folded]
        await asyncio.to_thread(_mark, masks, "\n".join(found), 1 << block)
    if newest:
        await connection.execute(_ADD_CHAPTER, chapter, min(oldest), max(newest))
        size = _PER_PART * _BYTES
        bits = pack(f"<{_HASHES}Q", *masks)
        parts = [bits[place : place + size] for place in range(0, len(bits), size)]
        await connection.execute(_ADD_BITS, chapter, parts)
    gone = [row[0] for row in await connection.fetch(_EMPTY, CHAPTER)]
    if gone:
        await connection.execute(_DROP_BITS, gone)


def _mark(masks: list[int], text: str, bit: int) -> None:
    for place in set(map(hash_of, trigrams(text))):
        masks[place] |= bit


def trigrams(text: str) -> set[str]:
    """All parts of three letters."""
    return {text[place : place + WIDTH] for place in range(len(text) - WIDTH + 1)}


def hash_of(trigram: str) -> int:
    """Where the blocks of the trigram are."""
    return crc32(trigram.encode()) & (_HASHES - 1)


def place_of(place: int) -> tuple[int, int]:
    """The part of a hash, and where in its bits it begins, counted from one."""
    return place // _PER_PART, place % _PER_PART * _BYTES + 1


def blocks_of(bits: Sequence[bytes]) -> list[int]:
    """The blocks that all of the trigrams are in."""
    found = (1 << BLOCKS) - 1
    for mask in bits:
        found &= int.from_bytes(mask, "little")
    return [block for block in range(BLOCKS) if found >> block & 1]
