"""The checkers catch what they are for: each planted bug within a few seeds."""

from __future__ import annotations

import re

import pytest

from tests.simulation.faults import QUIET
from tests.simulation.planted import BUGS, Planted
from tests.simulation.scenario import Failed, Plan, Scenario

TICKS = 250
SEEDS_MAX = 300


def seed_that_notices(planted: Planted) -> int | None:
    """The first seed whose failure says what the bug is about."""
    for seed in range(SEEDS_MAX):
        try:
            Scenario(seed, Plan(TICKS, planted.rates)).run()
        except Failed as failed:
            if re.search(planted.says, str(failed).partition("\n")[0]):
                return seed
    return None


@pytest.mark.parametrize("planted", BUGS, ids=lambda planted: planted.name)
def test_the_bug_is_caught(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    planted.plant(monkeypatch)
    assert seed_that_notices(planted) is not None


def test_without_a_bug_the_same_seeds_pass() -> None:
    for seed in range(20):
        Scenario(seed, Plan(TICKS, QUIET)).run()
