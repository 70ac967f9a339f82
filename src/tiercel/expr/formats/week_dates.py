"""Weeks of years and months under the rules of a locale."""

from __future__ import annotations

from tiercel.expr.formats.locale_texts import Weeks
from tiercel.expr.iso_dates import civil_from_days, days_from_civil

ISO_WEEKS = Weeks(0, 4)


def localized_day(day: int, rules: Weeks) -> int:
    """The day of the week, 1 being the first day of the locale."""
    return ((day + 3) % 7 - rules.first_day) % 7 + 1


def week_of_month(day: int, rules: Weeks) -> int:
    """The week of the month; 0 when the first days belong to the week before."""
    of_month = civil_from_days(day)[2]
    return _week(_offset(of_month, localized_day(day, rules), rules), of_month)


def week_and_year(day: int, rules: Weeks) -> tuple[int, int]:
    """The week of the week-based year, and that year."""
    year = civil_from_days(day)[0]
    of_year = day - days_from_civil(year, 1, 1) + 1
    offset = _offset(of_year, localized_day(day, rules), rules)
    week = _week(offset, of_year)
    if week == 0:
        return week_and_year(day - of_year, rules)
    if week > 50:
        length = days_from_civil(year + 1, 1, 1) - days_from_civil(year, 1, 1)
        first_of_next = _week(offset, length + rules.days_min)
        if week >= first_of_next:
            return week - first_of_next + 1, year + 1
    return week, year


def day_of_week_date(year: int, week: int, weekday: int, rules: Weeks) -> int:
    """The day number of a week-based date; `weekday` is 1 for the first day of the locale."""
    january_first = days_from_civil(year, 1, 1)
    of_first = localized_day(january_first, rules)
    first_week = _week(_offset(1, of_first, rules), 1)
    return january_first + (week - first_week) * 7 + weekday - of_first


def _offset(day: int, weekday: int, rules: Weeks) -> int:
    start = (day - weekday) % 7
    return 7 - start if start + 1 > rules.days_min else -start


def _week(offset: int, day: int) -> int:
    return (7 + offset + day - 1) // 7
