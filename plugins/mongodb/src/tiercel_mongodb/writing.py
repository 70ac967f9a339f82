"""Documents that are written, changed and deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field

from tiercel.plugin import (
    Json,
    Metric,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.given_rows import groups_of, rows_given
from tiercel.plugins.clients import client_module
from tiercel_mongodb.connection import FILTER, Mongo, document_of, native
from tiercel_mongodb.reading import PLACE, RECORDS

DOCUMENT = Prop("The document: a map, or JSON of one.")
_INSERTED, _UPDATED, _DELETED = (
    [Metric(f"{name}.count", "counter", "count", f"How many were {past}.")]
    for name, past in (("inserted", "inserted"), ("updated", "changed"), ("deleted", "deleted"))
)


class Acknowledged(Output):
    """What the server has done."""

    was_acknowledged: Annotated[bool, Prop("Whether the server has confirmed it.")]


class Inserted(Acknowledged):
    """A document that was inserted."""

    inserted_id: Annotated[str, Prop("The id of the document that was inserted, as text.")]


class OneWrite(Mongo):
    """What writes with one request."""

    def done(self, ctx: RunContext, operation: str, *documents: Json) -> Any:
        """What the client says of an operation by its name there, such as `insert_one`."""
        with self.opened(ctx, operation.partition("_")[0]) as collection:
            return getattr(collection, operation)(*documents)


@plugin(
    "io.kestra.plugin.mongodb.InsertOne",
    title="Insert a document into MongoDB.",
    examples=[f"{PLACE}document:\n  state: open\n  total: 12.5"],
    metrics=_INSERTED,
)
class InsertOne(OneWrite, RunnableTask[Inserted]):
    """The server makes an id when the document has none."""

    document: Annotated[Json, DOCUMENT]

    def run(self, ctx: RunContext) -> Inserted:
        done = self.done(ctx, "insert_one", document_of("document", self.document))
        ctx.metrics.counter("inserted.count", 1)
        return Inserted(inserted_id=str(done.inserted_id), was_acknowledged=done.acknowledged)


class Updated(Acknowledged):
    """What was changed."""

    upserted_id: Annotated[str | None, Prop("The id of a document that was made.")] = None
    matched_count: Annotated[int, Prop("How many the filter found.")]
    modified_count: Annotated[int, Prop("How many were changed.")]


@plugin(
    "io.kestra.plugin.mongodb.Update",
    title="Change documents of MongoDB.",
    examples=[f"{PLACE}filter:\n  _id: order-1\ndocument:\n  $set:\n    state: paid"],
    metrics=_UPDATED,
)
class Update(OneWrite, RunnableTask[Updated]):
    """The first that is found, all of them, or another document in its place."""

    filter: Annotated[Json, FILTER]
    document: Annotated[Json, Prop("The changes, such as `$set`, or the other document.")]
    operation: Annotated[
        Literal["REPLACE_ONE", "UPDATE_ONE", "UPDATE_MANY"],
        Prop("Whether the first document is replaced or changed, or all are changed."),
    ] = "UPDATE_ONE"

    def run(self, ctx: RunContext) -> Updated:
        chosen = document_of("filter", self.filter)
        document = document_of("document", self.document)
        done = self.done(ctx, self.operation.lower(), chosen, document)
        ctx.metrics.counter("updated.count", done.modified_count)
        return Updated(
            upserted_id=None if done.upserted_id is None else str(done.upserted_id),
            matched_count=done.matched_count,
            modified_count=done.modified_count,
            was_acknowledged=done.acknowledged,
        )


class Deleted(Acknowledged):
    """What was deleted."""

    deleted_count: Annotated[int, Prop("How many were deleted.")]


@plugin(
    "io.kestra.plugin.mongodb.Delete",
    title="Delete documents of MongoDB.",
    examples=[f"{PLACE}filter:\n  state: done\noperation: DELETE_MANY"],
    metrics=_DELETED,
)
class Delete(OneWrite, RunnableTask[Deleted]):
    """The first that is found, or all of them."""

    filter: Annotated[Json, FILTER] = None
    operation: Annotated[
        Literal["DELETE_ONE", "DELETE_MANY"],
        Prop("Whether the first document goes, or all of them."),
    ] = "DELETE_ONE"

    def run(self, ctx: RunContext) -> Deleted:
        chosen = {} if self.filter is None else document_of("filter", self.filter)
        done = self.done(ctx, self.operation.lower(), chosen)
        ctx.metrics.counter("deleted.count", done.deleted_count)
        return Deleted(deleted_count=done.deleted_count, was_acknowledged=done.acknowledged)


_COUNTS = ("inserted", "matched", "modified", "deleted")
_BULK_METRICS = [
    RECORDS,
    Metric("requests.count", "counter", "count", "How many requests were made."),
]


class Written(Output):
    """What was done with the rows of a file."""

    size: Annotated[int, Prop("How many rows there were.")]
    inserted_count: Annotated[int, Prop("How many documents were inserted.")]
    matched_count: Annotated[int, Prop("How many documents were found to be changed.")]
    modified_count: Annotated[int, Prop("How many documents were changed.")]
    deleted_count: Annotated[int, Prop("How many documents were deleted.")]


class Writing(Mongo, RunnableTask[Written]):
    """What writes rows in groups."""

    from_: Annotated[
        str, Field(alias="from"), Prop("The address of a stored file with a row for each.")
    ]
    chunk: Annotated[int, Prop("How many rows go with one request.")] = 1000

    def writes(self, ctx: RunContext) -> Iterator[Any]:
        """One for each row, as the client takes them."""
        raise NotImplementedError

    def run(self, ctx: RunContext) -> Written:
        """Raises: PluginError for the first row that is refused."""
        counts: Counter[str] = Counter()
        size = requests = 0
        with self.opened(ctx, "bulk write") as collection:
            for group in groups_of(self.writes(ctx), max(1, self.chunk)):
                done = collection.bulk_write(group)
                counts.update({each: getattr(done, f"{each}_count") for each in _COUNTS})
                size += len(group)
                requests += 1
        ctx.metrics.counter("records", size)
        ctx.metrics.counter("requests.count", requests)
        return Written(size=size, **{f"{each}_count": counts[each] for each in _COUNTS})


@plugin(
    "io.kestra.plugin.mongodb.Load",
    title="Load rows into MongoDB.",
    examples=[PLACE + 'from: "{{ outputs.rows.uri }}"\nidKey: id'],
    metrics=_BULK_METRICS,
)
class Load(Writing):
    """A row is a document."""

    id_key: Annotated[str | None, Prop("The column that has the ids of documents.")] = None
    remove_id_key: Annotated[bool, Prop("Whether that column is left out of them.")] = True

    def writes(self, ctx: RunContext) -> Iterator[Any]:
        """Raises: PluginError for a row that is no map, or has no id."""
        insert = client_module("pymongo", "MongoDB", "tiercel[mongodb]").InsertOne
        for number, row in enumerate(rows_given(ctx, self.from_), 1):
            document = document_of(f"row {number}", row)
            if self.id_key is not None:
                if document.get(self.id_key) is None:
                    raise PluginError(f"Row {number} has no `{self.id_key}`")
                document["_id"] = document[self.id_key]
                if self.remove_id_key and self.id_key != "_id":
                    del document[self.id_key]
            yield insert(document)


# What a row of a bulk file says, as the client calls it, with the parts that it has.
_OPERATIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "insertOne": ("InsertOne", ("document",)),
    "replaceOne": ("ReplaceOne", ("filter", "replacement")),
    "updateOne": ("UpdateOne", ("filter", "update")),
    "updateMany": ("UpdateMany", ("filter", "update")),
    "deleteOne": ("DeleteOne", ("filter",)),
    "deleteMany": ("DeleteMany", ("filter",)),
}


@plugin(
    "io.kestra.plugin.mongodb.Bulk",
    title="Run a file of operations on MongoDB.",
    examples=[PLACE + 'from: "{{ outputs.operations.uri }}"'],
    metrics=_BULK_METRICS,
)
class Bulk(Writing):
    """A row is an operation, such as `{"updateOne": {"filter": {…}, "update": {…}}}`."""

    def writes(self, ctx: RunContext) -> Iterator[Any]:
        """Raises: PluginError for a row that is no operation."""
        pymongo = client_module("pymongo", "MongoDB", "tiercel[mongodb]")
        for number, row in enumerate(rows_given(ctx, self.from_), 1):
            name, given = next(iter(row.items())) if isinstance(row, dict) and row else ("", None)
            if name not in _OPERATIONS or not isinstance(given, dict):
                raise PluginError(
                    f"Row {number} must be an operation: one of {', '.join(_OPERATIONS)}"
                )
            kind, parts = _OPERATIONS[name]
            values = [native(f"row {number}", given.get(part)) for part in parts]
            further = {"upsert": True} if given.get("upsert") else {}
            yield getattr(pymongo, kind)(*values, **further)
