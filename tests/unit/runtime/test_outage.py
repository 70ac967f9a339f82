"""A database that is away for a while: no task that asks something of the server fails for that."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.unit.runtime.workshop import Do, Workshop, do
from tiercel.model.errors import Away, Unavailable
from tiercel.model.events import JobEnded
from tiercel.model.json_types import Json
from tiercel.model.limits import OUTAGE_PAUSE_S, OUTAGE_S_MAX
from tiercel.model.state import StateType
from tiercel.plugin.context import RunContext
from tiercel.plugin.errors import Interrupted
from tiercel.runtime.worker.attempts import StepwiseAttempts
from tiercel.runtime.worker.outage import Patience
from tiercel.runtime.worker.stop_signal import StopReason, StopSignal
from tiercel.service.operations.operation import Operations


class Database:
    """Answers after so many calls that find it away."""

    def __init__(self, away: int, error: type[Unavailable] = Away) -> None:
        self.away, self.error = away, error

    async def read(self, *_: Any) -> str:
        if self.away > 0:
            self.away -= 1
            raise self.error("The database can't be reached.")
        return "s3cr3t"


class Driver(StepwiseAttempts):
    """Counts pauses, and stops the attempt in one of them."""

    def __init__(self, shop: Workshop, stops_at: int | None = None) -> None:
        super().__init__(shop.clock)
        self.paused_s = 0.0
        self._stops_at = stops_at
        self._pauses = 0

    def pause(self, duration: timedelta, stop: StopSignal | None) -> None:
        self.paused_s += duration.total_seconds()
        self._pauses += 1
        if stop is not None and self._pauses == self._stops_at:
            stop.set(StopReason.LOST)


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


def test_a_call_is_made_again_until_the_database_is_back(shop: Workshop) -> None:
    driver, database = Driver(shop), Database(3)
    assert Patience(driver, StopSignal()).ask(database.read) == "s3cr3t"
    assert driver.paused_s == 3 * OUTAGE_PAUSE_S


def test_who_is_stopped_waits_no_longer(shop: Workshop) -> None:
    driver = Driver(shop, stops_at=2)
    with pytest.raises(Interrupted):
        Patience(driver, StopSignal()).ask(Database(9).read)
    assert driver.paused_s == 2 * OUTAGE_PAUSE_S


def test_a_database_that_stays_away_is_told(shop: Workshop) -> None:
    driver = Driver(shop)
    with pytest.raises(Away, match="can't be reached"):
        Patience(driver, StopSignal()).ask(Database(10_000).read)
    assert driver.paused_s == OUTAGE_S_MAX - OUTAGE_PAUSE_S


@pytest.mark.parametrize(("stop", "error"), [(None, Away), (StopSignal(), Unavailable)])
def test_nobody_waits_in_a_transaction_or_for_other_errors(
    shop: Workshop, stop: StopSignal | None, error: type[Unavailable]
) -> None:
    driver = Driver(shop)
    with pytest.raises(error):
        Patience(driver, stop).ask(Database(1, error).read)
    assert driver.paused_s == 0


def of_secret(ctx: RunContext) -> Json:
    return ctx.secrets.get("TOKEN")


def of_expression(ctx: RunContext) -> Json:
    return ctx.render("{{ secret('TOKEN') }}")


def of_handle(ctx: RunContext) -> Json:
    ctx.remember({"job": "j-1"})
    return None


def of_token(ctx: RunContext) -> Json:
    return ctx.api_token


@pytest.mark.parametrize("call", [of_secret, of_expression, of_handle, of_token])
async def test_a_task_outlasts_it(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch, call: Any
) -> None:
    monkeypatch.setattr(Do, "calls", {"ask": call})
    left = {"away": 2}

    def is_away_at_first(owner: type, name: str) -> None:
        real = getattr(owner, name)

        async def asked(*rest: Any, **options: Any) -> Any:
            if left["away"] > 0:
                left["away"] -= 1
                raise Away("The database can't be reached.")
            return await real(*rest, **options)

        monkeypatch.setattr(owner, name, asked)

    async with shop.store.transaction() as tx:
        is_away_at_first(type(tx.jobs), "remember")
    is_away_at_first(type(shop.secrets), "get")
    is_away_at_first(Operations, "run")
    await shop.job(do("ask"))
    await shop.tick()
    ended = (await shop.events())[-1]
    assert isinstance(ended, JobEnded)
    assert ended.state is StateType.SUCCESS, await shop.logs()
    assert left["away"] == 0
