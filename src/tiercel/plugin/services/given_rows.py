"""The property `from` of tasks that send rows or messages: a file, a map, a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

import msgspec
from pydantic import ValidationError

from tiercel.model.errors import PluginError
from tiercel.model.json_types import Json
from tiercel.plugin.context import RunContext
from tiercel.plugin.part import Part
from tiercel.plugin.rows import numbered_rows

__all__ = ["STORAGE", "groups_of", "parts_given", "rows_given"]

T = TypeVar("T")
PartT = TypeVar("PartT", bound=Part)

STORAGE = "kestra://"


def rows_given(ctx: RunContext, given: Json) -> Iterator[Json]:
    """The rows, one at a time: of the stored file that a text is the address of, else of the value.

    A text that is no address is JSON of a map or a list. Raises: PluginError for anything else,
    IllegalArgument with the number of a line that is no row.
    """
    if isinstance(given, str):
        text = given.strip()
        if text.startswith(STORAGE):
            yield from _rows_of_file(ctx, text)
            return
        try:
            given = msgspec.json.decode(text)
        except msgspec.DecodeError:
            raise PluginError(
                "`from` must be the address of a stored file, a map or a list, not a text"
            ) from None
    if isinstance(given, list):
        yield from given
    elif isinstance(given, dict):
        yield given
    else:
        raise PluginError("`from` must be the address of a stored file, a map or a list")


def parts_given(ctx: RunContext, given: Any, kind: type[PartT]) -> Iterator[PartT]:
    """Objects of a list, of one map, or of a stored file.

    Raises: PluginError with the number of the row that is no such object.
    """
    if isinstance(given, kind):
        yield given
        return
    for number, row in enumerate(rows_given(ctx, given), 1):
        if isinstance(row, kind):
            yield row
            continue
        try:
            yield kind.model_validate(row)
        except ValidationError as error:
            first = error.errors(include_url=False)[0]
            field = ".".join(str(each) for each in first["loc"])
            raise PluginError(f"Row {number}: `{field}`: {first['msg']}") from None


def _rows_of_file(ctx: RunContext, uri: str) -> Iterator[Json]:
    with ctx.blobs.open(uri) as file:
        for _, row in numbered_rows(file):
            if row is not None:
                yield row


def groups_of(rows: Iterable[T], count: int) -> Iterator[list[T]]:
    """Rows in lists of some."""
    group: list[T] = []
    for row in rows:
        group.append(row)
        if len(group) == count:
            yield group
            group = []
    if group:
        yield group
