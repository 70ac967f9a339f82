"""A machine without file descriptors: no task fails for that, and none is tried in a hurry."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

import pytest

from tests.build import a_task
from tests.unit.runtime.test_directory_attempt import DIRECTORY, Directory
from tests.unit.runtime.workshop import DO, Classes, Do, Workshop, do
from tiercel.model.errors import PluginError
from tiercel.model.events import JobEnded, JobLost
from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.model.shape import OneWorker
from tiercel.model.state import StateType
from tiercel.plugin.context import RunContext
from tiercel.runtime.worker.exhaustion import is_exhaustion


def exhausted() -> OSError:
    return OSError(errno.EMFILE, "Too many open files")


def start_nothing(ctx: RunContext) -> Json:
    """As the runners of scripts do when a program can't be started."""
    try:
        raise exhausted()
    except OSError as error:
        raise PluginError(f"Unable to start 'sh': {error}") from error


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path, classes=Classes(**{DIRECTORY: Directory}))


@pytest.fixture(autouse=True)
def calls(monkeypatch: pytest.MonkeyPatch) -> dict[str, Json]:
    known: dict[str, Json] = {"start": start_nothing}
    monkeypatch.setattr(Do, "calls", known)
    return known


async def test_a_task_that_could_not_begin_is_given_back(shop: Workshop) -> None:
    task_run = await shop.job(do("start"))
    await shop.tick()
    assert (await shop.events())[-1] == JobLost(task_run.id, 0)
    assert await shop.waiting_jobs() == []
    (line,) = await shop.logs()
    assert line.level is Level.WARN
    assert "Too many open files" in line.message


async def test_a_directory_is_given_back_whole(shop: Workshop) -> None:
    steps = (a_task("one", DO), a_task("two", DO, properties={"name": "start"}))
    directory = a_task("dir", DIRECTORY, branches={"tasks": steps})
    task_run = await shop.job(directory, shape=OneWorker())
    await shop.tick()
    assert (await shop.events())[-1] == JobLost(task_run.id, 0)


async def test_the_worker_rests_before_it_takes_more(shop: Workshop) -> None:
    for number, seconds in enumerate((1, 2, 4)):
        await shop.job(do("start"), seq=number)
        await shop.tick()
        assert await shop.waiting_jobs() == []
        assert seconds_until_due(shop) == seconds
        await shop.job(do(), seq=10)
        await shop.tick(seconds - 0.5)
        assert len(await shop.waiting_jobs()) == 1
        async with shop.store.transaction() as tx:
            tx.jobs.forget("execution1", ["tr-t-10"])
        await shop.tick(0.5)
        assert shop.worker.next_due() is None


async def test_a_success_makes_the_next_rest_a_short_one(shop: Workshop) -> None:
    await shop.job(do("start"))
    await shop.tick()
    await shop.job(do(), seq=1)
    await shop.tick(1)
    ended = (await shop.events())[-1]
    assert isinstance(ended, JobEnded)
    assert ended.state is StateType.SUCCESS
    await shop.job(do("start"), seq=2)
    await shop.tick()
    assert seconds_until_due(shop) == 1


def seconds_until_due(shop: Workshop) -> float:
    due = shop.worker.next_due()
    assert due is not None
    return (due - shop.clock.now()).total_seconds()


def test_what_comes_of_used_up_descriptors_is_known_by_its_causes() -> None:
    hidden = PluginError("no")
    hidden.__context__ = exhausted()
    assert is_exhaustion(exhausted())
    assert is_exhaustion(hidden)
    assert is_exhaustion(OSError(errno.ENFILE, "File table overflow"))
    for other in (OSError(errno.ENOSPC, "full"), PluginError("x"), sqlite3.OperationalError("x")):
        assert not is_exhaustion(other)
    circle = PluginError("a")
    circle.__context__ = PluginError("b")
    circle.__context__.__context__ = circle
    assert not is_exhaustion(circle)
