"""Memories and embeddings in databases: PostgreSQL itself, and a stand-in for Redis."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from fakeredis import TcpFakeServer

from tests.families.servers import free_port
from tests.postgres.server import PackagedServer
from tiercel.plugin import Json, PluginError
from tiercel.testing import FakeContext, World
from tiercel_ai.chat import Message
from tiercel_ai.embeddings.pgvector import PGVector
from tiercel_ai.embeddings.store import Piece
from tiercel_ai.memory.databases import PostgreSQL, Redis
from tiercel_ai.memory.memory import MemoryProvider

SAID = [Message("USER", "Who?"), Message("AI", "Ann")]
CANARY = "canary-5e0a"


@pytest.fixture
def ctx() -> FakeContext:
    return FakeContext(World(), {})


@pytest.fixture(scope="session")
def redis_port() -> Iterator[int]:
    number = free_port()
    with TcpFakeServer(("127.0.0.1", number), server_type="redis", server_version=(8,)) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield number
        server.shutdown()
        thread.join()


@pytest.fixture
def login(postgres_server: PackagedServer) -> dict[str, Json]:
    parts = urlsplit(postgres_server.url)
    return {
        "host": parse_qs(parts.query)["host"][0],
        "port": 5432,
        "database": "postgres",
        "user": parts.username or "postgres",
        "password": CANARY,
    }


def keeps_what_was_said(memory: MemoryProvider, ctx: FakeContext) -> None:
    assert memory.load(ctx) == []
    memory.save(ctx, SAID[:1])
    memory.save(ctx, SAID)
    assert [(each.who, each.text) for each in memory.load(ctx)] == [("USER", "Who?"), ("AI", "Ann")]
    memory.model_copy(update={"drop": "AFTER_TASKRUN"}).save(ctx, SAID)
    assert memory.load(ctx) == []


def test_a_memory_in_postgresql(login: dict[str, Json], ctx: FakeContext) -> None:
    table = f"chats_{secrets.token_hex(4)}"
    memory = PostgreSQL.model_validate({**login, "tableName": table, "memoryId": "a"})
    keeps_what_was_said(memory, ctx)
    expired = memory.model_copy(update={"ttl": timedelta(seconds=-1)})
    expired.save(ctx, SAID)
    assert memory.load(ctx) == []


def test_a_memory_in_redis(redis_port: int, ctx: FakeContext) -> None:
    key = f"chat-{secrets.token_hex(4)}"
    keeps_what_was_said(Redis(host="127.0.0.1", port=redis_port, memory_id=key), ctx)


def test_servers_that_are_not_there(ctx: FakeContext) -> None:
    port = free_port()
    with pytest.raises(PluginError, match=f"Redis at 127.0.0.1:{port}: the memory failed"):
        Redis(host="127.0.0.1", port=port, memory_id="a").load(ctx)
    place = {"host": "127.0.0.1", "port": port, "database": "d", "user": "u", "password": CANARY}
    memory = PostgreSQL.model_validate({**place, "memoryId": "a"})
    with pytest.raises(PluginError, match=f"PostgreSQL at 127.0.0.1:{port}") as failed:
        memory.load(ctx)
    assert CANARY not in str(failed.value)


def test_embeddings_in_postgresql(login: dict[str, Json], ctx: FakeContext) -> None:
    table = f"birds_{secrets.token_hex(4)}"
    store = PGVector.model_validate({**login, "table": table, "useIndex": True})
    pieces = [
        Piece("0b0cbd6a-0000-4000-8000-000000000001", [1.0, 0.0], "Falcons", {"page": "7"}),
        Piece("0b0cbd6a-0000-4000-8000-000000000002", [0.0, 1.0], "Geese"),
    ]
    store.add(ctx, pieces)
    first, second = store.nearest(ctx, [1.0, 0.0], 5)
    assert (first.score, first.text, first.metadata) == (1.0, "Falcons", {"page": "7"})
    assert (second.score, second.text) == (0.5, "Geese")
    store.drop(ctx)
    with pytest.raises(PluginError, match="the search failed"):
        store.nearest(ctx, [1.0, 0.0], 5)
