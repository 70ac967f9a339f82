"""Spreadsheets that were changed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Annotated

import msgspec

from tiercel.plugin import Json, Output, Part, PollingTrigger, Prop, RunContext, plugin
from tiercel.plugin.services.changes import Changes
from tiercel_gcp.rest import part
from tiercel_googleworkspace.connection import INTERVAL, SCOPES, Workspace
from tiercel_googleworkspace.drive import BASE as DRIVE
from tiercel_googleworkspace.drive import SHARED
from tiercel_googleworkspace.sheets import BASE, SHEET, quoted

_FIELDS = "name,version,modifiedTime,lastModifyingUser(displayName,emailAddress)"


class ChangeDetails(Part):
    """What is in the range now."""

    affected_range: Annotated[
        str | None, Prop("The range that was read, such as `Orders!A1:C9`.")
    ] = None
    row_count: Annotated[int | None, Prop("How many rows it has.")] = None
    column_count: Annotated[int | None, Prop("How many columns it has.")] = None
    has_data: Annotated[bool | None, Prop("Whether there is anything in it.")] = None


class ModificationOutput(Part):
    """A change."""

    spreadsheet_id: Annotated[str | None, Prop("The spreadsheet that changed, by its id.")] = None
    spreadsheet_title: Annotated[
        str | None, Prop("The title of the spreadsheet, which is the name of its file.")
    ] = None
    sheet_name: Annotated[str | None, Prop("The sheet, where the trigger names one.")] = None
    modified_time: Annotated[str | None, Prop("When it was changed.")] = None
    revision_id: Annotated[
        str | None, Prop("The version of the file, a number that grows with each change.")
    ] = None
    last_modifying_user: Annotated[
        str | None, Prop("Who changed it last, by name or mail address.")
    ] = None
    change_details: Annotated[
        ChangeDetails | None, Prop("What is in the range, with `includeDetails`.")
    ] = None


class Modified(Output):
    """Changes."""

    modifications: Annotated[
        list[ModificationOutput],
        Prop("The changes since the poll before, one for each spreadsheet."),
    ]
    count: Annotated[int, Prop("How many there are.")]


@plugin(
    "io.kestra.plugin.googleworkspace.sheets.SheetModifiedTrigger",
    title="Start an execution when a spreadsheet was changed.",
    examples=[SHEET + "sheetName: Orders\nrange: A1:F\ninterval: PT5M"],
)
class SheetModifiedTrigger(Workspace, Changes, PollingTrigger[Modified]):
    """With `sheetName` or `range` only when the values there are others than at the last look."""

    scopes: Annotated[list[str], SCOPES] = [  # noqa: RUF012  Copied by pydantic.
        "https://www.googleapis.com/auth/spreadsheets.readonly",
        "https://www.googleapis.com/auth/drive.metadata.readonly",
    ]
    spreadsheet_id: Annotated[
        str, Prop("The spreadsheet that is looked at: the long text in its address.")
    ]
    sheet_name: Annotated[str | None, Prop("The sheet; the whole spreadsheet by default.")] = None
    range: Annotated[str | None, Prop("The range, such as A1:F; the whole sheet by default.")] = (
        None
    )
    include_details: Annotated[bool, Prop("Whether to say what is in the range.")] = False
    interval: Annotated[timedelta, INTERVAL] = timedelta(minutes=5)

    def asked_scopes(self) -> tuple[str, ...]:
        return tuple(self.scopes)

    def poll(self, ctx: RunContext) -> Iterator[Modified]:
        seen = self.seen(ctx)
        path = f"/files/{part(self.spreadsheet_id)}"
        file = self.rest(ctx, "drive", DRIVE).get(path, fields=_FIELDS, **SHARED)
        place = self._place()
        values = None
        if place is not None or self.include_details:
            values = self._values(ctx, place or "A:ZZZ")
        version = str(file.get("version"))
        if place is not None:
            version = sha256(msgspec.json.encode(values)).hexdigest()
        name = f"{self.spreadsheet_id} {place or ''}".rstrip()
        if self.asked(seen.change_of(name, version)):
            yield Modified(modifications=[self._modification(file, place, values)], count=1)
        seen.add(name, version)
        seen.keep()

    def _place(self) -> str | None:
        parts = [quoted(self.sheet_name)] if self.sheet_name else []
        return "!".join([*parts, *([self.range] if self.range else [])]) or None

    def _values(self, ctx: RunContext, place: str) -> list[list[Json]]:
        path = f"/spreadsheets/{part(self.spreadsheet_id)}/values/{part(place)}"
        return list(self.rest(ctx, "sheets", BASE).get(path).get("values", ()))

    def _modification(
        self, file: dict[str, Json], place: str | None, values: list[list[Json]] | None
    ) -> ModificationOutput:
        user = file.get("lastModifyingUser") or {}
        details = None
        if self.include_details and values is not None:
            details = ChangeDetails(
                affected_range=place,
                row_count=len(values),
                column_count=max(map(len, values), default=0),
                has_data=any(each not in (None, "") for row in values for each in row),
            )
        return ModificationOutput(
            spreadsheet_id=self.spreadsheet_id,
            spreadsheet_title=file.get("name"),
            sheet_name=self.sheet_name,
            modified_time=file.get("modifiedTime"),
            revision_id=str(file.get("version")),
            last_modifying_user=user.get("emailAddress") or user.get("displayName"),
            change_details=details,
        )
