"""Questions about a date: its weekday, whether it is a holiday, and so on."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from tiercel.expr.declare import UNSET, Argument, Declaration, function
from tiercel.expr.errors import EvaluationError
from tiercel.expr.formats.date_parsing import parse_iso
from tiercel.expr.formats.date_pattern import day_of_week
from tiercel.expr.formats.standard_packages import standard_packages
from tiercel.expr.iso_dates import month_days
from tiercel.expr.moments import UTC_ZONE, Moment
from tiercel.expr.printing import string_form
from tiercel.expr.values import is_list, is_map, is_number
from tiercel.model.json_types import Json

_DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_POSITIONS = ("FIRST", "SECOND", "THIRD", "FOURTH", "LAST")


def _moment(name: str, argument: str, value: Json) -> Moment:
    """The date of an argument as it is written; no shift to another zone."""
    if value is None or value is UNSET:
        raise EvaluationError(f"The '{name}()' function expects a '{argument}' argument.")
    text = string_form(value)
    if is_number(value) or isinstance(value, bool) or is_list(value) or is_map(value):
        raise _unparsable(name, argument, text)
    try:
        return parse_iso(text, UTC_ZONE)
    except EvaluationError as error:
        raise _unparsable(name, argument, error.text) from error


def _unparsable(name: str, argument: str, reason: str) -> EvaluationError:
    return EvaluationError(f"The '{name}()' function could not parse '{argument}': {reason}")


def _hour_of_day(value: Json) -> int:
    moment = _moment("hourOfDay", "date", value)
    if "T" not in string_form(value).upper():
        raise _unparsable("hourOfDay", "date", f"Text '{string_form(value)}' has no time")
    return moment.second // 3600


def _choice(name: str, argument: str, value: Json, choices: tuple[str, ...]) -> int:
    if value is None or value is UNSET:
        raise EvaluationError(f"The '{name}()' function expects a '{argument}' argument.")
    text = string_form(value)
    if text.upper() not in choices:
        raise EvaluationError(
            f"The '{name}()' function received an invalid '{argument}' value: '{text}'."
            f" Expected one of: {', '.join(choices)}."
        )
    return choices.index(text.upper())


def _is_day_week_in_month(value: Json, weekday: Json, position: Json) -> bool:
    name = "isDayWeekInMonth"
    moment = _moment(name, "date", value)
    wanted = _choice(name, "dayOfWeek", weekday, _DAYS)
    place = _choice(name, "position", position, _POSITIONS)
    if day_of_week(moment) != wanted:
        return False
    year, month, day = moment.civil()
    if place == 4:
        return day + 7 > month_days(year, month)
    return (day - 1) // 7 == place


def _is_last_working_day(value: Json, working_days: Json) -> bool:
    moment = _moment("isLastWorkingDay", "date", value)
    working = _working_days(working_days)
    year, month, day = moment.civil()
    if day_of_week(moment) not in working:
        return False
    later = range(1, month_days(year, month) - day + 1)
    return not any((day_of_week(moment) + days) % 7 in working for days in later)


def _working_days(value: Json) -> set[int]:
    text = "" if value is None else string_form(value)
    if not text.strip():
        return {0, 1, 2, 3, 4}
    names = [name for name in re.split(r"[,\s]+", text.strip()) if name]
    if any(name.upper() not in _DAYS for name in names):
        raise EvaluationError(
            f"The 'isLastWorkingDay()' function received an invalid 'workingDays' value: '{text}'."
            " Expected day names like MONDAY, TUESDAY, etc."
        )
    return {_DAYS.index(name.upper()) for name in names}


def _is_date_between(value: Json, after: Json, before: Json) -> bool:
    name = "isDateBetween"
    moments = [
        _moment(name, argument, given).epoch_second()
        for argument, given in (("date", value), ("after", after), ("before", before))
    ]
    return moments[1] < moments[0] < moments[2]


def _is_public_holiday(value: Json, country: Json, division: Json) -> bool:
    moment = _moment("isPublicHoliday", "date", value)
    if country is None or country is UNSET:
        raise EvaluationError("The 'isPublicHoliday()' function expects a 'countryCode' argument.")
    code = string_form(country).upper()
    if not code:
        return False
    with standard_packages("Public holidays"):
        import holidays

    part = None if division is None or division == "" else string_form(division).upper()
    year, month, day = moment.civil()
    try:
        calendar = holidays.country_holidays(code, subdiv=part, years=year)
    except NotImplementedError:
        raise EvaluationError(f"Unknown country or sub-division: {code} {part or ''}") from None
    return date(year, month, day) in calendar


_DATE = Argument("date", "date or text", "the date, as it is written")


def _question(
    name: str, about: str, answer: Callable[[Moment], Json], example: tuple[str, str]
) -> Declaration:
    return function(
        name,
        lambda value: answer(_moment(name, "date", value)),
        about,
        arguments=(_DATE,),
        example=f"{{{{ {name}('{example[0]}') }}}}",
        result=example[1],
        since="2.0",
    )


FUNCTIONS = (
    _question(
        "dayOfWeek",
        "The English name of the weekday, in capitals.",
        lambda moment: _DAYS[day_of_week(moment)],
        ("2024-03-05", "TUESDAY"),
    ),
    _question(
        "dayOfMonth",
        "The day of the month.",
        lambda moment: moment.civil()[2],
        ("2024-03-05", "5"),
    ),
    _question(
        "monthOfYear",
        "The month, from 1 to 12.",
        lambda moment: moment.civil()[1],
        ("2024-03-05", "3"),
    ),
    _question(
        "isWeekend",
        "Whether it is a Saturday or Sunday.",
        lambda moment: day_of_week(moment) >= 5,
        ("2024-03-09", "true"),
    ),
    function(
        "hourOfDay",
        _hour_of_day,
        "The hour, as it is written.",
        arguments=(_DATE,),
        example="{{ hourOfDay('2024-03-05T14:30:00+02:00') }}",
        result="14",
        since="2.0",
    ),
    function(
        "isDayWeekInMonth",
        _is_day_week_in_month,
        "Whether it is the first, second, …, last such weekday of its month.",
        arguments=(
            _DATE,
            Argument("dayOfWeek", "text", "name of the weekday"),
            Argument("position", "text", "FIRST, SECOND, THIRD, FOURTH or LAST"),
        ),
        example="{{ isDayWeekInMonth('2024-03-04', 'MONDAY', 'FIRST') }}",
        result="true",
        since="2.0",
    ),
    function(
        "isLastWorkingDay",
        _is_last_working_day,
        "Whether it is the last working day of its month.",
        arguments=(
            _DATE,
            Argument("workingDays", "text", "day names, by default Monday to Friday", default=None),
        ),
        example="{{ isLastWorkingDay('2024-03-29') }}",
        result="true",
        since="2.0",
    ),
    function(
        "isDateBetween",
        _is_date_between,
        "Whether a date lies strictly between two others.",
        arguments=(
            _DATE,
            Argument("after", "date or text", "the earlier end"),
            Argument("before", "date or text", "the later end"),
        ),
        example="{{ isDateBetween('2024-03-05T00:00Z', '2024-01-01T00:00Z', '2024-06-01') }}",
        result="true",
    ),
    function(
        "isPublicHoliday",
        _is_public_holiday,
        "Whether it is a public holiday of a country or a part of it.",
        arguments=(
            _DATE,
            Argument("countryCode", "text", "two letters, such as `FR`"),
            Argument("subDivision", "text", "code of the part", default=None),
        ),
        example="{{ isPublicHoliday('2024-07-14', 'FR') }}",
        result="true",
        since="2.0",
    ),
)
