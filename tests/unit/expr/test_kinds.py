"""Kinds of values that only some functions make: instants, enums, entries, narrow decimals."""

from __future__ import annotations

import enum
from datetime import date, timedelta

import pytest

from tests.unit.expr.rendering import FIRST, PARIS, rendered
from tiercel.expr import ExpressionError
from tiercel.expr.errors import LimitExceeded
from tiercel.expr.numbers import bounded_list, joined
from tiercel.expr.values import Entry, EnumValue, Float32, Instant, class_name
from tiercel.model.json_types import Json
from tiercel.model.limits import EXPRESSION_ITEMS_MAX, EXPRESSION_OUTPUT_CHARS_MAX


class Colour(enum.Enum):
    RED = 1


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([Instant(5), Instant(1, 5), Instant(1)], [Instant(1), Instant(1, 5), Instant(5)]),
        ([EnumValue("B"), EnumValue("A")], [EnumValue("A"), EnumValue("B")]),
        ([date(2026, 3, 2), date(2026, 3, 1)], [date(2026, 3, 1), date(2026, 3, 2)]),
    ],
)
def test_values_of_one_kind_are_sorted(values: list[Json], expected: list[Json]) -> None:
    assert rendered("{{ v | sort }}", v=values) == rendered("{{ v }}", v=expected)


@pytest.mark.parametrize("values", [[None, None], [timedelta(1), 1]])
def test_values_without_an_order_are_not_sorted(values: list[Json]) -> None:
    with pytest.raises(ExpressionError):
        rendered("{{ v | sort }}", v=values)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (FIRST, "java.time.Instant"),
        (FIRST.replace(tzinfo=PARIS), "java.time.ZonedDateTime"),
        (FIRST.replace(tzinfo=None), "java.time.LocalDateTime"),
        (object(), "java.lang.Object"),
    ],
)
def test_a_value_has_the_class_that_messages_name(value: Json, name: str) -> None:
    assert class_name(value) == name


@pytest.mark.parametrize(
    ("template", "value", "expected"),
    [
        ("{{ v }}", Colour.RED, "RED"),
        ("{{ v | json }}", Entry("k", 1), '{"k":1}'),
        ("{{ v | yaml }}", Entry("k", 1), "k: 1\n"),
        ("{{ v | toIon }}", Entry("k", 1), "{k:1}"),
        ("{{ v | yaml }}", "", '--- ""\n'),
        ("{{ v.year }}", FIRST.replace(tzinfo=PARIS), "2026"),
        ("{{ v.epochSecond }}", Instant(7), "7"),
        ("{{ v + w }}", Float32(0.5), "1.0"),
        ("{{ v == w }}", Float32(0.5), "true"),
        ("{{ '%c' | format(v | first) }}", "abc", "a"),
        ("{% for x in v %}{{ x }}{% endfor %}", None, ""),
        ("{{ '' ~ v }}", "x", "x"),
        ('{{ "#{v}" }}', 5, "5"),
        ('{{ "" }}', 5, ""),
    ],
)
def test_a_value_is_used_like_any_other(template: str, value: Json, expected: str) -> None:
    assert (rendered(template, v=value, w=Float32(0.5)) or "") == expected


def test_results_are_bounded() -> None:
    with pytest.raises(LimitExceeded):
        joined("a" * EXPRESSION_OUTPUT_CHARS_MAX, "b")
    with pytest.raises(LimitExceeded):
        bounded_list([0] * (EXPRESSION_ITEMS_MAX + 1))
