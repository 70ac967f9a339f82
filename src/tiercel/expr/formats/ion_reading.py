"""Ion text or binary to values of the language; loaded on first use."""

from __future__ import annotations

from datetime import UTC, datetime

from tiercel.expr.errors import EvaluationError
from tiercel.expr.formats.ion.reader import IonError, read_values
from tiercel.model.json_types import Json


def read_ion(source: str | bytes, *, wants_all: bool = False) -> Json:
    """The first value, or the list of all of them; None for an empty text.

    Shapes: decimals are Decimal, timestamps instants, dates dates, blobs bytes.
    Raises: EvaluationError with the reason, also when the first value is null.
    """
    content = source.encode("utf-8", "replace") if isinstance(source, str) else source
    try:
        rows = read_values(content)
    except IonError as error:
        raise EvaluationError(error.message[:300]) from None
    if wants_all:
        return [_of_language(row) for row in rows]
    if not rows:
        return None
    if rows[0] is None:
        raise EvaluationError("a null value")
    return _of_language(rows[0])


def _of_language(value: Json) -> Json:
    if isinstance(value, list):
        return [_of_language(item) for item in value]
    if isinstance(value, dict):
        return {key: _of_language(item) for key, item in value.items()}
    if isinstance(value, datetime):
        # One without an offset is taken for UTC.
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
    return value
