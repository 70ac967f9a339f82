"""Types for SQL Server."""

from __future__ import annotations

from tiercel.plugin import plugin
from tiercel_jdbc.databases.sqlserver import SqlServer
from tiercel_jdbc.tasks import parts
from tiercel_jdbc.tasks.batch import WRITTEN
from tiercel_jdbc.tasks.query import FETCHED
from tiercel_jdbc.types.tls import SqlServerTls


@plugin(
    "io.kestra.plugin.jdbc.sqlserver.Query",
    title="Run a statement in SQL Server.",
    examples=[
        (
            "url: jdbc:sqlserver://localhost:1433;databaseName=shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE id > :first\n"
            "parameters:\n"
            "  first: 100\n"
            "fetchType: STORE"
        )
    ],
    metrics=FETCHED,
)
class Query(SqlServerTls, parts.OlderQuery):
    """One statement."""

    database = SqlServer()


@plugin(
    "io.kestra.plugin.jdbc.sqlserver.Queries",
    title="Run several statements in SQL Server.",
    examples=[
        (
            "url: jdbc:sqlserver://localhost:1433;databaseName=shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: |\n"
            "  DELETE FROM orders WHERE is_old;\n"
            "  SELECT count(*) AS left_over FROM orders\n"
            "fetchType: FETCH"
        )
    ],
    metrics=FETCHED,
)
class Queries(SqlServerTls, parts.Queries):
    """Several statements."""

    database = SqlServer()


@plugin(
    "io.kestra.plugin.jdbc.sqlserver.Trigger",
    title="Start an execution for rows in SQL Server.",
    examples=[
        (
            "url: jdbc:sqlserver://localhost:1433;databaseName=shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
)
class Trigger(SqlServerTls, parts.Trigger):
    """Polls with a statement."""

    database = SqlServer()


@plugin(
    "io.kestra.plugin.jdbc.sqlserver.Batch",
    title="Write the rows of a file to SQL Server.",
    examples=[
        (
            "url: jdbc:sqlserver://localhost:1433;databaseName=shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            'from: "{{ outputs.extract.uri }}"\n'
            "table: orders"
        )
    ],
    metrics=WRITTEN,
)
class Batch(SqlServerTls, parts.Batch):
    """Batches of rows."""

    database = SqlServer()
