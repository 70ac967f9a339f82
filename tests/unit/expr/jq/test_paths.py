"""Reading, assigning and deleting at jq paths."""

from __future__ import annotations

import pytest

from tests.unit.expr.jq.program import outputs
from tiercel.expr.jq import JqError
from tiercel.model.json_types import Json


@pytest.mark.parametrize(
    ("program", "value", "expected"),
    [
        (".a", {"a": 1}, [1]),
        (".a", None, [None]),
        (".a.b", {"a": None}, [None]),
        ('.["a"]', {"a": 1}, [1]),
        (".[0]", [1, 2], [1]),
        (".[-1]", [1, 2], [2]),
        (".[5]", [1], [None]),
        (".[0]", None, [None]),
        (".[1:]", [1, 2, 3], [[2, 3]]),
        (".[:1]", [1, 2, 3], [[1]]),
        (".[-2:]", [1, 2, 3], [[2, 3]]),
        (".[1:2]", "abc", ["b"]),
        (".[1:2]", None, [None]),
        (".[[2]]", [1, 2, 1, 2], [[1, 3]]),
        (".[[]]", [1], [[]]),
        ('.[{"start":1,"end":2}]', [1, 2, 3], [[2]]),
        (".a[]?", {"a": 1}, []),
        ("[.[]?]", 1, [[]]),
        ("[.[]]", {"a": 1, "b": 2}, [[1, 2]]),
        (".a = 1", None, [{"a": 1}]),
        (".a.b = 1", {"a": {"c": 2}}, [{"a": {"c": 2, "b": 1}}]),
        (".[1] = 5", [1], [[1, 5]]),
        (".[3] = 5", None, [[None, None, None, 5]]),
        (".[-1] = 9", [1, 2], [[1, 9]]),
        (".[1:] = [9]", [1, 2, 3], [[1, 9]]),
        ('.[:1] = ["x","y"]', [1, 2], [["x", "y", 2]]),
        (".[2:4] = [1]", None, [[1]]),
        (".a += 1", {"a": 1}, [{"a": 2}]),
        (".a -= 1", {"a": 1}, [{"a": 0}]),
        (".a *= 2", {"a": 2}, [{"a": 4}]),
        (".a /= 2", {"a": 4}, [{"a": 2}]),
        (".a %= 3", {"a": 4}, [{"a": 1}]),
        (".a //= 5", {"a": None}, [{"a": 5}]),
        (".a |= . + 1", {"a": 1}, [{"a": 2}]),
        (".[] += 1", [1, 2], [[2, 3]]),
        (".[] |= empty", [1], [[]]),
        ("del(.[1:])", [1, 2, 3], [[1]]),
        ("del(.[-1])", [1, 2, 3], [[1, 2]]),
        ("del(.a.b)", {"a": {"b": 1, "c": 2}}, [{"a": {"c": 2}}]),
        ("del(.x.y)", {"a": 1}, [{"a": 1}]),
        ("del(.[9])", [1], [[1]]),
        ("del(.)", 1, [None]),
        ("del(.a)", None, [None]),
        ('delpaths([["a","b"],["a","c"]])', {"a": {"b": 1, "c": 2}}, [{"a": {}}]),
        ("delpaths([])", {"a": 1}, [{"a": 1}]),
        ("delpaths([[]])", 1, [None]),
        ("to_entries[0].key", {"a": 1}, ["a"]),
        (".a[1:][0]", {"a": [1, 2, 3]}, [2]),
        ("(.a,.b) = 7", {}, [{"a": 7, "b": 7}]),
        (".a as $x | .b = $x", {"a": 1}, [{"a": 1, "b": 1}]),
        ("paths(..)", [1], [[0]]),
        (".. == 1", [1], [False, True]),
        ("(.a | .b) |= 3", {"a": {}}, [{"a": {"b": 3}}]),
        ("(if .a then .a else .b end) = 2", {"a": None}, [{"a": None, "b": 2}]),
        ("(.a // .b) = 3", {"b": 1}, [{"b": 3}]),
        (".a[1:][0] = 9", {"a": [1, 2, 3]}, [{"a": [1, 9, 3]}]),
        ("reduce .[] as $x (0; . + $x)", [1, 2], [3]),
        ("(.[0] , .[1]) |= . + 1", [1, 2], [[2, 3]]),
        ("path(.a[1:2])", None, [["a", {"start": 1, "end": 2}]]),
        ("(try .a catch .b) = 1", {}, [{"a": 1}]),
        ("(.a?) = 1", {}, [{"a": 1}]),
        ("(label $f | .a | ., break $f) = 1", {}, [{"a": 1}]),
        ("(def f: .a; f) = 3", {}, [{"a": 3}]),
        ("(. as $d | .a) = 4", {}, [{"a": 4}]),
        ("(empty) = 1", {"a": 1}, [{"a": 1}]),
        (".. |= .", [1], [[1]]),
    ],
)
def test_a_program_gives_its_outputs(program: str, value: Json, expected: list[Json]) -> None:
    assert outputs(program, value) == expected


@pytest.mark.parametrize(
    ("program", "value"),
    [
        ("(reduce (1,2) as $i (.; .a)) = 5", None),
        ("[path(foreach (1,2) as $i (.; .a; .))]", None),
        (".a", [1]),
        (".[0]", {"a": 1}),
        (".[]", 1),
        ('.["a"]', 1),
        ('.[{"a":1}]', 1),
        (".[true]", [1]),
        (".a = 1", [1]),
        (".[0] = 1", {"a": 1}),
        (".[-3] = 1", [1]),
        (".[1:] = 5", [1, 2]),
        (".[1:] = [1]", {"a": 1}),
        ("setpath([true]; 1)", None),
        ("setpath(1; 1)", None),
        ("del(.[0])", {"a": 1}),
        ("delpaths([1])", [1]),
        ("delpaths(1)", [1]),
        ('.["a":]', [1]),
        (".[9999999999] = 1", []),
        ("path(1)", None),
        ("(1) = 2", None),
        ("(. + 1) |= 2", 1),
        ("getpath(1)", None),
        ("path(length)", [1]),
        (".[1:].a = 1", [{}]),
        ("path([.a])", None),
        (".[] = 1", 3),
        ("del(.[true])", [1]),
    ],
)
def test_a_wrong_program_fails(program: str, value: Json) -> None:
    with pytest.raises(JqError):
        outputs(program, value)
