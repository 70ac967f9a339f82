"""Figures that have reached their goal stay there: `python -m tests.figures` prints all."""

from __future__ import annotations

import pytest

from tests.figures.figure import Figure
from tests.figures.table import FIGURES


@pytest.mark.parametrize(
    "figure", [one for one in FIGURES if one.kept], ids=lambda one: one.name.replace(" ", "-")
)
def test_a_figure_that_reached_its_goal_stays_there(figure: Figure) -> None:
    found = figure.find()
    assert len(found) <= figure.goal, "\n" + "\n".join(found)
