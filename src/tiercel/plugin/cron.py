"""The grammar of cron expressions, as the flow language has it."""

from __future__ import annotations

import re
from datetime import datetime
from functools import lru_cache

import msgspec
from cronsim import CronSim, CronSimError

from tiercel.model.errors import Invalid
from tiercel.model.limits import CRON_CACHE_MAX, CRON_CHARS_MAX

NICKNAMES = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_NAMES = "SUN|MON|TUE|WED|THU|FRI|SAT|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
_VALUE = rf"(?:\d+|{_NAMES})"
_TERM = re.compile(rf"(?:\*|{_VALUE}(?:-{_VALUE})?)(?:/\d+)?", re.IGNORECASE)
_FIELDS = ("second", "minute", "hour", "day of month", "month", "day of week")
_SOME_DATE = datetime(2024, 1, 1)  # noqa: DTZ001  Local time on purpose.


class Cron(msgspec.Struct, frozen=True):
    """A checked cron expression, in six fields, seconds first."""

    fields: str


@lru_cache(maxsize=CRON_CACHE_MAX)
def parse_cron(text: str, with_seconds: bool = False) -> Cron:
    """The cron that the text stands for.

    Raises: Invalid with the whole message that users see.
    Source: spec/triggers.md §3 (`cron`).
    """
    try:
        return Cron(_checked(text, with_seconds))
    except (ValueError, CronSimError) as error:
        raise Invalid(f"invalid cron expression '{text}': {error}") from None


def _checked(text: str, with_seconds: bool) -> str:
    if len(text) > CRON_CHARS_MAX:
        raise ValueError("the expression is too long")
    plain = NICKNAMES.get(text.strip().lower())
    fields = (plain or text).upper().split()
    if plain is not None or not with_seconds:
        fields.insert(0, "0")
    if len(fields) != len(_FIELDS):
        found = len(fields) - (not with_seconds)
        wanted = "6 fields, seconds first" if with_seconds else "5 fields"
        raise ValueError(f"expected {wanted}, found {found}")
    for name, field in zip(_FIELDS, fields, strict=True):
        for term in field.split(","):
            if _TERM.fullmatch(term) is None:
                raise ValueError(f"'{term}' is not valid in the field {name}")
    # A star with a step restricts the day: with both days restricted either may match.
    fields[3] = re.sub(r"^\*/", "1-31/", fields[3])
    fields[5] = re.sub(r"^\*/", "0-6/", fields[5])
    checked = " ".join(fields)
    if next(CronSim(checked, _SOME_DATE), None) is None:
        raise ValueError("no date matches")
    return checked
