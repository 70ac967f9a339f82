"""Days, dates and instants in ISO form: any year, nanoseconds.

Days are counted from 1970-01-01; the calendar is the proleptic Gregorian one.
"""

from __future__ import annotations

from tiercel.expr.values import Instant


def days_from_civil(year: int, month: int, day: int) -> int:
    """The day number of a date."""
    year -= month <= 2
    era = year // 400
    of_era = year - era * 400
    of_year = (153 * (month + (-3 if month > 2 else 9)) + 2) // 5 + day - 1
    return era * 146_097 + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 719_468


def civil_from_days(days: int) -> tuple[int, int, int]:
    """The date of a day number."""
    days += 719_468
    era, of_era = divmod(days, 146_097)
    year_of_era = (of_era - of_era // 1_460 + of_era // 36_524 - of_era // 146_096) // 365
    of_year = of_era - (365 * year_of_era + year_of_era // 4 - year_of_era // 100)
    shifted = (5 * of_year + 2) // 153
    day = of_year - (153 * shifted + 2) // 5 + 1
    month = shifted + (3 if shifted < 10 else -9)
    return year_of_era + era * 400 + (month <= 2), month, day


def month_days(year: int, month: int) -> int:
    """The number of days of a month."""
    following = (year + 1, 1) if month == 12 else (year, month + 1)
    return days_from_civil(*following, 1) - days_from_civil(year, month, 1)


def year_text(year: int) -> str:
    """A year in ISO form: four digits, more with a sign."""
    if 0 <= year <= 9_999:
        return f"{year:04d}"
    return f"{'-' if year < 0 else '+'}{abs(year):04d}"


def offset_text(seconds: int) -> str:
    """`Z`, `+02:00`, `-05:30`, with seconds only where there are some."""
    if seconds == 0:
        return "Z"
    sign = "-" if seconds < 0 else "+"
    minutes, rest = divmod(abs(seconds), 60)
    text = f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"
    return f"{text}:{rest:02d}" if rest else text


def instant_text(value: Instant) -> str:
    """ISO in UTC, the fraction with 0, 3, 6 or 9 digits."""
    days, second = divmod(value.second, 86_400)
    year, month, day = civil_from_days(days)
    clock = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
    return f"{year_text(year)}-{month:02d}-{day:02d}T{clock}{fraction_text(value.nano)}Z"


def fraction_text(nano: int) -> str:
    """`` , `.123`, `.123456` or `.123456789`."""
    if nano == 0:
        return ""
    if nano % 1_000_000 == 0:
        return f".{nano // 1_000_000:03d}"
    if nano % 1_000 == 0:
        return f".{nano // 1_000:06d}"
    return f".{nano:09d}"


def clock_text(hour: int, minute: int, second: int, nano: int) -> str:
    """`10:00`, with seconds and their fraction only where there are some."""
    if second == 0 and nano == 0:
        return f"{hour:02d}:{minute:02d}"
    return f"{hour:02d}:{minute:02d}:{second:02d}{fraction_text(nano)}"
