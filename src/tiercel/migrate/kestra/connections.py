"""Connections to a database of Kestra, and what PostgreSQL and MySQL say differently.

Queries are written for both: names that mean something to one of them stand in double quotes, a
value has `%s` as its place, and `member` reads the JSON.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any, Protocol
from urllib.parse import SplitResult, unquote, urlsplit

from tiercel.model.errors import Invalid, Unavailable
from tiercel.model.json_types import Json

Row = Mapping[str, Any]
_CONNECT_SECONDS_MAX = 30
_MYSQL_PORT = 3306


class Connection(Protocol):
    """A connection that reads. `shown` is its address without a password."""

    shown: str

    def ask(self, query: str, *values: Json) -> Sequence[Row]:
        """Rows by the names of their columns; dates have a zone. Raises: Unavailable."""

    def member(self, name: str) -> str:
        """SQL for a member of the JSON in `value`, as a text; NULL where there is none."""

    def columns(self) -> Sequence[Row]:
        """Each column of the database as `in_table` and `named`."""

    def close(self) -> None:
        """End it."""


def connected(url: str) -> Connection:
    """A connection to `postgresql://user:password@host/name` or `mysql://…`, also after `jdbc:`.

    Raises: Invalid for another kind of database, Unavailable.
    """
    plain = url.removeprefix("jdbc:")
    match plain.partition(":")[0]:
        case "postgresql" | "postgres":
            return Postgres(plain)
        case "mysql" | "mariadb":
            return Mysql(urlsplit(plain))
        case other:
            raise Invalid(
                f"--from-database begins with postgresql:// or mysql://, not with '{other}': start"
                " a server on another database once more, on a copy of its files, and copy it by"
                " its API"
            )


class Postgres:
    """By asyncpg, which comes with the extra `postgres`."""

    def __init__(self, url: str) -> None:
        self.shown = _shown(urlsplit(url))
        with ExitStack() as opened:
            self._runner = opened.enter_context(asyncio.Runner())
            self._connection = self._runner.run(self._connected(url))
            opened.callback(lambda: self._runner.run(self._connection.close()))
            self._opened = opened.pop_all()

    async def _connected(self, url: str) -> Any:
        try:
            import asyncpg
        except ImportError as error:
            raise _no_driver("PostgreSQL", "postgres") from error
        try:
            return await asyncpg.connect(url, timeout=_CONNECT_SECONDS_MAX)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError, ValueError) as error:
            raise _unreached(self.shown, error) from error

    def ask(self, query: str, *values: Json) -> Sequence[Row]:
        import asyncpg

        asked = self._connection.fetch(numbered(query), *values)
        try:
            rows: Sequence[Row] = self._runner.run(asked)
        except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as error:
            raise _silent(self.shown, error) from error
        return rows

    def member(self, name: str) -> str:
        return f"(value ->> '{name}')"

    def columns(self) -> Sequence[Row]:
        return self.ask(_columns_where("= ANY (current_schemas(false))"))

    def close(self) -> None:
        self._opened.close()


class Mysql:
    """By PyMySQL, which comes with the extra `mysql`; MariaDB as well."""

    def __init__(self, url: SplitResult) -> None:
        self.shown = _shown(url)
        try:
            import pymysql
        except ImportError as error:
            raise _no_driver("MySQL", "mysql") from error
        self._errors = (pymysql.MySQLError, OSError, ValueError)
        with self._explained(_unreached):
            self._connection = pymysql.connect(
                host=url.hostname or "localhost",
                port=url.port or _MYSQL_PORT,
                user=unquote(url.username or ""),
                password=unquote(url.password or "") or os.environ.get("MYSQL_PWD", ""),
                database=unquote(url.path.lstrip("/")),
                charset="utf8mb4",
                connect_timeout=_CONNECT_SECONDS_MAX,
                init_command="SET sql_mode = 'ANSI_QUOTES', time_zone = '+00:00'",
                cursorclass=pymysql.cursors.DictCursor,
            )

    @contextmanager
    def _explained(self, fault: Any) -> Iterator[None]:
        try:
            yield
        except self._errors as error:
            raise fault(self.shown, error) from error

    def ask(self, query: str, *values: Json) -> Sequence[Row]:
        with self._explained(_silent), self._connection.cursor() as cursor:
            cursor.execute(query, values or None)
            return [{name: _zoned(value) for name, value in row.items()} for row in cursor]

    def member(self, name: str) -> str:
        # MariaDB has no `->>`; where the JSON says null, the text does.
        return f"nullif(json_unquote(json_extract(value, '$.{name}')), 'null')"

    def columns(self) -> Sequence[Row]:
        return self.ask(_columns_where("= database()"))

    def close(self) -> None:
        self._connection.close()


def numbered(query: str) -> str:
    """A query whose places are `$1`, `$2` … instead of `%s`."""
    numbers = count(1)
    return re.sub("%s", lambda _: f"${next(numbers)}", query)


def _columns_where(schema: str) -> str:
    return f"""SELECT table_name AS in_table, column_name AS named
 FROM information_schema.columns WHERE table_schema {schema}"""


def _zoned(value: Any) -> Any:
    """A date of MySQL, which is in UTC without saying so."""
    is_bare = isinstance(value, datetime) and value.tzinfo is None
    return value.replace(tzinfo=UTC) if is_bare else value


def _shown(url: SplitResult) -> str:
    return f"database {url.hostname or ''}{url.path}"


def _no_driver(database: str, extra: str) -> Unavailable:
    return Unavailable(
        f"{database} needs a driver that is not installed. Install it with:"
        f" pip install 'tiercel[{extra}]'"
    )


def _unreached(place: str, error: Exception) -> Unavailable:
    return Unavailable(f"The {place} can't be reached: {error}")


def _silent(place: str, error: Exception) -> Unavailable:
    return Unavailable(f"The {place} does not answer: {error}")
