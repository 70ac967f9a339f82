"""Entities of tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Annotated, Any, ClassVar, Literal

import msgspec
from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.services.fetching import Counted
from tiercel.plugin.services.given_rows import groups_of, parts_given
from tiercel.plugin.services.waiting import while_running
from tiercel_azure.clients import library
from tiercel_azure.limits import ROWS_AT_ONCE, ROWS_SORTED
from tiercel_azure.storage.accounts import Account, Located, Sassed
from tiercel_azure.storage.files import readable

PLACE = (
    "connectionString: \"{{ secret('AZURE_STORAGE') }}\"\n"
    "endpoint: https://shop.table.core.windows.net\ntable: orders\n"
)
PARTITION = Prop("The key of the partition.")
ROW = Prop("The key of the row in its partition.")
Change = Literal[
    "CREATE", "UPDATE_MERGE", "UPDATE_REPLACE", "UPSERT_MERGE", "UPSERT_REPLACE", "DELETE"
]
_RECORDS = Metric("records.count", "counter", "records", "How many entities there were.")
_INT32 = 2**31


class Entity(Part):
    """An entity of a table."""

    partition_key: Annotated[str, PARTITION]
    row_key: Annotated[str, ROW]
    type: Annotated[Change | None, Prop("How it is written; as `defaultType` says.")] = None
    properties: Annotated[dict[str, Json] | None, Prop("Its values by name.")] = None
    timestamp: Annotated[str | None, Prop("When it last changed, in ISO 8601.")] = None
    etag: Annotated[str | None, Prop("A text that changes with it.")] = None


class OfTable(Located, Sassed, Account):
    """Which table."""

    service: ClassVar[str] = "Azure Table Storage"
    module: ClassVar[str] = "data.tables"
    client_name: ClassVar[str] = "TableServiceClient"

    table: Annotated[str, Prop("The name of the table.")]


class OneRow(Output):
    """The entity."""

    row: Annotated[
        Entity, Prop("The entity with its keys and properties; nothing when it is not there.")
    ]


class RowCount(Output):
    """How many entities."""

    count: Annotated[int, Prop("How many entities were written.")]


class RowFile(RowCount):
    """Entities in a file."""

    uri: Annotated[str, Prop("A file with a row for each.")]


def entity_of(found: Any) -> Entity:
    """What the service says of an entity."""
    keys = ("PartitionKey", "RowKey")
    return Entity(
        partition_key=found["PartitionKey"],
        row_key=found["RowKey"],
        properties={name: _read(value) for name, value in found.items() if name not in keys},
        timestamp=readable(found.metadata.get("timestamp")),
        etag=found.metadata.get("etag"),
    )


def _read(value: Any) -> Json:
    value = getattr(value, "value", value)
    if isinstance(value, date):
        return readable(value)
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _written(value: Json) -> Any:
    """A value as the client takes it: large numbers by their kind, lists and maps as JSON."""
    if isinstance(value, int) and not isinstance(value, bool) and not -_INT32 <= value < _INT32:
        tables = library("data.tables")
        return tables.EntityProperty(value, tables.EdmType.INT64)
    return msgspec.json.encode(value).decode() if isinstance(value, dict | list) else value


@plugin(
    "io.kestra.plugin.azure.storage.table.Get",
    title="Read an entity of a table of Azure.",
    examples=[PLACE + "partitionKey: shoes\nrowKey: '1042'"],
)
class Get(OfTable, RunnableTask[OneRow]):
    """One that is not there is an error."""

    partition_key: Annotated[str, PARTITION]
    row_key: Annotated[str | None, ROW] = None

    def run(self, ctx: RunContext) -> OneRow:
        with self.client(ctx, "reading") as client:
            table = client.get_table_client(self.table)
            return OneRow(row=entity_of(table.get_entity(self.partition_key, self.row_key or "")))


@plugin(
    "io.kestra.plugin.azure.storage.table.Delete",
    title="Delete an entity of a table of Azure.",
    examples=[PLACE + "partitionKey: shoes\nrowKey: '1042'"],
)
class Delete(OfTable, RunnableTask[Output]):
    """One that is not there is no error."""

    partition_key: Annotated[str, PARTITION]
    row_key: Annotated[str, ROW]

    def run(self, ctx: RunContext) -> None:
        with self.client(ctx, "deleting") as client:
            client.get_table_client(self.table).delete_entity(self.partition_key, self.row_key)


@plugin(
    "io.kestra.plugin.azure.storage.table.List",
    title="List entities of a table of Azure.",
    examples=[PLACE + "filter: PartitionKey eq 'shoes'\nselect: [RowKey, price]\nmaxFiles: 1000"],
    metrics=[_RECORDS],
)
class List(OfTable, RunnableTask[RowFile]):
    """To a file, `maxFiles` at most."""

    filter: Annotated[str | None, Prop("A condition in the language of the service.")] = None
    select: Annotated[list[str] | None, Prop("Which values; all by default.")] = None
    top: Annotated[int | None, Prop("How many entities one page of the answer has.")] = None
    max_files: Annotated[int, Prop("How many entities are taken at most.")] = 25

    def run(self, ctx: RunContext) -> RowFile:
        with self.client(ctx, "listing") as client:
            table = client.get_table_client(self.table)
            asked: dict[str, Any] = {"select": self.select, "results_per_page": self.top}
            found = (
                table.query_entities(self.filter, **asked)
                if self.filter
                else table.list_entities(**asked)
            )
            rows = Counted(self._rows(found))
            uri = ctx.blobs.put_new(lines_of_rows(rows), "ion")
        ctx.metrics.counter("records.count", rows.count)
        return RowFile(count=rows.count, uri=uri)

    def _rows(self, found: Any) -> Iterator[Json]:
        for each in islice(found, self.max_files):
            yield entity_of(each).model_dump(by_alias=True, exclude_none=True)


@plugin(
    "io.kestra.plugin.azure.storage.table.Bulk",
    title="Write entities into a table of Azure.",
    examples=[
        PLACE
        + "from:\n  - partitionKey: shoes\n    rowKey: '1042'\n    properties:\n      price: 79.9"
    ],
    metrics=[_RECORDS],
)
class Bulk(OfTable, RunnableTask[RowCount]):
    """In transactions: a hundred entities of one partition at a time."""

    from_: Annotated[
        list[Json] | str | dict[str, Json],
        Field(alias="from"),
        Prop("The entities: the address of a stored file, a list, or one."),
    ]
    default_type: Annotated[Json, Prop("How entities are written that don't say it.")] = (
        "UPSERT_REPLACE"
    )

    def run(self, ctx: RunContext) -> RowCount:
        """Raises: PluginError for a row that is no entity, with its number."""
        count = 0
        with self.client(ctx, "writing") as client:
            table = client.get_table_client(self.table)
            for some in groups_of(parts_given(ctx, self.from_, Entity), ROWS_SORTED):
                for group in while_running(ctx, self._transactions(some)):
                    table.submit_transaction(group)
                    count += len(group)
        ctx.metrics.counter("records.count", count)
        return RowCount(count=count)

    def _transactions(self, entities: list[Entity]) -> Iterator[list[tuple[Any, ...]]]:
        partitions = defaultdict[str, list[tuple[Any, ...]]](list)
        for each in entities:
            partitions[each.partition_key].append(self._change(each))
        for changes in partitions.values():
            yield from groups_of(changes, ROWS_AT_ONCE)

    def _change(self, entity: Entity) -> tuple[Any, ...]:
        verb, _, mode = str(entity.type or self.default_type).upper().partition("_")
        if verb not in ("CREATE", "UPDATE", "UPSERT", "DELETE"):
            raise PluginError(f"`defaultType` must be such as UPSERT_REPLACE, not {verb}")
        values = {name: _written(value) for name, value in (entity.properties or {}).items()}
        row = {**values, "PartitionKey": entity.partition_key, "RowKey": entity.row_key}
        return (verb.lower(), row, {"mode": mode.lower()}) if mode else (verb.lower(), row)
