"""Long work on the event loop gives way to others."""

from __future__ import annotations

import asyncio
import time

import pytest

from tiercel.service import turns
from tiercel.service.turns import free_in_turns


class _Slow:
    """Takes a while to be freed."""

    def __del__(self) -> None:
        time.sleep(0.002)


async def test_entries_are_freed_while_others_have_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "TICK_TURN_SECONDS", 0.005)
    entries = {number: _Slow() for number in range(20)}
    seen = []
    free_in_turns(entries)
    while entries:
        seen.append(len(entries))
        await asyncio.sleep(0)
    assert len(seen) > 2
    assert seen == sorted(seen, reverse=True)


def test_without_a_loop_they_are_freed_at_once() -> None:
    entries = {1: "a", 2: "b"}
    free_in_turns(entries)
    assert entries == {}
