"""Names of months, days, zones and the patterns of styles, by locale.

English is written out but for names of zones and of parts of a day; every other locale comes from
Babel (CLDR), loaded on first use.
"""

from __future__ import annotations

import functools
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from tiercel.expr.errors import EvaluationError
from tiercel.expr.formats.standard_packages import standard_packages
from tiercel.expr.moments import Moment
from tiercel.model.json_types import Json

if TYPE_CHECKING:
    from babel import Locale

STYLES = ("full", "long", "medium", "short")
_PURPOSE = "Names and patterns of this locale"
_ENGLISH = ("en", "en_US", "en-US")
# CLDR's, whose space before the AM and PM is a narrow one.
_ENGLISH_STYLES = {
    "full": "EEEE, MMMM d, y, h:mm:ss\u202fa zzzz",
    "long": "MMMM d, y, h:mm:ss\u202fa z",
    "medium": "MMM d, y, h:mm:ss\u202fa",
    "short": "M/d/yy, h:mm\u202fa",
}
_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_ORDINALS = ("1st", "2nd", "3rd", "4th")


class Texts(msgspec.Struct, frozen=True):
    """The texts of one locale at one width and use; months and days from index 0 (Monday)."""

    months: tuple[str, ...]
    days: tuple[str, ...]
    quarters: tuple[str, ...]
    periods: tuple[str, str]
    eras: tuple[str, str]


class Weeks(msgspec.Struct, frozen=True):
    """Week rules: the first day (Monday is 0) and the least days of the first week."""

    first_day: int
    days_min: int


@functools.lru_cache(maxsize=128)
def texts(locale: str, width: str, *, stands_alone: bool = False) -> Texts:
    """The texts of a locale; `width` is "short", "full" or "narrow"."""
    if locale in _ENGLISH:
        return _english(width)
    found = babel_locale(locale)
    from babel import dates

    use: Json = "stand-alone" if stands_alone else "format"
    name: Json = {"short": "abbreviated", "full": "wide", "narrow": "narrow"}[width]
    months = dates.get_month_names(name, use, found)
    days = dates.get_day_names(name, use, found)
    quarters = dates.get_quarter_names(name, use, found)
    eras = dates.get_era_names(name, found)
    periods = dates.get_period_names("abbreviated", "format", found)
    return Texts(
        tuple(months[number] for number in range(1, 13)),
        tuple(days[number] for number in range(7)),
        tuple(quarters[number] for number in range(1, 5)),
        (periods["am"], periods["pm"]),
        (eras[0], eras[1]),
    )


def _english(width: str) -> Texts:
    periods = ("AM", "PM")
    if width == "short":
        return Texts(
            tuple(name[:3] for name in _MONTHS),
            tuple(name[:3] for name in _DAYS),
            ("Q1", "Q2", "Q3", "Q4"),
            periods,
            ("BC", "AD"),
        )
    if width == "full":
        quarters = tuple(f"{ordinal} quarter" for ordinal in _ORDINALS)
        return Texts(
            tuple(_MONTHS), tuple(_DAYS), quarters, periods, ("Before Christ", "Anno Domini")
        )
    return Texts(
        tuple(name[0] for name in _MONTHS),
        tuple(name[0] for name in _DAYS),
        ("1", "2", "3", "4"),
        periods,
        ("B", "A"),
    )


@functools.lru_cache(maxsize=128)
def weeks(locale: str) -> Weeks:
    """The week rules of a locale."""
    if locale in _ENGLISH:
        return Weeks(6, 1)
    found = babel_locale(locale)
    return Weeks(int(found.first_week_day), int(found.min_week_days))


@functools.lru_cache(maxsize=128)
def style_pattern(style: str, locale: str) -> str:
    """The date and time pattern of a style."""
    if locale in _ENGLISH:
        return _ENGLISH_STYLES[style]
    found = babel_locale(locale)
    glue = str(found.datetime_formats[style])
    return glue.replace("{1}", str(found.date_formats[style].pattern)).replace(
        "{0}", str(found.time_formats[style].pattern)
    )


@functools.lru_cache(maxsize=128)
def babel_locale(name: str) -> Locale:
    """Babel's locale of a name such as `fr` or `fr_FR`; the root's neighbour when unknown."""
    with standard_packages(_PURPOSE):
        from babel import Locale, UnknownLocaleError

    for candidate in (name.replace("-", "_"), name.replace("-", "_").split("_")[0]):
        try:
            return Locale.parse(candidate)
        except (UnknownLocaleError, ValueError, TypeError):
            continue
    return Locale.parse("en_US")


def day_period(moment: Moment, locale: str) -> str:
    """The period of the day as words, such as `in the afternoon`."""
    with standard_packages(_PURPOSE):
        from babel import dates

    clock = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=moment.second)
    return str(dates.format_time(clock.time(), "B", locale=babel_locale(locale)))


def zone_text(moment: Moment, locale: str, *, is_full: bool, is_generic: bool = False) -> str:
    """The name of the moment's zone: `CET`, `Central European Summer Time`, `UTC`."""
    zone = moment.zone
    if not zone.is_region():
        return zone.name
    if not is_full and not is_generic:
        short = _abbreviation(moment)
        if short:
            return short
    found = babel_locale(locale)
    from babel import dates

    width: Json = "long" if is_full else "short"
    if zone.rules is None:
        return _fixed_name(zone.name, found) if is_full else zone.name
    if is_generic:
        return str(dates.get_timezone_name(zone.rules, width, locale=found))
    at = _stdlib(moment)
    return str(dates.get_timezone_name(at.astimezone(zone.rules), width, locale=found))


def _fixed_name(name: str, locale: Locale) -> str:
    if name == "UTC":
        return str(locale.time_zones["Etc/UTC"]["long"]["standard"])
    if name == "GMT":
        return str(locale.meta_zones["GMT"]["long"]["standard"])
    return name


def _abbreviation(moment: Moment) -> str:
    if moment.zone.rules is None:
        return moment.zone.name
    name = _stdlib(moment).astimezone(moment.zone.rules).tzname() or ""
    return name if name.isalpha() else ""


def _stdlib(moment: Moment) -> datetime:
    seconds = moment.epoch_second()
    if not -60_000_000_000 < seconds < 250_000_000_000:
        raise EvaluationError("The year has no zone names")
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)
