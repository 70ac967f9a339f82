"""Log entries that wait for a follower."""

from __future__ import annotations

from datetime import UTC, datetime
from types import AsyncGeneratorType
from typing import cast

from tiercel.adapters.memory.clock import VirtualClock
from tiercel.adapters.memory.ports import memory_ports
from tiercel.model.limits import FOLLOW_LOGS_CHARS_MAX
from tiercel.model.log import Level, LogEntry
from tiercel.plugin.catalog.registry import Catalog
from tiercel.service.observability.logs import LogService, within_budget


def entries(*sizes: int) -> list[tuple[int, LogEntry]]:
    now = datetime(2024, 1, 1, tzinfo=UTC)
    return [
        (number, LogEntry("a", "b", now, Level.INFO, "x" * size))
        for number, size in enumerate(sizes)
    ]


def test_a_follower_holds_no_more_text_than_the_bound() -> None:
    half = FOLLOW_LOGS_CHARS_MAX // 2
    assert [number for number, _ in within_budget(entries(half, half, 1, 1))] == [0, 1]


def test_one_entry_is_kept_however_long() -> None:
    assert [number for number, _ in within_budget(entries(2 * FOLLOW_LOGS_CHARS_MAX, 1))] == [0]


def test_few_short_entries_are_all_kept() -> None:
    assert within_budget(entries(1, 2, 3)) == entries(1, 2, 3)
    assert within_budget([]) == []


async def test_what_waits_for_a_slow_follower_is_bounded_and_nothing_is_lost() -> None:
    now = datetime(2024, 1, 1, tzinfo=UTC)
    ports = memory_ports(VirtualClock(now), Catalog([]))
    sizes = [1, 1_000, 20_000, FOLLOW_LOGS_CHARS_MAX, 10, 60_000] * 100
    async with ports.store.transaction() as tx:
        tx.logs.add(
            LogEntry("a", "b", now, Level.INFO, f"{number} ".ljust(size, "x"), "e")
            for number, size in enumerate(sizes)
        )
    follow = LogService(ports).follow("e")
    generator = cast(AsyncGeneratorType[LogEntry, None], follow)
    for number in range(len(sizes)):
        entry = await anext(follow)
        assert entry.message.split(" ")[0] == str(number)
        waiting = generator.ag_frame.f_locals["found"]
        text = sum(len(one.message) for _, one in waiting)
        assert text <= FOLLOW_LOGS_CHARS_MAX or len(waiting) == 1
        assert "read" not in generator.ag_frame.f_locals
    await generator.aclose()
