"""Figures that have reached their goal stay there: `python -m tests.figures` prints all."""

from __future__ import annotations

import pytest

from tests.figures.document import says_nothing
from tests.figures.figure import Figure
from tests.figures.table import FIGURES
from tiercel.model.json_types import Json


@pytest.mark.parametrize(
    "figure", [one for one in FIGURES if one.kept], ids=lambda one: one.name.replace(" ", "-")
)
def test_a_figure_that_reached_its_goal_stays_there(figure: Figure) -> None:
    found = figure.find()
    assert len(found) <= figure.goal, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({}, True),
        ({"type": "object"}, True),
        ({"type": "array"}, True),
        ({"type": "array", "items": {"type": "object"}}, True),
        ({"anyOf": [{"type": "object"}, {}]}, True),
        ({"$ref": "#/components/schemas/Any"}, True),
        ({"anyOf": [{"type": "object"}, {"type": "null"}]}, False),
        ({"type": "object", "properties": {"a": {}}}, False),
        ({"type": "object", "additionalProperties": {"type": "string"}}, False),
        ({"type": "array", "items": {"type": "string"}}, False),
    ],
)
def test_what_says_nothing(schema: Json, expected: bool) -> None:
    assert says_nothing(schema, {"Any": {"type": "object"}}) is expected
