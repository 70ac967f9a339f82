"""Rows that go to a service, some with each request, and a file of what became of each."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar

from pydantic import ValidationError

from tiercel.plugin import Json, Part, PluginError, RunContext
from tiercel.plugin.services.given_rows import rows_given

PartT = TypeVar("PartT", bound=Part)


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


class Outcomes:
    """Rows with what became of them, as they are sent; `failed` counts those that were refused."""

    def __init__(self, send: Callable[[list[Any]], Iterable[tuple[Json, bool]]]) -> None:
        self._send = send
        self.count = 0
        self.failed = 0

    def rows(self, groups: Iterable[list[Any]]) -> Iterator[Json]:
        """What became of each row."""
        for group in groups:
            for row, is_good in self._send(group):
                self.count += 1
                self.failed += not is_good
                yield row
