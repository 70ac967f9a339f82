"""Filters with regular expressions."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import VARIABLES, rendered
from tiercel.expr import ExpressionError


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ 'a1b2' | replace({'a':'x'}) }}", "x1b2"),
        ("{{ 'a1b2' | replace({'[0-9]':'#'}, regexp=true) }}", "a#b#"),
        ("{{ 'a-b' | split('-') }}", '["a","b"]'),
        ("{{ 'a-b-c' | split('-', 2) }}", '["a","b-c"]'),
        ("{{ 'a1b2' | split('[0-9]') }}", '["a","b"]'),
        ("{{ 'abc' | split('') }}", '["a","b","c"]'),
        ("{{ 'a,b,,' | split(',') }}", '["a","b"]'),
        ("{{ 'aXb' | replace({'X':'$1'}) }}", "a$1b"),
        ("{{ 'ab' | replace({'(a)(b)':'$2$1'}, regexp=true) }}", "ba"),
        ("{{ 'ab' | replace({'(?<x>a)':'${x}!'}, regexp=true) }}", "a!b"),
    ],
)
def test_a_template_renders(template: str, expected: str | None) -> None:
    assert rendered(template, **VARIABLES) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'ab' | replace({'a':'\\\\$'}, regexp=true) }}",
        "{{ 'a' matches '[a-z]' }}",
        "{{ 'a.b' matches 'a\\\\.b' }}",
        "{{ 'AB' matches '(?i)ab' }}",
    ],
)
def test_a_wrong_template_is_refused(template: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(template, **VARIABLES)
