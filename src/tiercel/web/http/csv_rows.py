"""Lists as CSV: nested members are dotted columns; no cell can pass for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Mapping
from datetime import datetime

from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.model.stored.codec import encode_json
from tiercel.web.http.answers import stream

# A cell that begins like a formula gets a quote in front.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


async def csv_answer(
    columns: tuple[str, ...], rows: AsyncIterator[Mapping[str, Json]], name: str
) -> Response:
    """A download with a header row, written as the rows come.

    The first is awaited: filters that can't be met are refused, not broken off.
    """
    first = await anext(rows, None)
    headers = {"Content-Disposition": f"attachment; filename={name}"}
    return stream(_lines(columns, first, rows), "text/csv; charset=utf-8", headers)


async def _lines(
    columns: tuple[str, ...],
    first: Mapping[str, Json] | None,
    rows: AsyncIterator[Mapping[str, Json]],
) -> AsyncIterator[bytes]:
    yield _line(columns)
    if first is not None:
        yield _row(columns, first)
    async for row in rows:
        yield _row(columns, row)


def _row(columns: tuple[str, ...], row: Mapping[str, Json]) -> bytes:
    flat = dict(_flat(row, ""))
    return _line([_cell(flat.get(column)) for column in columns])


def _line(cells: Iterable[str]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    return text.getvalue().encode("utf-8", "replace")


def _flat(row: Mapping[str, Json], prefix: str) -> Iterable[tuple[str, Json]]:
    """Members with their dotted names; lists stay whole."""
    for name, value in row.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        yield f"{prefix}{name}", value


def _cell(value: Json) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return str(value)
    text = value if isinstance(value, str) else encode_json(value).decode()
    return f"'{text}" if text.startswith(_FORMULA) else text
