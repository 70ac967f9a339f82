"""Starts of task runs: in order for whoever sees milliseconds, and never far ahead of the clock."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.unit.engine.flows import flowable, listed, sleep
from tests.unit.engine.player import Player
from tiercel.engine.index import indexed
from tiercel.model.limits import START_LEAD_MS_MAX
from tiercel.model.state import StateType

# Skipped at once: all of them begin and end in the first step.
AT_ONCE = listed(*(sleep(name, ", runIf: 'false'") for name in "abcde"))
PARALLEL = flowable("flow.Parallel", *(sleep(name) for name in "abcde"))


def loop(values: int) -> str:
    more = f"concurrencyLimit: 0\nvalues: [{', '.join(map(str, range(values)))}]"
    return flowable("flow.ForEach", sleep("a"), more=more)


def starts(play: Player) -> list[datetime]:
    return [run.state.start for run in play.execution.task_run_list()]


def seen(dates: list[datetime]) -> list[int]:
    """As clients see them that keep milliseconds."""
    return [int(date.timestamp() * 1_000) for date in dates]


@pytest.mark.parametrize("source", [AT_ONCE, PARALLEL, loop(100)])
def test_task_runs_of_one_moment_start_one_after_the_other(source: str) -> None:
    play = Player(source).start()
    dates = starts(play)
    assert len(dates) >= 5
    assert seen(dates) == sorted(set(seen(dates)))
    assert dates[0] == play.now
    for run in play.execution.task_runs.values():
        history = [change.date for change in run.state.histories]
        assert history == sorted(history)


def test_the_order_holds_after_a_load_and_the_clock_goes_on() -> None:
    play = Player(PARALLEL + "  - " + sleep("last") + "\n").start()
    play.execution = indexed(play.execution, play.plan.last_tasks)
    for name in "abcde":
        play.ends(name)
    dates = starts(play)
    assert seen(dates) == sorted(set(seen(dates)))
    assert dates[-1] == play.now


def test_an_attempt_does_not_begin_before_its_task_run() -> None:
    play = Player(PARALLEL).start()
    play.now -= timedelta(seconds=1)
    play.begins("e").ends("e")
    run = play.run("e")
    assert run.current is StateType.SUCCESS
    attempt = [change.date for change in run.attempts[0].state.histories]
    assert attempt == sorted(attempt)
    assert attempt[0] >= run.state.start


def test_a_burst_comes_ahead_of_the_clock_by_a_bound() -> None:
    play = Player(loop(START_LEAD_MS_MAX + 200)).start()
    while True:
        before = len(play.execution.task_runs)
        play.now -= timedelta(seconds=1)
        play.start()
        if len(play.execution.task_runs) == before:
            break
    dates = starts(play)
    assert len(dates) > START_LEAD_MS_MAX
    assert dates == sorted(dates)
    assert dates[-1] - play.now <= timedelta(milliseconds=START_LEAD_MS_MAX)


def test_a_clock_that_was_set_back_is_followed() -> None:
    play = Player(listed(sleep("a"), sleep("b"))).start()
    play.now -= timedelta(hours=2)
    play.ends("a")
    late = play.run("b").state.start - play.now
    assert late <= timedelta(milliseconds=START_LEAD_MS_MAX)
