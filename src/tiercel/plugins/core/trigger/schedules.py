"""Schedule and ScheduleOnDates: executions at times of the clock. The engine plans them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Annotated, ClassVar, Literal
from zoneinfo import available_timezones

from tiercel.plugin import (
    Example,
    Invalid,
    Json,
    NestedMark,
    Output,
    Prop,
    Static,
    TriggerPlugin,
    plugin,
)
from tiercel.plugin.cron import parse_cron

Recover = Literal["ALL", "LAST", "NONE"]


class Scheduled(Output):
    """The dates that the execution sees as `trigger`."""

    date: Annotated[datetime, Prop("The date of this execution.")]
    next: Annotated[datetime | None, Prop("The date of the next one.")] = None
    previous: Annotated[datetime | None, Prop("The date of the one before.")] = None


def zone_problems(properties: Mapping[str, Json]) -> list[tuple[str, str]]:
    """A zone that nobody knows."""
    zone = properties.get("timezone")
    if zone is None or "{{" in str(zone) or is_zone(str(zone)):
        return []
    return [("timezone", f"timezone '({zone})' is not a valid time-zone ID")]


def cron_problems(properties: Mapping[str, Json]) -> list[tuple[str, str]]:
    """A cron expression that can't be read."""
    try:
        parse_cron(str(properties["cron"]), properties.get("withSeconds") is True)
    except Invalid as error:
        return [("cron", error.message)]
    return []


def is_zone(name: str) -> bool:
    """Whether it is the name of a zone, or an offset."""
    if name in available_timezones() or name == "Z":
        return True
    offset = name
    for prefix in ("UTC", "GMT", "UT"):
        offset = offset.removeprefix(prefix)
    digits = offset[1:].replace(":", "")
    return offset[:1] in ("+", "-") and digits.isdigit() and len(digits) in (2, 4, 6)


@plugin(
    "io.kestra.plugin.core.trigger.Schedule",
    title="Start executions by a cron expression.",
    aliases=["io.kestra.core.models.triggers.types.Schedule"],
    examples=[
        Example('cron: "*/15 * * * *"', title="Every quarter of an hour."),
        Example('cron: "0 9 * * 1-5"\ntimezone: Europe/Paris', title="Working days at nine."),
    ],
)
class Schedule(TriggerPlugin):
    """Five fields, six with `withSeconds`, or a nickname such as `@daily`."""

    mechanism: ClassVar[str] = "SCHEDULE"
    outputs_class: ClassVar[type[Output]] = Scheduled

    cron: Annotated[
        Static[str],
        Prop(
            "When to start, as five fields of cron such as `0 9 * * 1-5`, six "
            "with `withSeconds`, or a word such as `@daily`."
        ),
    ]
    with_seconds: Annotated[Static[bool], Prop("Whether the first field is seconds.")] = False
    timezone: Annotated[Static[str], Prop("The zone of the cron expression.")] = "Etc/UTC"
    inputs: Annotated[dict[str, Json] | None, Prop("Inputs of the executions.")] = None
    late_maximum_delay: Annotated[
        Static[timedelta | None], Prop("Leave out dates that are later than this.")
    ] = None
    recover_missed_schedules: Annotated[
        Static[Recover | None], Prop("Which missed dates run after a stop of the server.")
    ] = None
    schedule_conditions: Annotated[
        list[Json] | None,
        NestedMark("condition"),
        Prop("The old name of `conditions`.", deprecated=True),
    ] = None
    backfill: Annotated[
        Static[dict[str, Json] | None], Prop("Ignored: backfills are asked for.", deprecated=True)
    ] = None

    @classmethod
    def violations(cls, properties: Mapping[str, Json]) -> Sequence[tuple[str, str]]:
        """An unknown zone, a cron expression that is none or never fires."""
        return [*cron_problems(properties), *zone_problems(properties)]


@plugin(
    "io.kestra.plugin.core.trigger.ScheduleOnDates",
    title="Start executions at given dates.",
    examples=[Example("dates:\n  - 2030-01-01T09:00:00Z\n  - 2030-02-01T09:00:00Z")],
)
class ScheduleOnDates(TriggerPlugin):
    """Once per date."""

    mechanism: ClassVar[str] = "SCHEDULE"

    dates: Annotated[list[datetime], Prop("The dates to start at, in ISO 8601 with their offsets.")]
    timezone: Annotated[str, Prop("The zone that dates are shown in.")] = "Etc/UTC"
    inputs: Annotated[dict[str, Json] | None, Prop("Inputs of the executions.")] = None
    recover_missed_schedules: Annotated[
        Static[Recover | None], Prop("Which missed dates run after a stop of the server.")
    ] = None

    @classmethod
    def violations(cls, properties: Mapping[str, Json]) -> Sequence[tuple[str, str]]:
        """An unknown zone."""
        return zone_problems(properties)
