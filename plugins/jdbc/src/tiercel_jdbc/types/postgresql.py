"""Types for PostgreSQL."""

from __future__ import annotations

from tiercel.plugin import plugin
from tiercel_jdbc.databases.postgresql import PostgreSql
from tiercel_jdbc.tasks import parts
from tiercel_jdbc.tasks.batch import WRITTEN
from tiercel_jdbc.tasks.query import FETCHED
from tiercel_jdbc.types.tls import Tls


@plugin(
    "io.kestra.plugin.jdbc.postgresql.Query",
    title="Run a statement in PostgreSQL.",
    examples=[
        (
            "url: jdbc:postgresql://localhost:5432/shop\n"
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
class Query(Tls, parts.OlderQuery):
    """One statement."""

    database = PostgreSql()


@plugin(
    "io.kestra.plugin.jdbc.postgresql.Queries",
    title="Run several statements in PostgreSQL.",
    examples=[
        (
            "url: jdbc:postgresql://localhost:5432/shop\n"
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
class Queries(Tls, parts.Queries):
    """Several statements."""

    database = PostgreSql()


@plugin(
    "io.kestra.plugin.jdbc.postgresql.Trigger",
    title="Start an execution for rows in PostgreSQL.",
    examples=[
        (
            "url: jdbc:postgresql://localhost:5432/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
)
class Trigger(Tls, parts.Trigger):
    """Polls with a statement."""

    database = PostgreSql()


@plugin(
    "io.kestra.plugin.jdbc.postgresql.Batch",
    title="Write the rows of a file to PostgreSQL.",
    examples=[
        (
            "url: jdbc:postgresql://localhost:5432/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            'from: "{{ outputs.extract.uri }}"\n'
            "table: orders"
        )
    ],
    metrics=WRITTEN,
)
class Batch(Tls, parts.Batch):
    """Batches of rows."""

    database = PostgreSql()
