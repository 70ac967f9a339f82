"""Entries, indexes, attributes and methods of values of every kind."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import VARIABLES, rendered
from tiercel.expr import ExpressionError


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ n[1] }}", "one"),
        ("{{ n['1'] ?? 'none' }}", "none"),
        ("{{ n[9] ?? 'none' }}", "none"),
        ("{{ nothing_.a ?? 'none' }}", "none"),
        ("{{ m[l] ?? 'none' }}", "none"),
        ("{{ l['0'] ?? 'none' }}", "1"),
        ("{{ s[0] ?? 'none' }}", "none"),
        ("{{ l[5] ?? 'none' }}", "none"),
        ("{{ instant.year ?? 'none' }}", "none"),
        ("{{ day.year }}", "2026"),
        ("{{ day.monthValue }}", "3"),
        ("{{ day.dayOfMonth }}", "1"),
        ("{{ hour.hour }}", "10"),
        ("{{ hour.minute }}", "5"),
        ("{{ local.year }}", "2026"),
        ("{{ instant.epochSecond }}", "1772359200"),
        ("{{ instant.nano }}", "0"),
        ("{{ s.indexOf('q') }}", "-1"),
        ("{{ l.indexOf(9) }}", "-1"),
        ("{{ s.matches('t.*') }}", "true"),
        ("{{ s.replaceAll('t', 'd') }}", "dexd"),
        ("{{ s.concat('x') }}", "textx"),
        ("{{ s.strip() }}", "text"),
        ("{{ s.isBlank() }}", "false"),
        ("{{ s.toString() }}", "text"),
        ("{{ 1.5.isNaN() }}", "false"),
        ("{{ (0.0 / 0).isNaN }}", "true"),
        ("{{ (1.0 / 0).infinite }}", "true"),
        ("{{ 1.isNaN() ?? 'none' }}", "none"),
    ],
)
def test_a_template_renders(template: str, expected: str | None) -> None:
    assert rendered(template, **VARIABLES) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ m[true] ?? 'none' }}",
        "{{ nothing_.a }}",
        "{{ l.a }}",
        "{{ l['x'] }}",
        "{{ s.length(1) }}",
        "{{ s.repeat(2) }}",
        "{{ s.startsWith(1) }}",
        "{{ state.name() }}",
        "{{ s.lastIndexOf('t') }}",
        "{{ s.codePointAt(0) }}",
        "{{ m.size }}",
        "{{ span.toMinutes() }}",
        "{{ day.plusDays(1) }}",
    ],
)
def test_a_wrong_template_is_refused(template: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(template, **VARIABLES)
