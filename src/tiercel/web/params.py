"""Query parameters as typed values, refused in the reference's words (flows.md §0.4, §0.5)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import TypeVar

from tiercel.model import durations
from tiercel.model.errors import Invalid, Violation
from tiercel.model.execution import Breakpoint
from tiercel.model.label import Label
from tiercel.model.limits import WEB_PAGE_SIZE_MAX
from tiercel.model.lists.paging import Sort
from tiercel.model.state import StateType
from tiercel.settings.sections import Preview
from tiercel.web.call import Call
from tiercel.web.documented import INT32_MAX, INT32_MIN
from tiercel.web.errors import Refused
from tiercel.web.labels import refuse_label

T = TypeVar("T")
W = TypeVar("W", bound=StrEnum)
WHOLE_NUMBER = f"a whole number from {INT32_MIN} to {INT32_MAX}"
DATES = ("a date with its time such as 2024-05-31T12:00:00Z",)
DURATIONS = ("an ISO duration such as PT1H or P7D",)

_DATE = re.compile(
    r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?)(?:\.(\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?(?:\[[^\]]*\])?"
)


def unreadable(name: str, value: str, reason: str, *allowed: str) -> Refused:
    """The refusal of a value that can't be converted.

    The reference's words end with the reason; what is allowed stands behind them.
    """
    text = f"Failed to convert argument [{name}] for value [{value}] due to: {reason}"
    return Refused("conversion", _with_allowed(text, allowed))


def _unprocessable(text: str, *allowed: str) -> Refused:
    """The refusal of a value of another form, with what is allowed behind it in the same way."""
    return Refused("unprocessable", _with_allowed(text, allowed))


def _with_allowed(text: str, allowed: Sequence[str]) -> str:
    return f"{text}; allowed: {', '.join(allowed)}" if allowed else text


def unknown_word(name: str, value: str, known: Iterable[str], *, kind: str = "") -> Refused:
    """The refusal of a word that is none of the known ones; `kind` is the reference's name."""
    constant = f"{kind}.{value}" if kind else value
    return unreadable(name, value, f"No enum constant {constant}", *known)


def required(call: Call, name: str) -> str:
    """A text that must be there."""
    value = call.text(name)
    if value is None:
        raise Refused("missing-query", f"Required QueryValue [{name}] not specified")
    return value


def boolean(call: Call, name: str, *, default: bool = False) -> bool:
    """`true` or `false`."""
    value = call.text(name)
    return default if value is None or value == "" else truth(name, value)


def truth(name: str, value: str) -> bool:
    """A yes or no as text. Raises: Refused."""
    lowered = value.lower()
    if lowered in ("true", "1", "yes", "on"):
        return True
    if lowered in ("false", "0", "no", "off"):
        return False
    raise unreadable(name, value, f'For input string: "{value}"', "true", "false")


def integer(call: Call, name: str) -> int | None:
    """A whole number, or None."""
    value = call.text(name)
    return None if value is None or value == "" else _integer(name, value)


def _integer(name: str, value: str) -> int:
    if not re.fullmatch(r"[+-]?[0-9]{1,10}", value) or not INT32_MIN <= int(value) <= INT32_MAX:
        raise unreadable(name, value, f'For input string: "{value}"', WHOLE_NUMBER)
    return int(value)


def integers(call: Call, name: str) -> tuple[int, ...]:
    """A list of whole numbers."""
    return tuple(_integer(name, value) for value in listed(call, name))


def row_number(call: Call, name: str) -> int:
    """The number of a stored row, 0 when none is sent."""
    value = call.text(name) or "0"
    if not re.fullmatch(r"[0-9]{1,18}", value):
        raise unreadable(name, value, f'For input string: "{value}"', "a whole number from 0")
    return int(value)


def at_least(call: Call, name: str, default: int, least: int = 1) -> int:
    """A whole number not below `least`."""
    value = integer(call, name)
    if value is None:
        return default
    if value < least:
        message = f"must be greater than or equal to {least}"
        raise Invalid([Violation(path=f"find.{name}", message=message)])
    return value


def previewed(call: Call, limits: Preview) -> tuple[int, str]:
    """How many rows of a file are shown, and how its text is encoded."""
    rows = at_least(call, "maxRows", limits.initial_rows)
    return min(rows, limits.max_rows), call.text("encoding") or "UTF-8"


def paging(call: Call) -> tuple[int, int]:
    return at_least(call, "page", 1), min(at_least(call, "size", 10), WEB_PAGE_SIZE_MAX)


def listed(call: Call, name: str) -> list[str]:
    """A list, by repetition or by commas."""
    values = call.query.get(name, [])
    return [part.strip() for value in values for part in value.split(",") if part.strip()]


def sorts(call: Call, columns: Mapping[str, str]) -> tuple[Sort, ...]:
    """The sort keys; `columns` maps the names of the API to what is sorted by."""
    result = []
    for value in call.query.get("sort", []):
        for entry in value.split(","):
            column, colon, direction = entry.partition(":")
            if not colon or ":" in direction:
                raise _unprocessable("Invalid sort parameter", "COLUMN:asc", "COLUMN:desc")
            field = columns.get(column.strip())
            if field is None:
                raise _unprocessable(f"Unknown sort column '{column}'", *columns)
            result.append(Sort(field, is_descending=direction != "asc"))
    return tuple(result)


def labels(call: Call, name: str = "labels") -> tuple[Label, ...]:
    """`key:value` texts; a value may hold colons and commas (flows.md §0.4)."""
    return labels_from(call.query.get(name, []))


def labels_from(values: list[str]) -> tuple[Label, ...]:
    """Labels of `key:value` texts."""
    found: dict[str, Label] = {}
    for value in values:
        key, colon, text = (part.strip() for part in value.partition(":"))
        if not colon or not key or not text:
            raise _unprocessable("Invalid queryString parameter", "key:value")
        if key in found:
            raise Refused(
                "conflict",
                f"Duplicate key {key} (attempted merging values {found[key].value} and {text})",
            )
        refuse_label(key, text)
        found[key] = Label(key, text)
    return tuple(found.values())


def date(call: Call, name: str) -> datetime | None:
    """A date-time; without an offset it is UTC."""
    value = call.text(name)
    if value is None or value == "":
        return None
    return parse_date(name, value)


def parse_date(name: str, value: str) -> datetime:
    """A date-time of a query or body, in UTC."""
    # Compat: a literal + of an offset arrives as a blank when the client did not encode it.
    match = _DATE.fullmatch(value.strip().replace(" ", "+"))
    if match is None:
        raise unreadable(name, value, f"Text '{value}' could not be parsed", *DATES)
    clock, fraction, zone = match.groups()
    text = clock if len(clock) > len("2024-01-01T00:00") else f"{clock}:00"
    micro = (fraction or "0").ljust(6, "0")[:6]
    try:
        found = datetime.fromisoformat(f"{text}.{micro}{zone or '+00:00'}")
        return found.astimezone(UTC)
    # The first and the last day of all may be in no year any more elsewhere.
    except (ValueError, OverflowError) as error:
        reason = f"Text '{value}' could not be parsed: {error}"
        raise unreadable(name, value, reason, *DATES) from None


def duration(call: Call, name: str) -> timedelta | None:
    """An ISO duration, its sign ignored; years and months are refused."""
    value = call.text(name)
    if value is None or value == "":
        return None
    return parse_duration(name, value)


def parse_duration(name: str, value: str) -> timedelta:
    """An ISO duration as a positive timedelta."""
    if "P" not in value.upper():
        raise unreadable(name, value, "Text cannot be parsed to a Duration", *DURATIONS)
    try:
        return abs(durations.parse_duration(value))
    except ValueError as error:
        reason = str(error).removesuffix(f": {value}")
        raise unreadable(name, value, reason, *DURATIONS) from None


def state(name: str, value: str) -> StateType:
    """A state by name, in any case."""
    try:
        return StateType(value.upper())
    except ValueError:
        raise unknown_word(name, value, StateType, kind="State.Type") from None


def states(call: Call, name: str) -> tuple[StateType, ...]:
    """A list of states."""
    return tuple(state(name, value) for value in listed(call, name))


def word(call: Call, name: str, meanings: Mapping[str, T]) -> T:
    """What one of some words means, in any case; the first when none is sent."""
    value = call.text(name) or next(iter(meanings))
    if value.upper() not in meanings:
        raise unknown_word(name, value, meanings)
    return meanings[value.upper()]


def one_of(name: str, value: str, words: type[W]) -> W:
    """One of the words of an enum."""
    try:
        return words(value)
    except ValueError:
        raise unknown_word(name, value, words) from None


def breakpoints(call: Call) -> tuple[Breakpoint, ...]:
    """Tasks to stop before: `taskId` or `taskId.value`."""
    return breakpoints_from(listed(call, "breakpoints"))


def breakpoints_from(entries: Iterable[str]) -> tuple[Breakpoint, ...]:
    """The same of texts."""
    parts = (entry.partition(".") for entry in entries)
    return tuple(Breakpoint(task_id, value or None) for task_id, _, value in parts)
