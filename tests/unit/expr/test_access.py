"""Attributes, indexes and methods of values."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import VARIABLES, rendered
from tiercel.expr import ExpressionError


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ m.a }}", "1"),
        ("{{ m['a'] }}", "1"),
        ("{{ l[0] }}", "1"),
        ("{{ l[-1] ?? 'none' }}", "none"),
        ("{{ m.b.c ?? 'none' }}", "none"),
        ("{{ s.length() }}", "4"),
        ("{{ m.size() }}", "1"),
        ("{{ l.size() }}", "2"),
        ("{{ l.isEmpty() }}", "false"),
        ("{{ s.toUpperCase() }}", "TEXT"),
        ("{{ m.containsKey('a') }}", "true"),
        ("{{ s.indexOf('x') }}", "2"),
        ("{{ s.startsWith('t') }}", "true"),
        ("{{ s.endsWith('t') }}", "true"),
        ("{{ s.trim() }}", "text"),
        ("{{ s.replace('t','d') }}", "dexd"),
        ("{{ s.isEmpty() }}", "false"),
        ("{{ m.get('a') }}", "1"),
        ("{{ m.keySet() }}", '["a"]'),
        ("{{ m.values() }}", "[1]"),
        ("{{ s.toLowerCase() }}", "text"),
        ("{{ s.split('x') }}", '["te","t"]'),
        ("{{ m.getOrDefault('z', 5) ?? 'none' }}", "none"),
        ("{{ l.indexOf(2) }}", "1"),
        ("{{ m.entrySet() ?? 'none' }}", '[{"a":1}]'),
    ],
)
def test_a_template_renders(template: str, expected: str | None) -> None:
    assert rendered(template, **VARIABLES) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ l.0 ?? 'none' }}",
        "{{ s.contains('e') }}",
        "{{ l.contains(1) }}",
        "{{ s.substring(1) }}",
        "{{ s.substring(1,2) }}",
        "{{ l.get(0) }}",
        "{{ s.charAt(0) }}",
        "{{ s.equals('text') }}",
    ],
)
def test_a_wrong_template_is_refused(template: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(template, **VARIABLES)
