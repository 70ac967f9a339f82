"""Where a connection comes from, and the client that a proxy passes on: two addresses."""

from __future__ import annotations

from collections.abc import Awaitable, Sequence
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_PEER = "tiercel.peer"


class Peers:
    """Notes the peer of the connection before headers of trusted proxies replace the client.

    Shapes: `trusted` are addresses and networks, or `*`, whose `X-Forwarded-For` and
    `X-Forwarded-Proto` count. The client is for logs and for limits; whoever is believed more than
    a client has to be the peer.
    """

    def __init__(self, app: ASGIApp, trusted: Sequence[str]) -> None:
        # Uvicorn has types of its own for what ASGI calls a scope.
        inner: Any = app
        self._app: Any = ProxyHeadersMiddleware(inner, list(trusted))

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """Answer one request."""
        scope[_PEER] = scope.get("client")
        answering: Awaitable[None] = self._app(scope, receive, send)
        return answering


def peer_of(scope: Scope) -> str:
    """The address at the other end of the connection, which no header can change; empty when the
    transport does not say.
    """
    peer = scope.get(_PEER)
    return str(peer[0]) if peer else ""
