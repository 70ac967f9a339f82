"""Statements of Neo4j, by its HTTP interface for queries: version 5.19 and later, and Aura."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

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
from tiercel.plugin.services.fetching import FetchType, Rows, fetched
from tiercel.plugin.services.given_rows import groups_of, rows_given
from tiercel.plugin.services.logins import UserService

_PREFIX = "io.kestra.plugin.neo4j."
_PLACE = (
    "url: neo4j+s://a1b2.databases.neo4j.io\nusername: neo4j\n"
    "password: \"{{ secret('NEO4J_PASSWORD') }}\"\n"
)
# What a statement may have changed, in its counters.
_CHANGES = ("nodesCreated", "nodesDeleted", "relationshipsCreated", "relationshipsDeleted")


class Graph(UserService):
    """A database, and who asks."""

    service = "Neo4j"

    url: Annotated[
        str | None,
        Prop("The address: neo4j+s://host of Aura, http://host:7474, or bolt://host, as that."),
    ] = None
    username: Annotated[str | None, Prop("The user to sign in as.")] = None
    password: Annotated[str | None, Prop("The password, best from a secret.")] = None
    bearer_token: Annotated[str | None, Prop("A token, in place of both.")] = None

    def secrets(self) -> tuple[str | None, ...]:
        return (self.password, self.bearer_token)

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        if self.bearer_token:
            return {"Authorization": f"Bearer {self.bearer_token}"}
        return super().login_headers(ctx)

    def statement(self, ctx: RunContext, text: str, parameters: Json) -> dict[str, Any]:
        """What a statement gives. Raises: PluginError for what is refused."""
        body: Json = {"statement": text, "parameters": parameters, "includeCounters": True}
        request = HttpRequest(url=self._address(), method="POST", json=body)
        found = self.ask_for_any(ctx, "the statement", request, "data", "errors")
        if found.get("errors"):
            raise self.failed("the statement", request, str(found["errors"][0].get("message")))
        return found

    def _address(self) -> str:
        """Raises: PluginError for what is no address of Neo4j."""
        parts = urlsplit(self.url or "")
        scheme, _, security = parts.scheme.partition("+")
        if not parts.hostname or scheme not in ("bolt", "neo4j", "http", "https"):
            raise PluginError("`url` must be such as neo4j+s://host or http://host:7474")
        database = parts.path.strip("/") or "neo4j"
        place = f"/db/{database}/query/v2"
        if scheme in ("http", "https"):
            return f"{scheme}://{parts.netloc}{place}"
        if security:
            port = "" if parts.hostname.endswith(".neo4j.io") else ":7473"
            return f"https://{parts.hostname}{port}{place}"
        return f"http://{parts.hostname}:7474{place}"


def rows_of(found: Mapping[str, Any]) -> Iterator[dict[str, Json]]:
    """The rows of a statement; of nodes and relationships their properties."""
    data = found.get("data") or {}
    for values in data.get("values") or ():
        yield dict(zip(data["fields"], map(_plain, values), strict=True))


def _plain(value: Json) -> Json:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict) and "elementId" in value and "properties" in value:
        return value["properties"]
    return value


@plugin(
    _PREFIX + "Query",
    title="Run a statement of Neo4j.",
    examples=[_PLACE + "query: MATCH (b:Bird) RETURN b.name AS name\nstoreType: FETCH"],
    metrics=[
        Metric("store.size", "counter", "", "How many rows were stored."),
        Metric("fetch.size", "counter", "", "How many rows were given."),
    ],
)
class GraphQuery(Graph, RunnableTask[Rows]):
    """In Cypher."""

    query: Annotated[
        str | None, Prop("The statement in Cypher, such as `MATCH (p:Person) RETURN p.name`.")
    ] = None
    store_type: Annotated[
        Literal["STORE", "FETCH", "FETCHONE", "NONE"], Prop("What becomes of the rows.")
    ] = "NONE"

    def run(self, ctx: RunContext) -> Rows:
        """Raises: PluginError without a statement, and for what is refused."""
        if not self.query:
            raise PluginError("`query` must be provided")
        wanted: FetchType = "FETCH_ONE" if self.store_type == "FETCHONE" else self.store_type
        found = fetched(ctx, rows_of(self.statement(ctx, self.query, {})), wanted)
        if wanted != "NONE":
            name = "store.size" if wanted == "STORE" else "fetch.size"
            ctx.metrics.counter(name, found.size or 0)
        return found


class Written(Output):
    """What was written."""

    row_count: Annotated[int, Prop("How many rows were given.")]
    updated_count: Annotated[int, Prop("How many nodes and relationships were made or deleted.")]


@plugin(
    _PREFIX + "Batch",
    title="Run a statement of Neo4j for the rows of a file.",
    examples=[
        (
            _PLACE + 'from: "{{ outputs.read.uri }}"\n'
            "query: |\n  UNWIND $props AS row MERGE (b:Bird {id: row.id}) SET b += row"
        )
    ],
    metrics=[
        Metric("records.processed", "counter", "", "How many rows were given."),
        Metric("records.updated", "counter", "", "How many nodes and relationships changed."),
    ],
)
class Batch(Graph, RunnableTask[Written]):
    """The statement has some rows at once as `$props`."""

    from_: Annotated[str, Field(alias="from"), Prop("The file of rows.")]
    query: Annotated[str, Prop("The statement: `UNWIND $props AS row …`.")]
    chunk: Annotated[int, Prop("How many rows it has at once.")] = 1000

    def run(self, ctx: RunContext) -> Written:
        """Raises: PluginError for what is refused."""
        if self.chunk < 1:
            raise PluginError(f"`chunk` must be 1 or more, not {self.chunk}")
        rows = changed = 0
        for group in groups_of(rows_given(ctx, self.from_), self.chunk):
            counters = self.statement(ctx, self.query, {"props": group}).get("counters") or {}
            rows += len(group)
            changed += sum(int(counters.get(name) or 0) for name in _CHANGES)
        ctx.metrics.counter("records.processed", rows)
        ctx.metrics.counter("records.updated", changed)
        return Written(row_count=rows, updated_count=changed)
