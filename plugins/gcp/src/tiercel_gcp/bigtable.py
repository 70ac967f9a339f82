"""Tables of Bigtable. Keys, columns and values are texts in UTF-8."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    PluginError,
    PollingTrigger,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.changes import default_key
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, fetched
from tiercel.plugin.services.given_rows import groups_of
from tiercel_gcp.instances import Instance
from tiercel_gcp.rest import part
from tiercel_gcp.values import without_none

_DATA = "https://bigtable.googleapis.com/v2"
_ADMIN = "https://bigtableadmin.googleapis.com/v2"
_PREFIX = "io.kestra.plugin.gcp.bigtable."
_PLACE = "projectId: shop\ninstanceId: main\ntableId: orders\n"
# Rows that are changed by one request; the service takes 100,000 mutations.
_ROWS_MAX = 1_000


class Table(Instance):
    """A table."""

    table_id: Annotated[str, Prop("The table that is read or written, by its id.")]

    @property
    def path(self) -> str:
        """The path of the table."""
        return f"{self.place}/tables/{part(self.table_id)}"

    def data(self, ctx: RunContext, verb: str, body: Json) -> list[Any]:
        """The parts of an answer about rows. Raises: PluginError for what is refused."""
        found = self.rest(ctx, "bigtable", _DATA).post(f"{self.path}:{verb}", body)
        return found if isinstance(found, list) else [found]

    def change(self, ctx: RunContext, entries: Iterable[Json]) -> int:
        """Change rows; how many. Raises: PluginError for the first that is refused."""
        count = 0
        for group in groups_of(entries, _ROWS_MAX):
            for answer in self.data(ctx, "mutateRows", {"entries": group}):
                for each in answer.get("entries") or ():
                    status = each.get("status") or {}
                    if status.get("code"):
                        number = count + int(each.get("index") or 0) + 1
                        words = status.get("message")
                        raise PluginError(f"Google Cloud bigtable: row {number}: {words}")
            count += len(group)
        return count


class Ranged(Table):
    """Rows by their keys."""

    row_key_prefix: Annotated[
        str | None, Prop("Only rows whose key begins with this text, such as `rome#`.")
    ] = None
    row_key_start: Annotated[
        str | None,
        Prop("The key at which the range begins, itself included; the first row by default."),
    ] = None
    row_key_end: Annotated[str | None, Prop("The key after the last one.")] = None

    def range(self) -> dict[str, Json] | None:
        """Keys as requests have them; None for all."""
        start = (self.row_key_start or "").encode()
        end = (self.row_key_end or "").encode()
        if self.row_key_prefix:
            prefix = self.row_key_prefix.encode()
            start = max(start, prefix)
            after = _after(prefix)
            end = min(end, after) if end and after else end or after
        found = without_none(
            startKeyClosed=_coded(start) if start else None,
            endKeyOpen=_coded(end) if end else None,
        )
        return {"rowRanges": [found]} if found else None

    def read(
        self, ctx: RunContext, condition: Json = None, most: int | None = None
    ) -> Iterator[dict[str, Json]]:
        """Rows of the range."""
        limit = None if most is None else str(most)
        body = without_none(rows=self.range(), filter=condition, rowsLimit=limit)
        return rows_of(self.data(ctx, "readRows", body))


def _after(prefix: bytes) -> bytes:
    """The first key that does not begin so; empty when all keys behind do."""
    kept = prefix.rstrip(b"\xff")
    return kept[:-1] + bytes([kept[-1] + 1]) if kept else b""


def _coded(content: bytes) -> str:
    return b64encode(content).decode()


def _text(value: str | None) -> str:
    return b64decode(value or "").decode("utf-8", errors="replace")


def rows_of(parts: Iterable[Mapping[str, Any]]) -> Iterator[dict[str, Json]]:
    """Rows of an answer in pieces: `rowKey`, and `cells` with the newest value of each column."""
    key = family = column = ""
    cells: dict[str, Json] = {}
    value = b""
    for piece in (each for answer in parts for each in answer.get("chunks") or ()):
        if piece.get("resetRow"):
            cells, value = {}, b""
            continue
        key = _text(piece["rowKey"]) if piece.get("rowKey") else key
        family = piece.get("familyName", family)
        column = _text(piece["qualifier"]) if "qualifier" in piece else column
        value += b64decode(piece.get("value") or "")
        if piece.get("valueSize"):
            # The value goes on in the next piece.
            continue
        cells.setdefault(f"{family}:{column}", value.decode("utf-8", errors="replace"))
        value = b""
        if piece.get("commitRow"):
            yield {"rowKey": key, "cells": cells}
            cells = {}


class ReadRows(Output):
    """The rows."""

    row: Annotated[dict[str, Json] | None, Prop("The first row, of FETCH_ONE.")] = None
    rows: Annotated[list[dict[str, Json]] | None, Prop("All rows, of FETCH.")] = None
    uri: Annotated[str | None, Prop("The file of rows, of STORE.")] = None
    row_count: Annotated[int | None, Prop("How many there are.")] = None


@plugin(
    _PREFIX + "ReadRows",
    title="Read rows of Bigtable.",
    examples=[_PLACE + "rowKeyPrefix: 'rome#'\nfetchType: FETCH\nlimit: 100"],
)
class ReadTable(Ranged, RunnableTask[ReadRows]):
    """In the order of their keys."""

    column_family: Annotated[str | None, Prop("Only columns of this family.")] = None
    limit: Annotated[int | None, Prop("How many to read at most.")] = None
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "STORE"

    def run(self, ctx: RunContext) -> ReadRows:
        """Raises: PluginError for what is refused."""
        found = fetched(
            ctx, self.read(ctx, _of_family(self.column_family), self.limit), self.fetch_type
        )
        return ReadRows(row=found.row, rows=found.rows, uri=found.uri, row_count=found.size)


def _of_family(name: str | None) -> Json:
    """A condition for columns of a family, and for the newest of their values."""
    newest: Json = {"cellsPerColumnLimitFilter": 1}
    if not name:
        return newest
    return {"chain": {"filters": [{"familyNameRegexFilter": name}, newest]}}


class RowInput(Part):
    """A row."""

    row_key: Annotated[str, Prop("The key of the row, such as `rome#7`.")]
    column_family: Annotated[
        str | None, Prop("The family of its columns; that of the task by default.")
    ] = None
    cells: Annotated[
        dict[str, str] | None, Prop("Values to write, as texts by the names of their columns.")
    ] = None
    delete_cells: Annotated[list[str] | None, Prop("Columns that are emptied.")] = None


class Counted(Output):
    """What was done."""

    row_count: Annotated[int, Prop("How many rows were written or deleted.")]


@plugin(
    _PREFIX + "WriteRows",
    title="Write rows of Bigtable.",
    examples=[
        (
            _PLACE + "columnFamily: facts\nrows:\n  - rowKey: 'rome#7'\n    cells:\n"
            "      total: '12.50'\n    deleteCells: [note]"
        )
    ],
    metrics=[Metric("rows.written", "counter", "rows", "How many rows were written.")],
)
class WriteRows(Table, RunnableTask[Counted]):
    """Columns that are not named stay as they are."""

    column_family: Annotated[str | None, Prop("The family of columns, where rows have none.")] = (
        None
    )
    rows: Annotated[list[RowInput], Prop("The rows to write, each with its key and its cells.")]

    def run(self, ctx: RunContext) -> Counted:
        """Raises: PluginError for a row without a family, and for what is refused."""
        count = self.change(ctx, (self._entry(each) for each in self.rows))
        ctx.metrics.counter("rows.written", count)
        return Counted(row_count=count)

    def _entry(self, row: RowInput) -> Json:
        family = row.column_family or self.column_family
        if not family:
            raise PluginError(f"`columnFamily` must be provided for the row {row.row_key}")
        gone: list[Json] = [
            {"deleteFromColumn": {"familyName": family, "columnQualifier": _coded(each.encode())}}
            for each in row.delete_cells or ()
        ]
        written: list[Json] = [
            {
                "setCell": {
                    "familyName": family,
                    "columnQualifier": _coded(name.encode()),
                    # The time is the service's own.
                    "timestampMicros": "-1",
                    "value": _coded(value.encode()),
                }
            }
            for name, value in (row.cells or {}).items()
        ]
        return {"rowKey": _coded(row.row_key.encode()), "mutations": [*gone, *written]}


@plugin(
    _PREFIX + "DeleteRows",
    title="Delete rows of Bigtable.",
    examples=[_PLACE + "rowKeys: ['rome#7']", _PLACE + "rowKeyPrefix: 'rome#'"],
)
class DeleteRows(Ranged, RunnableTask[Counted]):
    """By their keys, or all of a range."""

    row_keys: Annotated[list[str] | None, Prop("Keys of the rows that go; or a range instead.")] = (
        None
    )

    def run(self, ctx: RunContext) -> Counted:
        """Raises: PluginError without keys and a range: nothing means not all."""
        keys: Iterable[str] = self.row_keys or ()
        if not self.row_keys:
            if self.range() is None:
                raise PluginError("`rowKeys`, `rowKeyPrefix` or a range must be provided")
            condition = {"stripValueTransformer": True}
            keys = [str(each["rowKey"]) for each in self.read(ctx, condition)]
        entries = (
            {"rowKey": _coded(each.encode()), "mutations": [{"deleteFromRow": {}}]} for each in keys
        )
        return Counted(row_count=self.change(ctx, entries))


class Made(Output):
    """The table."""

    table_id: Annotated[str, Prop("The id of the table, as the task gave it.")]
    column_family_count: Annotated[int | None, Prop("How many families it has.")] = None


@plugin(
    _PREFIX + "CreateTable",
    title="Make a table of Bigtable.",
    examples=[_PLACE + "columnFamilies: [facts]"],
)
class CreateTable(Table, RunnableTask[Made]):
    """With families of columns."""

    column_families: Annotated[list[str] | None, Prop("Names of the families.")] = None

    def run(self, ctx: RunContext) -> Made:
        """Raises: PluginError for one that is there."""
        families: dict[str, Json] = {name: {} for name in self.column_families or ()}
        body: Json = {"tableId": self.table_id, "table": {"columnFamilies": families}}
        self.rest(ctx, "bigtableadmin", _ADMIN).post(f"{self.place}/tables", body)
        return Made(table_id=self.table_id, column_family_count=len(families))


@plugin(
    _PREFIX + "DeleteTable",
    title="Delete a table of Bigtable.",
    examples=[_PLACE.rstrip()],
)
class DeleteTable(Table, RunnableTask[Made]):
    """With all its rows."""

    def run(self, ctx: RunContext) -> Made:
        """Raises: PluginError for what is refused."""
        self.rest(ctx, "bigtableadmin", _ADMIN).ask("DELETE", self.path)
        return Made(table_id=self.table_id)


class NewRows(Output):
    """The rows."""

    rows: Annotated[
        list[dict[str, Json]],
        Prop("The rows that were found: key, and the newest values by column."),
    ]
    row_count: Annotated[int, Prop("How many there are.")]


@plugin(
    _PREFIX + "Trigger",
    title="Start an execution when rows of Bigtable were written.",
    examples=[_PLACE + "rowKeyPrefix: 'rome#'\ninterval: PT5M"],
)
class Trigger(Ranged, PollingTrigger[NewRows]):
    """Rows with values that were written since the last look."""

    column_family: Annotated[str | None, Prop("Only columns of this family.")] = None
    lookback_seconds: Annotated[
        int | None, Prop("How far back the first look goes, in seconds; not at all by default.")
    ] = None
    max_rows: Annotated[int, Prop("How many rows one execution gets at most.")] = 1000

    def poll(self, ctx: RunContext) -> Iterator[NewRows]:
        """Where the next look begins is kept once the execution is stored."""
        key, until = default_key(ctx), ctx.now()
        is_there, last = ctx.kv.get(key)
        back = timedelta(seconds=self.lookback_seconds or 0)
        since = datetime.fromisoformat(str(last)) if is_there else until - back
        times: Json = {"timestampRangeFilter": {"startTimestampMicros": _micros(since)}}
        condition = {"chain": {"filters": [times, _of_family(self.column_family)]}}
        rows = list(self.read(ctx, condition, self.max_rows))
        if rows:
            yield NewRows(rows=rows, row_count=len(rows))
        ctx.kv.put(key, until.isoformat())


def _micros(at: datetime) -> str:
    return str(int(at.timestamp() * 1_000) * 1_000)
