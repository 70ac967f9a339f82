"""Types for systems that are reached by Arrow Flight SQL or ODBC."""

from __future__ import annotations

from tiercel.plugin import plugin
from tiercel_jdbc.databases.standards import ActianVector, ArrowFlight, As400, Dremio
from tiercel_jdbc.tasks import parts
from tiercel_jdbc.tasks.batch import WRITTEN
from tiercel_jdbc.tasks.query import FETCHED


@plugin(
    "io.kestra.plugin.jdbc.arrowflight.Query",
    title="Run a statement in Arrow Flight SQL.",
    examples=[
        (
            "url: jdbc:arrow-flight-sql://localhost:32010/?useEncryption=false\n"
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
class ArrowFlightQuery(parts.Query):
    """One statement."""

    database = ArrowFlight()


@plugin(
    "io.kestra.plugin.jdbc.arrowflight.Queries",
    title="Run several statements in Arrow Flight SQL.",
    examples=[
        (
            "url: jdbc:arrow-flight-sql://localhost:32010/?useEncryption=false\n"
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
class ArrowFlightQueries(parts.Queries):
    """Several statements."""

    database = ArrowFlight()


@plugin(
    "io.kestra.plugin.jdbc.arrowflight.Trigger",
    title="Start an execution for rows in Arrow Flight SQL.",
    examples=[
        (
            "url: jdbc:arrow-flight-sql://localhost:32010/?useEncryption=false\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
)
class ArrowFlightTrigger(parts.Trigger):
    """Polls with a statement."""

    database = ArrowFlight()


@plugin(
    "io.kestra.plugin.jdbc.dremio.Query",
    title="Run a statement in Dremio.",
    examples=[
        (
            "url: jdbc:dremio:direct=localhost:32010\n"
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
class DremioQuery(parts.Query):
    """One statement."""

    database = Dremio()


@plugin(
    "io.kestra.plugin.jdbc.dremio.Queries",
    title="Run several statements in Dremio.",
    examples=[
        (
            "url: jdbc:dremio:direct=localhost:32010\n"
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
class DremioQueries(parts.Queries):
    """Several statements."""

    database = Dremio()


@plugin(
    "io.kestra.plugin.jdbc.dremio.Trigger",
    title="Start an execution for rows in Dremio.",
    examples=[
        (
            "url: jdbc:dremio:direct=localhost:32010\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
)
class DremioTrigger(parts.Trigger):
    """Polls with a statement."""

    database = Dremio()


@plugin(
    "io.kestra.plugin.jdbc.as400.Query",
    title="Run a statement in Db2 for i.",
    examples=[
        (
            "url: jdbc:as400://localhost/shop\n"
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
class As400Query(parts.OlderQuery):
    """One statement."""

    database = As400()


@plugin(
    "io.kestra.plugin.jdbc.as400.Queries",
    title="Run several statements in Db2 for i.",
    examples=[
        (
            "url: jdbc:as400://localhost/shop\n"
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
class As400Queries(parts.Queries):
    """Several statements."""

    database = As400()


@plugin(
    "io.kestra.plugin.jdbc.as400.Trigger",
    title="Start an execution for rows in Db2 for i.",
    examples=[
        (
            "url: jdbc:as400://localhost/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
)
class As400Trigger(parts.Trigger):
    """Polls with a statement."""

    database = As400()


@plugin(
    "io.kestra.plugin.jdbc.actianvector.Query",
    title="Run a statement in Actian Vector.",
    examples=[
        (
            "url: jdbc:ingres://localhost:21064/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE id > :first\n"
            "parameters:\n"
            "  first: 100\n"
            "fetchType: STORE"
        )
    ],
    metrics=FETCHED,
    aliases=["io.kestra.plugin.jdbc.vectorwise.Query"],
)
class ActianVectorQuery(parts.OlderQuery):
    """One statement."""

    database = ActianVector()


@plugin(
    "io.kestra.plugin.jdbc.actianvector.Queries",
    title="Run several statements in Actian Vector.",
    examples=[
        (
            "url: jdbc:ingres://localhost:21064/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: |\n"
            "  DELETE FROM orders WHERE is_old;\n"
            "  SELECT count(*) AS left_over FROM orders\n"
            "fetchType: FETCH"
        )
    ],
    metrics=FETCHED,
    aliases=["io.kestra.plugin.jdbc.vectorwise.Queries"],
)
class ActianVectorQueries(parts.Queries):
    """Several statements."""

    database = ActianVector()


@plugin(
    "io.kestra.plugin.jdbc.actianvector.Trigger",
    title="Start an execution for rows in Actian Vector.",
    examples=[
        (
            "url: jdbc:ingres://localhost:21064/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
    aliases=["io.kestra.plugin.jdbc.vectorwise.Trigger"],
)
class ActianVectorTrigger(parts.Trigger):
    """Polls with a statement."""

    database = ActianVector()


@plugin(
    "io.kestra.plugin.jdbc.actianvector.Batch",
    title="Write the rows of a file to Actian Vector.",
    examples=[
        (
            "url: jdbc:ingres://localhost:21064/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            'from: "{{ outputs.extract.uri }}"\n'
            "table: orders"
        )
    ],
    metrics=WRITTEN,
    aliases=["io.kestra.plugin.jdbc.vectorwise.Batch"],
)
class ActianVectorBatch(parts.Batch):
    """Batches of rows."""

    database = ActianVector()
