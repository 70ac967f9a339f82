"""Types for Oracle."""

from __future__ import annotations

from tiercel.plugin import plugin
from tiercel_jdbc.databases.oracle import Oracle
from tiercel_jdbc.tasks import parts
from tiercel_jdbc.tasks.batch import WRITTEN
from tiercel_jdbc.tasks.query import FETCHED


@plugin(
    "io.kestra.plugin.jdbc.oracle.Query",
    title="Run a statement in Oracle.",
    examples=[
        (
            "url: jdbc:oracle:thin:@//localhost:1521/shop\n"
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
class Query(parts.OlderQuery):
    """One statement."""

    database = Oracle()


@plugin(
    "io.kestra.plugin.jdbc.oracle.Queries",
    title="Run several statements in Oracle.",
    examples=[
        (
            "url: jdbc:oracle:thin:@//localhost:1521/shop\n"
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
class Queries(parts.Queries):
    """Several statements."""

    database = Oracle()


@plugin(
    "io.kestra.plugin.jdbc.oracle.Trigger",
    title="Start an execution for rows in Oracle.",
    examples=[
        (
            "url: jdbc:oracle:thin:@//localhost:1521/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
)
class Trigger(parts.Trigger):
    """Polls with a statement."""

    database = Oracle()


@plugin(
    "io.kestra.plugin.jdbc.oracle.Batch",
    title="Write the rows of a file to Oracle.",
    examples=[
        (
            "url: jdbc:oracle:thin:@//localhost:1521/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            'from: "{{ outputs.extract.uri }}"\n'
            "table: orders"
        )
    ],
    metrics=WRITTEN,
)
class Batch(parts.Batch):
    """Batches of rows."""

    database = Oracle()
