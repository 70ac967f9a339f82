"""Functions of jq programs that see their arguments unevaluated, and those written in jq."""

from __future__ import annotations

import pytest

from tests.unit.expr.jq.program import outputs
from tiercel.expr.errors import LimitExceeded
from tiercel.expr.jq import JqError
from tiercel.model.json_types import Json


@pytest.mark.parametrize(
    ("program", "value", "expected"),
    [
        ("map(. + 1)", [1, 2], [[2, 3]]),
        ("map_values(. * 2)", {"a": 1, "b": 2}, [{"a": 2, "b": 4}]),
        ("[recurse]", [1, [2]], [[[1, [2]], 1, [2], 2]]),
        ("[recurse(if . < 3 then . + 1 else empty end)]", 1, [[1, 2, 3]]),
        ("[recurse(. + 1; . < 3)]", 0, [[0, 1, 2]]),
        ("[.[] | values]", [1, None, 2], [[1, 2]]),
        ("[.[] | nulls]", [1, None], [[None]]),
        ("[.[] | booleans]", [True, 1], [[True]]),
        ("[.[] | numbers]", [True, 1], [[1]]),
        ("[.[] | strings]", ["a", 1], [["a"]]),
        ("[.[] | arrays]", [[], 1], [[[]]]),
        ("[.[] | objects]", [{}, 1], [[{}]]),
        ("[.[] | iterables]", [{}, [], 1], [[{}, []]]),
        ("[.[] | scalars]", [{}, 1, "a"], [[1, "a"]]),
        ("to_entries", {"b": 1, "a": 2}, [[{"key": "b", "value": 1}, {"key": "a", "value": 2}]]),
        (
            "from_entries",
            [{"key": "a", "value": 1}, {"name": "b", "Value": 2}, {"k": "c", "v": None}],
            [{"a": 1, "b": 2, "c": None}],
        ),
        ("with_entries(.value += 1)", {"a": 1}, [{"a": 2}]),
        ("[paths]", {"a": [1]}, [[["a"], ["a", 0]]]),
        ('[paths(type == "number")]', {"a": [1], "b": 2}, [[["a", 0], ["b"]]]),
        ("[leaf_paths]", {"a": [1], "b": 2}, [[["a", 0], ["b"]]]),
        ("del(.a)", {"a": 1, "b": 2}, [{"b": 2}]),
        ("del(.[0,2])", [1, 2, 3], [[2]]),
        ('[.[] | in({"a":1})]', ["a", "b"], [[True, False]]),
        ('inside("abc")', "b", [True]),
        ("any", [False, True], [True]),
        ("all", [True, False], [False]),
        ("any(. > 1)", [1, 2], [True]),
        ("all(. > 0)", [1, 2], [True]),
        ("any(.[]; . > 5)", [1, 2], [False]),
        ("all(.[]; . > 5)", [], [True]),
        ('join(",")', ["a", 1, None, True], ["a,1,,true"]),
        ('join(",")', [], [""]),
        ('walk(if type == "number" then . + 1 else . end)', [1, {"a": 2}], [[2, {"a": 3}]]),
        ("[combinations]", [[1, 2], [3, 4]], [[[1, 3], [1, 4], [2, 3], [2, 4]]]),
        ("[combinations(2)]", [0, 1], [[[0, 0], [0, 1], [1, 0], [1, 1]]]),
        ("first", [1, 2], [1]),
        ("last", [1, 2], [2]),
        ("nth(1)", [1, 2], [2]),
        ("[first(.[])]", [1, 2], [[1]]),
        ("[first(empty)]", [], [[]]),
        ("[last(.[])]", [1, 2], [[2]]),
        ("[nth(1; .[])]", [1, 2, 3], [[2]]),
        ("[limit(2; .[])]", [1, 2, 3], [[1, 2]]),
        ("[limit(0; .[])]", [1], [[]]),
        ("[limit(1, 2; .[])]", [1, 2, 3], [[1, 1, 2]]),
        ("[range(3)]", None, [[0, 1, 2]]),
        ("[range(1; 3)]", None, [[1, 2]]),
        ("[range(0; 10; 4)]", None, [[0, 4, 8]]),
        ("[range(3; 0; -2)]", None, [[3, 1]]),
        ("[range(0; 3; 0)]", None, [[]]),
        ("[.[] | select(. > 1)]", [1, 2, 3], [[2, 3]]),
        ("(.[] | select(. > 1)) |= . * 10", [1, 2, 3], [[1, 20, 30]]),
        ("[until(. > 100; . * 2)]", 3, [[192]]),
        ("[while(. < 10; . * 2)]", 1, [[1, 2, 4, 8]]),
        ("[.[] | empty]", [1], [[]]),
        ("sort_by(.a)", [{"a": 2}, {"a": 1}], [[{"a": 1}, {"a": 2}]]),
        (
            "group_by(.a)",
            [{"a": 2}, {"a": 1}, {"a": 2, "b": 1}],
            [[[{"a": 1}], [{"a": 2}, {"a": 2, "b": 1}]]],
        ),
        ("unique_by(.a)", [{"a": 2, "b": 1}, {"a": 1}, {"a": 2}], [[{"a": 1}, {"a": 2, "b": 1}]]),
        ("min_by(.a)", [{"a": 2}, {"a": 1}], [{"a": 1}]),
        ("max_by(.a)", [{"a": 2}, {"a": 1}], [{"a": 2}]),
        ("min_by(.a)", [], [None]),
        ("max_by(.a)", [], [None]),
        ("[path(.a[0].b)]", None, [[["a", 0, "b"]]]),
        ("[path(..)]", [[1]], [[[], [0], [0, 0]]]),
        ("[path(first(.a, .b))]", None, [[["a"]]]),
        ('path(getpath(["a","b"]))', {"a": {"b": 1}}, [["a", "b"]]),
        ("[path(.[] | select(. > 1))]", [1, 2], [[[1]]]),
        ('getpath(["a","b"])', {"a": {"b": 1}}, [1]),
        ('getpath(["x","b"])', {"a": 1}, [None]),
        ('setpath(["a"]; 1)', None, [{"a": 1}]),
        ('delpaths([["a"]])', {"a": 1, "b": 2}, [{"b": 2}]),
        ("[.[] | error?]", [1], [[]]),
        ('try error("x") catch .', None, ["x"]),
        ('try error({"a":1}) catch .a', None, [1]),
        ('[.[] | try tonumber catch "bad"]', ["1", "x"], [[1, "bad"]]),
        ("error(null)", None, []),
        ('[splits(", *")]', "a, b,c", [["a", "b", "c"]]),
        ("ascii_downcase", "AbÄ", ["abÄ"]),
        ("ascii_upcase", "abä", ["ABä"]),
        ('index("b")', "abcb", [1]),
        ('rindex("b")', "abcb", [3]),
        ('index("x")', "abc", [None]),
        ("[limit(3; repeat(1))]", None, [[None, 1, 1]]),
        ("def f(x): x * 2; f(.)", 3, [6]),
        ("def f($a; $b): $a + $b; f(1; 2)", None, [3]),
        ("def fac: if . < 2 then 1 else . * (. - 1 | fac) end; fac", 5, [120]),
        ("[recurse_down]", [1], [[[1], 1]]),
        ("[.[] | finites]", [1], [[1]]),
        ("[.[] | normals]", [1, 0], [[1]]),
        ("first(range(5))", None, [0]),
        ("(first(.[])) = 9", [1, 2], [[9, 2]]),
        ('(getpath(["a","b"])) = 5', {"a": {"b": 1}}, [{"a": {"b": 5}}]),
        ("(..|numbers) |= . + 1", [1, [2]], [[2, [3]]]),
        ('(recurse | select(type == "number")) = 0', [1, [2]], [[0, [0]]]),
        ("limit(1; 5, 6)", None, [5]),
        ("[ .[] as [$a, $b] | $a + $b ]", [[1, 2], [3, 4]], [[3, 7]]),
    ],
)
def test_a_program_gives_its_outputs(program: str, value: Json, expected: list[Json]) -> None:
    assert outputs(program, value) == expected


def test_now_is_what_the_clock_says() -> None:
    assert outputs("now") == [1.5]


def test_the_names_of_all_functions_are_known() -> None:
    (names,) = outputs("builtins")
    assert {"map/1", "length/0", "limit/2"} <= set(names)
    assert not [name for name in names if name.startswith("_")]


@pytest.mark.parametrize(
    "program",
    [
        "[range(100000000)]",
        "[recurse(. + 1)]",
        "[repeat(1)]",
        "[while(true; . + 1)]",
        "[until(false; . + 1)]",
        "def f: f; f",
    ],
)
def test_a_program_without_end_is_stopped(program: str) -> None:
    with pytest.raises((JqError, LimitExceeded)):
        outputs(program, 0)
