"""Types for MySQL and MariaDB."""

from __future__ import annotations

from tiercel.plugin import plugin
from tiercel_jdbc.databases.mysql import MariaDb, MySql
from tiercel_jdbc.tasks import parts
from tiercel_jdbc.tasks.batch import WRITTEN
from tiercel_jdbc.tasks.query import FETCHED
from tiercel_jdbc.types.input_file import InputFile


@plugin(
    "io.kestra.plugin.jdbc.mysql.Query",
    title="Run a statement in MySQL.",
    examples=[
        (
            "url: jdbc:mysql://localhost:3306/shop\n"
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
class MySqlQuery(InputFile, parts.OlderQuery):
    """One statement."""

    database = MySql()


@plugin(
    "io.kestra.plugin.jdbc.mysql.Queries",
    title="Run several statements in MySQL.",
    examples=[
        (
            "url: jdbc:mysql://localhost:3306/shop\n"
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
class MySqlQueries(InputFile, parts.Queries):
    """Several statements."""

    database = MySql()


@plugin(
    "io.kestra.plugin.jdbc.mysql.Trigger",
    title="Start an execution for rows in MySQL.",
    examples=[
        (
            "url: jdbc:mysql://localhost:3306/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
)
class MySqlTrigger(parts.Trigger):
    """Polls with a statement."""

    database = MySql()


@plugin(
    "io.kestra.plugin.jdbc.mysql.Batch",
    title="Write the rows of a file to MySQL.",
    examples=[
        (
            "url: jdbc:mysql://localhost:3306/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            'from: "{{ outputs.extract.uri }}"\n'
            "table: orders"
        )
    ],
    metrics=WRITTEN,
)
class MySqlBatch(parts.Batch):
    """Batches of rows."""

    database = MySql()


@plugin(
    "io.kestra.plugin.jdbc.mariadb.Query",
    title="Run a statement in MariaDB.",
    examples=[
        (
            "url: jdbc:mariadb://localhost:3306/shop\n"
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
class MariaDbQuery(InputFile, parts.Query):
    """One statement."""

    database = MariaDb()


@plugin(
    "io.kestra.plugin.jdbc.mariadb.Queries",
    title="Run several statements in MariaDB.",
    examples=[
        (
            "url: jdbc:mariadb://localhost:3306/shop\n"
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
class MariaDbQueries(InputFile, parts.Queries):
    """Several statements."""

    database = MariaDb()


@plugin(
    "io.kestra.plugin.jdbc.mariadb.Trigger",
    title="Start an execution for rows in MariaDB.",
    examples=[
        (
            "url: jdbc:mariadb://localhost:3306/shop\n"
            "username: reader\n"
            "password: \"{{ secret('DB_PASSWORD') }}\"\n"
            "sql: SELECT * FROM orders WHERE is_new\n"
            "afterSQL: UPDATE orders SET is_new = false\n"
            "interval: PT5M"
        )
    ],
)
class MariaDbTrigger(parts.Trigger):
    """Polls with a statement."""

    database = MariaDb()
