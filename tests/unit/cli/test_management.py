"""The management port: who has one, and what happens when it is taken."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Iterator
from typing import Any

import pytest

from tiercel.cli.serving import management
from tiercel.cli.serving.connections import Connections
from tiercel.cli.serving.http_protocol import bounded
from tiercel.cli.serving.management import managed, management_socket
from tiercel.model.errors import Unavailable
from tiercel.settings import Settings


def settings(server: str = "WORKER", **endpoint: Any) -> Settings:
    return Settings.model_validate(
        {
            "server": {"type": server},
            "micronaut": {"server": {"host": "127.0.0.1"}},
            "endpoints": {"all": endpoint},
        }
    )


@pytest.fixture
def taken(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The default port, in use by another program."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port: int = other.getsockname()[1]
        monkeypatch.setattr(management, "MANAGEMENT_PORT", port)
        yield port


async def app(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"well"})


async def test_it_answers_while_the_block_runs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "tiercel.server")
    protocol = bounded(Connections(10), head_seconds=30.0)
    async with managed(app, settings(port=0), protocol):  # type: ignore[arg-type]
        port = int(caplog.messages[-1].rpartition(" ")[2])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(b"GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answer = await reader.read()
        writer.close()
    assert b"well" in answer
    with pytest.raises(OSError):
        await asyncio.open_connection("127.0.0.1", port)


def test_servers_with_an_api_have_one_only_when_asked() -> None:
    assert management_socket(settings("STANDALONE")) is None
    assert management_socket(settings("WEBSERVER")) is None
    assert management_socket(settings("WORKER", enabled=False)) is None
    for server in ("STANDALONE", "WORKER"):
        listening = management_socket(settings(server, port=0))
        assert listening is not None
        listening.close()


def test_a_default_port_that_is_taken_is_done_without(
    taken: int, caplog: pytest.LogCaptureFixture
) -> None:
    assert management_socket(settings("EXECUTOR")) is None
    assert f"port {taken} is in use" in caplog.text


def test_a_port_that_was_named_must_be_free(taken: int) -> None:
    with pytest.raises(Unavailable, match=r"endpoints\.all\.port"):
        management_socket(settings("WORKER", port=taken))
