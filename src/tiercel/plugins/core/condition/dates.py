"""Conditions on the date that a trigger is evaluated for. The engine decides them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from tiercel.plugin import ConditionPlugin, Example, Prop, plugin

DATE = "{{ trigger.date }}"
DATE_PROP = Prop("The date to look at.")
Day = Literal["MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY"]


def names(short: str) -> list[str]:
    """The two old names of a condition."""
    return [
        f"io.kestra.core.models.conditions.types.{short}Condition",
        f"io.kestra.plugin.core.condition.{short}Condition",
    ]


@plugin(
    "io.kestra.plugin.core.condition.DateTimeBetween",
    title="The date lies after, before or between dates.",
    aliases=names("DateTimeBetween"),
    examples=[Example("after: 2030-01-01T00:00:00Z\nbefore: 2031-01-01T00:00:00Z")],
)
class DateTimeBetween(ConditionPlugin):
    """At least one bound is needed; bounds do not belong to the range."""

    date: Annotated[str, DATE_PROP] = DATE
    after: Annotated[datetime | None, Prop("The date must be later.")] = None
    before: Annotated[datetime | None, Prop("The date must be earlier.")] = None


@plugin(
    "io.kestra.plugin.core.condition.TimeBetween",
    title="The time of the day lies after, before or between times.",
    aliases=names("TimeBetween"),
    examples=[Example('after: "16:19:12Z"\nbefore: "20:00:00+02:00"')],
)
class TimeBetween(ConditionPlugin):
    """Times have an offset."""

    date: Annotated[str, DATE_PROP] = DATE
    after: Annotated[str | None, Prop("The time must be later.")] = None
    before: Annotated[str | None, Prop("The time must be earlier.")] = None


@plugin(
    "io.kestra.plugin.core.condition.DayWeek",
    title="The date is a day of the week.",
    aliases=names("DayWeek"),
    examples=[Example("dayOfWeek: MONDAY")],
)
class DayWeek(ConditionPlugin):
    """Every such day."""

    date: Annotated[str, DATE_PROP] = DATE
    day_of_week: Annotated[
        Day, Prop("The day of the week on which the condition holds, such as `MONDAY`.")
    ]


@plugin(
    "io.kestra.plugin.core.condition.DayWeekInMonth",
    title="The date is the first, second, … or last such day of its month.",
    aliases=names("DayWeekInMonth"),
    examples=[Example("dayOfWeek: MONDAY\ndayInMonth: FIRST")],
)
class DayWeekInMonth(ConditionPlugin):
    """Once a month."""

    date: Annotated[str, DATE_PROP] = DATE
    day_of_week: Annotated[Day, Prop("The day of the week that is looked for, such as `MONDAY`.")]
    day_in_month: Annotated[
        Literal["FIRST", "LAST", "SECOND", "THIRD", "FOURTH"],
        Prop("Which of these days of a month it is; `LAST` may be the fourth or the fifth."),
    ]


@plugin(
    "io.kestra.plugin.core.condition.Weekend",
    title="The date is a Saturday or a Sunday.",
    aliases=names("Weekend"),
    examples=[Example("")],
)
class Weekend(ConditionPlugin):
    """Two days a week."""

    date: Annotated[str, DATE_PROP] = DATE


@plugin(
    "io.kestra.plugin.core.condition.PublicHoliday",
    title="The date is a public holiday.",
    aliases=names("PublicHoliday"),
    examples=[Example("country: FR")],
)
class PublicHoliday(ConditionPlugin):
    """Of a country, or of a part of one."""

    date: Annotated[str, DATE_PROP] = DATE
    country: Annotated[str | None, Prop("The ISO code of the country.")] = None
    sub_division: Annotated[str | None, Prop("The ISO code of a part of it.")] = None
