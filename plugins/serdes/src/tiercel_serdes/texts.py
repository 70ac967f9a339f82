"""Values of rows as text, with the patterns for dates that a task is given."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, datetime, time, tzinfo
from typing import Annotated, NamedTuple

from tiercel.plugin import Json, Plugin, Prop, RunContext
from tiercel.plugin.formats.dates import text_of_date
from tiercel.plugin.values import string_form
from tiercel_serdes.conversion import InZone

_PATTERN = "A pattern of java.time; what is in brackets is left out for values without a zone."


class Patterns(NamedTuple):
    """How dates are written."""

    date: str
    time: str
    datetime: str
    zone: tzinfo

    def text(self, value: Json) -> str:
        """A date, a time or both."""
        if isinstance(value, datetime):
            return text_of_date(value, self.datetime, self.zone)
        if isinstance(value, date):
            return text_of_date(value, self.date, self.zone)
        return text_of_date(value, self.time, self.zone)


class WithPatterns(InZone, Plugin):
    """Properties that say how dates are written."""

    date_format: Annotated[str, Prop("How dates are written.", _PATTERN)] = "yyyy-MM-dd"
    time_format: Annotated[str, Prop("How times are written.", _PATTERN)] = "HH:mm:ss[XXX]"
    date_time_format: Annotated[str, Prop("How dates with a time are written.", _PATTERN)] = (
        "yyyy-MM-dd'T'HH:mm:ss.SSS[XXX]"
    )

    def patterns(self, ctx: RunContext) -> Patterns:
        """All of them with the zone."""
        return Patterns(self.date_format, self.time_format, self.date_time_format, self.zone(ctx))


def text_of_value(value: Json, patterns: Patterns) -> str:
    """A value as people read it: nothing for null, bytes as Base64."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, (date, time)):
        return patterns.text(value)
    if isinstance(value, bytes):
        return b64encode(value).decode()
    return string_form(value)
