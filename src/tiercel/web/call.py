"""One request as a handler sees it: path, query, headers and body, each parsed on first use."""

from __future__ import annotations

from collections.abc import AsyncIterator, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import parse_qsl

import msgspec
from starlette.types import Receive, Scope

from tiercel.model.access import Actor, Via
from tiercel.model.authorization.grants import NOBODY
from tiercel.model.errors import Invalid, TooLarge, Violation
from tiercel.model.idempotency import IdempotencyKey
from tiercel.model.json_types import Json
from tiercel.model.limits import WEB_BODY_BYTES_MAX
from tiercel.model.request import Request
from tiercel.service.off_loop import by_length
from tiercel.web.documented import Body, RouteOfCall
from tiercel.web.errors import ClientGone, Refused
from tiercel.web.http.amounts import check_amount
from tiercel.web.http.body_budget import BodyBudget
from tiercel.web.http.fitting import fitted, missing_in, shape_of
from tiercel.web.http.headers import header_of

if TYPE_CHECKING:
    from tiercel.service.operations.operation import Operations
    from tiercel.web.http.closing import Closing

R = TypeVar("R")

_ENCODER = msgspec.json.Encoder()
# Where a scope has the name of whoever has proved who they are.
USER = "tiercel.user"
USER_ID = "tiercel.user_id"
# Where it has what they may do; without, nothing but what is open to everybody.
GRANTS = "tiercel.grants"
# And how that was proved.
VIA = "tiercel.via"


class Bounds(msgspec.Struct, frozen=True):
    """Bytes that a request may have, each file in a form, and all requests together in memory."""

    request_bytes: int = WEB_BODY_BYTES_MAX
    file_bytes: int = WEB_BODY_BYTES_MAX
    budget: BodyBudget | None = None


_SMALL = Bounds()


class Call:
    """The request of one route.

    Shapes: `params` are the path parameters, decoded; `query` maps a name to all its values;
    `bounds` are those of any body, files included; `operations` are those of the server, and
    `route` is the one that was found: it says what a JSON body has to look like. The
    `idempotency_key` is there once somebody has asked for it by `repeatable`.
    """

    __slots__ = (
        "_body",
        "_query",
        "_reserved",
        "bounds",
        "closing",
        "idempotency_key",
        "operations",
        "params",
        "path",
        "receive",
        "route",
        "scope",
        "user",
    )

    def __init__(
        self,
        scope: Scope,
        receive: Receive,
        params: dict[str, str],
        closing: Closing,
        *,
        bounds: Bounds = _SMALL,
    ) -> None:
        self.scope = scope
        self.receive = receive
        self.params = params
        self.closing = closing
        self.bounds = bounds
        self.path: str = scope["path"]
        self.user: str | None = scope.get(USER)
        self.operations: Operations | None = None
        self.route: RouteOfCall | None = None
        self.idempotency_key: IdempotencyKey | None = None
        self._query: dict[str, list[str]] | None = None
        self._body: bytes | None = None
        self._reserved = 0

    @property
    def actor(self) -> Actor:
        """Who sends the request."""
        client = self.scope.get("client")
        address = str(client[0]) if client else ""
        grants = self.scope.get(GRANTS, NOBODY)
        user_id, via = self.scope.get(USER_ID), self.scope.get(VIA, Via.NOTHING)
        return Actor.of_request(self.user, address, grants, user_id, via)

    def run(self, request: Request[R]) -> Coroutine[Any, Any, R]:
        """Run an operation for whoever sends the request. Raises: IllegalArgument for its key."""
        assert self.operations is not None
        key = self.repeatable()
        if key is not None and self._body is not None:
            key.add(self._body)
        return self.operations.run(self.actor, request, key)

    def repeatable(self) -> IdempotencyKey | None:
        """The key of a request that makes something, when it has one. Raises: IllegalArgument.

        It has heard all of the request but the body.
        """
        route = self.route
        if self.idempotency_key is None and route is not None:
            text = self.header(b"idempotency-key")
            if text is not None and route.makes:
                query = self.scope.get("query_string")
                headers = self._headers(route) if route.params else []
                asked = (route.method, route.path, self.params, query), headers
                self.idempotency_key = IdempotencyKey(text, _ENCODER.encode(asked))
        return self.idempotency_key

    def _headers(self, route: RouteOfCall) -> list[str | None]:
        """The headers that the route declares, those that were not sent as None."""
        names = [one.name for one in route.params if one.place == "header"]
        return [self.header(name.lower().encode()) for name in names]

    @property
    def is_replayed(self) -> bool:
        """Whether an operation gave the answer that it gave to an earlier request."""
        return self.idempotency_key is not None and self.idempotency_key.is_replayed

    @property
    def method(self) -> str:
        """The method, upper case."""
        return str(self.scope["method"])

    @property
    def query(self) -> dict[str, list[str]]:
        """All query parameters; `name[]` counts as `name`."""
        if self._query is None:
            self._query = {}
            raw = self.scope.get("query_string", b"")
            if raw:
                for key, value in parse_qsl(raw.decode("latin-1"), keep_blank_values=True):
                    self._query.setdefault(key.removesuffix("[]"), []).append(value)
        return self._query

    def text(self, name: str) -> str | None:
        """The first value of a query parameter."""
        values = self.query.get(name)
        return values[0] if values else None

    def header(self, name: bytes) -> str | None:
        """The first header of that lower-case name."""
        return header_of(self.scope, name)

    @property
    def content_type(self) -> str:
        """The media type of the body, lower case and without parameters; empty when not sent."""
        return (self.header(b"content-type") or "").partition(";")[0].strip().lower()

    async def stream(self, bytes_max: int | None = None) -> AsyncIterator[bytes]:
        """The body in the pieces that arrive. Raises: ClientGone, TooLarge.

        One that is announced as too large is not read at all.
        """
        most = self.bounds.request_bytes
        allowed = most if bytes_max is None else min(bytes_max, most)
        announced = self.header(b"content-length") or ""
        total = int(announced) if announced.isascii() and announced.isdigit() else 0
        if total <= allowed:
            total = 0
        more = True
        while more and total <= allowed:
            message = await self.receive()
            if message["type"] == "http.disconnect":
                raise ClientGone()
            chunk = message.get("body", b"")
            total += len(chunk)
            if chunk and total <= allowed:
                yield chunk
            more = message.get("more_body", False)
        if total > allowed:
            raise TooLarge(f"the body is larger than {allowed} bytes")

    async def body(self, bytes_max: int = WEB_BODY_BYTES_MAX) -> bytes:
        """The whole body. Raises: TooLarge."""
        if self._body is None:
            self._body = b"".join([self.reserved(chunk) async for chunk in self.stream(bytes_max)])
        return self._body

    def reserved(self, chunk: bytes) -> bytes:
        """A piece of the body that stays in memory. Raises: Refused when all hold too much."""
        if self.bounds.budget is not None:
            self.bounds.budget.take(len(chunk))
            self._reserved += len(chunk)
        return chunk

    def let_go(self) -> None:
        """The request is over: nothing of it stays in memory."""
        if self._reserved and self.bounds.budget is not None:
            self.bounds.budget.give(self._reserved)
            self._reserved = 0

    async def is_empty(self) -> bool:
        """Whether there is no body; white space is one, and no JSON. Raises: TooLarge."""
        return not await self.body()

    async def source(self, argument: str) -> str:
        """The body as text. Raises: Refused when there is none or it is no UTF-8."""
        raw = await self._needed(argument)
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise Refused("invalid-argument", f"The body is no UTF-8 text: {error}") from None

    async def json(self, argument: str) -> Json:
        """The body parsed as JSON, with lists and single values as the route wants them.

        Raises: Refused when there is none or it can't be parsed, Invalid when it holds too much.
        """
        raw = await self._needed(argument)
        body = None if self.route is None else self.route.body
        return await by_length(len(raw), _read_json, raw, argument, body)

    async def json_map(self, argument: str) -> dict[str, Json]:
        """The body as a JSON object. Raises: Refused, Invalid when it lacks several members.

        One that lacks a single member is told so by whoever reads it. What the path says need not
        be in the body.
        """
        value = await self.json(argument)
        if not isinstance(value, dict):
            raise Refused("invalid-mapping", f"[{argument}] must be an object")
        shape = None if self.route is None else shape_of(self.route.body)
        missing = set() if shape is None else {*missing_in(value, shape)} - self.params.keys()
        if len(missing) > 1:
            raise Invalid([Violation(name, "must not be null") for name in sorted(missing)])
        return value

    async def json_list(self, argument: str) -> list[Json]:
        """The body as a JSON array; a missing body is an empty one."""
        if await self.is_empty():
            return []
        value = await self.json(argument)
        if not isinstance(value, list):
            raise Refused("invalid-mapping", f"[{argument}] must be a list")
        return value

    async def _needed(self, argument: str) -> bytes:
        if await self.is_empty():
            raise Refused("missing-body", f"Required Body [{argument}] not specified")
        return await self.body()


def _read_json(raw: bytes, argument: str, body: Body | None) -> Json:
    try:
        value = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Refused("invalid-json", str(error)) from None
    shape = shape_of(body)
    if body is None or shape is None:
        return value
    check_amount(value, argument, body.values_max)
    return fitted(value, shape)
