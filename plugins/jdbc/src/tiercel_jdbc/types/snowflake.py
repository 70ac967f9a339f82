"""Types for Snowflake."""

from __future__ import annotations

from tiercel.plugin import plugin
from tiercel_jdbc.databases.snowflake import Snowflake
from tiercel_jdbc.tasks import parts
from tiercel_jdbc.tasks.query import FETCHED
from tiercel_jdbc.types.snowflake_account import SnowflakeAccount


@plugin(
    "io.kestra.plugin.jdbc.snowflake.Query",
    title="Run a statement in Snowflake.",
    examples=[
        (
            "url: jdbc:snowflake://account.snowflakecomputing.com\n"
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
class Query(SnowflakeAccount, parts.OlderQuery):
    """One statement."""

    database = Snowflake()


@plugin(
    "io.kestra.plugin.jdbc.snowflake.Queries",
    title="Run several statements in Snowflake.",
    examples=[
        (
            "url: jdbc:snowflake://account.snowflakecomputing.com\n"
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
class Queries(SnowflakeAccount, parts.Queries):
    """Several statements."""

    database = Snowflake()


@plugin(
    "io.kestra.plugin.jdbc.snowflake.Trigger",
    title="Start an execution for rows in Snowflake.",
    examples=[
        (
            "url: jdbc:snowflake://account.snowflakecomputing.com\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
)
class Trigger(SnowflakeAccount, parts.Trigger):
    """Polls with a statement."""

    database = Snowflake()
