"""What becomes of the rows of a statement."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from datetime import tzinfo
from typing import Annotated, Literal

from tiercel.plugin import Json, Output, Plugin, PluginError, Prop, RunContext, Static
from tiercel.plugin.rows import lines_of_exact_rows
from tiercel_jdbc.limits import FETCH_ROWS_MAX
from tiercel_jdbc.sessions import Result
from tiercel_jdbc.values import row_value

FetchType = Literal["STORE", "FETCH", "FETCH_ONE", "NONE"]
FETCH_TYPE = Prop(
    "What becomes of the rows.",
    "STORE writes them to a file of the internal storage, FETCH gives all of them, FETCH_ONE the "
    "first, NONE nothing.",
)
_OLDER = "An older form of `fetchType`."


class Rows(Output):
    """The rows of a statement."""

    row: Annotated[dict[str, Json] | None, Prop("The first row, of FETCH_ONE.")] = None
    rows: Annotated[list[dict[str, Json]] | None, Prop("All rows, of FETCH.")] = None
    size: Annotated[int | None, Prop("How many rows there are.")] = None
    uri: Annotated[str | None, Prop("The file of rows, of STORE.")] = None


class Fetching(Plugin):
    """Properties of what has rows."""

    fetch: Annotated[
        Static[bool], Prop("Give all rows.", f"{_OLDER[:-1]} FETCH.", deprecated=True)
    ] = False
    fetch_one: Annotated[
        Static[bool], Prop("Give the first row.", f"{_OLDER[:-1]} FETCH_ONE.", deprecated=True)
    ] = False
    store: Annotated[
        Static[bool], Prop("Write rows to a file.", f"{_OLDER[:-1]} STORE.", deprecated=True)
    ] = False
    fetch_size: Annotated[int, Prop("How many rows the client reads at a time.")] = 10_000
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "NONE"
    parameters: Annotated[
        dict[str, Json] | None,
        Prop("Values by name, for the places `:name` of the statement."),
    ] = None

    @property
    def wanted(self) -> FetchType:
        """The older forms win, in their order."""
        if self.fetch:
            return "FETCH"
        if self.fetch_one:
            return "FETCH_ONE"
        return "STORE" if self.store else self.fetch_type

    def rows_of(self, ctx: RunContext, result: Result, zone: tzinfo) -> Rows:
        """The output of a statement. Raises: PluginError for more rows than memory should hold."""
        if result.columns is None or self.wanted == "NONE":
            deque(result.rows, maxlen=0)
            return Rows()
        rows = _maps(result, zone)
        if self.wanted == "STORE":
            counted = Counted(rows)
            uri = ctx.blobs.put_new(lines_of_exact_rows(counted), "ion")
            found = Rows(uri=uri, size=counted.count)
        elif self.wanted == "FETCH_ONE":
            first = next(rows, None)
            # Read to the end: some clients would have to end the transaction to stop before.
            deque(rows, maxlen=0)
            found = Rows(row=first, size=0 if first is None else 1)
        else:
            all_rows = _bounded(rows)
            found = Rows(rows=all_rows, size=len(all_rows))
        tags = {"fetch": str(self.wanted != "STORE").lower(), "store": str(self.wanted == "STORE")}
        ctx.metrics.counter("fetch.size", found.size or 0, tags)
        return found


class Counted:
    """Rows that are counted as they are read."""

    def __init__(self, rows: Iterator[dict[str, Json]]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[dict[str, Json]]:
        for row in self._rows:
            self.count += 1
            yield row


def _maps(result: Result, zone: tzinfo) -> Iterator[dict[str, Json]]:
    columns = result.columns or ()
    for row in result.rows:
        yield {name: row_value(value, zone) for name, value in zip(columns, row, strict=True)}


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
