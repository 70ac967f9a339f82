"""Filters that read and write numbers."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import VARIABLES, rendered
from tiercel.expr import ExpressionError


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ -5 | abs }}", "5"),
        ("{{ -1.5 | abs }}", "1.5"),
        ("{{ 1234.5678 | numberFormat }}", "1,234.568"),
        ("{{ 5 | numberFormat('000') }}", "005"),
        ("{{ '12' | number }}", "12"),
        ("{{ '12' | number('INT') }}", "12"),
        ("{{ '12' | number('LONG') }}", "12"),
        ("{{ '1.5' | number('FLOAT') }}", "1.5"),
        ("{{ '1.5' | number('DOUBLE') }}", "1.5"),
        ("{{ 'NaN' | number('DOUBLE') }}", "NaN"),
        ("{{ '-Infinity' | number('DOUBLE') }}", "-Infinity"),
        ("{{ '1.5f' | number('DOUBLE') }}", "1.5"),
        ("{{ '1.50' | number('BIGDECIMAL') }}", "1.50"),
        ("{{ '12345678901234567890' | number('BIGINTEGER') }}", "12345678901234567890"),
        ("{{ '0x1F' | number }}", "31"),
        ("{{ '-0x1F' | number }}", "-31"),
        ("{{ '#1F' | number }}", "31"),
        ("{{ '017' | number }}", "15"),
        ("{{ '-017' | number }}", "-15"),
        ("{{ '12L' | number }}", "12"),
        ("{{ '12345678901234567890L' | number }}", "12345678901234567890"),
        ("{{ '1.5f' | number }}", "1.5"),
        ("{{ '1e300f' | number }}", "1.0E300"),
        ("{{ '1.5d' | number }}", "1.5"),
        ("{{ '1.5' | number }}", "1.5"),
        ("{{ '1.23456789012' | number }}", "1.23456789012"),
        ("{{ '0.0' | number }}", "0.0"),
        ("{{ '12' | number('OTHER') }}", "12"),
        ("{{ '1e39' | number('FLOAT') }}", "Infinity"),
    ],
)
def test_a_template_renders(template: str, expected: str | None) -> None:
    assert rendered(template, **VARIABLES) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ null | abs }}",
        "{{ 'a' | abs }}",
        "{{ 'a' | numberFormat }}",
        "{{ 5 | number }}",
        "{{ '12' | number(null) }}",
        "{{ 'a' | number }}",
        "{{ '1.5' | number('INT') }}",
        "{{ '99999999999' | number('INT') }}",
        "{{ 'a' | number('DOUBLE') }}",
        "{{ 'a' | number('BIGDECIMAL') }}",
        "{{ '1.5' | number('BIGINTEGER') }}",
        "{{ '1.5L' | number }}",
        "{{ '089' | number }}",
        "{{ long | number }}",
        "{{ '' | number }}",
    ],
)
def test_a_wrong_template_is_refused(template: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(template, **VARIABLES)
