"""Memories in Redis and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Annotated, Any

import msgspec

from tiercel.plugin import Json, Prop, RunContext, plugin
from tiercel.plugin.services.far_errors import explained
from tiercel.plugins.clients import client_module
from tiercel.plugins.hosts import allowed_addresses
from tiercel_ai.memory.memory import Entry, MemoryProvider
from tiercel_ai.postgresql import Server, connection, quoted

_CONNECT_SECONDS = 10


class RedisEntry(Entry):
    """A text with a time to live."""

    def __init__(self, client: Any, key: str, ttl: timedelta) -> None:
        self._client = client
        self._key = key
        self._ttl = ttl

    def read(self) -> list[Json] | None:
        found = self._client.get(self._key)
        return None if found is None else _decoded(found)

    def write(self, messages: list[Json]) -> None:
        seconds = max(1, int(self._ttl.total_seconds()))
        self._client.set(self._key, msgspec.json.encode(messages), ex=seconds)

    def remove(self) -> None:
        self._client.delete(self._key)


@plugin(
    "io.kestra.plugin.ai.memory.Redis",
    title="Remember a chat in Redis.",
    examples=['host: localhost\nmemoryId: "{{ inputs.customer }}"'],
)
class Redis(MemoryProvider):
    """The id is the key. `pip install 'tiercel-ai[redis]'`."""

    host: Annotated[str, Prop("The host of the server, a name or an address.")]
    port: Annotated[int, Prop("The port of the server; 6379 by default.")] = 6379

    @contextmanager
    def entry(self, ctx: RunContext) -> Iterator[Entry]:
        redis = client_module("redis", "Redis", "tiercel-ai[redis]")
        place = f"Redis at {self.host}:{self.port}"
        allowed_addresses(ctx, place, self.host, self.port)
        errors = (redis.RedisError, OSError)
        with explained(ctx, place, "the memory", errors, ()):
            client = redis.Redis(self.host, self.port, socket_connect_timeout=_CONNECT_SECONDS)
            try:
                yield RedisEntry(client, self.memory_id, self.ttl)
            finally:
                client.close()


class TableEntry(Entry):
    """A row of a table."""

    def __init__(self, cursor: Any, table: str, key: str, ttl: timedelta) -> None:
        self._cursor = cursor
        self._table = table
        self._key = key
        self._ttl = ttl

    def read(self) -> list[Json] | None:
        self._cursor.execute(
            f"SELECT messages FROM {self._table} WHERE memory_id = %s AND expires_at > now()",
            (self._key,),
        )
        row = self._cursor.fetchone()
        return None if row is None else _decoded(row[0])

    def write(self, messages: list[Json]) -> None:
        text = msgspec.json.encode(messages).decode()
        self._cursor.execute(
            f"INSERT INTO {self._table} (memory_id, messages, expires_at)"
            " VALUES (%s, %s, now() + %s) ON CONFLICT (memory_id) DO UPDATE"
            " SET messages = excluded.messages, expires_at = excluded.expires_at",
            (self._key, text, self._ttl),
        )

    def remove(self) -> None:
        self._cursor.execute(f"DELETE FROM {self._table} WHERE memory_id = %s", (self._key,))


@plugin(
    "io.kestra.plugin.ai.memory.PostgreSQL",
    title="Remember a chat in PostgreSQL.",
    examples=[
        (
            "host: localhost\ndatabase: chats\nuser: ann\n"
            "password: \"{{ secret('PG_PASSWORD') }}\"\n"
            'memoryId: "{{ inputs.customer }}"'
        )
    ],
)
class PostgreSQL(MemoryProvider):
    """The table is made when it is not there. `pip install 'tiercel-ai[postgresql]'`."""

    host: Annotated[str, Prop("The host of the server, a name or an address.")]
    port: Annotated[int, Prop("The port of the server; 5432 by default.")] = 5432
    database: Annotated[str, Prop("The name of the database.")]
    user: Annotated[str, Prop("The user to sign in as.")]
    password: Annotated[str, Prop("The password, best from a secret.")]
    table_name: Annotated[
        str, Prop("The table that keeps conversations; made when it is not there.")
    ] = "chat_memory"

    @contextmanager
    def entry(self, ctx: RunContext) -> Iterator[Entry]:
        server = Server(self.host, self.port, self.database, self.user, self.password)
        table = quoted(self.table_name)
        with connection(ctx, server, "the memory") as cursor:
            cursor.execute(
                f"CREATE TABLE IF NOT EXISTS {table} (memory_id text PRIMARY KEY,"
                " messages text NOT NULL, expires_at timestamptz NOT NULL)"
            )
            yield TableEntry(cursor, table, self.memory_id, self.ttl)


def _decoded(text: bytes | str) -> list[Json]:
    return msgspec.json.decode(text, type=list[Any])
