"""Texts, escapes and comments of jq programs."""

from __future__ import annotations

import pytest

from tests.unit.expr.jq.program import outputs
from tiercel.expr.jq import JqError
from tiercel.model.json_types import Json


@pytest.mark.parametrize(
    ("program", "value", "expected"),
    [
        ('"a\\n\\t\\"\\\\\\/\\b\\f\\r\\u00e4\\ud83d\\ude00"', None, ['a\n\t"\\/\x08\x0c\rä😀']),
        ("# a comment\n1", None, [1]),
        ("1 # end", None, [1]),
        ('"\\("a" + "\\(1)")"', None, ["a1"]),
        (".a_1", {"a_1": 2}, [2]),
        ('."a"', {"a": 1}, [1]),
        ('."a b".c', {"a b": {"c": 1}}, [1]),
    ],
)
def test_a_program_gives_its_outputs(program: str, value: Json, expected: list[Json]) -> None:
    assert outputs(program, value) == expected


@pytest.mark.parametrize(
    ("program", "value"),
    [
        ('"a', None),
        ('"\\(1', None),
        ('"\\x"', None),
        ('"\\u12"', None),
        ("^", None),
        ("99999999999999999999", None),
        ("\\", None),
    ],
)
def test_a_wrong_program_fails(program: str, value: Json) -> None:
    with pytest.raises(JqError):
        outputs(program, value)
