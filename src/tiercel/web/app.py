"""The ASGI application: finds the route of a request, guards it and answers, in one layer."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from http import HTTPStatus

import msgspec
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from tiercel.model.errors import TiercelError
from tiercel.model.limits import WEB_BODIES_BYTES_MAX, WEB_PIECE_BYTES
from tiercel.service.access.access import TooManyTries
from tiercel.service.bulk import BulkRefused
from tiercel.service.off_loop import by_length, by_rows
from tiercel.service.operations.operation import Operations
from tiercel.settings.sections import Settings
from tiercel.web.auth import OF_SET_UP, UNOWNED, Guarding
from tiercel.web.call import Bounds, Call
from tiercel.web.errors import ClientGone, Refused, body_of, kind_of
from tiercel.web.http.body_budget import BodyBudget
from tiercel.web.http.closing import Closing
from tiercel.web.http.compression import compress
from tiercel.web.http.headers import header_of
from tiercel.web.http.media_types import check_accept, check_type
from tiercel.web.http.origins import Origins
from tiercel.web.http.peers import Peers
from tiercel.web.http.pieces import in_pieces
from tiercel.web.http.request_ids import HEADER as REQUEST_ID
from tiercel.web.http.request_ids import request_id_of
from tiercel.web.requests import ROUTE, Requests
from tiercel.web.route import Route
from tiercel.web.routing import Routing, is_of_api

access_log = logging.getLogger("tiercel.web.access")
log = logging.getLogger("tiercel.web")


class Behind(msgspec.Struct, frozen=True):
    """What an application needs besides its routes.

    Shapes: `fallback` gets what no route wants (the pages of the front end).
    """

    guard: Guarding
    fallback: ASGIApp
    operations: Operations | None = None
    requests: Requests | None = None


class App:
    """Everything that answers HTTP."""

    def __init__(self, routes: Iterable[Route], settings: Settings, behind: Behind) -> None:
        listed = list(routes)
        self.routes = listed
        self.closing = Closing()
        self._routing = Routing(listed)
        self._guard = behind.guard
        self._fallback = behind.fallback
        self._operations = behind.operations
        self._prefix = settings.http.prefix
        self._origins = Origins(settings)
        http = settings.http
        self._bounds = Bounds(
            http.max_request_size, http.multipart.max_file_size, BodyBudget(WEB_BODIES_BYTES_MAX)
        )
        self._requests = behind.requests
        self._extra_headers = _security_headers(settings)
        self._peers = Peers(self._serve, settings.server.trusted_proxies)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection of the ASGI server."""
        if scope["type"] == "lifespan":
            await _live(receive, send)
        elif scope["type"] == "http":
            await self._peers(scope, receive, send)
        else:
            await send({"type": "websocket.close", "code": 1000})

    def close(self) -> None:
        """End all open event streams: the server shuts down."""
        self.closing.set()

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = time.perf_counter()
        requests = self._requests
        if requests is not None and requests.is_tracing:
            requests.begin(scope)
        try:
            response = await self._answer(scope, receive)
        except ClientGone:
            return
        if response is None:
            await self._fallback(scope, receive, self._with_headers(send))
            return
        response.raw_headers.extend(self._extra_headers)
        self._origins.allow(scope, response)
        if isinstance(response, StreamingResponse):
            if scope["method"] == "HEAD":
                response = Response(None, response.status_code, dict(response.headers))
        else:
            await compress(scope, response)
            if scope["method"] == "HEAD":
                response.body = b""
        if isinstance(response, StreamingResponse) or len(response.body) > WEB_PIECE_BYTES:
            send = in_pieces(send)
        await response(scope, receive, send)
        if requests is not None:
            requests.end(scope, response.status_code, time.perf_counter() - started)
        if access_log.isEnabledFor(logging.INFO):
            _log_access(scope, response, time.perf_counter() - started)

    def _with_headers(self, send: Send) -> Send:
        """Sends what the fallback answers with the headers of all answers."""

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *self._extra_headers]
            await send(message)

        return sending

    async def _answer(self, scope: Scope, receive: Receive) -> Response | None:
        try:
            return await self._dispatch(scope, receive)
        except TiercelError as error:
            if isinstance(error, BulkRefused):
                return await by_rows(len(error.items), refusal, error, scope)
            return await by_length(len(error.message), refusal, error, scope)
        except ClientGone:
            raise
        except Exception:  # The edge: the client gets a body, the log the cause.
            log.exception(
                "request failed", extra={"path": scope["path"], "request": request_id_of(scope)}
            )
            return refusal(Refused("internal"), scope)

    async def _dispatch(self, scope: Scope, receive: Receive) -> Response | None:
        path = self._clean_path(scope)
        self._origins.check_host(scope)
        self._origins.check_write(scope, path)
        preflight = self._origins.preflight(scope)
        if preflight is not None:
            return preflight
        refused = await self._refused(scope, path)
        method: str = scope["method"]
        found = self._routing.find(path, "GET" if method == "HEAD" else method)
        if found is None:
            if refused is not None and is_of_api(path):
                return refused
            error = self._routing.refusal(path, scope)
            if error is None:
                return None
            raise error
        route, params = found
        scope[ROUTE] = route.path
        is_open = route.is_open and (UNOWNED not in scope or route.path in OF_SET_UP)
        if refused is not None and not is_open:
            return refused
        call = Call(scope, receive, params, self.closing, bounds=self._bounds)
        call.operations, call.route = self._operations, route
        return await _handled(call, route)

    async def _refused(self, scope: Scope, path: str) -> Response | None:
        """What the guard says: nothing when the request may pass."""
        try:
            return await self._guard.refusal(scope, path)
        except TooManyTries as error:
            return refusal(error, scope)

    def _clean_path(self, scope: Scope) -> str:
        """The raw path without context path, double slashes and trailing slash."""
        raw: str = scope["path"]
        if "%" in raw or b"%" in scope.get("raw_path", b""):
            raw = scope["raw_path"].decode("latin-1").partition("?")[0]
        if self._prefix and raw.startswith(self._prefix):
            raw = raw[len(self._prefix) :] or "/"
        if "//" in raw:
            while "//" in raw:
                raw = raw.replace("//", "/")
        return raw[:-1] if len(raw) > 1 and raw.endswith("/") else raw


async def _handled(call: Call, route: Route) -> Response:
    check_accept(call, route)
    check_type(call, route.body)
    try:
        response = await route.handler(call)
    finally:
        call.let_go()
    if call.is_replayed:
        response.headers["idempotency-replayed"] = "true"
    return response


def refusal(error: TiercelError, scope: Scope) -> Response:
    """The response for an error: status and body by the table of `errors`."""
    query = scope.get("query_string", b"").decode("latin-1")
    raw = scope.get("raw_path") or scope["path"].encode("utf-8", "replace")
    href = raw.decode("latin-1").partition("?")[0] + (f"?{query}" if query else "")
    wants_problem = (header_of(scope, b"accept") or "").startswith("application/problem+json")
    response = Response(body_of(error, href), kind_of(error).status)
    is_problem = wants_problem and not isinstance(error, BulkRefused)
    response.headers["content-type"] = (
        "application/problem+json" if is_problem else "application/json"
    )
    response.headers[REQUEST_ID] = request_id_of(scope)
    allow = getattr(error, "allow", "")
    if allow:
        response.headers["allow"] = allow
    if isinstance(error, TooManyTries):
        response.headers["retry-after"] = str(error.retry_seconds)
    return response


def _security_headers(settings: Settings) -> list[tuple[bytes, bytes]]:
    headers = settings.webserver.security_headers
    if not headers.enabled:
        return []
    pairs = {
        "x-frame-options": headers.frame_options,
        "x-content-type-options": headers.content_type_options,
        "referrer-policy": headers.referrer_policy,
        "content-security-policy": headers.content_security_policy,
        "content-security-policy-report-only": headers.content_security_policy_report_only,
        "strict-transport-security": headers.strict_transport_security,
    }
    return [(name.encode(), value.encode()) for name, value in pairs.items() if value.strip()]


async def _live(receive: Receive, send: Send) -> None:
    """The application starts and stops by itself: say yes to both."""
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return


def _log_access(scope: Scope, response: Response, seconds: float) -> None:
    client = scope.get("client")
    access_log.info(
        "%s %s %s %.1fms",
        scope["method"],
        scope["path"],
        response.status_code,
        seconds * 1000,
        extra={
            "status": response.status_code,
            "request": response.headers.get(REQUEST_ID, ""),
            "ip": client[0] if client else "",
            "ok": response.status_code < HTTPStatus.BAD_REQUEST,
        },
    )
