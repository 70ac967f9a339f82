"""The checkers catch what they are for: each planted bug within a few seeds."""

from __future__ import annotations

import pytest

from tests.simulation.planted import BUGS, Planted
from tests.simulation.scenario import Failed, Plan, Scenario

TICKS = 250


def first_seed_that_fails(planted: Planted) -> tuple[int, str] | None:
    """The seed, and the first line of what it says."""
    for seed in range(planted.seeds_max):
        try:
            Scenario(seed, Plan(TICKS, planted.rates)).run()
        except Failed as failed:
            return seed, str(failed).partition("\n")[0]
    return None


@pytest.mark.parametrize("planted", BUGS, ids=lambda planted: planted.name)
def test_the_bug_is_caught(planted: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    planted.plant(monkeypatch)
    found = first_seed_that_fails(planted)
    assert found is not None, f"{planted.seeds_max} seeds did not notice: {planted.name}"


def test_without_a_bug_the_same_seeds_pass() -> None:
    for seed in range(20):
        Scenario(seed, Plan(TICKS, BUGS[0].rates)).run()
