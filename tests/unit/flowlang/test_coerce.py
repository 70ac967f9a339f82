"""Document values as the types of the model."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tiercel.flowlang.coerce import (
    as_bool,
    as_duration,
    as_int,
    as_labels,
    as_number,
    as_text,
    as_texts,
    maps,
)
from tiercel.model.json_types import Json
from tiercel.model.label import Label


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("a", "a"), (True, "true"), (False, "false"), (8, "8"), (1.5, "1.5"), (1000.0, "1000.0"),
        (0.0, "0.0"), (1e7, "1.0E7"), (1.25e-5, "1.25E-5"), (-1e21, "-1.0E21"),
        (float("nan"), "NaN"), (float("inf"), "Infinity"), (float("-inf"), "-Infinity"),
        (1.0000000000000002e10, "1.0000000000000002E10"), (None, None), ([], None), ({}, None),
    ],
)  # fmt: skip
def test_texts(value: Json, text: str | None) -> None:
    assert as_text(value) == text


@pytest.mark.parametrize(
    ("value", "number"),
    [(1, 1), ("12", 12), (" 3 ", 3), (2.0, 2), (2.5, None), (True, None), ("x", None), ([], None),
     ("٣", None)],
)  # fmt: skip
def test_whole_numbers(value: Json, number: int | None) -> None:
    assert as_int(value) == number


@pytest.mark.parametrize(
    ("value", "number"), [(1, 1.0), ("1.5", 1.5), (True, None), ("x", None), ({}, None)]
)
def test_numbers(value: Json, number: float | None) -> None:
    assert as_number(value) == number


@pytest.mark.parametrize(
    ("value", "duration"),
    [("PT1M", timedelta(minutes=1)), (1.5, timedelta(seconds=1.5)), ("90", timedelta(seconds=90)),
     ("pt5m", timedelta(minutes=5)), (True, None), ("soon", None), ([], None), (1e300, None),
     (float("nan"), None), ("P99999999999D", None)],
)  # fmt: skip
def test_durations(value: Json, duration: timedelta | None) -> None:
    assert as_duration(value) == duration


def test_booleans() -> None:
    assert as_bool("True")
    assert not as_bool("no")
    assert as_bool(None, default=True)


def test_lists_of_texts_take_a_single_one() -> None:
    assert as_texts("a") == ("a",)
    assert as_texts(["a", 1, None, {}]) == ("a", "1")
    assert as_texts(None) == ()


def test_maps_of_a_list_keep_their_indexes() -> None:
    assert maps([1, {"a": 1}]) == [(1, {"a": 1})]
    assert maps({"a": 1}) == []


def test_labels_come_as_a_map_or_as_a_list() -> None:
    assert as_labels({"a": 1, "b": None}) == (Label("a", "1"),)
    assert as_labels([{"key": "a", "value": "x"}, {"key": "b"}, 1]) == (Label("a", "x"),)
    assert as_labels(None) == ()
