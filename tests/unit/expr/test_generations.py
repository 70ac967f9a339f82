"""What both generations of the language once failed on, and holds in each of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Literal

import pytest

from tiercel.expr import Renderer
from tiercel.expr.lookups import NoLookups
from tiercel.model.json_types import Json

Generation = Literal["2.0", "1.3"]
SCOPE: dict[str, Json] = {
    "m": {"a": 1, "b": 2},
    "seconds": 1_772_359_200,
    "d": 1.5,
    "tenth": datetime(2026, 3, 1, 10, 0, 0, 100_000, tzinfo=UTC),
}


def rendered(generation: Generation, template: str) -> str | None:
    return Renderer(generation=generation).render(template, SCOPE, NoLookups())


@pytest.mark.parametrize("generation", ["2.0", "1.3"])
@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("a{% raw %}\n{{ a }}\n  {% b %}\n{% endraw %}z", "a\n{{ a }}\n  {% b %}\nz"),
        ("{{ seconds | date('yyyy-MM-dd HH', timeZone='UTC') }}", "2026-03-01 10"),
        ("{{ seconds | timestamp }}", "1772359200"),
        ("{{ 'a' 'b' \"c\" }}", "abc"),
        ("{{ 'a #{ b' }} #{ c", "a #{ b #{ c"),
        ("{{ [1] | merge(m | keys) }}", '[1,"a","b"]'),
        ("{{ [1] | merge(m.keySet()) }}", '[1,"a","b"]'),
        ("{{ 1.5.isNaN() }} {{ d.isNaN }} {{ (0.0 / 0).isNaN() }}", "false false true"),
        ("{{ yaml('a: .inf').a }} {{ yaml('a: -.inf').a }}", "Infinity -Infinity"),
    ],
)
def test_it_is_the_same_in_both(generation: Generation, template: str, expected: str) -> None:
    assert rendered(generation, template) == expected


@pytest.mark.parametrize(
    ("generation", "expected"),
    [("2.0", '["2026-03-01T10:00:00.100000Z"]'), ("1.3", '["2026-03-01T10:00:00.100Z"]')],
)
def test_a_tenth_of_a_second_in_json_has_the_digits_of_its_generation(
    generation: Generation, expected: str
) -> None:
    assert rendered(generation, "{{ [tenth] | json }}") == expected
