"""Objects of Weaviate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

import msgspec

from tiercel.plugin import (
    Json,
    Output,
    PluginError,
    Prop,
    RunContext,
    RunnableTask,
    Static,
    plugin,
)
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.foreign import WHERE
from tiercel.plugin.services.given_rows import groups_of, rows_given
from tiercel.plugin.services.logins import KeyedService
from tiercel_nosql.limits import WEAVIATE_OBJECTS_MAX
from tiercel_nosql.reading import ReadTask

_PREFIX = "io.kestra.plugin.weaviate."
_PLACE = "url: https://a.weaviate.cloud\napiKey: \"{{ secret('WEAVIATE_KEY') }}\"\n"


class Instance(KeyedService):
    """A server, and who asks."""

    service = "Weaviate"
    key_field = "api_key"

    url: Annotated[str, Prop("The address of the server.")]
    api_key: Annotated[str | None, Prop("A key, best from a secret.")] = None
    headers: Annotated[
        dict[str, str] | None, Prop("Headers to send, such as keys of models that it asks.")
    ] = None

    def secrets(self) -> tuple[str | None, ...]:
        return (self.api_key, *(self.headers or {}).values())

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        return {**super().login_headers(ctx), **(self.headers or {})}

    def request(self, method: str, path: str, body: Json = None) -> HttpRequest:
        """A request to the server."""
        root = self.url if "://" in self.url else f"https://{self.url}"
        content = msgspec.UNSET if body is None else body
        return HttpRequest(url=f"{root.rstrip('/')}/v1{path}", method=method, json=content)

    def call(
        self, ctx: RunContext, method: str, path: str, body: Json, *members: str
    ) -> dict[str, Json]:
        """The answer to a request, which has one of these members at least.

        Raises: PluginError for what is refused, and for another form.
        """
        request = self.request(method, path, body)
        return self.ask_for_any(ctx, f"{method} {path}", request, *members)


@plugin(
    _PREFIX + "Query",
    title="Read objects of Weaviate.",
    examples=[
        _PLACE
        + "query: |\n  { Get { Bird(limit: 5) { name _additional { id } } } }\nfetchType: FETCH"
    ],
)
class WeaviateQuery(Instance, ReadTask):
    """By GraphQL: the objects of all classes of the answer."""

    query: Annotated[str, Prop("The query in GraphQL, such as `{ Get { Bird { name } } }`.")]

    def rows(self, ctx: RunContext) -> Iterator[dict[str, Json]]:
        found = self.call(ctx, "POST", "/graphql", {"query": self.query}, "data", "errors")
        if found.get("errors"):
            raise PluginError(f"Weaviate: the query failed: {found['errors'][0].get('message')}")
        for classes in (found.get("data") or {}).values():
            for objects in (classes or {}).values():
                yield from objects or ()


@plugin(
    _PREFIX + "BatchCreate",
    title="Make objects in Weaviate.",
    examples=[_PLACE + "className: Bird\nobjects:\n  - name: Tiercel\n    weight: 0.6"],
)
class BatchCreate(Instance, RunnableTask[Output]):
    """Rows of the flow or of a stored file; a hundred and more at a time."""

    class_name: Annotated[
        str | None, Prop("The class of the objects; that of each without it.")
    ] = None
    objects: Annotated[
        Static[str | list[dict[str, Json]]],
        Prop("Members of the objects, or the address of a stored file with a row for each."),
    ]

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError for the first object that is refused."""
        given = ctx.render_deep(self.objects)
        for group in groups_of(rows_given(ctx, given), WEAVIATE_OBJECTS_MAX):
            objects = [self._object(each) for each in group]
            for each in self._made(ctx, objects):
                errors = ((each.get("result") or {}).get("errors") or {}).get("error")
                if errors:
                    raise PluginError(f"Weaviate: an object was refused: {errors[0]['message']}")

    def _made(self, ctx: RunContext, objects: list[Json]) -> list[dict[str, Json]]:
        """What became of each. Raises: PluginError for what is no list of as many."""
        operation = "POST /batch/objects"
        request = self.request("POST", "/batch/objects", {"objects": objects})
        found = self.ask(ctx, operation, request)
        if not isinstance(found, list) or len(found) != len(objects):
            words = f"the answer is no list of {len(objects)} objects: {WHERE}"
            raise self.failed(operation, request, words)
        return found

    def _object(self, row: Json) -> Json:
        if not isinstance(row, dict):
            raise PluginError("`objects` must be maps of members")
        if self.class_name is None:
            return row
        return {"class": self.class_name, "properties": row}


class Deleted(Output):
    """What is gone."""

    class_name: Annotated[str, Prop("The class that the objects were of.")]
    success: Annotated[bool, Prop("Whether all that was meant is gone.")]
    ids: Annotated[list[str], Prop("Ids of the objects.")]
    deleted_count: Annotated[int, Prop("How many they are.")]


@plugin(
    _PREFIX + "Delete",
    title="Delete objects of Weaviate.",
    examples=[
        (
            _PLACE + "className: Bird\nfilter:\n  path: [name]\n  operator: Equal\n"
            "  valueText: Tiercel"
        )
    ],
)
class Delete(Instance, RunnableTask[Deleted]):
    """One by its id, or those that fulfil a condition."""

    class_name: Annotated[str, Prop("The class of the objects.")]
    object_id: Annotated[str | None, Prop("The object that goes: a UUID.")] = None
    filter: Annotated[dict[str, Json] | None, Prop("The condition, in place of it.")] = None

    def run(self, ctx: RunContext) -> Deleted:
        """Raises: PluginError without an id and a condition, and for what is refused."""
        if self.object_id is not None:
            path = self.filled("/objects/{class_name}/{object_id}")
            self.ask_for_nothing(ctx, f"DELETE {path}", self.request("DELETE", path))
            return self._gone([self.object_id], is_all=True)
        if not self.filter:
            raise PluginError("Either `objectId` or `filter` must be provided")
        match = {"class": self.class_name, "where": self.filter}
        body: Json = {"match": match, "output": "verbose"}
        results = self.call(ctx, "DELETE", "/batch/objects", body, "results")["results"]
        ids = [str(each["id"]) for each in results.get("objects") or () if not each.get("errors")]
        return self._gone(ids, is_all=not results.get("failed"))

    def _gone(self, ids: list[str], *, is_all: bool) -> Deleted:
        return Deleted(class_name=self.class_name, success=is_all, ids=ids, deleted_count=len(ids))


class Made(Output):
    """The class."""

    success: Annotated[bool, Prop("Whether it is there.")]


@plugin(
    _PREFIX + "SchemaCreate",
    title="Make a class in Weaviate.",
    examples=[_PLACE + "className: Bird\nfields:\n  name: [text]\n  weight: [number]"],
)
class SchemaCreate(Instance, RunnableTask[Made]):
    """With the members that its objects have."""

    class_name: Annotated[str, Prop("The class that the objects get, such as `Bird`.")]
    fields: Annotated[dict[str, list[str]] | None, Prop("Types of members, by name.")] = None

    def run(self, ctx: RunContext) -> Made:
        """Raises: PluginError for a class that is there, or for what is no type."""
        members = [{"name": name, "dataType": kinds} for name, kinds in (self.fields or {}).items()]
        body: Json = {"class": self.class_name, "properties": members}
        self.call(ctx, "POST", "/schema", body, "class")
        return Made(success=True)
