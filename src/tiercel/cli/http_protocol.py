"""The HTTP protocol of the server: bounds on the head and on what waits for a slow client."""

from __future__ import annotations

import asyncio
import logging
from typing import cast

from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from tiercel.cli.unsent import bound_unsent, unacknowledged_bytes
from tiercel.model.limits import (
    WEB_EVENT_UNSENT_BYTES,
    WEB_HEAD_BYTES_MAX,
    WEB_STALL_SECONDS_MAX,
)

log = logging.getLogger("tiercel.server")
TOO_LARGE = 431


class BoundedProtocol(HttpToolsProtocol):
    """Refuses a request line with headers that are too long, while they arrive.

    Without this a client could send one header for ever, and the parser would keep it all.

    The scope of a request has the names of its headers in lower case, as ASGI wants, and as they
    were sent in `tiercel.header_names`: flows that a webhook starts ask for `X-Event`. An answer
    that goes on for long calls `tiercel.narrow` of the scope, so that next to nothing waits here.

    While more waits than the transport wants, the client must take some of it in each
    `stall_seconds`; one that takes nothing is cut off.
    """

    stall_seconds = WEB_STALL_SECONDS_MAX
    _watch: asyncio.TimerHandle | None = None
    _waiting_bytes = 0
    _is_narrow = False
    _is_in_head = True
    _is_too_large = False
    _head_bytes = 0

    def data_received(self, data: bytes) -> None:
        """Count what has come of the head, and stop reading at the bound."""
        if self._is_in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self._is_in_head and self._head_bytes > WEB_HEAD_BYTES_MAX:
            self._refuse()

    def on_message_begin(self) -> None:
        """A new request."""
        self._is_in_head = True
        super().on_message_begin()
        self._names: list[bytes] = []
        # Keys of ours, which the type of the scope does not know.
        scope = cast(dict[str, object], self.scope)
        scope["tiercel.header_names"] = self._names
        scope["tiercel.narrow"] = self.narrow

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header."""
        self._names.append(name)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Its size is known: the parser turns the error into an answer."""
        self._is_in_head = False
        self._head_bytes = 0
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > WEB_HEAD_BYTES_MAX:
            self._is_too_large = True
            raise ValueError("the headers are too large")
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:
        """As its name says, unless the head was too large."""
        if self._is_too_large:
            self._refuse()
        else:
            super().send_400_response(msg)

    def narrow(self) -> None:
        """Wait after each write until the system has all of it, and let that hold little too."""
        self._is_narrow = True
        self.transport.set_write_buffer_limits(high=0)
        bound_unsent(self.transport, WEB_EVENT_UNSENT_BYTES)

    def on_response_complete(self) -> None:
        """The next answer on this connection may be a large one again."""
        if self._is_narrow and not self.transport.is_closing():
            self._is_narrow = False
            self.transport.set_write_buffer_limits(high=HIGH_WATER_LIMIT)
            bound_unsent(self.transport, -1)
        super().on_response_complete()

    def pause_writing(self) -> None:
        """More waits than the transport wants: look whether the client takes it."""
        super().pause_writing()
        self._waiting_bytes = self._waiting()
        self._look_later()

    def resume_writing(self) -> None:
        """The client took enough."""
        self._look_no_more()
        super().resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing waits any more."""
        self._look_no_more()
        super().connection_lost(exc)

    def _look_later(self) -> None:
        self._watch = self.loop.call_later(self.stall_seconds, self._look)

    def _look_no_more(self) -> None:
        if self._watch is not None:
            self._watch.cancel()
            self._watch = None

    def _look(self) -> None:
        """Cut off a client that took nothing since the last look; nothing is written meanwhile."""
        waiting = self._waiting()
        if waiting < self._waiting_bytes:
            self._waiting_bytes = waiting
            self._look_later()
            return
        log.info("a client does not read: its connection is closed", extra={"bytes": waiting})
        self._watch = None
        self.transport.abort()

    def _waiting(self) -> int:
        """Bytes on this side: it shrinks only when the other side takes some."""
        return self.transport.get_write_buffer_size() + unacknowledged_bytes(self.transport)

    def _refuse(self) -> None:
        if not self.transport.is_closing():
            head = b"content-length: 0\r\nconnection: close\r\n\r\n"
            self.transport.write(STATUS_LINE[TOO_LARGE] + head)
            self.transport.close()
