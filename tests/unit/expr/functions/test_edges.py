"""Functions at the edges of their arguments."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import VARIABLES, rendered
from tiercel.expr import ExpressionError


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ yaml('a: &x [1]\nb: *x') }}", '{"a":[1],"b":"x"}'),
        ("{{ yaml('--- 1') }}", "1"),
        ("{{ yaml('a: !!str 5') }}", '{"a":"5"}'),
        ("{{ yaml('1: a\ntrue: b') }}", '{"1":"a","true":"b"}'),
        ("{{ yaml('a: 2026-03-01T10:00:00Z') }}", '{"a":"2026-03-01T10:00:00Z"}'),
        ("{{ yaml('<<: {a: 1}\nb: 2') }}", '{"<<":{"a":1},"b":2}'),
        ("{{ fromJson('1 2') }}", "1"),
        ("{{ yaml('a: .inf').a }}", "Infinity"),
        ("{{ yaml('a: -.INF').a }}", "-Infinity"),
        ("{{ yaml('[.nan, .x]') }}", '["NaN",".x"]'),
        ("{{ max() }}", None),
        ("{{ max([1,5]) }}", "[1,5]"),
        ("{{ range(3, 1) }}", "[]"),
        ("{{ range(3, 1, -1) }}", "[3,2,1]"),
        ("{{ iterationOutput() ?? 'x' }}", "x"),
        ("{{ currentEachOutput(m) ?? 'x' }}", '{"a":1}'),
    ],
)
def test_a_template_renders(template: str, expected: str | None) -> None:
    assert rendered(template, **VARIABLES) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ yaml('') ?? 'none' }}",
        "{{ yaml('? [1]\n: 2') }}",
        "{{ yaml(5) }}",
        "{{ fromJson('NaN') }}",
        "{{ fromJson('') ?? 'none' }}",
        "{{ max('a', 1) }}",
        "{{ range(1, 3, 0) }}",
        "{{ range('a', 5) }}",
        "{{ randomInt(1) }}",
        "{{ nanoId(0) }}",
    ],
)
def test_a_wrong_template_is_refused(template: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(template, **VARIABLES)
