"""The older transport over HTTP: requests go one way, responses come as events on another."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from queue import Empty, Queue
from time import monotonic
from typing import Any
from urllib.parse import urljoin, urlsplit

import msgspec

from tiercel.plugin import Interrupted, Json, PluginError, RunContext
from tiercel.plugin.http import HttpRequest
from tiercel_ai.limits import MCP_LINE_BYTES_MAX, MCP_SECONDS
from tiercel_ai.mcp.transports import refused

_END = ("end", "")
_JOIN_SECONDS = 5


class EventTransport:
    """Posts requests to the address that the server names, and waits for their responses."""

    def __init__(
        self, ctx: RunContext, url: str, headers: Mapping[str, str], timeout: timedelta | None
    ) -> None:
        self.events: Queue[tuple[str, str]] = Queue()
        self._ctx = ctx
        self._url = url
        self._headers = dict(headers)
        self._timeout = timeout or timedelta(seconds=MCP_SECONDS)
        self._address = ""

    def ask(self, message: dict[str, Json]) -> dict[str, Any]:
        self.notify(message)
        while True:
            _, data = self._next("message")
            found = msgspec.json.decode(data)
            if isinstance(found, dict) and found.get("id") == message["id"]:
                return found

    def notify(self, message: dict[str, Json]) -> None:
        if not self._address:
            _, place = self._next("endpoint")
            address = urljoin(self._url, place)
            if urlsplit(address).netloc != urlsplit(self._url).netloc:
                raise PluginError(f"The MCP server at {self._url} names another host")
            self._address = address
        answer = self._ctx.http.send(
            HttpRequest(
                url=self._address,
                method="POST",
                headers=self._headers,
                json=message,
                timeout=self._timeout,
            )
        )
        if answer.status >= 300:
            raise refused(self._url, self._headers, answer)

    async def listen(self) -> None:
        """Put the events of the server into the queue until it, or the task, ends."""
        try:
            async with (
                self._ctx.http.session(read_bufsize=MCP_LINE_BYTES_MAX) as session,
                session.get(self._url, headers=self._headers) as response,
            ):
                if response.status >= 300:
                    raise PluginError(f"it answers {response.status}")
                await self._read(response.content)
        except asyncio.CancelledError:
            raise
        # Whatever ends the stream ends what waits for it, with the reason.
        except Exception as error:  # noqa: BLE001
            self.events.put(("end", str(error)))
        else:
            self.events.put(_END)

    async def _read(self, lines: Any) -> None:
        kind, data = "message", list[str]()
        async for line in lines:
            text = line.decode("utf-8", errors="replace").rstrip("\r\n")
            if text.startswith("event:"):
                kind = text[6:].strip()
            elif text.startswith("data:"):
                data.append(text[5:].strip())
            elif not text and data:
                self.events.put((kind, "\n".join(data)))
                kind, data = "message", []

    def _next(self, kind: str) -> tuple[str, str]:
        until = monotonic() + self._timeout.total_seconds()
        while monotonic() < until:
            if self._ctx.is_stopped:
                raise Interrupted("The task was stopped")
            try:
                found = self.events.get(timeout=0.2)
            except Empty:
                continue
            if found[0] == "end":
                raise PluginError(f"The MCP server at {self._url} has ended: {found[1]}")
            if found[0] == kind:
                return found
        raise PluginError(f"The MCP server at {self._url} gives no response")


@contextmanager
def events(transport: EventTransport) -> Iterator[EventTransport]:
    """The stream of events, open within the block in a thread of its own."""
    loop = asyncio.new_event_loop()
    task = loop.create_task(transport.listen())

    def run() -> None:
        try:
            loop.run_until_complete(task)
        except asyncio.CancelledError:
            return
        finally:
            loop.close()

    thread = threading.Thread(target=run, name="mcp-events", daemon=True)
    thread.start()
    try:
        yield transport
    finally:
        if thread.is_alive():
            loop.call_soon_threadsafe(task.cancel)
        thread.join(_JOIN_SECONDS)
