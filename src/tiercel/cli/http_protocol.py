"""The HTTP protocol of the server: a bound on the head, and the names of headers as sent."""

from __future__ import annotations

from typing import cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from tiercel.model.limits import WEB_HEAD_BYTES_MAX

TOO_LARGE = 431


class BoundedProtocol(HttpToolsProtocol):
    """Refuses a request line with headers that are too long, while they arrive.

    Without this a client could send one header for ever, and the parser would keep it all.

    The scope of a request has the names of its headers in lower case, as ASGI wants, and as they
    were sent in `tiercel.header_names`: flows that a webhook starts ask for `X-Event`.
    """

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
        # A key of ours, which the type of the scope does not know.
        cast(dict[str, object], self.scope)["tiercel.header_names"] = self._names

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

    def _refuse(self) -> None:
        if not self.transport.is_closing():
            head = b"content-length: 0\r\nconnection: close\r\n\r\n"
            self.transport.write(STATUS_LINE[TOO_LARGE] + head)
            self.transport.close()
