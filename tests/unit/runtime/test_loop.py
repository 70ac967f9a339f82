"""Loops: tick while there is work, wait for a notification or a date, survive errors, stop."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import pytest

from tests.build import at
from tiercel.adapters.memory.clock import VirtualClock
from tiercel.model.errors import Unavailable
from tiercel.model.limits import IDLE_WAIT_S
from tiercel.runtime.loop import Loop, until


class Ticker:
    """Does what a list says, one item a tick; then it stops its loop."""

    def __init__(self, *does: bool | Exception) -> None:
        self.does = list(does)
        self.dates: list[datetime] = []
        self.at_the_end: Callable[[], None] = lambda: None

    async def tick(self, now: datetime) -> bool:
        self.dates.append(now)
        if len(self.does) == 1:
            self.at_the_end()
        result = self.does.pop(0)
        if isinstance(result, Exception):
            raise result
        return result


class Notifier:
    """Nobody waits; how long somebody would have is remembered, and whether it `comes`."""

    def __init__(self, comes: bool = False) -> None:
        self.comes = comes
        self.waits: list[float] = []
        self.notified: list[str] = []
        self.names: Sequence[str] = ()

    def notify(self, name: str) -> None:
        self.notified.append(name)

    async def wait(self, names: Sequence[str], timeout_s: float) -> bool:
        self.names = names
        self.waits.append(timeout_s)
        return self.comes


async def ran(part: Ticker, due: datetime | None = None) -> Notifier:
    notifier = Notifier()
    loop = Loop("part", part, VirtualClock(at(0)), notifier, lambda: due)
    part.at_the_end = loop.stop
    await loop.run()
    return notifier


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long the loop would have slept."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    monkeypatch.setattr("tiercel.runtime.loop.asyncio.sleep", sleep)
    monkeypatch.setattr("tiercel.runtime.loop.TICK_ERRORS_PAUSE_S", 7.0)
    return slept


async def test_a_busy_part_is_ticked_without_waiting(pauses: list[float]) -> None:
    part = Ticker(True, True, True)
    notifier = await ran(part)
    assert (len(part.dates), notifier.waits, pauses) == (3, [], [0, 0, 0])


async def test_an_idle_loop_waits_for_its_notification(pauses: list[float]) -> None:
    notifier = await ran(Ticker(False))
    assert (notifier.waits, tuple(notifier.names)) == ([IDLE_WAIT_S], ("part", "stop:part"))


@pytest.mark.parametrize(
    ("due", "wait"), [(at(0.25), 0.25), (at(-5), 0.0), (at(0) + timedelta(days=1), IDLE_WAIT_S)]
)
async def test_an_idle_part_waits_until_its_next_date(due: datetime, wait: float) -> None:
    assert (await ran(Ticker(False), due)).waits == [wait]


@pytest.mark.parametrize("error", [Unavailable("x"), ZeroDivisionError()])
async def test_an_error_is_logged_and_waited_out(
    pauses: list[float], error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    part = Ticker(error, True)
    with caplog.at_level(logging.DEBUG, "tiercel.loop"):
        await ran(part)
    assert (len(part.dates), pauses) == (2, [7.0, 0])
    assert len(caplog.records) == 1


async def test_a_stop_notifies_the_loop() -> None:
    assert (await ran(Ticker(False))).notified == ["stop:part"]


async def test_a_loop_without_dates_waits_for_its_notification_only() -> None:
    part, notifier = Ticker(False), Notifier()
    loop = Loop("part", part, VirtualClock(at(0)), notifier)
    part.at_the_end = loop.stop
    await loop.run()
    assert notifier.waits == [IDLE_WAIT_S]


@pytest.mark.parametrize("comes", [True, False])
async def test_only_a_notification_is_told_before_the_next_tick(comes: bool) -> None:
    part, notifier = Ticker(False, False), Notifier(comes)
    loop = Loop("part", part, VirtualClock(at(0)), notifier)
    ticks_before: list[int] = []
    loop.notified(lambda: ticks_before.append(len(part.dates)))
    part.at_the_end = loop.stop
    await loop.run()
    assert ticks_before == ([1, 2] if comes else [])


async def test_waiting_ends_as_soon_as_something_holds() -> None:
    answers = [False, False, True]
    assert await until(lambda: answers.pop(0), 5) is True
    assert answers == []


async def test_waiting_ends_after_its_time() -> None:
    assert await until(lambda: False, 0) is False
