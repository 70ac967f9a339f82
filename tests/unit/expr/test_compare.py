"""Operators, tests and comparisons."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import VARIABLES, rendered
from tiercel.expr import ExpressionError


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ true and not false }}", "true"),
        ("{{ 1 == 1.0 }}", "true"),
        ("{{ 'a' == 'a' }}", "true"),
        ("{{ [1] == [1] }}", "true"),
        ("{{ {'a':1} == {'a':1} }}", "true"),
        ("{{ 1 < 2 }}", "true"),
        ("{{ 'a' < 'b' }}", "true"),
        ("{{ null == null }}", "true"),
        ("{{ [1,2] contains 1 }}", "true"),
        ("{{ 'abc' contains 'b' }}", "true"),
        ("{{ {'a':1} contains 'a' }}", "true"),
        ("{{ [1,2,3] contains [1,2] }}", "true"),
        ("{{ 3 is odd }}", "true"),
        ("{{ 4 is even }}", "true"),
        ("{{ [] is empty }}", "true"),
        ("{{ ' ' is empty }}", "true"),
        ("{{ '[1]' is json }}", "true"),
        ("{{ '{' is json }}", "false"),
        ("{{ '' is json }}", "true"),
        ("{{ nothing is defined }}", "false"),
        ("{{ null is null }}", "true"),
        ("{{ {} is map }}", "true"),
        ("{{ [1] is iterable }}", "true"),
        ("{{ 1..3 }}", "[1,2,3]"),
        ("{{ 3..1 }}", "[]"),
        ("{{ 'a'..'c' }}", '["a","b","c"]'),
        ("{{ 7 % 3 }}", "1"),
        ("{{ -7 % 3 }}", "-1"),
        ("{{ 2 * 3.5 }}", "7.0"),
        ("{{ 7 / 2 }}", "3"),
        ("{{ 7.0 / 2 }}", "3.5"),
        ("{{ -5 }}", "-5"),
        ("{{ 'a' ~ 1 ~ true }}", "a1true"),
        ("{{ 1 + 2 * 3 }}", "7"),
        ("{{ (1 + 2) * 3 }}", "9"),
        ("{{ true ? 'y' : 'n' }}", "y"),
        ("{{ 2147483647 + 1 }}", "2147483648"),
        ("{{ dec + 1 }}", "2.10"),
        ("{{ dec * dec }}", "1.2100"),
        ("{{ 10 / 4.0 }}", "2.5"),
        ("{{ [1] + 1 }}", "[1,1]"),
        ("{{ not 'a' }}", "false"),
    ],
)
def test_a_template_renders(template: str, expected: str | None) -> None:
    assert rendered(template, **VARIABLES) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ dates[0] < dates[1] }}",
        "{{ moments[0] > moments[1] }}",
        "{{ 1 in [1,2] }}",
        "{{ 'a' in 'abc' }}",
        "{{ 'a' in {'a':1} }}",
        "{{ 5 // 2 ?? 'x' }}",
        "{{ 5 / 0 }}",
        "{{ 5 % 0 }}",
        "{{ 'a' - 1 }}",
        "{{ null is even }}",
        "{{ 'a' is even }}",
        "{{ null is json }}",
        "{{ 5 is json }}",
        "{{ 1 < 'a' }}",
        "{{ [1] < [2] }}",
        "{{ nothing }}",
        "{{ m.zz }}",
        "{{ s.zz() }}",
        "{{ 'a' | nosuch }}",
        "{{ nosuch() }}",
        "{{ 1 is nosuch }}",
        "{{ 1..10000000 }}",
        "{{ 'a' * 2 }}",
        "{{ -'a' }}",
    ],
)
def test_a_wrong_template_is_refused(template: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(template, **VARIABLES)
