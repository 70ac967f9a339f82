"""Documents of Firestore."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal

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
    Static,
    plugin,
)
from tiercel.plugin.convert import converter_for
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, Rows, fetched
from tiercel_gcp.connection import Gcp
from tiercel_gcp.rest import Refused, Rest, part

_BASE = "https://firestore.googleapis.com/v1"
_MISSING = 404
_PLACE = "projectId: shop\ncollection: orders"
_OPERATORS = {
    "EQUAL_TO": "EQUAL",
    "NOT_EQUAL_TO": "NOT_EQUAL",
    "LESS_THAN": "LESS_THAN",
    "LESS_THAN_OR_EQUAL_TO": "LESS_THAN_OR_EQUAL",
    "GREATER_THAN": "GREATER_THAN",
    "GREATER_THAN_OR_EQUAL_TO": "GREATER_THAN_OR_EQUAL",
}


class OfCollection(Gcp):
    """What all of them have."""

    database_id: Annotated[str, Prop("The database; each project has one of this name.")] = (
        "(default)"
    )
    collection: Annotated[str | None, Prop("The collection, which must be given.")] = None

    def firestore(self, ctx: RunContext) -> tuple[Rest, str]:
        """The service, and the path of its documents. Raises: PluginError without a collection."""
        if not self.collection:
            raise PluginError("`collection` must be provided")
        place = f"/projects/{part(self.project(ctx))}/databases/{self.database_id}/documents"
        return self.rest(ctx, "firestore", _BASE), place


class OfDocument(OfCollection):
    """What names a document."""

    child_path: Annotated[str, Prop("The id of the document in the collection.")]

    def document(self, ctx: RunContext) -> tuple[Rest, str]:
        """The service, and the path of the document."""
        rest, place = self.firestore(ctx)
        return rest, f"{place}/{self.collection}/{self.child_path}"


class Updated(Output):
    """When a document changed."""

    updated_time: Annotated[str | None, Prop("When it changed, in ISO 8601.")] = None


class Found(Output):
    """A document."""

    row: Annotated[dict[str, Json] | None, Prop("Its fields; null when it is not there.")] = None


@plugin(
    "io.kestra.plugin.gcp.firestore.Get",
    title="Read a document of Firestore.",
    examples=[f'{_PLACE}\nchildPath: "42"'],
)
class Get(OfDocument, RunnableTask[Found]):
    """By its id."""

    def run(self, ctx: RunContext) -> Found:
        rest, path = self.document(ctx)
        try:
            return Found(row=fields_of(rest.get(path)))
        except Refused as error:
            if error.status != _MISSING:
                raise
            return Found()


@plugin(
    "io.kestra.plugin.gcp.firestore.Delete",
    title="Delete a document of Firestore.",
    examples=[f'{_PLACE}\nchildPath: "42"'],
)
class Delete(OfDocument, RunnableTask[Updated]):
    """One that is not there is no error."""

    def run(self, ctx: RunContext) -> Updated:
        rest, path = self.document(ctx)
        rest.ask("DELETE", path)
        return Updated(updated_time=ctx.now().isoformat().replace("+00:00", "Z"))


@plugin(
    "io.kestra.plugin.gcp.firestore.Set",
    title="Write a document of Firestore.",
    examples=[f'{_PLACE}\nchildPath: "42"\ndocument:\n  city: Rome\n  total: 12.5'],
)
class Set(OfCollection, RunnableTask[Updated]):
    """It replaces a document with the same id."""

    child_path: Annotated[str | None, Prop("The id of the document; a new one by default.")] = None
    document_: Annotated[
        str | dict[str, Json] | None,
        Field(alias="document"),
        Prop("Its fields, as a map or as JSON of one."),
    ] = None

    def run(self, ctx: RunContext) -> Updated:
        """Raises: PluginError for a document that is no map."""
        fields = converter_for(dict)(self.document_) if self.document_ else {}
        if not isinstance(fields, Mapping):
            raise PluginError("`document` must be a map, or JSON of one")
        rest, place = self.firestore(ctx)
        content = {"fields": {name: written(value) for name, value in fields.items()}}
        path = f"{place}/{self.collection}"
        if self.child_path:
            found = rest.ask("PATCH", f"{path}/{self.child_path}", content)
        else:
            found = rest.post(path, content)
        return Updated(updated_time=found.get("updateTime"))


class Filter(Part):
    """A condition of a field."""

    field: Annotated[str, Prop("The name of the field that is compared.")]
    operator: Annotated[
        Literal[
            "EQUAL_TO",
            "NOT_EQUAL_TO",
            "LESS_THAN",
            "LESS_THAN_OR_EQUAL_TO",
            "GREATER_THAN",
            "GREATER_THAN_OR_EQUAL_TO",
        ],
        Prop("How it is compared."),
    ] = "EQUAL_TO"
    value: Annotated[str, Prop("What it is compared with, as text.")]


@plugin(
    "io.kestra.plugin.gcp.firestore.Query",
    title="Read documents of Firestore.",
    examples=[f"{_PLACE}\nfilters:\n  - field: city\n    value: Rome\nfetchType: FETCH"],
    metrics=[Metric("records", "counter", "records", "How many documents were read.")],
)
class Query(OfCollection, RunnableTask[Rows]):
    """Those of a collection that fulfil all conditions."""

    filters: Annotated[Static[list[Filter] | None], Prop("The conditions; none by default.")] = None
    order_by: Annotated[str | None, Prop("The field of their order; the id by default.")] = None
    order_direction: Annotated[
        Literal["ASCENDING", "DESCENDING"], Prop("Which way the order goes.")
    ] = "ASCENDING"
    limit: Annotated[int | None, Prop("How many to read at most; all by default.")] = None
    offset: Annotated[int | None, Prop("How many to leave out at the beginning.")] = None
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "STORE"

    def run(self, ctx: RunContext) -> Rows:
        rest, place = self.firestore(ctx)
        found = fetched(ctx, self._rows(ctx, rest, place), self.fetch_type)
        ctx.metrics.counter("records", found.size or 0)
        return found

    def _rows(self, ctx: RunContext, rest: Rest, place: str) -> Iterator[dict[str, Json]]:
        conditions = [
            {
                "fieldFilter": {
                    "field": {"fieldPath": ctx.render(each.field)},
                    "op": _OPERATORS[each.operator],
                    "value": {"stringValue": ctx.render(each.value) or ""},
                }
            }
            for each in self.filters or ()
        ]
        query: dict[str, Json] = {"from": [{"collectionId": self.collection}]}
        if conditions:
            query["where"] = {"compositeFilter": {"op": "AND", "filters": conditions}}
        if self.order_by:
            order = {"field": {"fieldPath": self.order_by}, "direction": self.order_direction}
            query["orderBy"] = [order]
        if self.limit is not None:
            query["limit"] = self.limit
        if self.offset is not None:
            query["offset"] = self.offset
        for each in rest.post(f"{place}:runQuery", {"structuredQuery": query}):
            if "document" in each:
                yield fields_of(each["document"])


def fields_of(document: Mapping[str, Json]) -> dict[str, Json]:
    """The fields of a document."""
    return {name: read(value) for name, value in (document.get("fields") or {}).items()}


def written(value: Any) -> dict[str, Json]:
    """A value as requests have it."""
    if value is None:
        return {"nullValue": None}
    if isinstance(value, bool):
        return {"booleanValue": value}
    if isinstance(value, int):
        return {"integerValue": str(value)}
    if isinstance(value, float):
        return {"doubleValue": value}
    if isinstance(value, bytes):
        return {"bytesValue": b64encode(value).decode()}
    if isinstance(value, Mapping):
        return {"mapValue": {"fields": {name: written(each) for name, each in value.items()}}}
    if isinstance(value, list):
        return {"arrayValue": {"values": [written(each) for each in value]}}
    return {"stringValue": str(value)}


def read(value: Mapping[str, Json]) -> Json:
    """A value as rows have it."""
    (kind, found), *_ = value.items()
    match kind:
        case "integerValue":
            return int(found)
        case "bytesValue":
            return b64decode(found)
        case "mapValue":
            return fields_of(found)
        case "arrayValue":
            return [read(each) for each in found.get("values", ())]
    return found
