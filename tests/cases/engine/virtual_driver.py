"""Cases in virtual time: a simulated world, called through its ASGI application."""

from __future__ import annotations

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import quote, urlencode

from tests.cases.engine.driver import Answer, Request
from tests.simulation.virtual import Wait, suspend
from tests.simulation.world import Options, World

T = TypeVar("T")

KEY = base64.b64encode(b"0123456789abcdef0123456789abcdef").decode()
CALL_S_MAX = 120.0


class VirtualDriver:
    """One server in a world of its own; time passes only while somebody waits."""

    def __init__(self, settings: dict[str, Any] | None = None, *, idle_s: float = 1.0) -> None:
        merged = {"encryption": {"secret-key": KEY}, **(settings or {})}
        self.world = World(0, Options(settings=merged, idle_s=idle_s))

    def call(self, request: Request) -> Answer:
        app = self.world.servers[0].app
        exchange = _Exchange(request, self.world.now)
        self.world.call(app(exchange.scope, exchange.receive, exchange.send), CALL_S_MAX)
        return exchange.answer()

    def now(self) -> datetime:
        return self.world.now()

    def sleep(self, seconds: float) -> None:
        self.world.run_for(seconds)

    def wait_until(self, probe: Callable[[], T], timeout_s: float) -> T:
        found: list[T] = []

        def is_found() -> bool:
            found[:] = [probe()]
            return bool(found[0])

        self.world.run_until(is_found, timeout_s)
        return found[0]

    def restart_server(self) -> None:
        self.world.crash(self.world.servers[0])

    def crash_worker(self) -> None:
        self.world.crash(self.world.servers[0])


class _Exchange:
    """One request and its response, as an ASGI server hands them over."""

    def __init__(self, request: Request, now: Callable[[], datetime]) -> None:
        path = quote(request.path, safe="/%:@!$&'()*+,;=")
        self.scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": request.method,
            "scheme": "http",
            "path": request.path,
            "raw_path": path.encode(),
            "query_string": urlencode(request.params).encode(),
            "root_path": "",
            "headers": [
                (b"host", b"localhost"),
                (b"content-length", str(len(request.body)).encode()),
                *((key.lower().encode(), value.encode()) for key, value in request.headers),
            ],
            "client": ("127.0.0.1", 1),
            "server": ("localhost", 80),
        }
        self._now = now
        self._body: bytes | None = request.body
        self._status = 0
        self._headers: dict[str, str] = {}
        self._chunks: list[bytes] = []

    async def receive(self) -> dict[str, Any]:
        if self._body is None:
            # The client stays: whoever watches for its end waits in vain.
            await suspend(Wait((), self._now() + timedelta(days=365)))
        body, self._body = self._body or b"", None
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(self, message: dict[str, Any]) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._headers = {
                key.decode("latin-1").lower(): value.decode("latin-1")
                for key, value in message["headers"]
            }
        elif message["type"] == "http.response.body":
            self._chunks.append(message.get("body", b""))

    def answer(self) -> Answer:
        return Answer(self._status, self._headers, b"".join(self._chunks))
