"""Rendered text becomes the type of its property."""

from __future__ import annotations

import enum
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from tiercel.model.errors import PluginError
from tiercel.model.state import StateType
from tiercel.plugin.convert import converter_for
from tiercel.plugin.part import Part


class Colour(enum.StrEnum):
    RED = "RED"


class Inner(Part):
    how_long: timedelta | None = None
    on: bool = False


@pytest.mark.parametrize(
    ("kind", "given", "expected"),
    [
        (str, 5, "5"),
        (str, True, "true"),
        (str, 1.5, "1.5"),
        (bool, "TRUE", True),
        (bool, "", None),
        (int, "12", 12),
        (int, "3.0", 3),
        (float, "1e3", 1000.0),
        (timedelta, "pt5m", timedelta(minutes=5)),
        (timedelta, "P1DT1S", timedelta(days=1, seconds=1)),
        (timedelta, 1.5, timedelta(seconds=1.5)),
        (timedelta, "0.5", timedelta(seconds=0.5)),
        (datetime, "2030-01-02T03:04:05Z[Europe/Paris]", datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)),
        (time, "09:30", time(9, 30)),
        (Colour, "RED", Colour.RED),
        (list[StateType], ["CANCELED"], [StateType.CANCELLED]),
        (list[int], '["1", 2]', [1, 2]),
        (list[int] | None, ["3"], [3]),
        (dict[str, bool], '{"a": "false"}', {"a": False}),
        (Inner, '{"howLong": "PT1S"}', {"howLong": timedelta(seconds=1)}),
        (str | list[str], "plain", "plain"),
        (str | list[str], [1], ["1"]),
    ],
)
def test_text_and_numbers_are_converted(kind: Any, given: Any, expected: Any) -> None:
    assert converter_for(kind)(given) == expected


@pytest.mark.parametrize(
    ("kind", "given"),
    [
        (bool, "yes"),
        (int, "1.5"),
        (int, "x"),
        (float, "x"),
        (timedelta, "abc"),
        (timedelta, "PT"),
        (datetime, "tomorrow"),
        (Colour, "red"),
        (list[int], "nope"),
        (list[int], '{"a": 1}'),
        (dict[str, int], "[1]"),
    ],
)
def test_text_that_does_not_fit_is_refused(kind: Any, given: str) -> None:
    with pytest.raises(PluginError):
        converter_for(kind)(given)


def test_long_texts_are_shortened_in_the_error() -> None:
    with pytest.raises(PluginError) as caught:
        converter_for(int)("x" * 5000)
    assert len(caught.value.message) < 300
