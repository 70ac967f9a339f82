"""Functions that read JSON, YAML and Ion."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import VARIABLES, rendered
from tiercel.expr import ExpressionError


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ fromJson('{\"a\":[1,2]}').a[1] }}", "2"),
        ("{{ json('[1]') }}", "[1]"),
        ("{{ yaml('a: 1\nb: [x, y]').b }}", '["x","y"]'),
        (
            "{{ yaml('- 1\n- 2.5\n- true\n- null\n- 2026-03-01\n- \"x\"') }}",
            '[1,2.5,true,null,"2026-03-01","x"]',
        ),
        (
            "{{ fromIon('{a:1,b:[true,null,1.5,\"x\",sym]}') }}",
            '{"a":1,"b":[true,null,1.5,"x","sym"]}',
        ),
        ("{{ fromIon('1.50') }}", "1.50"),
        ("{{ fromIon('1e0') }}", "1.0"),
        ("{{ fromIon('2026-03-01T') }}", "2026-03-01"),
        ("{{ fromIon('2026-03-01T10:00:00.000+02:00') }}", "2026-03-01T08:00:00Z"),
        ("{{ fromIon('2026T') }}", "2026-01-01"),
        ("{{ fromIon('{{aGk=}}') }}", '"aGk="'),
        ("{{ fromIon('1 2', allRows=true) }}", "[1,2]"),
        ("{{ fromIon('') }}", None),
    ],
)
def test_a_template_renders(template: str, expected: str | None) -> None:
    assert rendered(template, **VARIABLES) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ fromJson('{') }}",
        "{{ yaml('a: [') }}",
        "{{ fromIon('{') }}",
        "{{ fromIon('null') }}",
        "{{ fromIon(deep) }}",
        "{{ fromJson(5) }}",
    ],
)
def test_a_wrong_template_is_refused(template: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(template, **VARIABLES)
