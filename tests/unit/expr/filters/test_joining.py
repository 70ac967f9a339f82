"""Filters that join lists and maps."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import VARIABLES, rendered
from tiercel.expr import ExpressionError


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ [1,2] | join(',') }}", "1,2"),
        ("{{ ['a',null] | join('-') }}", "a-null"),
        ("{{ [] | join(',') }}", ""),
        ("{{ [1,2] | join }}", "12"),
        ("{{ {'a':1} | merge({'b':2}) }}", '{"a":1,"b":2}'),
        ("{{ [1] | merge([2]) }}", "[1,2]"),
    ],
)
def test_a_template_renders(template: str, expected: str | None) -> None:
    assert rendered(template, **VARIABLES) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ 'a' | join(',') }}",
        "{{ [1] | concat([2]) }}",
    ],
)
def test_a_wrong_template_is_refused(template: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(template, **VARIABLES)
