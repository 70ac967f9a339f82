"""A service of the tests that answers requests of clients as the test says, and keeps them."""

from __future__ import annotations

import json
import ssl
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec

from tiercel.plugin import Json


class Asked(msgspec.Struct, frozen=True):
    """A request. Shapes: `path` is with its query, names of `headers` are in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:
        """The content as JSON; None for none."""
        return json.loads(self.content) if self.content else None


class Answered(msgspec.Struct, frozen=True):
    """An answer that is no plain JSON."""

    content: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = {}


Answer = Callable[[Asked], Json | Answered]


class Handler(BaseHTTPRequestHandler):
    """Reads a request of any method, and sends what the test answers."""

    protocol_version = "HTTP/1.1"
    server: Server

    def __getattr__(self, name: str) -> Any:
        if name.startswith("do_"):
            return self._answer
        raise AttributeError(name)

    def _answer(self) -> None:
        asked = self._asked()
        self.server.asked.append(asked)
        given = self.server.answer(asked)
        if not isinstance(given, Answered):
            content = b"" if given is None else json.dumps(given).encode()
            given = Answered(content, headers={"Content-Type": "application/json"})
        self.send_response(given.status)
        for name, value in given.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(given.content)))
        self.end_headers()
        if asked.method != "HEAD":
            self.wfile.write(given.content)

    def _asked(self) -> Asked:
        headers = {name.lower(): value for name, value in self.headers.items()}
        if "chunked" in headers.get("transfer-encoding", ""):
            content = b"".join(self._chunks())
        else:
            content = self.rfile.read(int(headers.get("content-length", 0)))
        return Asked(self.command, self.path, headers, content)

    def _chunks(self) -> Iterator[bytes]:
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def log_message(self, *_: object) -> None:
        """Nothing: the test looks at what was asked."""


class Server(ThreadingHTTPServer):
    """Keeps what was asked."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer = answer
        self.asked: list[Asked] = []

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is gone meanwhile, as one that was killed, is no error."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class StandIn(msgspec.Struct, frozen=True):
    """Where it listens, and what it was asked."""

    url: str
    asked: list[Asked]


@contextmanager
def standing_in(answer: Answer, tls: ssl.SSLContext | None = None) -> Iterator[StandIn]:
    """A service on a free port of the loopback until the block ends.

    What `answer` gives is sent as JSON, None as an empty answer, `Answered` as it stands.
    """
    server = Server(answer)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        scheme = "http" if tls is None else "https"
        yield StandIn(f"{scheme}://127.0.0.1:{server.server_port}", server.asked)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
