"""Types for ClickHouse, Trino, Druid and Pinot."""

from __future__ import annotations

from tiercel.plugin import plugin
from tiercel_jdbc.databases.http_services import Clickhouse, Druid, Pinot, Trino
from tiercel_jdbc.tasks import parts
from tiercel_jdbc.tasks.batch import WRITTEN
from tiercel_jdbc.tasks.query import FETCHED


@plugin(
    "io.kestra.plugin.jdbc.clickhouse.Query",
    title="Run a statement in ClickHouse.",
    examples=[
        (
            "url: jdbc:clickhouse://localhost:8123/shop\n"
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
class ClickhouseQuery(parts.OlderQuery):
    """One statement."""

    database = Clickhouse()


@plugin(
    "io.kestra.plugin.jdbc.clickhouse.Queries",
    title="Run several statements in ClickHouse.",
    examples=[
        (
            "url: jdbc:clickhouse://localhost:8123/shop\n"
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
class ClickhouseQueries(parts.Queries):
    """Several statements."""

    database = Clickhouse()


@plugin(
    "io.kestra.plugin.jdbc.clickhouse.Trigger",
    title="Start an execution for rows in ClickHouse.",
    examples=[
        (
            "url: jdbc:clickhouse://localhost:8123/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
)
class ClickhouseTrigger(parts.Trigger):
    """Polls with a statement."""

    database = Clickhouse()


@plugin(
    "io.kestra.plugin.jdbc.clickhouse.BulkInsert",
    title="Write the rows of a file to ClickHouse.",
    examples=[
        (
            "url: jdbc:clickhouse://localhost:8123/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            'from: "{{ outputs.extract.uri }}"\n'
            "table: orders"
        )
    ],
    metrics=WRITTEN,
)
class ClickhouseBulkInsert(parts.Batch):
    """Batches of rows."""

    database = Clickhouse()


@plugin(
    "io.kestra.plugin.jdbc.trino.Query",
    title="Run a statement in Trino.",
    examples=[
        (
            "url: jdbc:trino://localhost:8080/hive/shop\n"
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
class TrinoQuery(parts.OlderQuery):
    """One statement."""

    database = Trino()


@plugin(
    "io.kestra.plugin.jdbc.trino.Trigger",
    title="Start an execution for rows in Trino.",
    examples=[
        (
            "url: jdbc:trino://localhost:8080/hive/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
)
class TrinoTrigger(parts.Trigger):
    """Polls with a statement."""

    database = Trino()


@plugin(
    "io.kestra.plugin.jdbc.druid.Query",
    title="Run a statement in Druid.",
    examples=[
        (
            "url: jdbc:avatica:remote:url=http://localhost:8888/druid/v2/sql/avatica/\n"
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
class DruidQuery(parts.Query):
    """One statement."""

    database = Druid()


@plugin(
    "io.kestra.plugin.jdbc.druid.Queries",
    title="Run several statements in Druid.",
    examples=[
        (
            "url: jdbc:avatica:remote:url=http://localhost:8888/druid/v2/sql/avatica/\n"
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
class DruidQueries(parts.Queries):
    """Several statements."""

    database = Druid()


@plugin(
    "io.kestra.plugin.jdbc.druid.Trigger",
    title="Start an execution for rows in Druid.",
    examples=[
        (
            "url: jdbc:avatica:remote:url=http://localhost:8888/druid/v2/sql/avatica/\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
)
class DruidTrigger(parts.Trigger):
    """Polls with a statement."""

    database = Druid()


@plugin(
    "io.kestra.plugin.jdbc.pinot.Query",
    title="Run a statement in Pinot.",
    examples=[
        (
            "url: jdbc:pinot://localhost:9000\n"
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
class PinotQuery(parts.Query):
    """One statement."""

    database = Pinot()


@plugin(
    "io.kestra.plugin.jdbc.pinot.Queries",
    title="Run several statements in Pinot.",
    examples=[
        (
            "url: jdbc:pinot://localhost:9000\n"
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
class PinotQueries(parts.Queries):
    """Several statements."""

    database = Pinot()


@plugin(
    "io.kestra.plugin.jdbc.pinot.Trigger",
    title="Start an execution for rows in Pinot.",
    examples=[
        (
            "url: jdbc:pinot://localhost:9000\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
)
class PinotTrigger(parts.Trigger):
    """Polls with a statement."""

    database = Pinot()
