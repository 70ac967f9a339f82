"""Which blocks of log entries are read together, and how many."""

from __future__ import annotations

import pytest

pytest.importorskip("asyncpg", reason="PostgreSQL is an extra")

from tiercel.adapters.postgres import log_search
from tiercel.model.stored.limits import LOG_BLOCK_ROWS


def entries(first: int, last: int) -> tuple[int, int]:
    return first * LOG_BLOCK_ROWS, (last + 1) * LOG_BLOCK_ROWS - 1


def test_blocks_with_few_others_in_between_are_one_range() -> None:
    assert log_search._ranges([4, 5, 6, 8]) == [entries(4, 8)]
    assert log_search._ranges([7]) == [entries(7, 7)]


def test_blocks_far_from_each_other_are_read_apart() -> None:
    assert log_search._ranges([1, 2, 9]) == [entries(1, 2), entries(9, 9)]


def test_chapters_are_taken_in_order_up_to_a_bound() -> None:
    chapters = [log_search.Chapter(number, 0, 0, (0, 1)) for number in (3, 2, 1)]
    assert log_search._taken(chapters, 4) == [128, 129, 192, 193]
    assert log_search._taken(chapters, 1) == [64, 65]
    assert chapters == []


def test_as_many_blocks_are_read_next_as_the_first_ones_promise() -> None:
    at_once, most = log_search._AT_ONCE, log_search._AT_ONCE_MAX
    assert log_search._next_blocks(at_once, 1_000, 3_000) == 3 * at_once
    assert log_search._next_blocks(at_once, 1_000, 10) == at_once
    assert log_search._next_blocks(at_once, 0, 10_000) == most
