"""Documents of DocumentDB, by the HTTP interface that FerretDB has."""

from __future__ import annotations

from base64 import b64encode
from typing import Annotated, Any

from tiercel.plugin import Json, Output, Plugin, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import lack_of
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, Rows, fetched
from tiercel.plugin.services.foreign import web_page
from tiercel_mongodb.connection import COLLECTION, DATABASE
from tiercel_mongodb.connection import FILTER as FILTER_TEXT

_MESSAGE_CHARS_MAX = 1000
# What answers must have, by their actions.
_NEEDED = {
    "insertOne": ("insertedId",),
    "insertMany": ("insertedIds",),
    "find": ("documents",),
    "aggregate": ("documents",),
    "updateOne": ("matchedCount",),
    "updateMany": ("matchedCount",),
    "deleteOne": ("deletedCount",),
    "deleteMany": ("deletedCount",),
}
_PLACE = (
    "host: https://documents.example.com\n"
    "username: tiercel\n"
    "password: \"{{ secret('DOCUMENTDB_PASSWORD') }}\"\n"
    "database: shop\n"
    "collection: orders\n"
)
FILTER = Annotated[dict[str, Json] | None, FILTER_TEXT]


class Documents(Plugin):
    """Base of everything that is about one collection."""

    host: Annotated[str, Prop("The address of the service, with https://.")]
    username: Annotated[str, Prop("The name to sign in with.")]
    password: Annotated[str, Prop("The password to sign in with, best from a secret.")]
    database: Annotated[str, DATABASE]
    collection: Annotated[str, COLLECTION]

    def act(self, ctx: RunContext, action: str, **body: Json) -> dict[str, Json]:
        """What the service says. Raises: PluginError with host, action and its message."""
        login = b64encode(f"{self.username}:{self.password}".encode()).decode()
        given = {name: value for name, value in body.items() if value is not None}
        place = {"database": self.database, "collection": self.collection}
        request = HttpRequest(
            url=f"{self.host.rstrip('/')}/action/{action}",
            method="POST",
            headers={"Authorization": f"Basic {login}"},
            json={**place, **given},
        )
        answer = ctx.http.send(request)
        if answer.status >= 400:
            text = answer.text.replace(self.password, "****")[:_MESSAGE_CHARS_MAX]
            raise PluginError(f"DocumentDB at {self.host}: {action} failed: {answer.status} {text}")
        found = answer.json_or_text()
        lack = web_page(answer.text) or lack_of(found, _NEEDED.get(action, ()))
        if lack is not None:
            raise PluginError(f"DocumentDB at {self.host}: {action} failed: {lack}")
        return found  # type: ignore[no-any-return]  # It lacks nothing, so it is an object.


class Inserted(Output):
    """What was inserted."""

    inserted_id: Annotated[str | None, Prop("The id of the one document.")] = None
    inserted_ids: Annotated[list[str] | None, Prop("The ids of several.")] = None
    inserted_count: Annotated[int, Prop("How many were inserted.")]


@plugin(
    "io.kestra.plugin.documentdb.Insert",
    title="Insert documents into DocumentDB.",
    examples=[f"{_PLACE}document:\n  state: open"],
)
class Insert(Documents, RunnableTask[Inserted]):
    """One, or several."""

    document: Annotated[dict[str, Json] | None, Prop("The document to insert, as a map.")] = None
    documents: Annotated[
        list[dict[str, Json]] | None, Prop("Documents to insert, instead of `document`.")
    ] = None

    def run(self, ctx: RunContext) -> Inserted:
        """Raises: PluginError for neither or both."""
        if (self.document is None) == (self.documents is None):
            raise PluginError("Either `document` or `documents` must be given")
        if self.document is not None:
            said = self.act(ctx, "insertOne", document=self.document)
            return Inserted(inserted_id=_id(said["insertedId"]), inserted_count=1)
        said = self.act(ctx, "insertMany", documents=self.documents)
        ids = [_id(each) for each in said["insertedIds"]]
        return Inserted(inserted_ids=ids, inserted_count=len(ids))


@plugin(
    "io.kestra.plugin.documentdb.Read",
    title="Read documents of DocumentDB.",
    examples=[f"{_PLACE}filter:\n  state: open\nlimit: 100"],
)
class Read(Documents, RunnableTask[Rows]):
    """Those of a filter, or of an aggregation."""

    filter: FILTER = None
    aggregation_pipeline: Annotated[
        list[dict[str, Json]] | None, Prop("The stages of an aggregation, instead.")
    ] = None
    limit: Annotated[int | None, Prop("How many to give at most.")] = None
    skip: Annotated[int | None, Prop("How many to leave out first.")] = None
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "FETCH"

    def run(self, ctx: RunContext) -> Rows:
        if self.aggregation_pipeline is not None:
            said = self.act(ctx, "aggregate", pipeline=self.aggregation_pipeline)
        else:
            given = {"filter": self.filter, "limit": self.limit, "skip": self.skip}
            said = self.act(ctx, "find", **given)
        return fetched(ctx, iter(said["documents"]), self.fetch_type)


class Updated(Output):
    """What was changed."""

    matched_count: Annotated[int, Prop("How many the filter found.")]
    modified_count: Annotated[int, Prop("How many were changed.")]
    upserted_id: Annotated[str | None, Prop("The id of a document that was made.")] = None


@plugin(
    "io.kestra.plugin.documentdb.Update",
    title="Change documents of DocumentDB.",
    examples=[f"{_PLACE}filter:\n  state: open\nupdate:\n  $set:\n    state: paid"],
)
class Update(Documents, RunnableTask[Updated]):
    """The first that is found, or all of them."""

    filter: FILTER = None
    update: Annotated[dict[str, Json], Prop("The changes, such as `$set`.")]
    update_many: Annotated[bool, Prop("Whether all that are found are changed.")] = False

    def run(self, ctx: RunContext) -> Updated:
        action = "updateMany" if self.update_many else "updateOne"
        said = self.act(ctx, action, filter=self.filter or {}, update=self.update)
        made = said.get("upsertedId")
        return Updated(
            matched_count=said["matchedCount"],
            modified_count=said.get("modifiedCount", 0),
            upserted_id=None if made is None else _id(made),
        )


class Deleted(Output):
    """What was deleted."""

    deleted_count: Annotated[int, Prop("How many were deleted.")]


@plugin(
    "io.kestra.plugin.documentdb.Delete",
    title="Delete documents of DocumentDB.",
    examples=[f"{_PLACE}filter:\n  state: done\ndeleteMany: true"],
)
class Delete(Documents, RunnableTask[Deleted]):
    """The first that is found, or all of them."""

    filter: FILTER = None
    delete_many: Annotated[bool, Prop("Whether all that are found are deleted.")] = False

    def run(self, ctx: RunContext) -> Deleted:
        action = "deleteMany" if self.delete_many else "deleteOne"
        said = self.act(ctx, action, filter=self.filter or {})
        return Deleted(deleted_count=said["deletedCount"])


def _id(value: Any) -> str:
    """An id as text; the interface writes some as `{"$oid": …}`."""
    return str(value.get("$oid", value)) if isinstance(value, dict) else str(value)
