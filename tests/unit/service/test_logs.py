"""Log entries that wait for a follower."""

from __future__ import annotations

from datetime import UTC, datetime

from tiercel.model.limits import FOLLOW_LOGS_CHARS_MAX
from tiercel.model.log import Level, LogEntry
from tiercel.service.logs import held


def entries(*sizes: int) -> list[tuple[int, LogEntry]]:
    now = datetime(2024, 1, 1, tzinfo=UTC)
    return [
        (number, LogEntry("a", "b", now, Level.INFO, "x" * size))
        for number, size in enumerate(sizes)
    ]


def test_a_follower_holds_no_more_text_than_the_bound() -> None:
    half = FOLLOW_LOGS_CHARS_MAX // 2
    assert [number for number, _ in held(entries(half, half, 1, 1))] == [0, 1]


def test_one_entry_is_held_however_long() -> None:
    assert [number for number, _ in held(entries(2 * FOLLOW_LOGS_CHARS_MAX, 1))] == [0]


def test_few_short_entries_are_all_held() -> None:
    assert held(entries(1, 2, 3)) == entries(1, 2, 3)
    assert held([]) == []
