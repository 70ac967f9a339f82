"""Arithmetic of numbers, lists and texts."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import VARIABLES, rendered
from tiercel.expr import ExpressionError


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ dec / 2 }}", "0.55"),
        ("{{ dec % 1 }}", "0.10"),
        ("{{ f % 0 }}", "NaN"),
        ("{{ f / 0 }}", "Infinity"),
        ("{{ 0.0 / 0.0 }}", "NaN"),
        ("{{ -1.5 / 0 }}", "-Infinity"),
        ("{{ inf % 2 }}", "NaN"),
        ("{{ f32 + 1 }}", "1.1"),
        ("{{ f32 * 2 }}", "0.2"),
        ("{{ 9223372036854775807 + 1 }}", "-9223372036854775808"),
        ("{{ 2147483647 * 2 }}", "4294967294"),
        ("{{ [1,2,1] - [1] }}", "[2]"),
        ("{{ [1,2] - 1 }}", "[2]"),
        ("{{ 'a' + 'b' }}", "ab"),
        ("{{ 'a' + 1 }}", "a1"),
        ("{{ range(nan, 2) }}", "[0,1,2]"),
        ("{{ range(1.7, 3) }}", "[1,2,3]"),
        ("{{ [1,2] | slice(dec) }}", "[2]"),
        ("{{ [1,2,3] | slice(1.9) }}", "[2,3]"),
        ("{{ -dec }}", "-1.10"),
        ("{{ -f32 }}", "-0.1"),
        ("{{ -2147483648 }}", "-2147483648"),
    ],
)
def test_a_template_renders(template: str, expected: str | None) -> None:
    assert rendered(template, **VARIABLES) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ {'a':1} + {'b':2} }}",
        "{{ nothing_ + 1 }}",
        "{{ -nothing_ }}",
    ],
)
def test_a_wrong_template_is_refused(template: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(template, **VARIABLES)
