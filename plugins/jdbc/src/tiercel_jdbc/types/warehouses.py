"""Types for Redshift, Vertica, Db2 and HANA."""

from __future__ import annotations

from tiercel.plugin import plugin
from tiercel_jdbc.databases.warehouses import Db2, Hana, Redshift, Vertica
from tiercel_jdbc.tasks import parts
from tiercel_jdbc.tasks.batch import WRITTEN
from tiercel_jdbc.tasks.query import FETCHED


@plugin(
    "io.kestra.plugin.jdbc.redshift.Query",
    title="Run a statement in Redshift.",
    examples=[
        (
            "url: jdbc:redshift://cluster.example.com:5439/shop\n"
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
class RedshiftQuery(parts.OlderQuery):
    """One statement."""

    database = Redshift()


@plugin(
    "io.kestra.plugin.jdbc.redshift.Queries",
    title="Run several statements in Redshift.",
    examples=[
        (
            "url: jdbc:redshift://cluster.example.com:5439/shop\n"
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
class RedshiftQueries(parts.Queries):
    """Several statements."""

    database = Redshift()


@plugin(
    "io.kestra.plugin.jdbc.redshift.Trigger",
    title="Start an execution for rows in Redshift.",
    examples=[
        (
            "url: jdbc:redshift://cluster.example.com:5439/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
)
class RedshiftTrigger(parts.Trigger):
    """Polls with a statement."""

    database = Redshift()


@plugin(
    "io.kestra.plugin.jdbc.vertica.Query",
    title="Run a statement in Vertica.",
    examples=[
        (
            "url: jdbc:vertica://localhost:5433/shop\n"
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
class VerticaQuery(parts.OlderQuery):
    """One statement."""

    database = Vertica()


@plugin(
    "io.kestra.plugin.jdbc.vertica.Queries",
    title="Run several statements in Vertica.",
    examples=[
        (
            "url: jdbc:vertica://localhost:5433/shop\n"
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
class VerticaQueries(parts.Queries):
    """Several statements."""

    database = Vertica()


@plugin(
    "io.kestra.plugin.jdbc.vertica.Trigger",
    title="Start an execution for rows in Vertica.",
    examples=[
        (
            "url: jdbc:vertica://localhost:5433/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
)
class VerticaTrigger(parts.Trigger):
    """Polls with a statement."""

    database = Vertica()


@plugin(
    "io.kestra.plugin.jdbc.vertica.Batch",
    title="Write the rows of a file to Vertica.",
    examples=[
        (
            "url: jdbc:vertica://localhost:5433/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            'from: "{{ outputs.extract.uri }}"\n'
            "table: orders"
        )
    ],
    metrics=WRITTEN,
)
class VerticaBatch(parts.Batch):
    """Batches of rows."""

    database = Vertica()


@plugin(
    "io.kestra.plugin.jdbc.db2.Query",
    title="Run a statement in Db2.",
    examples=[
        (
            "url: jdbc:db2://localhost:50000/shop\n"
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
class Db2Query(parts.OlderQuery):
    """One statement."""

    database = Db2()


@plugin(
    "io.kestra.plugin.jdbc.db2.Queries",
    title="Run several statements in Db2.",
    examples=[
        (
            "url: jdbc:db2://localhost:50000/shop\n"
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
class Db2Queries(parts.Queries):
    """Several statements."""

    database = Db2()


@plugin(
    "io.kestra.plugin.jdbc.db2.Trigger",
    title="Start an execution for rows in Db2.",
    examples=[
        (
            "url: jdbc:db2://localhost:50000/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
)
class Db2Trigger(parts.Trigger):
    """Polls with a statement."""

    database = Db2()


@plugin(
    "io.kestra.plugin.jdbc.hana.Query",
    title="Run a statement in HANA.",
    examples=[
        (
            "url: jdbc:sap://localhost:39015/?databaseName=shop\n"
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
class HanaQuery(parts.Query):
    """One statement."""

    database = Hana()


@plugin(
    "io.kestra.plugin.jdbc.hana.Queries",
    title="Run several statements in HANA.",
    examples=[
        (
            "url: jdbc:sap://localhost:39015/?databaseName=shop\n"
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
class HanaQueries(parts.Queries):
    """Several statements."""

    database = Hana()


@plugin(
    "io.kestra.plugin.jdbc.hana.Trigger",
    title="Start an execution for rows in HANA.",
    examples=[
        (
            "url: jdbc:sap://localhost:39015/?databaseName=shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
)
class HanaTrigger(parts.Trigger):
    """Polls with a statement."""

    database = Hana()
