"""Filters on dates: `date`, `dateAdd` and the timestamps."""

from __future__ import annotations

from collections.abc import Callable

from tiercel.expr.declare import UNSET, Argument, Declaration, filter_
from tiercel.expr.errors import EvaluationError
from tiercel.expr.evaluation import Evaluation
from tiercel.expr.formats.dates import format_moment, moment_from
from tiercel.expr.iso_dates import days_from_civil, month_days
from tiercel.expr.moments import (
    DAY_SECONDS,
    Moment,
    Zone,
    checked_year,
    local_moment,
    moment_of,
    zone_of,
)
from tiercel.expr.numbers import as_long
from tiercel.expr.printing import string_form
from tiercel.expr.values import is_number
from tiercel.model.json_types import Json

_EXACT_NANOS = {
    "NANOS": 1,
    "MICROS": 1_000,
    "MILLIS": 1_000_000,
    "SECONDS": 1_000_000_000,
    "MINUTES": 60_000_000_000,
    "HOURS": 3_600_000_000_000,
    "HALF_DAYS": 43_200_000_000_000,
}
_DAYS = {"DAYS": 1, "WEEKS": 7}
_MONTHS = {
    "MONTHS": 1,
    "YEARS": 12,
    "DECADES": 120,
    "CENTURIES": 1_200,
    "MILLENNIA": 12_000,
}
_AMOUNT_MAX = 10**18


def zone_argument(context: Evaluation, name: Json) -> Zone:
    """The zone of an argument, the default one for null."""
    return zone_of(context.renderer.zone if name is None else string_form(name))


def written(context: Evaluation, moment: Moment, shape: Json, locale: Json) -> str:
    """The moment in a format argument; null is an error, empty text stays empty."""
    if shape is None:
        raise EvaluationError("The date format is null")
    chosen = context.renderer.locale if locale is None else string_form(locale)
    return format_moment(moment, string_form(shape), chosen)


def _moment(context: Evaluation, value: Json, zone: Json, existing: Json) -> Moment:
    chosen = zone_argument(context, zone)
    counts_sign = not context.renderer.is_modern
    found = moment_from(value, chosen, existing, counts_sign=counts_sign)
    return found.at_zone(chosen)


def _date(context: Evaluation, value: Json, shape: Json, zone: Json, *rest: Json) -> str:
    existing, locale = rest
    return written(context, _moment(context, value, zone, existing), shape, locale)


def _date_add(context: Evaluation, value: Json, amount: Json, unit: Json, *rest: Json) -> str:
    shape, zone, existing, locale = rest
    moment = _moment(context, value, zone, existing)
    moved = add(moment, _amount(amount), string_form(unit))
    return written(context, moved, shape, locale)


def _amount(amount: Json) -> int:
    if amount is None or amount is UNSET:
        raise EvaluationError("Incorrect null format, must be a number")
    if is_number(amount):
        return as_long(amount)
    try:
        return int(float(string_form(amount))) if "." in string_form(amount) else int(amount)
    except (ValueError, TypeError, OverflowError):
        raise EvaluationError(
            f"Incorrect {string_form(amount)[:40]} format, must be a number"
        ) from None


def add(moment: Moment, amount: int, unit: str) -> Moment:
    """The moment moved by an amount of a unit (ChronoUnit names).

    Days and longer units keep the local time across changes of the offset, shorter ones are
    exact; months clamp to the end of the month.
    """
    if abs(amount) > _AMOUNT_MAX:
        raise EvaluationError("long overflow")
    if unit in _EXACT_NANOS:
        total = moment.epoch_second() * 1_000_000_000 + moment.nano + amount * _EXACT_NANOS[unit]
        second, nano = divmod(total, 1_000_000_000)
        checked_year(second // (365 * DAY_SECONDS))
        return moment_of(second, nano, moment.zone)
    if unit in _DAYS:
        day = moment.day + amount * _DAYS[unit]
        checked_year(day // 365)
        return local_moment(day, moment.second, moment.nano, moment.zone)
    if unit not in _MONTHS:
        raise EvaluationError(f"No enum constant java.time.temporal.ChronoUnit.{unit}")
    year, month, day = moment.civil()
    months = year * 12 + month - 1 + amount * _MONTHS[unit]
    year, month = checked_year(months // 12), months % 12 + 1
    number = days_from_civil(year, month, min(day, month_days(year, month)))
    return local_moment(number, moment.second, moment.nano, moment.zone)


_ZONE = Argument("timeZone", "text", "zone, by default that of the server", default=None)
_EXISTING = Argument("existingFormat", "text", "format of a text that is not ISO", default=None)
_LOCALE = Argument("locale", "text", "language of names, such as `fr` or `fr_FR`", default=None)
_FORMAT = Argument("format", "text", "pattern or named format", default="iso")
FORMAT_ARGUMENTS = (_FORMAT, _ZONE, _EXISTING, _LOCALE)


def _timestamp(
    name: str, about: str, count: Callable[[int, int], Json], result: str
) -> Declaration:
    def call(context: Evaluation, value: Json, zone: Json, existing: Json) -> Json:
        moment = _moment(context, value, zone, existing)
        return count(moment.epoch_second(), moment.nano)

    return filter_(
        name,
        call,
        about,
        arguments=(_ZONE, _EXISTING),
        wants_context=True,
        example=f"{{{{ '2024-03-05T13:07:09.123456Z' | {name} }}}}",
        result=result,
    )


FILTERS = (
    filter_(
        "date",
        _date,
        "A date in a format; texts, date values and epoch numbers are dates.",
        arguments=FORMAT_ARGUMENTS,
        wants_context=True,
        example="{{ '2024-03-05T13:07:09Z' | date('dd.MM.yyyy HH:mm', 'Europe/Paris') }}",
        result="05.03.2024 14:07",
    ),
    filter_(
        "dateAdd",
        _date_add,
        "A date moved by an amount of a unit, in a format.",
        arguments=(
            Argument("amount", "number", "how many units, negative for earlier"),
            Argument("unit", "text", "`DAYS`, `HOURS`, `MONTHS` and so on", default=None),
            *FORMAT_ARGUMENTS,
        ),
        wants_context=True,
        example="{{ '2024-01-31' | dateAdd(1, 'MONTHS', 'yyyy-MM-dd') }}",
        result="2024-02-29",
    ),
    _timestamp("timestamp", "Seconds since 1970.", lambda second, nano: second, "1709644029"),
    _timestamp(
        "timestampMilli",
        "Milliseconds since 1970.",
        lambda second, nano: second * 1_000 + nano // 1_000_000,
        "1709644029123",
    ),
    _timestamp(
        "timestampMicro",
        "Microseconds since 1970, as a text.",
        lambda second, nano: str(second * 1_000_000 + nano // 1_000),
        "1709644029123456",
    ),
    _timestamp(
        "timestampNano",
        "Nanoseconds since 1970, as a text.",
        lambda second, nano: str(second * 1_000_000_000 + nano),
        "1709644029123456000",
    ),
)
