"""Statements of SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

import msgspec
from pydantic import Field

from tiercel.plugin import Json, Metric, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.rows import lines_of_exact_rows
from tiercel.plugin.services.asking import given
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.fetching import Counted
from tiercel.plugin.services.waiting import begun, ended_there, wait_for
from tiercel_platforms.databricks.connection import HOST, Api, address_of
from tiercel_platforms.limits import STATEMENT_CHUNKS_MAX

_EVERY = timedelta(seconds=1)
_WAREHOUSES = "/sql/1.0/warehouses/"
_RUNNING = ("PENDING", "RUNNING")
# Values come as texts.
_VALUES: Mapping[str, Callable[[str], Json]] = {
    "BYTE": int,
    "SHORT": int,
    "INT": int,
    "LONG": int,
    "FLOAT": float,
    "DOUBLE": float,
    "DECIMAL": Decimal,
    "BOOLEAN": lambda text: text == "true",
}


class Queried(Output):
    """The rows."""

    size: Annotated[int, Prop("How many there are.")]
    uri: Annotated[str, Prop("A file with a row for each.")]


@plugin(
    "io.kestra.plugin.databricks.sql.Query",
    title="Run a statement of SQL in a warehouse of Databricks.",
    examples=[
        HOST + "accessToken: \"{{ secret('DATABRICKS_TOKEN') }}\"\n"
        "httpPath: /sql/1.0/warehouses/abc123\n"
        "sql: SELECT city, sum(total) AS total FROM shop.sales.orders GROUP BY city"
    ],
    metrics=[Metric("fetch.size", "counter", "", "How many rows there were.")],
)
class Query(Api, RunnableTask[Queried]):
    """Rows are written to a file, part by part; a kill cancels the statement."""

    far_work = by_handle("the id of the statement")

    host: Annotated[str, Prop("The address of the workspace.")]
    http_path: Annotated[str, Prop("The path of the warehouse, as its page of connections has it.")]
    access_token: Annotated[str | None, Prop("A personal token, which must be given.")] = None
    sql: Annotated[str, Prop("The statement in SQL that the warehouse runs.")]
    catalog: Annotated[
        str | None, Prop("The catalog of names that say none; the warehouse's by default.")
    ] = None
    schema_: Annotated[
        str | None,
        Field(alias="schema"),
        Prop("The schema of names that say none; the warehouse's by default."),
    ] = None
    properties: Annotated[
        dict[str, str] | None, Prop("Accepted: properties of a driver that is not used.")
    ] = None
    time_zone_id: Annotated[
        str | None, Prop("Accepted: times are as the warehouse writes them.")
    ] = None

    def root(self) -> str:
        return address_of(self.host)

    def secrets(self) -> Iterable[str | None]:
        return (self.access_token,)

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        """Raises: PluginError without a token."""
        if not self.access_token:
            raise PluginError("`accessToken` must be given")
        return {"Authorization": f"Bearer {self.access_token}"}

    def run(self, ctx: RunContext) -> Queried:
        """Raises: PluginError for a statement that fails, Interrupted."""
        number = begun(ctx, lambda: self._begin(ctx))
        with ended_there(ctx, lambda: self._stop(ctx, number)):
            found = wait_for(ctx, lambda: self._end(ctx, number), every=_EVERY)
        rows = Counted(self._rows(ctx, found))
        uri = ctx.blobs.put_new(lines_of_exact_rows(rows), "ion")
        ctx.metrics.counter("fetch.size", rows.count)
        return Queried(size=rows.count, uri=uri)

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Cancel the statement."""
        self._stop(ctx, str(handle["id"]))

    def _begin(self, ctx: RunContext) -> str:
        _, _, warehouse = self.http_path.partition(_WAREHOUSES)
        if not warehouse:
            raise PluginError(f"`httpPath` must be that of a warehouse: {_WAREHOUSES}…")
        body = given(
            warehouse_id=warehouse,
            statement=self.sql,
            catalog=self.catalog,
            schema=self.schema_,
            wait_timeout="0s",
            disposition="EXTERNAL_LINKS",
            format="JSON_ARRAY",
        )
        found = self.call(ctx, "POST", "/2.0/sql/statements", body, "statement_id")
        return str(found["statement_id"])

    def _end(self, ctx: RunContext, number: str) -> dict[str, Json] | None:
        found = self.call(ctx, "GET", f"/2.0/sql/statements/{number}", None, "status.state")
        status = found["status"]
        if status["state"] in _RUNNING:
            return None
        if status["state"] != "SUCCEEDED":
            error = status.get("error") or {}
            words = error.get("message") or "no reason is given"
            raise PluginError(f"The statement {number} is {status['state']}: {words}")
        return found

    def _stop(self, ctx: RunContext, number: str) -> None:
        self.end(ctx, f"/2.0/sql/statements/{number}/cancel", {})

    def _rows(self, ctx: RunContext, found: dict[str, Json]) -> Iterator[Json]:
        columns = (found.get("manifest") or {}).get("schema", {}).get("columns", ())
        readers = [(str(each["name"]), _VALUES.get(each["type_name"], str)) for each in columns]
        for link in self._links(ctx, found.get("result") or {}):
            for row in self._values(ctx, link):
                yield {
                    name: None if text is None else read(text)
                    for (name, read), text in zip(readers, row, strict=True)
                }

    def _links(self, ctx: RunContext, result: dict[str, Json]) -> Iterator[str]:
        for _ in range(STATEMENT_CHUNKS_MAX):
            links = result.get("external_links") or ()
            yield from (str(each["external_link"]) for each in links)
            following = links[-1].get("next_chunk_internal_link") if links else None
            if not following:
                return
            result = self.call(ctx, "GET", str(following).removeprefix("/api"))

    def _values(self, ctx: RunContext, link: str) -> list[list[str | None]]:
        # The link has its own signature: it must not see the token.
        request = HttpRequest(url=link)
        answer = ctx.http.send(request)
        words = self.refusal(answer)
        if words is not None:
            raise self.failed("reading the result", request, words)
        rows: Any = msgspec.json.decode(answer.content)
        return list(rows)
