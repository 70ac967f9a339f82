"""What becomes of the rows of a statement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo
from typing import Annotated

from tiercel.plugin import Json, Plugin, Prop, RunContext, Static
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, Rows, fetched
from tiercel_jdbc.sessions import Result
from tiercel_jdbc.values import SAME, row_value

_OLDER = "An older form of `fetchType`."


class Fetching(Plugin):
    """Properties of what has rows."""

    fetch: Annotated[
        Static[bool],
        Prop("Give all rows as the output `rows`.", f"{_OLDER[:-1]} FETCH.", deprecated=True),
    ] = False
    fetch_one: Annotated[
        Static[bool],
        Prop(
            "Give the first row as the output `row`.", f"{_OLDER[:-1]} FETCH_ONE.", deprecated=True
        ),
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
        wanted = self.wanted
        if result.columns is None or wanted == "NONE":
            return fetched(ctx, _maps(result, zone), "NONE")
        found = fetched(ctx, _maps(result, zone), wanted)
        tags = {"fetch": str(wanted != "STORE").lower(), "store": str(wanted == "STORE")}
        ctx.metrics.counter("fetch.size", found.size or 0, tags)
        return found


def _maps(result: Result, zone: tzinfo) -> Iterator[dict[str, Json]]:
    columns = result.columns or ()
    for row in result.rows:
        yield {
            name: value if type(value) in SAME else row_value(value, zone)
            for name, value in zip(columns, row, strict=True)
        }
