"""Spreadsheets: made, deleted, read."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain, islice
from typing import Annotated, Any, Literal

from tiercel.plugin import Json, Metric, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.rows import lines_of_rows
from tiercel_gcp.rest import Rest, part
from tiercel_googleworkspace.connection import KEY, SCOPES, Patient, Workspace
from tiercel_googleworkspace.drive import BASE as DRIVE
from tiercel_googleworkspace.drive import SHARED

BASE = "https://sheets.googleapis.com/v4"
SHEET = KEY + "spreadsheetId: 1AbCdEfGhIjKlMnOpQrStUvWxYz\n"
_ROWS = Metric("rows", "counter", "count", "How many rows were read.")


class Sheets(Patient, Workspace):
    """Base of tasks on spreadsheets."""

    scopes: Annotated[list[str], SCOPES] = ["SPREADSHEETS"]  # noqa: RUF012  Copied by pydantic.

    def asked_scopes(self) -> tuple[str, ...]:
        return tuple(self.scopes)

    def sheets(self, ctx: RunContext) -> Rest:
        """The service."""
        return self.rest(ctx, "sheets", BASE)


class OfSpreadsheet(Sheets):
    """Which spreadsheet."""

    spreadsheet_id: Annotated[str, Prop("The id of the spreadsheet, as its address has it.")]

    @property
    def path(self) -> str:
        """Where it is."""
        return f"/spreadsheets/{part(self.spreadsheet_id)}"


class Made(Output):
    """The spreadsheet."""

    spreadsheet_id: Annotated[str, Prop("The id that Google gave the spreadsheet.")]
    spreadsheet_url: Annotated[str | None, Prop("The address of the spreadsheet's page.")] = None


class Gone(Output):
    """The spreadsheet."""

    spreadsheet_id: Annotated[str, Prop("The id of the spreadsheet, as the task gave it.")]


@plugin(
    "io.kestra.plugin.googleworkspace.sheets.CreateSpreadsheet",
    title="Make an empty spreadsheet with a title.",
    examples=[KEY + 'title: "Orders of {{ flow.namespace }}"'],
)
class CreateSpreadsheet(Sheets, RunnableTask[Made]):
    """It is of the account that asks, and shared with nobody."""

    title: Annotated[str, Prop("The title of the spreadsheet, which is the name of its file.")]

    def run(self, ctx: RunContext) -> Made:
        found = self.sheets(ctx).post("/spreadsheets", {"properties": {"title": self.title}})
        return Made(
            spreadsheet_id=found["spreadsheetId"], spreadsheet_url=found.get("spreadsheetUrl")
        )


@plugin(
    "io.kestra.plugin.googleworkspace.sheets.DeleteSpreadsheet",
    title="Delete a whole spreadsheet by its id.",
    examples=[SHEET.rstrip()],
)
class DeleteSpreadsheet(OfSpreadsheet, RunnableTask[Gone]):
    """By Drive, whose scope is asked for as well."""

    def asked_scopes(self) -> tuple[str, ...]:
        return (*self.scopes, "DRIVE")

    def run(self, ctx: RunContext) -> Gone:
        path = f"/files/{part(self.spreadsheet_id)}"
        self.rest(ctx, "drive", DRIVE).ask("DELETE", path, params=SHARED)
        return Gone(spreadsheet_id=self.spreadsheet_id)


class Reading(OfSpreadsheet):
    """How values are read, and what becomes of them."""

    header: Annotated[bool, Prop("Whether the first row names the columns.")] = True
    fetch: Annotated[bool, Prop("Whether rows are outputs.")] = False
    store: Annotated[bool, Prop("Whether rows are written to a file.")] = True
    value_render: Annotated[
        Literal["FORMATTED_VALUE", "UNFORMATTED_VALUE", "FORMULA"],
        Prop("Values as they are shown, as they are, or their formulas."),
    ] = "UNFORMATTED_VALUE"
    date_time_render: Annotated[
        Literal["SERIAL_NUMBER", "FORMATTED_STRING"],
        Prop("Times as texts, or as days since 1899-12-30."),
    ] = "FORMATTED_STRING"

    def values(self, rest: Rest, place: str) -> list[list[Json]]:
        """The rows of a range."""
        found = rest.get(
            f"{self.path}/values/{part(place)}",
            valueRenderOption=self.value_render,
            dateTimeRenderOption=self.date_time_render,
        )
        return list(found.get("values", ()))

    def kept(self, ctx: RunContext, rows: list[list[Json]]) -> tuple[int, str | None, list[Any]]:
        """How many rows, their file, and they themselves, as far as they are asked for."""
        shaped = list(self._shaped(rows))
        uri = ctx.blobs.put_new(lines_of_rows(shaped), "ion") if self.store else None
        return len(shaped), uri, shaped

    def _shaped(self, rows: list[list[Json]]) -> Iterator[Json]:
        if not self.header:
            yield from rows
            return
        names = [str(each) for each in rows[0]] if rows else []
        for row in rows[1:]:
            # The service leaves out empty cells at the end of a row.
            cells = islice(chain(row, (None for _ in names)), len(names))
            yield dict(zip(names, cells, strict=True))


class RangeRead(Output):
    """Rows of a range."""

    size: Annotated[int, Prop("How many there are.")]
    rows: Annotated[list[Json] | None, Prop("The rows, with `fetch`.")] = None
    uri: Annotated[str | None, Prop("A file with a row for each, with `store`.")] = None


@plugin(
    "io.kestra.plugin.googleworkspace.sheets.ReadRange",
    title="Read a range of a spreadsheet.",
    examples=[SHEET + "range: Orders!A1:F\nfetch: true"],
    metrics=[_ROWS],
)
class ReadRange(Reading, RunnableTask[RangeRead]):
    """In A1 notation."""

    range: Annotated[str | None, Prop("The range, such as Orders!A1:F, which must be given.")] = (
        None
    )

    def run(self, ctx: RunContext) -> RangeRead:
        """Raises: PluginError without a range, and for what the service refuses."""
        if not self.range:
            raise PluginError("`range` must be a range such as Orders!A1:F")
        size, uri, rows = self.kept(ctx, self.values(self.sheets(ctx), self.range))
        ctx.metrics.counter("rows", size)
        return RangeRead(size=size, uri=uri, rows=rows if self.fetch else None)


class SheetsRead(Output):
    """Rows of sheets."""

    size: Annotated[int, Prop("How many there are in all.")]
    rows: Annotated[dict[str, list[Json]] | None, Prop("The rows by sheet, with `fetch`.")] = None
    uris: Annotated[dict[str, str] | None, Prop("A file for each sheet, with `store`.")] = None


@plugin(
    "io.kestra.plugin.googleworkspace.sheets.Read",
    title="Read sheets of a spreadsheet.",
    examples=[SHEET + "selectedSheetsTitle: [Orders, Returns]"],
    metrics=[_ROWS, Metric("sheets", "counter", "count", "How many sheets were read.")],
)
class Read(Reading, RunnableTask[SheetsRead]):
    """All of them by default, one after the other."""

    selected_sheets_title: Annotated[
        list[str] | None, Prop("Titles of the sheets to read; all by default.")
    ] = None

    def run(self, ctx: RunContext) -> SheetsRead:
        """Raises: PluginError for a sheet that is not there, and for what the service refuses."""
        rest = self.sheets(ctx)
        found = {
            name: self.kept(ctx, self.values(rest, quoted(name))) for name in self._names(rest)
        }
        size = sum(each[0] for each in found.values())
        ctx.metrics.counter("rows", size)
        ctx.metrics.counter("sheets", len(found))
        return SheetsRead(
            size=size,
            uris={name: each[1] for name, each in found.items() if each[1]} or None,
            rows={name: each[2] for name, each in found.items()} if self.fetch else None,
        )

    def _names(self, rest: Rest) -> list[str]:
        sheets = rest.get(self.path, fields="sheets.properties.title")["sheets"]
        there = [str(each["properties"]["title"]) for each in sheets]
        wanted = self.selected_sheets_title or there
        missing = sorted(set(wanted) - set(there))
        if missing:
            raise PluginError(
                f"`selectedSheetsTitle`: there is no sheet {', '.join(missing)}; "
                f"there are {', '.join(there)}"
            )
        return [each for each in there if each in wanted]


def quoted(title: str) -> str:
    """A sheet's title in A1 notation."""
    escaped = title.replace("'", "''")
    return f"'{escaped}'"
