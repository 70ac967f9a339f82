"""Workers killed while their work goes on elsewhere: a few, of which `make kills` has hundreds."""

from __future__ import annotations

import random

import pytest

from bench.kills.clouds import BigQuery, Databricks, Kubernetes
from bench.kills.places import PostgreSql, Program
from bench.kills.rounds import Case, measure

KILLS = 3
ONCE: tuple[type[Case], ...] = (BigQuery, Databricks, Kubernetes)


@pytest.mark.parametrize("case", [*ONCE, PostgreSql, Program], ids=lambda each: each.name)
def test_nothing_is_left_and_all_output_comes_back(case: type[Case]) -> None:
    figures = measure(case(), KILLS, random.Random(7))
    assert figures.kills == KILLS
    assert (figures.orphans, figures.not_whole) == (0, 0), figures.problems
    if case in ONCE:
        assert figures.second_starts == 0
