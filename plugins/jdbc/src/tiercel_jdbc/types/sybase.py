"""Types for Sybase."""

from __future__ import annotations

from tiercel.plugin import plugin
from tiercel_jdbc.databases.sqlserver import Sybase
from tiercel_jdbc.tasks import parts
from tiercel_jdbc.tasks.query import FETCHED


@plugin(
    "io.kestra.plugin.jdbc.sybase.Query",
    title="Run a statement in Sybase.",
    examples=[
        (
            "url: jdbc:sybase:Tds:localhost:5000/shop\n"
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

    database = Sybase()


@plugin(
    "io.kestra.plugin.jdbc.sybase.Queries",
    title="Run several statements in Sybase.",
    examples=[
        (
            "url: jdbc:sybase:Tds:localhost:5000/shop\n"
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

    database = Sybase()


@plugin(
    "io.kestra.plugin.jdbc.sybase.Trigger",
    title="Start an execution for rows in Sybase.",
    examples=[
        (
            "url: jdbc:sybase:Tds:localhost:5000/shop\n"
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

    database = Sybase()
