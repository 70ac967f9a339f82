"""Schemas with all tables and no rows, used again: making one takes longer than most tests."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from tiercel.adapters.postgres.address import Address

RELATIONS = """
SELECT relname, relkind::text FROM pg_class
WHERE relnamespace = current_schema()::regnamespace ORDER BY relname
"""


class Schemas:
    """The schemas of one server that no test has at the moment."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._free: list[Schema] = []

    @contextmanager
    def one(self) -> Iterator[Address]:
        """The address of one, for one test alone."""
        schema = self._free.pop() if self._free else Schema(self._url)
        yield schema.address
        if schema.is_renewed():
            self._free.append(schema)


class Schema:
    """A schema that becomes what it was when it was new."""

    def __init__(self, url: str) -> None:
        from tests.ports.postgres import a_schema
        from tiercel.adapters.memory.notifier import MemoryNotifier
        from tiercel.adapters.postgres.store import PostgresStore

        self._url = url
        self.address = a_schema(url)

        async def make() -> None:
            store = PostgresStore(self.address, MemoryNotifier())
            await store.open()
            await store.close()

        # In a thread of its own: an asynchronous fixture asks from within a loop.
        with ThreadPoolExecutor(1) as thread:
            thread.submit(lambda: asyncio.run(make())).result()
        name = self.address.schema
        with self._connected() as connection:
            self._relations = connection.execute(RELATIONS).fetchall()
            self._tables = [each for each, kind in self._relations if kind == "r"]
            # A few have rows from the beginning, which are set aside.
            self._filled = self._with_rows(connection)
            connection.execute(f"CREATE SCHEMA {name}_rows")
            for each in self._filled:
                connection.execute(f"CREATE TABLE {name}_rows.{each} AS TABLE {each}")

    def is_renewed(self) -> bool:
        """Whether it could be made what it was: not where a test has changed more than rows."""
        name = self.address.schema
        with self._connected() as connection:
            if connection.execute(RELATIONS).fetchall() != self._relations:
                return False
            tables = ", ".join({*self._with_rows(connection), *self._filled})
            connection.execute(f"TRUNCATE {tables} CASCADE")
            for each, kind in self._relations:
                if kind == "S":
                    connection.execute(f"ALTER SEQUENCE {each} RESTART")
            for each in self._filled:
                connection.execute(f"INSERT INTO {each} TABLE {name}_rows.{each}")
        return True

    def _with_rows(self, connection: psycopg.Connection) -> list[str]:
        asked = (f"SELECT '{each}' WHERE EXISTS (TABLE {each})" for each in self._tables)
        return [each for (each,) in connection.execute(" UNION ALL ".join(asked))]

    def _connected(self) -> psycopg.Connection:
        # Whoever still holds a lock was not closed by its test, which fails then.
        options = f"-csearch_path={self.address.schema} -clock_timeout=30s"
        return psycopg.connect(self._url, options=options)
