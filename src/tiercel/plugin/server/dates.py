"""Dates in requests, from the texts that tasks have."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import overload

from tiercel.model.errors import IllegalArgument


@overload
def moment(text: str) -> datetime: ...
@overload
def moment(text: str | None) -> datetime | None: ...
def moment(text: str | None) -> datetime | None:
    """A date-time of ISO text, in UTC without an offset; None for no text.

    Raises: IllegalArgument.
    """
    if not text:
        return None
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        raise IllegalArgument(f"Text '{text}' could not be parsed as a date") from None
    return date if date.tzinfo is not None else date.replace(tzinfo=UTC)
