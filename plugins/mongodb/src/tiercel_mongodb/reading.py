"""Documents that are found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    PluginError,
    PollingTrigger,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, fetched
from tiercel_mongodb.connection import (
    COLLECTION,
    CONNECTION,
    DATABASE,
    FILTER,
    Mongo,
    MongoDbConnection,
    document_of,
    native,
    row_of,
)

RECORDS = Metric("records", "counter", "count", "How many documents there were.")
PLACE = (
    "connection:\n"
    "  uri: \"mongodb://tiercel:{{ secret('MONGO_PASSWORD') }}@localhost:27017\"\n"
    "database: shop\n"
    "collection: orders\n"
)


class Documents(Output):
    """Documents."""

    rows: Annotated[list[Json] | None, Prop("All of them, unless they are stored.")] = None
    size: Annotated[int | None, Prop("How many there are.")] = None
    uri: Annotated[str | None, Prop("A file with a row for each, when they are stored.")] = None


class Finding(Mongo):
    """What finds documents."""

    filter: Annotated[Json, FILTER] = None
    projection: Annotated[Json, Prop("Which fields: a map, or JSON of one.")] = None
    sort: Annotated[Json, Prop("In which order: a map of fields to 1 or -1.")] = None
    limit: Annotated[int | None, Prop("How many to give at most.")] = None
    skip: Annotated[int | None, Prop("How many to leave out first.")] = None
    store: Annotated[bool, Prop("Whether they are written to a file.")] = False

    def find(self, ctx: RunContext) -> Documents:
        """Raises: PluginError for a filter that is none."""
        given = {
            name: document_of(name, value)
            for name, value in (("filter", self.filter), ("projection", self.projection))
            if value is not None
        }
        order = list(document_of("sort", self.sort).items()) if self.sort is not None else None
        with self.opened(ctx, "find") as collection:
            cursor = collection.find(
                given.get("filter"),
                given.get("projection"),
                sort=order,
                limit=self.limit or 0,
                skip=self.skip or 0,
            )
            return documents(ctx, cursor, "STORE" if self.store else "FETCH")


def documents(ctx: RunContext, cursor: Any, wanted: FetchType) -> Documents:
    """Documents as the task is asked for them."""
    rows: Iterator[dict[str, Json]] = (row_of(each) for each in cursor)
    found = fetched(ctx, rows, wanted)
    ctx.metrics.counter("records", found.size or 0)
    row = [found.row] if found.row is not None else None
    return Documents(rows=found.rows or row, size=found.size, uri=found.uri)


@plugin(
    "io.kestra.plugin.mongodb.Find",
    title="Find documents of MongoDB.",
    examples=[f"{PLACE}filter:\n  total:\n    $gt: 10\nsort:\n  total: -1\nlimit: 100"],
    metrics=[RECORDS],
)
class Find(Finding, RunnableTask[Documents]):
    """All, or those of a filter."""

    def run(self, ctx: RunContext) -> Documents:
        return self.find(ctx)


@plugin(
    "io.kestra.plugin.mongodb.Trigger",
    title="Start an execution for documents of MongoDB.",
    examples=[f"{PLACE}filter:\n  state: new\ninterval: PT1M"],
)
class Trigger(Finding, PollingTrigger[Documents]):
    """At each poll that finds any: the execution should change them, so that they are not found."""

    connection: Annotated[MongoDbConnection | None, CONNECTION] = None  # type: ignore[assignment]
    database: Annotated[str | None, DATABASE] = None  # type: ignore[assignment]
    collection: Annotated[str | None, COLLECTION] = None  # type: ignore[assignment]

    def poll(self, ctx: RunContext) -> Documents | None:
        """Raises: PluginError for a place that is not given."""
        for name in ("connection", "database", "collection"):
            if getattr(self, name) is None:
                raise PluginError(f"`{name}` must be given")
        found = self.find(ctx)
        return found if found.size else None


@plugin(
    "io.kestra.plugin.mongodb.Aggregate",
    title="Run an aggregation of MongoDB.",
    examples=[
        (
            f"{PLACE}pipeline:\n"
            "  - $match:\n      state: open\n"
            "  - $group:\n      _id: $customer\n      total:\n        $sum: $total\n"
            "store: FETCH"
        )
    ],
    metrics=[RECORDS],
)
class Aggregate(Mongo, RunnableTask[Documents]):
    """The documents of the last stage."""

    pipeline: Annotated[
        list[dict[str, Json]], Prop("The stages of the pipeline, in order, each a map.")
    ]
    allow_disk_use: Annotated[
        bool, Prop("Whether the server may write what memory can't hold to its disk.")
    ] = True
    batch_size: Annotated[int, Prop("How many documents come with one answer.")] = 1000
    max_time_ms: Annotated[int, Prop("How long the server may take, in milliseconds.")] = 60000
    store: Annotated[FetchType, FETCH_TYPE] = "FETCH"

    def run(self, ctx: RunContext) -> Documents:
        stages = native("pipeline", self.pipeline)
        with self.opened(ctx, "aggregate") as collection:
            cursor = collection.aggregate(
                stages,
                allowDiskUse=self.allow_disk_use,
                batchSize=self.batch_size,
                maxTimeMS=self.max_time_ms,
            )
            return documents(ctx, cursor, self.store)
