"""What becomes of the rows that a service gives: `fetchType`."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from typing import Annotated, Generic, Literal, TypeVar

from tiercel.model.errors import PluginError
from tiercel.model.json_types import Json
from tiercel.model.limits import FETCH_ROWS_MAX
from tiercel.plugin.context import RunContext
from tiercel.plugin.fields import Prop
from tiercel.plugin.rows import lines_of_exact_rows
from tiercel.plugin.task import Output

__all__ = ["FETCH_TYPE", "Counted", "FetchType", "Rows", "fetched"]

T = TypeVar("T")
FetchType = Literal["STORE", "FETCH", "FETCH_ONE", "NONE"]
FETCH_TYPE = Prop(
    "What becomes of the rows.",
    "STORE writes them to a file of the internal storage, FETCH gives all of them, FETCH_ONE the "
    "first, NONE nothing.",
)


class Rows(Output):
    """The rows of a statement."""

    row: Annotated[dict[str, Json] | None, Prop("The first row, of FETCH_ONE.")] = None
    rows: Annotated[list[dict[str, Json]] | None, Prop("All rows, of FETCH.")] = None
    size: Annotated[int | None, Prop("How many rows there are.")] = None
    uri: Annotated[str | None, Prop("The file of rows, of STORE.")] = None


def fetched(ctx: RunContext, rows: Iterator[dict[str, Json]], wanted: FetchType) -> Rows:
    """Read all rows, whatever becomes of them: some clients can't stop before.

    Raises: PluginError for more rows than memory should hold.
    """
    if wanted == "NONE":
        deque(rows, maxlen=0)
        return Rows()
    if wanted == "STORE":
        counted = Counted(rows)
        uri = ctx.blobs.put_new(lines_of_exact_rows(counted), "ion")
        return Rows(uri=uri, size=counted.count)
    if wanted == "FETCH_ONE":
        first = next(rows, None)
        deque(rows, maxlen=0)
        return Rows(row=first, size=0 if first is None else 1)
    all_rows = _bounded(rows)
    return Rows(rows=all_rows, size=len(all_rows))


class Counted(Generic[T]):
    """Rows that are counted as they are read."""

    def __init__(self, rows: Iterable[T]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[T]:
        for row in self._rows:
            self.count += 1
            yield row


def _bounded(rows: Iterator[dict[str, Json]]) -> list[dict[str, Json]]:
    found: list[dict[str, Json]] = []
    for row in rows:
        if len(found) >= FETCH_ROWS_MAX:
            raise PluginError(
                f"There are more than {FETCH_ROWS_MAX} rows: `fetchType: STORE` writes them to a "
                "file instead"
            )
        found.append(row)
    return found
