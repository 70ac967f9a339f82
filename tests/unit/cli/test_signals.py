"""What a server does when a signal comes."""

from __future__ import annotations

import asyncio
import logging
import os
import signal

import pytest

from tiercel.cli.serving import serve
from tiercel.cli.serving.application import Application
from tiercel.cli.serving.signals import IGNORED, SHOWING, STOPPING, Signals
from tiercel.model.errors import Away, Unavailable
from tiercel.settings import Settings


@pytest.mark.parametrize("number", STOPPING)
async def test_whoever_wants_a_stop_is_heard(number: signal.Signals) -> None:
    signals, heard = Signals(), []
    signals.then = lambda: heard.append(number)
    # Tests that run in the background of a shell begin with some of them ignored.
    before = signal.signal(number, signal.SIG_DFL)
    try:
        with signals.handled():
            os.kill(os.getpid(), number)
            async with asyncio.timeout(10):
                await signals.leaving.wait()
    finally:
        signal.signal(number, before)
    assert heard == [number]


async def test_other_signals_end_nothing(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    signals = Signals()
    with signals.handled():
        for number in (*IGNORED, SHOWING):
            os.kill(os.getpid(), number)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await signals.leaving.wait()
    assert "test_other_signals_end_nothing" in caplog.text
    assert "thread " in caplog.text


async def test_a_hang_up_that_is_ignored_stays_so() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    signals = Signals()
    try:
        with signals.handled():
            assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


async def test_a_start_waits_for_its_database(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(serve, "START_PAUSE_SECONDS", 0.01)
    left: list[Exception] = [Away("not yet"), Away("not yet"), Unavailable("wrong password")]

    async def build(settings: Settings) -> Application:
        raise left.pop(0)

    with pytest.raises(Unavailable, match="wrong password"):
        await serve.built(build, Settings(), Signals())
    assert left == []


async def test_a_signal_ends_the_wait_for_a_database() -> None:
    signals = Signals()

    async def build(settings: Settings) -> Application:
        signals.leaving.set()
        raise Away("not yet")

    assert await serve.built(build, Settings(), signals) is None
