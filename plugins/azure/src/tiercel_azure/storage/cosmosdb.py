"""Items of Cosmos DB."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated, Any, Literal, TypeVar

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    Part,
    Plugin,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.asking import given
from tiercel.plugin.services.fetching import fetched
from tiercel.plugin.services.waiting import while_running
from tiercel_azure.clients import Tokens, allowed, library, parts_of, secrets_of, told
from tiercel_azure.connection import Application
from tiercel_azure.limits import CONNECT_SECONDS, READ_SECONDS

AnsweredT = TypeVar("AnsweredT", bound="Answered")
PLACE = (
    "tenantId: 72f988bf-86f1-41af-91ab-2d7cd011db47\n"
    "connectionString: \"{{ secret('COSMOS') }}\"\ndatabaseId: shop\ncontainerId: orders\n"
)
_LEVELS = {
    "STRONG": "Strong",
    "BOUNDED_STALENESS": "BoundedStaleness",
    "SESSION": "Session",
    "EVENTUAL": "Eventual",
    "CONSISTENT_PREFIX": "ConsistentPrefix",
}
_KINDS = {"HASH": "Hash", "RANGE": "Range", "MULTI_HASH": "MultiHash"}


class OfContainer(Application):
    """Which container, and who asks: a connection string, else an application."""

    service = "Azure Cosmos DB"

    endpoint: Annotated[
        str | None, Prop("The address of the account: https://shop.documents.azure.com.")
    ] = None
    connection_string: Annotated[
        str | None, Prop("Address and key in one text, best from a secret.")
    ] = None
    database_id: Annotated[str, Prop("The id of the database in the account.")]
    container_id: Annotated[str, Prop("The id of the container in the database.")]
    consistency_level: Annotated[
        Literal["STRONG", "BOUNDED_STALENESS", "SESSION", "EVENTUAL", "CONSISTENT_PREFIX"],
        Prop("How new what is read must be; at most as the account has it."),
    ] = "SESSION"
    content_response_on_write_enabled: Annotated[
        bool, Prop("Whether the answer to a write has the item.")
    ] = True

    @contextmanager
    def container(self, ctx: RunContext, operation: str) -> Iterator[Any]:
        """The client of the container, until the block ends. Raises: PluginError."""
        parts = parts_of(self.connection_string) if self.connection_string else {}
        address = parts.get("accountendpoint") or self.endpoint
        if not address:
            raise PluginError("`endpoint` or `connectionString` must be given")
        secrets = secrets_of(self.connection_string, self.client_secret)
        place = allowed(ctx, self.service, address)
        with (
            told(ctx, place, operation, secrets),
            library("cosmos").CosmosClient(
                address,
                parts.get("accountkey") or Tokens(ctx, self),
                _LEVELS[self.consistency_level],
                connection_timeout=CONNECT_SECONDS,
                read_timeout=READ_SECONDS,
            ) as client,
        ):
            database = client.get_database_client(self.database_id)
            yield database.get_container_client(self.container_id)


class Answered(Output):
    """What the service says of a write."""

    activity_id: Annotated[str | None, Prop("The id of the request, for the support.")] = None
    status_code: Annotated[int | None, Prop("The status of the answer.")] = None
    request_charge: Annotated[float | None, Prop("What it cost, in request units.")] = None
    session_token: Annotated[str | None, Prop("By which others read what was written.")] = None
    response_headers: Annotated[dict[str, str] | None, Prop("The headers of the answer.")] = None
    duration: Annotated[timedelta | None, Prop("How long it took.")] = None
    diagnostics: Annotated[Json, Prop("Always null: it is an object of another client.")] = None


class ItemWritten(Answered):
    """An item that was made or deleted."""

    item: Annotated[Json, Prop("The item, where the answer has it.")] = None
    e_tag: Annotated[str | None, Prop("A text that changes with it.")] = None
    max_resource_quota: Annotated[str | None, Prop("What the container may have.")] = None
    current_resource_quota_usage: Annotated[
        str | None, Prop("What the container has of it now, as the header of the answer says.")
    ] = None


class BatchDone(Answered):
    """Items that were made together."""

    results: Annotated[list[Json] | None, Prop("What the service says of each item.")] = None
    success_status_code: Annotated[bool, Prop("Whether it went well.")] = True
    error_message: Annotated[str | None, Prop("What went wrong; a failure is an error.")] = None
    sub_status_code: Annotated[int | None, Prop("What the status means.")] = None
    response_length: Annotated[int | None, Prop("The size of the answer.")] = None
    retry_after_duration: Annotated[timedelta | None, Prop("After which time to ask again.")] = None


class _Headers:
    """The headers of the last answer, and what they mean."""

    def __init__(self, ctx: RunContext) -> None:
        self._ctx = ctx
        self._began = ctx.now()
        self._found: dict[str, str] = {}

    def __call__(self, headers: Mapping[str, str], _: Json) -> None:
        self._found = {name.lower(): str(value) for name, value in headers.items()}

    def output(self, kind: type[AnsweredT], status: int, **more: Json) -> AnsweredT:
        """The outputs of a type of them."""
        found, names = self._found, kind.model_fields
        charge = found.get("x-ms-request-charge")
        told = {
            "activity_id": found.get("x-ms-activity-id"),
            "request_charge": float(charge) if charge else None,
            "session_token": found.get("x-ms-session-token"),
            "e_tag": found.get("etag"),
            "max_resource_quota": found.get("x-ms-resource-quota"),
            "current_resource_quota_usage": found.get("x-ms-resource-usage"),
            "response_headers": found,
            "duration": self._ctx.now() - self._began,
            "status_code": status,
            **more,
        }
        return kind.model_validate({name: each for name, each in told.items() if name in names})


@plugin(
    "io.kestra.plugin.azure.storage.cosmosdb.CreateItem",
    title="Make an item of Cosmos DB.",
    examples=[PLACE + "item:\n  id: '1042'\n  customer: ann\n  total: 79.9"],
)
class CreateItem(OfContainer, RunnableTask[ItemWritten]):
    """One that is there is an error."""

    item: Annotated[dict[str, Json], Prop("The item, with its `id` and its partition key.")]

    def run(self, ctx: RunContext) -> ItemWritten:
        headers = _Headers(ctx)
        with self.container(ctx, "creating an item") as container:
            found = container.create_item(
                self.item,
                no_response=not self.content_response_on_write_enabled,
                response_hook=headers,
            )
        return headers.output(ItemWritten, 201, item=dict(found) or None)


@plugin(
    "io.kestra.plugin.azure.storage.cosmosdb.Delete",
    title="Delete an item of Cosmos DB.",
    examples=[PLACE + "item:\n  id: '1042'\n  customer: ann"],
)
class Delete(OfContainer, RunnableTask[ItemWritten]):
    """One that is not there is an error."""

    item: Annotated[dict[str, Json], Prop("The item: its `id` and its partition key are enough.")]

    def run(self, ctx: RunContext) -> ItemWritten:
        """Raises: PluginError for an item without an id, or for what the service refuses."""
        if not self.item.get("id"):
            raise PluginError("`item` must have an `id`")
        headers = _Headers(ctx)
        with self.container(ctx, "deleting an item") as container:
            paths = container.read()["partitionKey"]["paths"]
            key = key_of([_inside(self.item, path) for path in paths])
            container.delete_item(str(self.item["id"]), key, response_hook=headers)
        return headers.output(ItemWritten, 204)


@plugin(
    "io.kestra.plugin.azure.storage.cosmosdb.Batch",
    title="Make several items of Cosmos DB together.",
    examples=[
        PLACE + "partitionKeyValue: ann\nitems:\n  - id: '1'\n    customer: ann\n"
        "  - id: '2'\n    customer: ann"
    ],
)
class Batch(OfContainer, RunnableTask[BatchDone]):
    """All of one partition, or none: a hundred at most."""

    items: Annotated[
        list[dict[str, Json]], Prop("The items to write, a hundred at most, all of one partition.")
    ]
    partition_key_value: Annotated[str, Prop("The partition key of all of them.")]

    def run(self, ctx: RunContext) -> BatchDone:
        headers = _Headers(ctx)
        operations = [("create", (each,)) for each in self.items]
        with self.container(ctx, "creating items") as container:
            found = container.execute_item_batch(
                operations, self.partition_key_value, response_hook=headers
            )
        return headers.output(BatchDone, 200, results=[dict(each) for each in found])


def _inside(item: Json, path: str) -> Json:
    for name in path.strip("/").split("/"):
        item = item.get(name) if isinstance(item, dict) else None
    return item


def key_of(values: Sequence[Json]) -> Json:
    """A partition key of the values of its paths."""
    return values[0] if len(values) == 1 else list(values)


class PartitionKeyDefinition(Part):
    """What the partition key of a container is made of."""

    kind: Annotated[Literal["HASH", "RANGE", "MULTI_HASH"], Prop("How partitions are found.")]
    paths: Annotated[list[str], Prop("The paths of its values in an item, such as /customer.")]
    version: Annotated[Literal["V1", "V2"], Prop("The version of the service's hash.")]


class Asked(Plugin):
    """A query."""

    query: Annotated[str, Prop("The query, such as SELECT * FROM c.")]
    partition_key: Annotated[
        dict[str, Json] | None, Prop("Only items of this partition: its values by their names.")
    ] = None
    partition_key_definition: Annotated[
        PartitionKeyDefinition | None,
        Prop("The order of those values; as they are written by default."),
    ] = None
    feed_range_partition_key: Annotated[
        dict[str, Json] | None, Prop("Only items of the range that this partition is in.")
    ] = None
    exclude_regions: Annotated[list[str] | None, Prop("Regions that are not asked.")] = None

    def rows(self, ctx: RunContext, container: Any) -> list[dict[str, Json]]:
        """The rows. Raises: PluginError for more than memory should hold."""
        own, feed = self._key(self.partition_key), self._key(self.feed_range_partition_key)
        asked = given(partition_key=own, excluded_locations=self.exclude_regions)
        if feed is not None:
            asked["feed_range"] = container.feed_range_from_partition_key(feed)
        elif own is None:
            asked["enable_cross_partition_query"] = True
        found = while_running(ctx, container.query_items(self.query, **asked))
        return fetched(ctx, found, "FETCH").rows or []

    def _key(self, values: Mapping[str, Json] | None) -> Json:
        if values is None:
            return None
        definition = self.partition_key_definition
        if definition is None:
            return key_of(list(values.values()))
        return key_of([_inside(dict(values), path) for path in definition.paths])


class QueryOptions(Asked, Part):
    """One query of several."""


class QueryDone(Output):
    """Rows."""

    query_results: Annotated[list[dict[str, Json]], Prop("The rows that the query found.")]


@plugin(
    "io.kestra.plugin.azure.storage.cosmosdb.Query",
    title="Ask Cosmos DB by a query.",
    examples=[PLACE + "query: SELECT * FROM c WHERE c.total > 50\npartitionKey:\n  customer: ann"],
    metrics=[Metric("records.count", "counter", "records", "How many rows there were.")],
)
class Query(OfContainer, Asked, RunnableTask[QueryDone]):
    """Over all partitions unless one is named."""

    def run(self, ctx: RunContext) -> QueryDone:
        with self.container(ctx, "the query") as container:
            rows = self.rows(ctx, container)
        ctx.metrics.counter("records.count", len(rows))
        return QueryDone(query_results=rows)


class QueriesDone(Output):
    """Rows of several queries."""

    results: Annotated[dict[str, list[dict[str, Json]]], Prop("The rows by the name of a query.")]


@plugin(
    "io.kestra.plugin.azure.storage.cosmosdb.Queries",
    title="Ask Cosmos DB by several queries.",
    examples=[
        PLACE + "queries:\n  large:\n    query: SELECT * FROM c WHERE c.total > 50\n"
        "  ann:\n    query: SELECT * FROM c\n    partitionKey:\n      customer: ann"
    ],
)
class Queries(OfContainer, RunnableTask[QueriesDone]):
    """One after the other."""

    queries: Annotated[dict[str, QueryOptions], Prop("The queries by names of yours.")]

    def run(self, ctx: RunContext) -> QueriesDone:
        with self.container(ctx, "the queries") as container:
            found = {name: each.rows(ctx, container) for name, each in self.queries.items()}
        return QueriesDone(results=found)
