"""Items of DynamoDB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import islice
from typing import Annotated, Any

from tiercel.plugin import Json, Metric, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.convert import converter_for
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, Rows, fetched
from tiercel.plugin.services.waiting import while_running
from tiercel_aws.calls import without_none
from tiercel_aws.clients import library
from tiercel_aws.connection import AwsTask

_RECORDS = [Metric("records", "counter", "items", "How many items were read.")]
_EXAMPLE = "region: eu-west-1\ntableName: orders\n"


class OfTable(AwsTask):
    """What all of them have."""

    table_name: Annotated[str, Prop("The table that is read or written, by its name.")]


class OfItem(OfTable):
    """What names one item."""

    key: Annotated[
        dict[str, Json] | None, Prop("The key of the item: its attributes with their values.")
    ] = None

    def key_values(self) -> dict[str, Json]:
        """As requests have it. Raises: PluginError without one."""
        if not self.key:
            raise PluginError("`key` must be provided")
        return written(self.key)


class Item(Output):
    """An item."""

    row: Annotated[dict[str, Json] | None, Prop("The item; null when there is none.")] = None


@plugin(
    "io.kestra.plugin.aws.dynamodb.GetItem",
    title="Read an item of DynamoDB.",
    examples=[f'{_EXAMPLE}key:\n  id: "42"'],
)
class GetItem(OfItem, RunnableTask[Item]):
    """By its key."""

    def run(self, ctx: RunContext) -> Item:
        with self.client(ctx, "dynamodb") as client:
            answer = client.get_item(TableName=self.table_name, Key=self.key_values())
        return Item(row=read(answer["Item"]) if "Item" in answer else None)


@plugin(
    "io.kestra.plugin.aws.dynamodb.DeleteItem",
    title="Delete an item of DynamoDB.",
    examples=[f'{_EXAMPLE}key:\n  id: "42"'],
)
class DeleteItem(OfItem, RunnableTask[Output]):
    """One that is not there is no error."""

    def run(self, ctx: RunContext) -> None:
        with self.client(ctx, "dynamodb") as client:
            client.delete_item(TableName=self.table_name, Key=self.key_values())


@plugin(
    "io.kestra.plugin.aws.dynamodb.PutItem",
    title="Write an item of DynamoDB.",
    examples=[f'{_EXAMPLE}item:\n  id: "42"\n  total: 12.5'],
)
class PutItem(OfTable, RunnableTask[Output]):
    """It replaces an item with the same key."""

    item: Annotated[
        Json, Prop("The item: its attributes with their values, as a map or as JSON of one.")
    ] = None

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for an item that is no map."""
        item = converter_for(dict)(self.item) if self.item else None
        if not isinstance(item, Mapping):
            raise PluginError("`item` must be a map, or JSON of one")
        with self.client(ctx, "dynamodb") as client:
            client.put_item(TableName=self.table_name, Item=written(item))


class Reading(OfTable, RunnableTask[Rows]):
    """What reads several items."""

    filter_expression: Annotated[
        str | None,
        Prop("What items must fulfil, such as `total > :least`; the service reads them all."),
    ] = None
    limit: Annotated[int | None, Prop("How many items to give at most; all by default.")] = None
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "STORE"

    def fetch(self, ctx: RunContext, operation: str, asked: dict[str, Json]) -> Rows:
        """The items that a request gives, over all its pages."""
        values = asked.pop("ExpressionAttributeValues", None)
        request = without_none(
            [
                ("TableName", self.table_name),
                ("FilterExpression", self.filter_expression),
                ("ExpressionAttributeValues", written(values) if values else None),
                *asked.items(),
            ]
        )
        with self.client(ctx, "dynamodb") as client:
            items = islice(self._items(client, operation, request), self.limit)
            found = fetched(ctx, while_running(ctx, items), self.fetch_type)
        ctx.metrics.counter("records", found.size or 0)
        return found

    def _items(
        self, client: Any, operation: str, request: dict[str, Json]
    ) -> Iterator[dict[str, Json]]:
        for page in client.get_paginator(operation).paginate(**request):
            for each in page["Items"]:
                yield read(each)


@plugin(
    "io.kestra.plugin.aws.dynamodb.Query",
    title="Read items of DynamoDB by their key.",
    examples=[
        (
            f"{_EXAMPLE}keyConditionExpression: customer = :customer\n"
            "expressionAttributeValues:\n"
            '  ":customer": ann\n'
            "fetchType: FETCH"
        )
    ],
    metrics=_RECORDS,
)
class Query(Reading):
    """Of one partition."""

    key_condition_expression: Annotated[
        str, Prop("The condition of the key, such as `customer = :customer`.")
    ]
    expression_attribute_values: Annotated[
        dict[str, Json], Prop("The values of `:name` in the expressions.")
    ]

    def run(self, ctx: RunContext) -> Rows:
        return self.fetch(
            ctx,
            "query",
            {
                "KeyConditionExpression": self.key_condition_expression,
                "ExpressionAttributeValues": self.expression_attribute_values,
            },
        )


@plugin(
    "io.kestra.plugin.aws.dynamodb.Scan",
    title="Read all items of a table of DynamoDB.",
    examples=[f"{_EXAMPLE}fetchType: STORE"],
    metrics=_RECORDS,
)
class Scan(Reading):
    """Page by page."""

    expression_attribute_values: Annotated[
        dict[str, Json] | None, Prop("The values of `:name` in `filterExpression`.")
    ] = None

    def run(self, ctx: RunContext) -> Rows:
        values = self.expression_attribute_values
        return self.fetch(ctx, "scan", {"ExpressionAttributeValues": values})


def written(item: Mapping[str, Json]) -> dict[str, Json]:
    """Attributes as requests have them."""
    serializer = library("boto3.dynamodb.types").TypeSerializer()
    return {name: serializer.serialize(_exact(value)) for name, value in item.items()}


def read(item: Mapping[str, Json]) -> dict[str, Json]:
    """Attributes as rows have them: whole numbers as such, sets as lists, bytes as bytes."""
    deserializer = library("boto3.dynamodb.types").TypeDeserializer()
    return {name: _plain(deserializer.deserialize(value)) for name, value in item.items()}


def _exact(value: Json) -> Json:
    """The client takes no binary fractions."""
    if isinstance(value, float):
        return Decimal(str(value))
    if isinstance(value, Mapping):
        return {key: _exact(each) for key, each in value.items()}
    return [_exact(each) for each in value] if isinstance(value, list) else value


def _plain(value: Any) -> Json:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else value
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, set):
        return sorted((_plain(each) for each in value), key=str)
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return bytes(value) if hasattr(value, "value") else value
