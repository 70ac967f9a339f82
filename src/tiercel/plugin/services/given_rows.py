"""The property `from` of tasks that send rows or messages: a file, a map, a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

import msgspec

from tiercel.model.errors import PluginError
from tiercel.model.json_types import Json
from tiercel.plugin.context import RunContext
from tiercel.plugin.rows import row_of_text

__all__ = ["STORAGE", "groups_of", "rows_given"]

T = TypeVar("T")

STORAGE = "kestra://"


def rows_given(ctx: RunContext, given: Json) -> Iterator[Json]:
    """The rows, one at a time: of the stored file that a text is the address of, else of the value.

    A text that is no address is JSON of a map or a list. Raises: PluginError for anything else.
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


def _rows_of_file(ctx: RunContext, uri: str) -> Iterator[Json]:
    with ctx.blobs.open(uri) as file:
        for line in file:
            if line.strip():
                row = row_of_text(line)
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
