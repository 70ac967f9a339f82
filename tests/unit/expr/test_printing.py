"""Values of every kind as text."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import VARIABLES, rendered


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ state }}", "FAILED"),
        ("{{ states }}", '["SUCCESS","FAILED"]'),
        ("{{ instant }}", "2026-03-01T10:00:00Z"),
        ("{{ day }}", "2026-03-01"),
        ("{{ hour }}", "10:05"),
        ("{{ local }}", "2026-03-01T10:05"),
        ("{{ span }}", "PT1H30M"),
        ("{{ raw }}", '"aGk="'),
        ("{{ dec }}", "1.10"),
        ("{{ f32 }}", "0.1"),
        ("{{ inf }}", "Infinity"),
        ("{{ nan }}", "NaN"),
        ("{{ n }}", '{"1":"one","2":"two"}'),
        ("{{ '' ~ hour ~ span ~ raw ~ state }}", "10:05PT1H30MhiFAILED"),
        ("{{ [hour] | join(',') }}", "10:05"),
        ("{{ {'a': hour, 'b': local} | json }}", '{"a":"10:05:00","b":"2026-03-01T10:05:00"}'),
        ("{{ l | json }}", "[1,2]"),
        ("{{ states | sort }}", '["FAILED","SUCCESS"]'),
        (
            "{{ [instant, instant] | sort }}",
            '["2026-03-01T10:00:00.000000Z","2026-03-01T10:00:00.000000Z"]',
        ),
        ("{{ [day, day] | distinct }}", '["2026-03-01"]'),
        ("{{ nothing_ }}", None),
        ("{{ [nothing_] }}", "[null]"),
        ("{{ 'é\u2028<' | json }}", '"é\u2028<"'),
    ],
)
def test_a_template_renders(template: str, expected: str | None) -> None:
    assert rendered(template, **VARIABLES) == expected
