"""Queries of warehouses of Fabric."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from tiercel.plugin import Json, Metric, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.far_errors import explained
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, Rows, fetched
from tiercel.plugins.clients import client_module
from tiercel.plugins.hosts import allowed_addresses
from tiercel_azure.connection import LOGIN, TENANT, Signed
from tiercel_azure.limits import CONNECT_SECONDS

_HOSTS = ".datawarehouse.fabric.microsoft.com"
_SCOPE = "https://database.windows.net/.default"
_PORT = 1433


@plugin(
    "io.kestra.plugin.microsoft.fabric.warehouse.Query",
    title="Ask a warehouse of Microsoft Fabric by SQL.",
    examples=[
        LOGIN + "sqlEndpointId: abcdefghij-klmnopqrst\nwarehouseId: orders\n"
        "sql: SELECT customer, SUM(total) AS total FROM orders GROUP BY customer\nfetchType: FETCH"
    ],
    metrics=[Metric("rows", "counter", "rows", "How many rows there were.")],
)
class Query(Signed, RunnableTask[Rows]):
    """One statement; a kill closes its connection, which ends it there."""

    service = "Microsoft Fabric"

    tenant_id: Annotated[str | None, TENANT] = None
    sql_endpoint_id: Annotated[
        str, Prop("The endpoint of the workspace: the first part of its host, or the whole host.")
    ]
    warehouse_id: Annotated[
        str, Prop("The warehouse or lakehouse, which is the name of the database.")
    ]
    sql: Annotated[str, Prop("The statement in T-SQL that the warehouse runs.")]
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "STORE"

    def tenant(self) -> str | None:
        return self.tenant_id

    def run(self, ctx: RunContext) -> Rows:
        """Raises: PluginError for what the service refuses, Interrupted by a kill."""
        tds = client_module("pytds", self.service, "tiercel[azure]")
        host = self.sql_endpoint_id
        host = host if "." in host else host + _HOSTS
        place = f"{self.service} at {host}"
        allowed_addresses(ctx, place, host, _PORT)
        token = str(self.token(ctx, _SCOPE)["access_token"])
        with explained(ctx, place, "the query", (tds.Error, OSError), (token, self.client_secret)):
            connection = tds.connect(
                server=host,
                port=_PORT,
                database=self.warehouse_id,
                access_token_callable=lambda: token,
                cafile=client_module("certifi", self.service, "tiercel[azure]").where(),
                login_timeout=CONNECT_SECONDS,
                autocommit=True,
            )
            ctx.on_stop(connection.close)
            try:
                with connection.cursor() as cursor:
                    cursor.execute(self.sql)
                    found = fetched(ctx, _rows(cursor), self.fetch_type)
            finally:
                connection.close()
        ctx.metrics.counter("rows", found.size or 0)
        return found


def _rows(cursor: Any) -> Iterator[dict[str, Json]]:
    if cursor.description is None:
        return
    names = [each[0] for each in cursor.description]
    if len(set(names)) < len(names):
        raise PluginError("Two columns have the same name: give one of them another by AS")
    for row in cursor:
        yield dict(zip(names, row, strict=True))
