"""Bounds of a connection: what may stand before a body."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.server import Server, running

START = b"GET /ping HTTP/1.1\r\nHost: localhost\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with running(tmp_path_factory.mktemp("server")) as server:
        yield server


def answer(server: Server, *pieces: bytes) -> bytes:
    """The status line, or what came of it before the server closed the connection."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        with contextlib.suppress(ConnectionError):
            for piece in pieces:
                connection.sendall(piece)
        try:
            return connection.recv(200).partition(b"\r\n")[0]
        except ConnectionError:
            return b""


def test_long_headers_are_read(server: Server) -> None:
    assert answer(server, START + b"X: " + b"a" * 30_000 + b"\r\n\r\n") == b"HTTP/1.1 200 OK"
    many = b"".join(b"X-%d: 1\r\n" % number for number in range(1_000))
    assert answer(server, START + many + b"\r\n") == b"HTTP/1.1 200 OK"


@pytest.mark.parametrize(
    "head",
    [
        START + b"X: " + b"a" * 40_000 + b"\r\n\r\n",
        START + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 100) for n in range(1_000)) + b"\r\n",
        b"GET /ping?" + b"a" * 40_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET /ping HTTP/1.1\r\n" + b"X" * 40_000 + b": 1\r\n\r\n",
    ],
    ids=["value", "number", "target", "name"],
)
def test_longer_ones_are_refused(server: Server, head: bytes) -> None:
    assert answer(server, head).startswith(b"HTTP/1.1 4")


def test_a_header_without_end_does_not_fill_the_memory(server: Server) -> None:
    before = resident_kib(server)
    piece = b"a" * 65_536
    answer(server, START + b"X: ", *(piece for _ in range(1_000)))
    assert resident_kib(server) - before < 20_000
    assert answer(server, START + b"\r\n") == b"HTTP/1.1 200 OK"


def test_a_second_request_on_a_connection_is_read(server: Server) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        for _ in range(3):
            connection.sendall(START + b"X: " + b"a" * 20_000 + b"\r\n\r\n")
            received = b""
            while b"pong" not in received:
                received += connection.recv(4_096)
            assert received.startswith(b"HTTP/1.1 200 OK")


def resident_kib(server: Server) -> int:
    """The most memory that the server has had."""
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="utf-8")
    line = next(each for each in status.splitlines() if each.startswith("VmHWM"))
    return int(line.split()[1])
