"""Arithmetic, comparisons and numbers of jq."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.unit.expr.jq.program import outputs
from tiercel.expr.errors import LimitExceeded
from tiercel.expr.evaluation import Meter
from tiercel.expr.jq import JqError
from tiercel.expr.jq.values import as_jq_value
from tiercel.expr.json_form import JsonStyle
from tiercel.expr.values import Entry, Float32
from tiercel.model.json_types import Json
from tiercel.model.state import StateType


@pytest.mark.parametrize(
    ("program", "value", "expected"),
    [
        (". + 1", 1, [2]),
        (". + null", 1, [1]),
        ("null + 1", None, [1]),
        ("[1] + [2]", None, [[1, 2]]),
        ('{"a":1} + {"a":2}', None, [{"a": 2}]),
        ('"a" + "b"', None, ["ab"]),
        ("3 - 1", None, [2]),
        ("[1,2,1] - [1]", None, [[2]]),
        ("2 * 3", None, [6]),
        ('"ab" * 2', None, ["abab"]),
        ('2 * "ab"', None, ["abab"]),
        ('"ab" * 0', None, [None]),
        ('{"a":{"b":1}} * {"a":{"c":2},"d":3}', None, [{"a": {"b": 1, "c": 2}, "d": 3}]),
        ("6 / 2", None, [3]),
        ("7 / 2", None, [3.5]),
        ('"a,b" / ","', None, [["a", "b"]]),
        ("7 % 3", None, [1]),
        ("-7 % 3", None, [-1]),
        ("7 % -3", None, [1]),
        ("5.9 % 3.1", None, [2]),
        ("1 == 1.0", None, [True]),
        ('"a" < "b"', None, [True]),
        ("[1,2] < [1,3]", None, [True]),
        ("[1] < [1,0]", None, [True]),
        ('{"a":1} < {"a":2}', None, [True]),
        ('{"a":1} == {"a":1}', None, [True]),
        ('{"b":1} > {"a":5}', None, [True]),
        ("null < false", None, [True]),
        ("false < true", None, [True]),
        ("true < 0", None, [True]),
        ("nan < nan", None, [True]),
        ("1 != 2", None, [True]),
        ("1 >= 1", None, [True]),
        ("2 <= 1", None, [False]),
        (
            "[.[] | tostring]",
            [1, 1.5, True, None, "a", {"a": [1]}],
            [["1", "1.5", "true", "null", "a", '{"a":[1]}']],
        ),
        ("9007199254740993 + 1", None, [9007199254740994]),
        ("9223372036854775807 + 1", None, [9.223372036854776e18]),
        ("1.5 + 1.5", None, [3]),
        ("1e3", None, [1000.0]),
        (".5 + .5", None, [1]),
        ("-(1)", None, [-1]),
        ("-.", 5, [-5]),
    ],
)
def test_a_program_gives_its_outputs(program: str, value: Json, expected: list[Json]) -> None:
    assert outputs(program, value) == expected


@pytest.mark.parametrize(
    ("program", "value"),
    [
        ('1 + "a"', None),
        ("[] - 1", None),
        ("{} * 1", None),
        ("1 / 0", None),
        ('"a" / 1', None),
        ("1 % 0", None),
        ('"a" % 1', None),
        ("-.", "a"),
        ('"a" * {}', None),
        ('"aaaaaaaaaaaaaaaaaaaa" + 1', None),
    ],
)
def test_a_wrong_program_fails(program: str, value: Json) -> None:
    with pytest.raises(JqError):
        outputs(program, value)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"a": None, "b": 1}, {"b": 1}),
        ({1: "x"}, {"1": "x"}),
        (Decimal(2), 2),
        (Decimal("2.5"), 2.5),
        (Float32(0.1), 0.1),
        (b"hi", "aGk="),
        (timedelta(minutes=1), 60.0),
        (date(2026, 3, 1), "2026-03-01"),
        (StateType.FAILED, "FAILED"),
        (Entry("k", 1), {"k": 1}),
        ((1, 2), [1, 2]),
    ],
)
def test_values_of_templates_become_plain_data(value: Json, expected: Json) -> None:
    assert as_jq_value(value, JsonStyle(), Meter(1_000)) == expected


@pytest.mark.parametrize(
    "program", ['"abcdefgh" * 1000000000', "[range(3000)] - [range(3000)]", "9" * 2_000_000]
)
def test_results_are_bounded(program: str) -> None:
    with pytest.raises((JqError, LimitExceeded)):
        outputs(program)
