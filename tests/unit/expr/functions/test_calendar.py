"""Functions of the calendar: days, hours, weekends, positions in a month, holidays."""

from __future__ import annotations

import pytest

from tests.unit.expr.rendering import rendered
from tiercel.expr import ExpressionError


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{{ dayOfWeek('2026-03-01') }}", "SUNDAY"),
        ("{{ dayOfMonth('2026-03-01') }}", "1"),
        ("{{ monthOfYear('2026-03-01') }}", "3"),
        ("{{ hourOfDay('2026-03-01T10:00:00Z') }}", "10"),
        ("{{ isWeekend('2026-03-01') }}", "true"),
        ("{{ isWeekend('2026-03-02') }}", "false"),
        ("{{ isPublicHoliday('2026-07-04', 'US') }}", "true"),
        ("{{ isPublicHoliday('2026-07-14', 'FR') }}", "true"),
        ("{{ isPublicHoliday('2026-07-15', 'FR') }}", "false"),
        ("{{ isDayWeekInMonth('2026-03-01', 'SUNDAY', 'FIRST') }}", "true"),
        ("{{ isDayWeekInMonth('2026-03-01', 'MONDAY', 'FIRST') }}", "false"),
        ("{{ isDayWeekInMonth('2026-03-29', 'SUNDAY', 'LAST') }}", "true"),
        ("{{ isDayWeekInMonth('2026-03-22', 'SUNDAY', 'LAST') }}", "false"),
    ],
)
def test_a_day_is_described(template: str, expected: str) -> None:
    assert rendered(template) == expected


@pytest.mark.parametrize(
    "template",
    [
        "{{ dayOfWeek([1]) }}",
        "{{ dayOfWeek('soon') }}",
        "{{ hourOfDay('2026-03-01') }}",
        "{{ isPublicHoliday('2026-03-01', 'XX') }}",
        "{{ isDayWeekInMonth('2026-03-01', 'NODAY', 'FIRST') }}",
        "{{ isDayWeekInMonth('2026-03-01', 'SUNDAY', 'TENTH') }}",
    ],
)
def test_what_is_no_day_is_refused(template: str) -> None:
    with pytest.raises(ExpressionError):
        rendered(template)
