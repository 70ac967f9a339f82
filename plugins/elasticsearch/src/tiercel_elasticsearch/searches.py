"""Searches, and what they find."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import Field

from tiercel.plugin import Json, Output, Prop, RunContext, RunnableTask
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.services.fetching import FETCH_TYPE, Counted, FetchType, Rows, fetched
from tiercel_elasticsearch.connection import Asking, document_of, path_of
from tiercel_elasticsearch.documents import CONTENT_TYPE, ContentType

# How long the cluster keeps a scroll between two requests.
_KEPT = "5m"


class FoundRows(Rows):
    """What a search found."""

    total: Annotated[int | None, Prop("How many there are, with those that were not given.")] = None


class Fetching(Asking):
    """What gives rows."""

    fetch_type: Annotated[FetchType, FETCH_TYPE] = "FETCH"

    def given(self, ctx: RunContext, rows: list[dict[str, Json]], total: int) -> FoundRows:
        """Rows as `fetchType` says."""
        ctx.metrics.counter("requests.count", 1)
        ctx.metrics.counter("records", len(rows))
        found = fetched(ctx, iter(rows), self.fetch_type)
        return FoundRows(**found.model_dump(), total=total)


class Searching(Asking):
    """What searches."""

    request: Annotated[Json, Prop("The search, in the language of the cluster.")]
    indexes: Annotated[list[str] | None, Prop("The indexes to search in; all by default.")] = None
    content_type: Annotated[ContentType, CONTENT_TYPE] = "JSON"

    def search(self, ctx: RunContext, **params: str) -> dict[str, Json]:
        """The first answer."""
        path = path_of(",".join(self.indexes or ()), "_search")
        body = document_of("request", self.request) if self.request is not None else {}
        given = {"routing": self.routing, **params}
        asked = ("POST", path)
        return self.ask_for(ctx, asked, ("hits.hits",), body=body, params=given)


class Search(Searching, Fetching, RunnableTask[FoundRows]):
    """One page of documents."""

    def run(self, ctx: RunContext) -> FoundRows:
        hits = self.search(ctx)["hits"]
        total = hits.get("total")
        count = total["value"] if isinstance(total, dict) else total
        return self.given(ctx, [each.get("_source") or {} for each in hits["hits"]], count or 0)


class Scrolled(Output):
    """A file of documents."""

    size: Annotated[int, Prop("How many there are.")]
    uri: Annotated[str, Prop("A file with a row for each.")]


class Scroll(Searching, RunnableTask[Scrolled]):
    """All documents, page after page."""

    def run(self, ctx: RunContext) -> Scrolled:
        pages = _Pages(self, ctx)
        counted = Counted(pages.rows())
        uri = ctx.blobs.put_new(lines_of_rows(counted), "ion")
        ctx.metrics.counter("requests.count", pages.requests)
        ctx.metrics.counter("records", counted.count)
        return Scrolled(size=counted.count, uri=uri)


class OptionalScroll(Scroll):
    """All documents, page after page."""

    request: Annotated[Json, Prop("The search; everything by default.")] = None


_SCROLL = ("POST", "_search/scroll")
_PAGE = ("_scroll_id", "hits.hits")


class _Pages:
    def __init__(self, asked: Scroll, ctx: RunContext) -> None:
        self._asked, self._ctx = asked, ctx
        self.requests = 0

    def rows(self) -> Iterator[Json]:
        """Documents of all pages; the cluster forgets the scroll at the end."""
        said = self._asked.search(self._ctx, scroll=_KEPT)
        try:
            while hits := said["hits"]["hits"]:
                self.requests += 1
                yield from (each.get("_source") or {} for each in hits)
                if self._ctx.is_stopped:
                    return
                body: Json = {"scroll": _KEPT, "scroll_id": said["_scroll_id"]}
                said = self._asked.ask_for(self._ctx, _SCROLL, _PAGE, body=body)
        finally:
            self._asked.asked(
                self._ctx, "DELETE", "_search/scroll", body={"scroll_id": [said["_scroll_id"]]}
            )


class Esql(Fetching, RunnableTask[FoundRows]):
    """Rows of a query of ES|QL."""

    query: Annotated[str, Prop("The query in ES|QL, such as `FROM orders | LIMIT 10`.")]
    filter: Annotated[Json, Prop("Only documents that this search finds.")] = None
    params: Annotated[list[str] | None, Prop("Values for the places `?` of the query.")] = None
    columnar: Annotated[bool, Prop("Accepted: rows are given in any case.")] = False
    async_: Annotated[
        bool, Field(alias="async"), Prop("Accepted: the task waits for the answer.")
    ] = False

    def run(self, ctx: RunContext) -> FoundRows:
        body: dict[str, Json] = {"query": self.query}
        if self.filter is not None:
            body["filter"] = document_of("filter", self.filter)
        if self.params:
            body["params"] = self.params
        said = self.ask_for(ctx, ("POST", "_query"), ("columns", "values"), body=body)
        rows = table(said["columns"], said["values"])
        return self.given(ctx, rows, len(rows))


class PplRows(FoundRows):
    """Rows of a query, or its text."""

    text: Annotated[str | None, Prop("The answer as text, of CSV and RAW.")] = None


class Ppl(Fetching, RunnableTask[PplRows]):
    """Rows of a query in the Piped Processing Language."""

    query: Annotated[str, Prop("The query, such as `source=orders | where total > 10`.")]
    format: Annotated[
        Literal["JDBC", "CSV", "RAW"], Prop("Rows (JDBC), or one text of the cluster.")
    ] = "JDBC"
    fetch_size: Annotated[int | None, Prop("How many rows to give at most.")] = None

    def run(self, ctx: RunContext) -> PplRows:
        body: dict[str, Json] = {"query": self.query}
        if self.fetch_size is not None:
            body["fetch_size"] = self.fetch_size
        params = {"format": self.format.lower()}
        asked = ("POST", "_plugins/_ppl")
        if self.format != "JDBC":
            return PplRows(text=self.ask(ctx, *asked, body=body, params=params).text)
        said = self.ask_for(ctx, asked, ("schema", "datarows"), body=body, params=params)
        rows = table(said["schema"], said["datarows"])
        return PplRows(**self.given(ctx, rows, said.get("total") or len(rows)).model_dump())


def table(columns: list[dict[str, Json]], values: list[list[Json]]) -> list[dict[str, Json]]:
    """Rows by the names of columns."""
    names = [str(each["name"]) for each in columns]
    return [dict(zip(names, row, strict=True)) for row in values]
