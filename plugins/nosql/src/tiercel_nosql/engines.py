"""Searches and documents of Algolia, Meilisearch and Typesense."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import quote

import msgspec
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
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.rows import lines_of_rows
from tiercel.plugin.services.asking import HttpCall
from tiercel.plugin.services.call_table import CallRow, call_types, here, in_body, in_query
from tiercel.plugin.services.far_work import by_name
from tiercel.plugin.services.given_rows import groups_of, rows_given
from tiercel.plugin.services.logins import KeyedService
from tiercel.plugin.services.waiting import wait_for
from tiercel_nosql.limits import ALGOLIA_OBJECTS_MAX

_ALGOLIA = "io.kestra.plugin.algolia."
_ALGOLIA_PLACE = (
    "applicationId: A1B2C3\napiKey: \"{{ secret('ALGOLIA_KEY') }}\"\nindexName: birds\n"
)
_MEILISEARCH = "io.kestra.plugin.meilisearch"
_MEILISEARCH_PLACE = (
    "url: https://meili.example.com\nkey: \"{{ secret('MEILI_KEY') }}\"\nindex: birds\n"
)
_TYPESENSE = "io.kestra.plugin.typesense"
_TYPESENSE_PLACE = (
    "host: typesense.example.com\nport: '443'\nhttps: true\n"
    "apiKey: \"{{ secret('TYPESENSE_KEY') }}\"\ncollection: birds\n"
)


class Application(KeyedService):
    """An index of an application of Algolia, and who asks."""

    service = "Algolia"
    key_field = "api_key"
    key_header = "X-Algolia-API-Key"
    key_word = ""

    application_id: Annotated[
        str, Prop("The application of Algolia: the text that its host begins with.")
    ]
    api_key: Annotated[str, Prop("A key, best from a secret.")]
    index_name: Annotated[str, Prop("The name of the index in the application.")]

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        headers = super().login_headers(ctx)
        return {**headers, "X-Algolia-Application-Id": self.application_id}

    def call(self, ctx: RunContext, verb: str, body: Json) -> dict[str, Any]:
        """The answer of the index. Raises: PluginError for what is refused."""
        if not self.application_id.isalnum():
            raise PluginError("`applicationId` must be letters and digits")
        path = f"/1/indexes/{quote(self.index_name, safe='')}/{verb}"
        url = f"https://{self.application_id}.algolia.net{path}"
        request = HttpRequest(url=url, method="POST", json=body)
        return self.ask_for_any(ctx, f"POST {path}", request, "taskID", "hits")


class Indexed(Output):
    """What was done."""

    result: Annotated[dict[str, Json], Prop("What the service says: taskID, objectIDs.")]


@plugin(
    _ALGOLIA + "Index",
    title="Write records into an index of Algolia.",
    examples=[_ALGOLIA_PLACE + "objects:\n  - objectID: '7'\n    name: Tiercel"],
)
class AlgoliaIndex(Application, RunnableTask[Indexed]):
    """One with the id of another replaces it."""

    objects: Annotated[
        list[dict[str, Json]], Prop("The records to write; `objectID` is the id of each.")
    ]

    def run(self, ctx: RunContext) -> Indexed:
        """Raises: PluginError for what is refused."""
        ids: list[Json] = []
        last: dict[str, Json] = {}
        for group in groups_of(self.objects, ALGOLIA_OBJECTS_MAX):
            requests = [
                {"action": "updateObject" if "objectID" in each else "addObject", "body": each}
                for each in group
            ]
            last = self.call(ctx, "batch", {"requests": requests})
            ids += last.get("objectIDs") or []
        return Indexed(result={**last, "objectIDs": ids})


class Hits(Output):
    """What was found."""

    hits: Annotated[list[Json], Prop("The records that were found, the best first.")]
    nb_hits: Annotated[int, Prop("How many there are in all.")]


@plugin(
    _ALGOLIA + "Search",
    title="Search an index of Algolia.",
    examples=[_ALGOLIA_PLACE + "params:\n  query: falcon\n  hitsPerPage: 50"],
)
class AlgoliaSearch(Application, RunnableTask[Hits]):
    """One page."""

    params: Annotated[
        dict[str, Json] | None, Prop("The search as the service has it: query, filters, …")
    ] = None

    def run(self, ctx: RunContext) -> Hits:
        """Raises: PluginError for what is refused."""
        found = self.call(ctx, "query", self.params or {})
        return Hits(hits=found["hits"], nb_hits=found["nbHits"])


class DeletedRecords(Output):
    """What is gone."""

    object_ids: Annotated[list[str], Prop("Ids of the records.")]


@plugin(
    _ALGOLIA + "Delete",
    title="Delete records of an index of Algolia.",
    examples=[_ALGOLIA_PLACE + "objectIds: ['7']"],
)
class AlgoliaDelete(Application, RunnableTask[DeletedRecords]):
    """By their ids."""

    object_ids: Annotated[list[str], Prop("Ids of the records.")]

    def run(self, ctx: RunContext) -> DeletedRecords:
        """Raises: PluginError for what is refused."""
        for group in groups_of(self.object_ids, ALGOLIA_OBJECTS_MAX):
            requests = [{"action": "deleteObject", "body": {"objectID": each}} for each in group]
            self.call(ctx, "batch", {"requests": requests})
        return DeletedRecords(object_ids=self.object_ids)


class Document(Output):
    """The document."""

    document: Annotated[dict[str, Json], Prop("The whole document, values by name.")]


class DocumentCall(HttpCall[Document]):
    """One document, whose members are those that somebody has given it."""

    known_by = ()

    def result(self, ctx: RunContext, found: Json) -> Document:
        return Document(document=found)


class FoundFile(Output):
    """What was found."""

    uri: Annotated[str, Prop("A file with a row for each.")]
    total_hits: Annotated[int, Prop("How many there are in all.")]


def found_file(ctx: RunContext, rows: Iterator[Json] | list[Json], total: int) -> FoundFile:
    """A file of what was found."""
    return FoundFile(uri=ctx.blobs.put_new(lines_of_rows(rows), "ion"), total_hits=total)


class MeilisearchServer(KeyedService):
    """A server of Meilisearch, and who asks."""

    service = "Meilisearch"
    key_field = "key"

    url: Annotated[str, Prop("The address of the server.")]
    key: Annotated[str, Prop("A key, best from a secret.")]

    def root(self) -> str:
        """Where it is."""
        return self.url.rstrip("/")


class MeilisearchHits(HttpCall[FoundFile]):
    """What a search has found."""

    known_by = ("hits", "facetHits")

    def result(self, ctx: RunContext, found: Json) -> FoundFile:
        rows = found.get("hits", found.get("facetHits")) or []
        total = found.get("totalHits", found.get("estimatedTotalHits", len(rows)))
        return found_file(ctx, rows, total)


class MeilisearchFacets(MeilisearchHits):
    """Values of a member, with how often each is there."""

    def body(self) -> Json:
        values = self.members(self.body_members or {})
        if not values.get("filter"):
            values.pop("filter", None)
        return values


_INDEX = here(str, "The id (uid) of the index.")
MEILISEARCH_ROWS = (
    CallRow(
        "Search",
        "Search an index of Meilisearch.",
        "One page.",
        "query: falcon",
        "POST /indexes/{index}/search",
        MeilisearchHits,
        {
            "index": here(str, "The id (uid) of the index.", None),
            "query": in_body(str, "Words to search for.", "q", None),
        },
    ),
    CallRow(
        "FacetSearch",
        "Search the values of a member in Meilisearch.",
        "The member must be one that can be filtered by.",
        "facetName: genus\nfacetQuery: fal",
        "POST /indexes/{index}/facet-search",
        MeilisearchFacets,
        {
            "index": _INDEX,
            "facet_name": in_body(
                str, "The name of the member whose values are searched.", "facetName"
            ),
            "facet_query": in_body(
                str, "How the values begin that are looked for; all by default.", "facetQuery", None
            ),
            "filters": in_body(list[str], "Conditions, all of which hold.", "filter", []),
        },
    ),
    CallRow(
        "DocumentGet",
        "Read a document of Meilisearch.",
        "By its id.",
        "documentId: '7'",
        "GET /indexes/{index}/documents/{document_id}",
        DocumentCall,
        {"index": _INDEX, "document_id": here(str, "The document that is read, by its id.")},
    ),
)
MEILISEARCH = call_types(
    __name__, _MEILISEARCH, MeilisearchServer, MEILISEARCH_ROWS, _MEILISEARCH_PLACE
)


class Added(Output):
    """What was written."""

    documents_added: Annotated[int, Prop("How many documents were sent.")]
    task_uids: Annotated[list[int], Prop("Ids of the tasks that index them.")]


@plugin(
    f"{_MEILISEARCH}.DocumentAdd",
    title="Write documents into an index of Meilisearch.",
    examples=[_MEILISEARCH_PLACE + "from:\n  - id: 7\n    name: Tiercel"],
    metrics=[Metric("documentAdded", "counter", "", "How many documents were written.")],
)
class DocumentAdd(MeilisearchServer, RunnableTask[Added]):
    """One with the id of another replaces it."""

    far_work = by_name("the ids of the documents: they are written once more")

    index: Annotated[str, Prop("The id (uid) of the index, which is made when it is not there.")]
    from_: Annotated[
        str | list[Json] | dict[str, Json],
        Field(alias="from"),
        Prop("Documents, or the address of a stored file of them."),
    ]
    batch_size: Annotated[int, Prop("How many are written at once.")] = 1000
    wait_for_indexing: Annotated[bool, Prop("Whether to wait until they can be found.")] = True
    wait_timeout: Annotated[timedelta, Prop("How long that may take.")] = timedelta(minutes=5)

    def run(self, ctx: RunContext) -> Added:
        """Raises: PluginError for documents that are refused, or when it takes too long."""
        if self.batch_size < 1:
            raise PluginError(f"`batchSize` must be 1 or more, not {self.batch_size}")
        path = self.filled("/indexes/{index}/documents")
        tasks: list[int] = []
        count = 0
        for group in groups_of(rows_given(ctx, self.from_), self.batch_size):
            request = HttpRequest(url=self.root() + path, method="POST", json=group)
            tasks.append(int(self.ask_for(ctx, f"POST {path}", request, "taskUid")["taskUid"]))
            count += len(group)
        if self.wait_for_indexing:
            for number in tasks:
                self._wait(ctx, number)
        ctx.metrics.counter("documentAdded", count)
        return Added(documents_added=count, task_uids=tasks)

    def _wait(self, ctx: RunContext, number: int) -> None:
        def look() -> bool | None:
            request = HttpRequest(url=f"{self.root()}/tasks/{number}")
            found = self.ask_for(ctx, f"GET /tasks/{number}", request, "status")
            if found["status"] in ("failed", "canceled"):
                words = (found.get("error") or {}).get("message") or "no reason is given"
                raise PluginError(f"Meilisearch: the task {number} is {found['status']}: {words}")
            return True if found["status"] == "succeeded" else None

        wait_for(ctx, look, every=timedelta(seconds=1), at_most=self.wait_timeout)


class TypesenseServer(KeyedService):
    """A collection of a server of Typesense, and who asks."""

    service = "Typesense"
    key_field = "api_key"
    key_header = "X-TYPESENSE-API-KEY"
    key_word = ""

    host: Annotated[str, Prop("The host of the server, a name or an address.")]
    port: Annotated[str, Prop("The port of the server, mostly 8108.")]
    https: Annotated[bool | None, Prop("Whether the connection has TLS.")] = None
    api_key: Annotated[str, Prop("A key, best from a secret.")]
    collection: Annotated[str, Prop("The name of the collection.")]

    def root(self) -> str:
        """Where it is."""
        return f"http{'s' if self.https else ''}://{self.host}:{self.port}"


class TypesenseHits(HttpCall[FoundFile]):
    """What a search has found."""

    known_by = ("found",)

    def result(self, ctx: RunContext, found: Json) -> FoundFile:
        rows = [each["document"] for each in found.get("hits") or ()]
        return found_file(ctx, rows, found["found"])


class TypesenseFacets(HttpCall[FoundFile]):
    """Values of members, with how often each is there."""

    known_by = ("found",)

    def result(self, ctx: RunContext, found: Json) -> FoundFile:
        return found_file(ctx, found.get("facet_counts") or [], found["found"])


class TypesenseIndexing(HttpCall[Output]):
    """A document that is written, which is the answer."""

    known_by = ("id",)

    document: Annotated[
        dict[str, Json], Prop("The document to write; `id` names the one that it replaces.")
    ]

    def body(self) -> Json:
        return self.document


_SEARCH = {
    "query": in_query(str, "Words to search for, or `*`.", "q"),
    "query_by": in_query(str, "Members that are searched.", "query_by"),
    "filter": in_query(
        str, "The condition that documents fulfil, such as `price:<100`.", "filter_by", None
    ),
    "sort_by": in_query(str, "The order, such as weight:desc.", "sort_by", None),
}
_COLLECTION = "/collections/{collection}/documents"
TYPESENSE_ROWS = (
    CallRow(
        "Search",
        "Search a collection of Typesense.",
        "One page.",
        "query: falcon\nqueryBy: name",
        f"GET {_COLLECTION}/search",
        TypesenseHits,
        _SEARCH,
    ),
    CallRow(
        "FacetSearch",
        "Count the values of members in Typesense.",
        "Of what a search finds.",
        "query: '*'\nqueryBy: name\nfacetBy: genus",
        f"GET {_COLLECTION}/search",
        TypesenseFacets,
        {
            **_SEARCH,
            "facet_by": in_query(
                str, "Members whose values are counted, with commas between them.", "facet_by"
            ),
        },
    ),
    CallRow(
        "DocumentGet",
        "Read a document of Typesense.",
        "By its id.",
        "documentId: '7'",
        f"GET {_COLLECTION}/{{document_id}}",
        DocumentCall,
        {"document_id": here(str, "The document that is read, by its id.")},
        facts={"known_by": ("id",)},
    ),
    CallRow(
        "DocumentIndex",
        "Write a document into Typesense.",
        "One with the id of another replaces it.",
        "document:\n  id: '7'\n  name: Tiercel",
        f"POST {_COLLECTION}?action=upsert",
        TypesenseIndexing,
    ),
)
TYPESENSE = call_types(__name__, _TYPESENSE, TypesenseServer, TYPESENSE_ROWS, _TYPESENSE_PLACE)
# The catalog finds classes by module and name.
globals().update({each.__name__: each for each in (*MEILISEARCH.values(), *TYPESENSE.values())})


class BulkIndexed(Output):
    """What was written."""

    size: Annotated[int, Prop("How many documents were written.")]


@plugin(
    f"{_TYPESENSE}.BulkIndex",
    title="Write the rows of a file into Typesense.",
    examples=[_TYPESENSE_PLACE + 'from: "{{ outputs.read.uri }}"'],
    metrics=[
        Metric("requests.count", "counter", "", "How many requests there were."),
        Metric("records", "counter", "", "How many documents were written."),
    ],
)
class BulkIndex(TypesenseServer, RunnableTask[BulkIndexed]):
    """Some at a time; one with the id of another replaces it."""

    from_: Annotated[str, Field(alias="from"), Prop("The file of rows.")]
    chunk: Annotated[int, Prop("How many are written at once.")] = 1000

    def run(self, ctx: RunContext) -> BulkIndexed:
        """Raises: PluginError for the first document that is refused."""
        if self.chunk < 1:
            raise PluginError(f"`chunk` must be 1 or more, not {self.chunk}")
        path = self.filled(f"{_COLLECTION}/import")
        requests = size = 0
        for group in groups_of(rows_given(ctx, self.from_), self.chunk):
            content = b"\n".join(msgspec.json.encode(each) for each in group)
            request = HttpRequest(
                url=self.root() + path, method="POST", params={"action": "upsert"}, content=content
            )
            for line in self.answer(ctx, f"POST {path}", request).text.splitlines():
                result = msgspec.json.decode(line)
                if not result.get("success"):
                    raise PluginError(f"Typesense: a document was refused: {result.get('error')}")
            requests += 1
            size += len(group)
        ctx.metrics.counter("requests.count", requests)
        ctx.metrics.counter("records", size)
        return BulkIndexed(size=size)
