"""Queries of Athena."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Annotated, Any

import msgspec

from tiercel.plugin import Json, Metric, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, Rows, fetched
from tiercel.plugin.services.waiting import begun, wait_for, while_running
from tiercel_aws.calls import without_none
from tiercel_aws.connection import AwsTask

_EVERY = timedelta(milliseconds=500)
# Rows of one page: as many as the service gives.
_PAGE_ROWS = 1000
_WHOLE = {"tinyint", "smallint", "integer", "int", "bigint"}
_BROKEN = {"float", "double", "real"}
# Member of the statistics by metric.
_STATISTICS = {
    "data.scanned.bytes": "DataScannedInBytes",
    "engine.execution.duration": "EngineExecutionTimeInMillis",
    "query.planning.duration": "QueryPlanningTimeInMillis",
    "query.queue.duration": "QueryQueueTimeInMillis",
    "service.processing.duration": "ServiceProcessingTimeInMillis",
    "total.execution.duration": "TotalExecutionTimeInMillis",
}
_METRICS = [
    Metric("data.scanned.bytes", "counter", "bytes", "How much data was read."),
    Metric("engine.execution.duration", "counter", "milliseconds", "How long the query ran."),
    Metric("query.planning.duration", "counter", "milliseconds", "How long it was planned."),
    Metric("query.queue.duration", "counter", "milliseconds", "How long it waited."),
    Metric("service.processing.duration", "counter", "milliseconds", "How long its end took."),
    Metric("total.execution.duration", "counter", "milliseconds", "How long all of it took."),
    Metric("total.rows", "counter", "rows", "How many rows there are."),
    Metric("fetch.rows", "counter", "rows", "How many rows were read."),
]


class QueryRows(Rows):
    """The rows of a query."""

    query_execution_id: Annotated[str, Prop("The id of the query in Athena.")]


@plugin(
    "io.kestra.plugin.aws.athena.Query",
    title="Run a query with Athena.",
    examples=[
        (
            "region: eu-west-1\n"
            "database: shop\n"
            "outputLocation: s3://shop-queries/results/\n"
            "query: SELECT name, sum(total) AS total FROM orders GROUP BY name\n"
            "fetchType: FETCH"
        )
    ],
    metrics=_METRICS,
)
class Query(AwsTask, RunnableTask[QueryRows]):
    """The token of the query is that of the attempt: one after a lost worker finds it again."""

    far_work = by_handle("the id of the query; before that its token")

    catalog: Annotated[str | None, Prop("The data catalog; that of the account by default.")] = None
    database: Annotated[str, Prop("The database of tables that the query names alone.")]
    output_location: Annotated[
        str, Prop("Where Athena writes the result: an address such as s3://bucket/folder/.")
    ]
    query: Annotated[str, Prop("The statement in SQL.")]
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "STORE"
    skip_header: Annotated[
        bool, Prop("Whether to leave out the first row, which has the names of the columns.")
    ] = True

    def run(self, ctx: RunContext) -> QueryRows:
        with self.client(ctx, "athena") as client:
            number = begun(ctx, lambda: self._start(ctx, client))
            line = f"The query is {number}"
            ctx.log.debug(line)
            statistics = self._wait(ctx, client, number)
            for name, member in _STATISTICS.items():
                if member in statistics:
                    ctx.metrics.counter(name, statistics[member])
            found = fetched(ctx, while_running(ctx, self._rows(client, number)), self.fetch_type)
        if found.size is not None:
            ctx.metrics.counter("total.rows", found.size)
            ctx.metrics.counter("fetch.rows", found.size)
        return QueryRows(query_execution_id=number, **found.model_dump())

    def _start(self, ctx: RunContext, client: Any) -> str:
        context = without_none([("Database", self.database), ("Catalog", self.catalog)])
        answer = client.start_query_execution(
            QueryString=self.query,
            ClientRequestToken=ctx.remote_name,
            QueryExecutionContext=context,
            ResultConfiguration={"OutputLocation": self.output_location},
        )
        return str(answer["QueryExecutionId"])

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Stop the query."""
        with self.client(ctx, "athena") as client:
            client.stop_query_execution(QueryExecutionId=handle["id"])

    def _wait(self, ctx: RunContext, client: Any, number: str) -> Mapping[str, Json]:
        def look() -> Mapping[str, Json] | None:
            found = client.get_query_execution(QueryExecutionId=number)["QueryExecution"]
            status = found["Status"]
            if status["State"] in ("FAILED", "CANCELLED"):
                reason = status.get("StateChangeReason", "without a reason")
                raise PluginError(f"The query {number} ended as {status['State']}: {reason}")
            is_done = status["State"] == "SUCCEEDED"
            return found.get("Statistics", {}) if is_done else None

        def stop() -> None:
            client.stop_query_execution(QueryExecutionId=number)

        return wait_for(ctx, look, every=_EVERY, stop=stop)

    def _rows(self, client: Any, number: str) -> Iterator[dict[str, Json]]:
        asked: dict[str, Json] = {"QueryExecutionId": number, "MaxResults": _PAGE_ROWS}
        is_first = True
        while True:
            page = client.get_query_results(**asked)
            columns = page["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
            rows = page["ResultSet"]["Rows"]
            for row in rows[1:] if is_first and self.skip_header else rows:
                yield {
                    column["Name"]: typed(value.get("VarCharValue"), column["Type"])
                    for column, value in zip(columns, row["Data"], strict=False)
                }
            is_first = False
            if not page.get("NextToken"):
                return
            asked["NextToken"] = page["NextToken"]


def typed(text: str | None, kind: str) -> Json:
    """A value by the type of its column; what doesn't read as one, such as a header, stays text."""
    if text is None:
        return None
    try:
        if kind in _WHOLE:
            return int(text)
        if kind in _BROKEN:
            return float(text)
        if kind == "decimal":
            return Decimal(text)
        if kind == "json":
            return msgspec.json.decode(text)
    except (ValueError, ArithmeticError, msgspec.DecodeError):
        return text
    return text.lower() == "true" if kind == "boolean" else text
