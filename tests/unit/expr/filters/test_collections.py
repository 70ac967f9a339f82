"""Filters on lists, maps and texts as sequences."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import VARIABLES, rendered
from tiercel.expr import ExpressionError


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ [3,1] | first }}", "3"),
        ("{{ 'ab' | first }}", "a"),
        ("{{ [] | first }}", None),
        ("{{ [3,1] | last }}", "1"),
        ("{{ 'ab' | last }}", "b"),
        ("{{ 'äb' | length }}", "2"),
        ("{{ 5 | length }}", "0"),
        ("{{ {'a':1} | length }}", "1"),
        ("{{ [1,2] | reverse }}", "[2,1]"),
        ("{{ ['b','a'] | sort }}", '["a","b"]'),
        ("{{ [true,false] | sort }}", "[false,true]"),
        ("{{ [1.5,0.5] | sort }}", "[0.5,1.5]"),
        ("{{ dates | sort }}", '["2026-03-01","2026-03-02"]'),
        ("{{ moments | sort }}", '["2026-03-01T00:00:00.000000Z","2026-03-02T00:00:00.000000Z"]'),
        ("{{ instants | rsort }}", '["2026-03-02T00:00:00.000000Z","2026-03-01T00:00:00.000000Z"]'),
        ("{{ states | sort }}", '["FAILED","SUCCESS"]'),
        ("{{ [3,1,2] | rsort }}", "[3,2,1]"),
        ("{{ 'abcdef' | slice(1,3) }}", "bc"),
        ("{{ [1,2,3] | slice(1) }}", "[2,3]"),
        ("{{ [1,2,3] | slice(0,2) }}", "[1,2]"),
        ("{{ [1,2,3] | chunk(2) }}", "[[1,2],[3]]"),
        ("{{ [3,1,3,'3',[1],[1],{'a':1},{'a':1}] | distinct }}", '[3,1,"3",[1],{"a":1}]'),
        ("{{ moments2 | distinct }}", '["2026-03-02T00:00:00.000000Z"]'),
        ("{{ [1,[2,[3]]] | flatten }}", "[1,2,[3]]"),
        ("{{ {'a':1} | keys }}", '["a"]'),
        ("{{ ['x','y'] | keys }}", "[0,1]"),
        ("{{ {'a':1} | values }}", "[1]"),
        ("{{ nothing | default('x') }}", "x"),
        ("{{ '' | default('x') }}", "x"),
        ("{{ [] | default('x') }}", "x"),
        ("{{ 0 | default('x') }}", "0"),
    ],
)
def test_a_template_renders(template: str, expected: str | None) -> None:
    assert rendered(template, **VARIABLES) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ nothing | length }}",
        "{{ nothing | distinct }}",
        "{{ 5 | first }}",
        "{{ 'a' | reverse }}",
        "{{ 'a' | sort }}",
        "{{ 'a' | rsort }}",
        "{{ [1,'a'] | sort }}",
        "{{ [[1],[2]] | sort }}",
        "{{ [{'a':1},{'b':1}] | sort }}",
        "{{ mixed | sort }}",
        "{{ 'abc' | slice(-1) }}",
        "{{ 5 | slice(1) }}",
        "{{ 'abc' | slice(0,9) }}",
        "{{ 'abc' | slice(2,1) }}",
        "{{ 'abc' | slice(9) }}",
        "{{ 'abc' | slice('x') }}",
        "{{ [1] | chunk('a') }}",
        "{{ 'a' | chunk(1) }}",
        "{{ [1] | chunk(0) }}",
        "{{ 'a' | distinct }}",
        "{{ 'a' | flatten }}",
        "{{ 5 | keys }}",
        "{{ [1] | values }}",
    ],
)
def test_a_wrong_template_is_refused(template: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(template, **VARIABLES)
