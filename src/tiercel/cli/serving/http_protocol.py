"""The HTTP protocol of the server: what it reads, and bounds on what a client may keep open."""

from __future__ import annotations

import asyncio
import logging
from http import HTTPStatus
from typing import cast

import httptools
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from tiercel.cli.serving.connections import Connections
from tiercel.cli.serving.http_head import complaint, without_upgrade
from tiercel.cli.serving.unsent import bound_unsent, unacknowledged_bytes
from tiercel.model.limits import (
    WEB_EVENT_UNSENT_BYTES,
    WEB_HEAD_BYTES_MAX,
    WEB_HEAD_SECONDS_MAX,
    WEB_LEFTOVER_BYTES_MAX,
    WEB_STALL_SECONDS_MAX,
)

log = logging.getLogger("tiercel.server")
BROKEN = "Invalid HTTP request received."


class BoundedProtocol(HttpToolsProtocol):
    """Reads requests, whatever protocol they offer to change to, within bounds.

    A head that is too long is refused while it arrives: else a client could send one header for
    ever, and the parser would keep it all. Trailers are dropped and bounded alike.

    The scope of a request has the names of its headers in lower case, as ASGI wants, and as they
    were sent in `tiercel.header_names`: flows that a webhook starts ask for `X-Event`. An answer
    that goes on for long calls `tiercel.narrow` of the scope, so that next to nothing waits here.

    A client has `head_seconds` for a head. While a body is awaited, or more waits for the client
    than the transport wants, something must move in each `stall_seconds`; else it is cut off.
    """

    head_seconds = WEB_HEAD_SECONDS_MAX
    stall_seconds = WEB_STALL_SECONDS_MAX
    open_connections: Connections
    _watch: asyncio.TimerHandle | None = None
    _patience: asyncio.TimerHandle | None = None
    _waiting_bytes = 0
    _is_narrow = False
    _is_in_head = True
    _is_upgrade = False
    _has_asked = False
    _is_broken = False
    _complaint = (HTTPStatus.BAD_REQUEST, BROKEN)
    _silent_bytes = 0
    _packet_bytes = 0
    _leftover_bytes = 0
    _heard = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Wait for the first head."""
        super().connection_made(transport)
        self._lose_patience_after(self.head_seconds)
        self.open_connections.opened(self)

    def data_received(self, data: bytes) -> None:
        """Read on, and look how long this client may take for the rest."""
        self._unset_keepalive_if_required()
        if self._is_broken:
            return
        self._heard = True
        self._packet_bytes = len(data)
        self._silent_bytes += self._packet_bytes
        self._feed(data)
        if self._silent_bytes > WEB_HEAD_BYTES_MAX:
            self._complain(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "")
        elif self._patience is None and not self._is_broken:
            if self._is_answered:
                self._lose_patience_after(self.head_seconds)
            elif self.cycle.more_body:
                self._lose_patience_after(self.stall_seconds)

    def _feed(self, data: bytes) -> None:
        """Give the parser all of it.

        It stops at a request that asks for another protocol and takes what follows for that. So
        the head is read once more without asking, and what follows is the body, as it should be.
        """
        head = b""
        rest: bytes | memoryview = data
        while True:
            try:
                if head:
                    self.parser.feed_data(head)
                self.parser.feed_data(rest)
                return
            except httptools.HttpParserUpgrade as stopped:
                rest = memoryview(rest)[stopped.args[0] :]
                head = self._head_again()
            except httptools.HttpParserError:
                self._complain(*self._complaint)
                return

    def _head_again(self) -> bytes:
        named = zip(self._names, (value for _, value in self.headers), strict=True)
        version = self.parser.get_http_version()
        head = without_upgrade(self.parser.get_method(), self.url, version, named)
        self._is_upgrade = False
        self.parser = httptools.HttpRequestParser(self)
        # As uvicorn sets it: an answer to the first of two requests, though it is the last.
        self.parser.set_dangerous_leniencies(lenient_data_after_close=True)
        return head

    def on_message_begin(self) -> None:
        self._is_in_head = True
        super().on_message_begin()
        self._names: list[bytes] = []
        # Keys of ours, which the type of the scope does not know.
        scope = cast(dict[str, object], self.scope)
        scope["tiercel.header_names"] = self._names
        scope["tiercel.narrow"] = self.narrow

    def on_header(self, name: bytes, value: bytes) -> None:
        """One header. What comes after the body is none: a proxy has not looked at it.

        The same as in uvicorn, and not called there, for the sake of speed.
        """
        if self._is_in_head:
            self._names.append(name)
            name = name.lower()
            if name == b"expect" and value.lower() == b"100-continue":
                self.expect_100_continue = True
            self.headers.append((name, value))

    def on_headers_complete(self) -> None:
        """All of the head is known: the parser turns an error into an answer."""
        self._is_in_head = False
        # In a small packet a large head did not fit.
        if self._silent_bytes + self._packet_bytes > WEB_HEAD_BYTES_MAX:
            self._check_size()
        self._silent_bytes = 0
        hosts = [name for name, _ in self.headers].count(b"host")
        wrong = complaint(self.parser.get_method(), self.parser.get_http_version(), hosts)
        if wrong:
            self._complaint = (HTTPStatus.BAD_REQUEST, wrong)
            raise ValueError(wrong)
        if self.parser.should_upgrade():
            self._is_upgrade = True
            return
        super().on_headers_complete()
        self._has_asked = True
        if self._patience is not None:
            self._be_patient()
        self.open_connections.asks(self)

    def _check_size(self) -> None:
        size = len(self.url) + sum(len(name) + len(value) for name, value in self.headers)
        if size > WEB_HEAD_BYTES_MAX:
            self._complaint = (HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "")
            raise ValueError("the headers are too large")

    def on_body(self, body: bytes) -> None:
        """Part of a body; of one that was answered already only so much is passed over."""
        self._silent_bytes = 0
        super().on_body(body)
        if self.cycle.response_complete:
            self._leftover_bytes += len(body)
            if self._leftover_bytes > WEB_LEFTOVER_BYTES_MAX:
                self.give_up()

    def on_message_complete(self) -> None:
        """The end of a body."""
        if self._is_upgrade:
            return
        if self._patience is not None:
            self._be_patient()
        super().on_message_complete()

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
        if not self.pipeline and not self.transport.is_closing():
            self.open_connections.waits(self)
            self._leftover_bytes = 0
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
        self._be_patient()
        # uvicorn leaves it when the connection broke, and the timer would keep all of this.
        self._unset_keepalive_if_required()
        self.open_connections.closed(self)
        super().connection_lost(exc)

    def give_up(self) -> None:
        """Close, whatever was sent and not read."""
        self.transport.abort()

    @property
    def _is_answered(self) -> bool:
        """Whether the client waits for nothing."""
        return not self._has_asked or self.cycle.response_complete

    def _lose_patience_after(self, seconds: float) -> None:
        self._heard = False
        self._patience = self.loop.call_later(seconds, self._lose_patience)

    def _be_patient(self) -> None:
        if self._patience is not None:
            self._patience.cancel()
            self._patience = None

    def _lose_patience(self) -> None:
        """A head is late, or a body stands still: unless it is us who do not read it."""
        self._patience = None
        if not self._is_answered and (self._heard or self.flow.read_paused):
            self._lose_patience_after(self.stall_seconds)
        elif self._is_answered and self._is_in_head and self._silent_bytes:
            self._complain(HTTPStatus.REQUEST_TIMEOUT, "The head of the request took too long.")
        else:
            self.give_up()

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

    def _complain(self, status: HTTPStatus, text: str) -> None:
        """Refuse what can't be read, after what is being answered, and read no more."""
        self._is_broken = True
        self._be_patient()
        cycle = self.cycle
        if self.transport.is_closing():
            return
        if self._is_answered:
            self._refuse(status, text)
        elif not cycle.more_body:
            # Its answer closes the connection: this one comes after it and is not sent.
            cycle.keep_alive = False
        elif self.pipeline or cycle.response_started:
            self.give_up()
        else:
            # Whoever waits for the rest of this body hears that it does not come.
            cycle.disconnected = True
            self._refuse(status, text)

    def _refuse(self, status: HTTPStatus, text: str) -> None:
        log.debug("a request was refused: %s", text or status.phrase)
        head = b"content-type: text/plain; charset=utf-8\r\nconnection: close\r\n"
        head += b"content-length: %d\r\n\r\n" % len(text)
        self.transport.write(STATUS_LINE[status] + head + text.encode("ascii"))
        self.transport.close()


def bounded(connections: Connections, head_seconds: float) -> type[BoundedProtocol]:
    """The protocol of a server whose connections those are: uvicorn makes one for each."""

    class Bounded(BoundedProtocol):
        open_connections = connections

    Bounded.head_seconds = head_seconds
    return Bounded
