"""Records of Airtable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, ClassVar

from tiercel.plugin import Json, Output, Plugin, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.services.asking import HttpCall, HttpService, Names, Repeats, given
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, Rows, fetched
from tiercel.plugin.services.given_rows import groups_of
from tiercel_business.limits import AIRTABLE_RECORDS_MAX, PAGES_MAX

API = "https://api.airtable.com/v0"
_TABLE = "apiKey: \"{{ secret('AIRTABLE_TOKEN') }}\"\nbaseId: appAbc123\ntableId: Orders\n"
_RECORD = _TABLE + "recordId: recAbc123"


class Table(HttpService):
    """A table, and who asks."""

    service = "Airtable"
    api: ClassVar[str] = API
    http_path: ClassVar[str] = "/{base_id}/{table_id}"

    api_key: Annotated[str, Prop("A personal token, best from a secret.")]
    base_id: Annotated[str, Prop("The id of the base: app….")]
    table_id: Annotated[str, Prop("The table, by its id or name.")]

    def root(self) -> str:
        """Where the service is."""
        return self.api

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        """Who asks."""
        return {"Authorization": f"Bearer {self.api_key}"}

    def repeats(self, request: HttpRequest) -> Repeats:
        """The service takes five requests a second: the answer to more is that it is busy."""
        return Repeats(4, statuses=frozenset({429}))


class OneRecord(Table):
    """Which record it is about."""

    http_path: ClassVar[str] = "/{base_id}/{table_id}/{record_id}"
    record_id: Annotated[str, Prop("The id of the record: rec….")]


class Typecast(Plugin):
    """How values are taken."""

    typecast: Annotated[
        bool, Prop("Whether texts are converted to the types of their columns.")
    ] = False


class Record(Output):
    """The record."""

    record: Annotated[
        dict[str, Json] | None, Prop("The record: `id`, `createdTime` and `fields`.")
    ] = None


class Made(Record):
    """The records that were made."""

    records: Annotated[
        list[dict[str, Json]] | None,
        Prop("The records that were made, each with `id` and `fields`."),
    ] = None
    record_ids: Annotated[list[str] | None, Prop("Ids of the records that were made.")] = None


@plugin(
    "io.kestra.plugin.airtable.records.Create",
    title="Make records in Airtable.",
    examples=[_TABLE + "fields:\n  Name: Anna\n  Total: 12.5"],
)
class Create(Table, Typecast, RunnableTask[Made]):
    """One by `fields`, or several by `records`, ten with each request."""

    fields: Annotated[dict[str, Json] | None, Prop("Values of one record, by column.")] = None
    records: Annotated[list[dict[str, Json]] | None, Prop("Values of each of several.")] = None

    def run(self, ctx: RunContext) -> Made:
        """Raises: PluginError without values, or for what the service refuses."""
        wanted = self.records or ([] if self.fields is None else [self.fields])
        if not wanted:
            raise PluginError("Either `fields` or `records` must be provided")
        made = [
            record
            for group in groups_of(wanted, AIRTABLE_RECORDS_MAX)
            for record in self._make(ctx, group)
        ]
        ids = [each["id"] for each in made]
        return Made(record=made[0] if len(made) == 1 else None, records=made, record_ids=ids)

    def _make(self, ctx: RunContext, group: list[dict[str, Json]]) -> list[dict[str, Json]]:
        # A record may be written as the service has it, with its `fields`.
        records = [each if list(each) == ["fields"] else {"fields": each} for each in group]
        request = HttpRequest(
            url=f"{self.root()}{self.filled(self.http_path)}",
            method="POST",
            json={"records": records, "typecast": self.typecast},
        )
        found: list[dict[str, Json]] = self.ask_for(ctx, "making records", request, "records")[
            "records"
        ]
        return found


@plugin(
    "io.kestra.plugin.airtable.records.Get",
    title="Read a record of Airtable.",
    examples=[_RECORD],
)
class Get(OneRecord, HttpCall[Record]):
    """With all its fields, or some."""

    http_method = "GET"
    # An error is the answer for a record that may be missing.
    known_by = ("id", "error")
    fields: Annotated[list[str] | None, Prop("Columns that are given; all by default.")] = None
    fail_on_missing: Annotated[
        bool, Prop("Whether a record that is not there is an error; else it is null.")
    ] = False

    def refusal(self, answer: HttpAnswer) -> str | None:
        return None if self._is_missing(answer) else super().refusal(answer)

    def _is_missing(self, answer: HttpAnswer) -> bool:
        return answer.status == 404 and not self.fail_on_missing

    def result(self, ctx: RunContext, found: Json) -> Record:
        if not isinstance(found, dict) or "id" not in found:
            return Record()
        wanted = self.fields
        if wanted is not None:
            values = {name: each for name, each in found["fields"].items() if name in wanted}
            found = {**found, "fields": values}
        return Record(record=found)


@plugin(
    "io.kestra.plugin.airtable.records.Delete",
    title="Delete a record of Airtable.",
    examples=[_RECORD],
)
class Delete(OneRecord, HttpCall[Output]):
    """One that is not there is an error."""

    http_method = "DELETE"
    known_by = ("deleted",)


class Updated(Record):
    """The record as it is now."""

    record_id: Annotated[str | None, Prop("The id of the record: rec….")] = None


@plugin(
    "io.kestra.plugin.airtable.records.Update",
    title="Change a record of Airtable.",
    examples=[_RECORD + "\nfields:\n  Total: 13"],
)
class Update(OneRecord, Typecast, HttpCall[Updated]):
    """These fields; others stay."""

    http_method = "PATCH"
    known_by = ("id",)
    body_members: ClassVar[Names] = {"fields": "fields", "typecast": "typecast"}
    fields: Annotated[dict[str, Json], Prop("New values, by column.")]

    def result(self, ctx: RunContext, found: Json) -> Updated:
        return Updated(record=found, record_id=found["id"])


@plugin(
    "io.kestra.plugin.airtable.records.List",
    title="List records of Airtable.",
    examples=[_TABLE + 'filterByFormula: "{Total} > 10"\nenableAutoPagination: true'],
)
class List(Table, RunnableTask[Rows]):
    """One page of a hundred, or all pages."""

    filter_by_formula: Annotated[str | None, Prop("Only records for which it is true.")] = None
    fields: Annotated[list[str] | None, Prop("Columns that are given; all by default.")] = None
    view: Annotated[str | None, Prop("A view, whose records and order are taken.")] = None
    max_records: Annotated[int | None, Prop("How many records at most.")] = None
    enable_auto_pagination: Annotated[bool, Prop("Whether all pages are read.")] = False
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "FETCH"

    def run(self, ctx: RunContext) -> Rows:
        """Raises: PluginError for what the service refuses."""
        return fetched(ctx, self._records(ctx), self.fetch_type)

    def _records(self, ctx: RunContext) -> Iterator[dict[str, Json]]:
        asked = given(
            filterByFormula=self.filter_by_formula,
            view=self.view,
            maxRecords=None if self.max_records is None else str(self.max_records),
        )
        params = {**asked, **({"fields[]": self.fields} if self.fields else {})}
        url = f"{self.root()}{self.filled(self.http_path)}"
        for _ in range(PAGES_MAX if self.enable_auto_pagination else 1):
            request = HttpRequest(url=url, params=params)
            page = self.ask_for(ctx, "listing records", request, "records")
            yield from page["records"]
            if not page.get("offset"):
                return
            params["offset"] = page["offset"]
