"""HTTP/1.1 as bytes: what is sent is exactly what a test says, answers are read one by one."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from typing import NamedTuple

SECONDS_MAX = 20.0
KV = "/api/v1/namespaces/company.team/kv"


class Answer(NamedTuple):
    """One answer."""

    status: int
    body: bytes


class Line:
    """A connection to a port."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._received = connection.makefile("rb")

    def send(self, *packets: bytes) -> None:
        """Send each by itself."""
        for packet in packets:
            self._connection.sendall(packet)

    def answer(self) -> Answer:
        """The next answer."""
        status = int(self._received.readline().split()[1])
        headers = dict(self._headers())
        if headers.get(b"transfer-encoding") == b"chunked":
            return Answer(status, b"".join(self._chunks()))
        return Answer(status, self._received.read(int(headers.get(b"content-length", 0))))

    def is_closed(self) -> bool:
        """Whether the other side has closed it, with nothing more said."""
        with contextlib.suppress(ConnectionResetError):
            return self._received.read(1) == b""
        return True

    def close(self) -> None:
        """Leave."""
        self._received.close()

    def _headers(self) -> Iterator[tuple[bytes, bytes]]:
        while (line := self._received.readline().strip()) != b"":
            name, _, value = line.partition(b":")
            yield name.lower(), value.strip().lower()

    def _chunks(self) -> Iterator[bytes]:
        while (size := int(self._received.readline(), 16)) > 0:
            yield self._received.read(size)
            self._received.readline()
        self._received.readline()


@contextlib.contextmanager
def line_to(port: int) -> Iterator[Line]:
    """A new connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS_MAX) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = Line(connection)
        try:
            yield line
        finally:
            line.close()


def put(key: str, value: bytes, *more: bytes, is_chunked: bool = False) -> tuple[bytes, bytes]:
    """Head and body of a request that keeps a value; `more` are headers."""
    framing = b"Transfer-Encoding: chunked"
    body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(value), value)
    if not is_chunked:
        framing, body = b"Content-Length: %d" % len(value), value
    return head(f"PUT {KV}/{key}", framing, b"Content-Type: text/plain", *more), body


def get(key: str, *more: bytes) -> bytes:
    """A request for a value."""
    return head(f"GET {KV}/{key}", *more)


def head(target: str, *headers: bytes) -> bytes:
    """A head, with its host."""
    lines = [target.encode() + b" HTTP/1.1", b"Host: localhost", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"
