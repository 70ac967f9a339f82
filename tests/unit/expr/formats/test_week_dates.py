"""Weeks of years: what is written is read again, under the rules of two locales."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tiercel.expr.formats.locale_texts import Weeks
from tiercel.expr.formats.week_dates import (
    ISO_WEEKS,
    day_of_week_date,
    localized_day,
    week_and_year,
    week_of_month,
)

US_WEEKS = Weeks(6, 1)
EPOCH = date(1970, 1, 1)
DAYS = [date(2015, 12, 20) + timedelta(days=offset) for offset in range(0, 4_000, 3)]


@pytest.mark.parametrize("rules", [ISO_WEEKS, US_WEEKS])
def test_a_week_date_leads_back_to_its_day(rules: Weeks) -> None:
    for day in DAYS:
        number = (day - EPOCH).days
        week, year = week_and_year(number, rules)
        assert day_of_week_date(year, week, localized_day(number, rules), rules) == number, day


def test_iso_weeks_are_those_of_the_calendar() -> None:
    for day in DAYS:
        number = (day - EPOCH).days
        iso = day.isocalendar()
        assert week_and_year(number, ISO_WEEKS) == (iso.week, iso.year), day
        assert localized_day(number, ISO_WEEKS) == iso.weekday, day


@pytest.mark.parametrize(
    ("day", "rules", "week"),
    [
        (date(2026, 3, 1), ISO_WEEKS, 0),
        (date(2026, 3, 2), ISO_WEEKS, 1),
        (date(2026, 3, 1), US_WEEKS, 1),
        (date(2026, 3, 31), US_WEEKS, 5),
    ],
)
def test_weeks_of_a_month_follow_the_rules(day: date, rules: Weeks, week: int) -> None:
    assert week_of_month((day - EPOCH).days, rules) == week
