"""Whatever is asked of an execution in whatever situation: nothing hangs, no answer is a 5xx.

By default one thing at a time, with the states that matter, and some pairs;
`TIERCEL_MATRIX=all` tries every state and every pair.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import product
from random import Random

import pytest

from tests.simulation.matrix import COMMON, Ask, Stuck, Trial, all_asks, try_out
from tests.simulation.situations import ALIVE, SITUATIONS, Situation
from tests.simulation.world import Mishap
from tiercel.engine import replay
from tiercel.engine.draft import Draft
from tiercel.model.state import StateType

IS_ALL = os.environ.get("TIERCEL_MATRIX") == "all"
SOME_STATES = {"SUCCESS", "FAILED", "CANCELLED", "RUNNING"}
PAIR_STATES = ("SUCCESS", "FAILED", "KILLED", "CANCELLED")
# Executions of one situation that are alike: the first of them stands for the others.
TARGETS_MAX = 2
RUNS_MAX = 3
PAIRS_PER_SITUATION = 3
SECONDS_MAX = 600 if IS_ALL else 60


def single_asks(situation: Situation) -> Iterator[Ask]:
    for ask in all_asks(situation):
        is_first = ask.target < TARGETS_MAX and (ask.run or 0) < RUNS_MAX
        if IS_ALL or (is_first and (not ask.value or ask.value in SOME_STATES)):
            yield ask


def pairs(name: str) -> list[tuple[Ask, Ask]]:
    asks = [*COMMON, *(Ask("state", 0, run, s) for run in range(RUNS_MAX) for s in PAIR_STATES)]
    found = list(product(asks, asks))
    return found if IS_ALL else Random(name).sample(found, PAIRS_PER_SITUATION)


def complaints(situation: Situation, tries: Iterator[Sequence[Ask]]) -> list[str]:
    found = []
    for asks in tries:
        try:
            try_out(situation, asks)
        except (Stuck, Mishap) as error:
            found.append(f"{', then '.join(map(str, asks))}: {error}")
    return found


@pytest.mark.timeout(SECONDS_MAX)
@pytest.mark.parametrize("name", SITUATIONS)
def test_nothing_hangs_whatever_is_asked(name: str) -> None:
    situation = SITUATIONS[name]
    assert complaints(situation, ((ask,) for ask in single_asks(situation))) == []


@pytest.mark.timeout(SECONDS_MAX)
@pytest.mark.parametrize("name", ALIVE)
def test_nothing_hangs_whatever_is_asked_twice(name: str) -> None:
    assert complaints(ALIVE[name], iter(pairs(name))) == []


def test_a_place_is_offered_to_the_one_that_is_to_have_it() -> None:
    # The replay is older than the one that waits, and asks in the tick in which the place is freed.
    asks = (Ask("kill"), Ask("replay", 0, 0), Ask("replay"))
    assert complaints(ALIVE["queued"], iter([asks])) == []


def test_an_execution_that_hangs_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    def forget_the_pause(draft: Draft) -> None:
        draft.move(StateType.RESTARTED)

    monkeypatch.setattr(replay, "_carry_on", forget_the_pause)
    asks = (Ask("state", 0, 0, "SUCCESS"),)
    assert "is stuck" in complaints(ALIVE["paused"], iter([asks]))[0]


def test_to_resume_one_of_several_pauses_takes_no_time() -> None:
    trial = Trial()
    trial.bring_about(ALIVE["paused in parallel"])
    began = trial.world.now()
    answer = trial.ask(Ask("resume"))
    assert answer is not None
    assert answer.status == 204
    assert trial.world.now() - began < timedelta(seconds=1)
