"""Values of every kind compared with each other."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import VARIABLES, rendered
from tiercel.expr import ExpressionError


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ state == 'FAILED' }}", "true"),
        ("{{ 'FAILED' == state }}", "true"),
        ("{{ state == state }}", "true"),
        ("{{ huge == 1 }}", "false"),
        ("{{ huge > 1.5 }}", "true"),
        ("{{ nan == nan }}", "false"),
        ("{{ nan < 1 }}", "false"),
        ("{{ f32 == 0.1 }}", "true"),
        ("{{ f32 < 1 }}", "true"),
        ("{{ dec == 1.1 }}", "true"),
        ("{{ dec > 1 }}", "true"),
        ("{{ instant == instant }}", "true"),
        ("{{ day == day }}", "true"),
        ("{{ hour == hour }}", "true"),
        ("{{ raw == raw }}", "true"),
        ("{{ inf > 1 }}", "true"),
        ("{{ null < 1 }}", "false"),
        ("{{ 'a' >= 'a' }}", "true"),
        ("{{ l == [1,2] }}", "true"),
        ("{{ m == {'a': 1.0} }}", "false"),
    ],
)
def test_a_template_renders(template: str, expected: str | None) -> None:
    assert rendered(template, **VARIABLES) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ true < false }}",
    ],
)
def test_a_wrong_template_is_refused(template: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(template, **VARIABLES)
