"""jq functions with regular expressions."""

from __future__ import annotations

import pytest

from tests.unit.expr.jq.program import outputs
from tiercel.expr.jq import JqError
from tiercel.model.json_types import Json


@pytest.mark.parametrize(
    ("program", "value", "expected"),
    [
        ('test("b")', "abc", [True]),
        ('test("B")', "abc", [False]),
        ('test("B"; "i")', "abc", [True]),
        ('test(["B","i"])', "abc", [True]),
        ('test(["b"])', "abc", [True]),
        (
            '[match("(?<x>b)(d)?").captures[] | [.offset,.length,.string,.name]]',
            "abc",
            [[[1, 1, "b", "x"], [-1, 0, None, None]]],
        ),
        ('[match("b"; "g").offset]', "abcb", [[1, 3]]),
        ('[match("z")]', "abc", [[]]),
        ('[match("b") | .offset,.length,.string]', "abc", [[1, 1, "b"]]),
        ('capture("(?<y>[0-9]+)-(?<m>[0-9]+)")', "2020-11", [{"y": "2020", "m": "11"}]),
        ('[scan("[0-9]")]', "a1b2", [["1", "2"]]),
        ('[scan("([a-z])([0-9])")]', "a1b2", [[["a", "1"], ["b", "2"]]]),
        ('[scan("A"; "i")]', "aA", [["a", "A"]]),
        ('split(", *"; null)', "a, b", [["a", "b"]]),
        ('split("B"; "i")', "abc", [["a", "c"]]),
        ('[splits("b")]', "abc", [["a", "c"]]),
        ('sub("b"; "x")', "abcb", ["axcb"]),
        ('gsub("b"; "x")', "abcb", ["axcx"]),
        ('gsub("(?<l>[a-z])"; "<" + .l + ">")', "a1", ["<a>1"]),
        ('sub("B"; "x"; "i")', "abc", ["axc"]),
        ('gsub("B"; "x"; "i")', "abcb", ["axcx"]),
        ('gsub("z"; "x")', "abc", ["abc"]),
        ('test("a.c"; "s")', "a\nc", [True]),
        ('test("a b"; "x")', "ab", [True]),
    ],
)
def test_a_program_gives_its_outputs(program: str, value: Json, expected: list[Json]) -> None:
    assert outputs(program, value) == expected


@pytest.mark.parametrize(
    ("program", "value"),
    [
        ("test(1)", "a"),
        ('test("a"; 1)', "a"),
        ('test("a"; "q")', "a"),
        ('test("a")', 1),
        ('test("(")', "a"),
        ("test([])", "a"),
        ('capture("(")', "a"),
    ],
)
def test_a_wrong_program_fails(program: str, value: Json) -> None:
    with pytest.raises(JqError):
        outputs(program, value)
