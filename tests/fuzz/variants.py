"""Variants of requests that succeeded: one member or parameter at a time is something else.

What a generator makes of a document rarely meets what is stored; these do, because they differ in
one place only from a request that did.
"""

from __future__ import annotations

import asyncio
import copy
import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice
from urllib.parse import parse_qsl, quote, urlencode

import msgspec
import yaml
from starlette.types import Message, Receive, Scope, Send

from tests.fuzz.forms import is_file, name_of, split_form, with_file_name, with_part
from tiercel.model.json_types import Json
from tiercel.web.app import App
from tiercel.web.components import whole_schema
from tiercel.web.requests import ROUTE
from tiercel.web.route import Route

JsonPath = tuple[str | int, ...]
Where = tuple[object, ...]
Headers = list[tuple[bytes, bytes]]
Request = tuple[dict[str, bytes | str | Headers], bytes]
"""What differs in the scope, and the body."""
Variant = tuple[Where, Callable[[], Request]]
"""Where it differs, and the request: made only if it is chosen, which long texts are worth."""

TEXTS = [
    *("", "x", "1", "-1", "0", "99999999999999999999", "1e400", "NaN", "true", "null"),
    *("P1D", "PT-5S", "P99999999D", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00Z"),
    *("0000-01-01T00:00:00Z", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00"),
    *("\0", "a\0b", "..", "{{ x }}", "{{", "[", "(", "*", "%", "+", ":", "a:b", "a.b"),
    *("é☃😀", "x" * 5000),
]
VALUES: list[Json] = [
    *(None, {}, [], [1], [None], [{}], {"a": {}}, True, 0, 5, -1, 1.5, 1e300),
    *(2**31, -(2**31), 2**63, 10**20),
    *TEXTS,
]
DEPTH_MAX = 6
QUERY_MAX = 5_000
SECONDS_MAX = 60
AT_ONCE = 8
# Parameters that ask for an answer when something has ended, which may take its time.
WAITING = ("wait",)
STREAM = "/follow"
# Streams, and what changes who may ask.
LEFT_OUT = (STREAM, "/setup", "/basicAuth", "/login")


class Variants:
    """The application; each request that succeeds is followed by variants of it.

    `share` is the part of the variants that is sent; none is sent twice. `values` are what stands
    in the place of a member, the texts among them also in the place of a parameter or a path part.
    """

    def __init__(
        self,
        app: App,
        chance: random.Random,
        share: float,
        values: Sequence[Json] = VALUES,
        paths: Sequence[str] = (),
    ) -> None:
        self._app = app
        self._chance, self._share = chance, share
        self._values, self._paths = values, paths
        self._texts = [text for text in values if isinstance(text, str)]
        self._routes = {(route.method, route.path): route for route in app.routes}
        self._names = [text for text in paths if text]
        self._seen: set[object] = set()
        self.varied: set[tuple[str, str]] = set()
        self.sent = 0
        self.seconds_max = SECONDS_MAX
        self.failed: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers as the application does."""
        body = await _whole(receive)
        status = await self._ask(scope, body, send, leaves=False)
        if status >= 300 or any(part in scope["path"] for part in LEFT_OUT):
            return
        route = self._routes.get((scope["method"], scope.get(ROUTE, "")))
        if route is None or b"wait=true" in scope["query_string"]:
            return
        await self.vary(route, scope, body)

    async def vary(self, route: Route, scope: Scope, body: bytes) -> None:
        """Send the chosen variants of a request."""
        self.varied.add((route.method, route.path))
        chosen = (
            (where, make)
            for where, make in self._variants(route, scope, body)
            if self._is_chosen(route, where)
        )
        while some := list(islice(chosen, AT_ONCE)):
            sent = (self._try(scope, make(), where) for where, make in some)
            outcomes = await asyncio.gather(*sent, return_exceptions=True)
            # After the headers of a stream: the connection breaks.
            self.failed += [
                f"{outcome!r} {route.method} {route.path} {str(where)[:200]}"
                for (where, _), outcome in zip(some, outcomes, strict=True)
                if outcome is not None
            ]

    def _is_chosen(self, route: Route, where: Where) -> bool:
        key = (route.method, route.path, where)
        if key in self._seen or self._chance.random() > self._share:
            return False
        self._seen.add(key)
        return True

    async def _try(self, scope: Scope, request: Request, where: Where) -> None:
        async def nowhere(message: Message) -> None:
            return

        changes, body = request
        scope = {**scope, **changes}
        headers = [pair for pair in scope["headers"] if pair[0] != b"content-length"]
        scope["headers"] = [*headers, (b"content-length", str(len(body)).encode())]
        self.sent += 1
        try:
            async with asyncio.timeout(self.seconds_max):
                status = await self._ask(scope, body, nowhere, leaves=STREAM in scope["path"])
        except TimeoutError:
            status = 504
        if status >= 500 and not (status == 503 and "/ai/" in scope["path"]):
            self.failed.append(f"{status} {scope['method']} {scope['path']} {str(where)[:200]}")

    async def _ask(self, scope: Scope, body: bytes, send: Send, *, leaves: bool) -> int:
        """The status. Of a stream, which may never end, the beginning is enough to some."""
        messages = [_message_of(body)]
        found = 0
        left = asyncio.Event()

        async def receive() -> Message:
            if messages:
                return messages.pop()
            await left.wait()
            return {"type": "http.disconnect"}

        async def noting(message: Message) -> None:
            nonlocal found
            found = message.get("status", found)
            await send(message)
            if leaves and message["type"] == "http.response.body":
                left.set()

        await self._app(scope, receive, noting)
        return found

    def _variants(self, route: Route, scope: Scope, body: bytes) -> Iterator[Variant]:
        kind = dict(scope["headers"]).get(b"content-type", b"")
        value = _parsed(kind, body)
        if isinstance(value, dict | list):
            yield from self._other_members(value, (*_places(value), *self._unsent(route, value)))
        elif body and route.body is not None:
            yield from self._other_bodies(kind, body)
        yield from self._other_parameters(route, scope["query_string"], body)
        yield from self._other_headers(route, scope["headers"], body)
        yield from self._other_paths(route, scope["path"], body)

    def _other_members(self, value: Json, places: Iterable[JsonPath]) -> Iterator[Variant]:
        for place in places:
            kind = _kind_at(value, place)
            for index, other in enumerate(self._values):
                yield (kind, *_shape(place), index), partial(_with_member, value, place, other)
        for place in _places(value):
            if isinstance(_at(value, place), dict):
                kind = _kind_at(value, place)
                for index, name in enumerate(self._names):
                    added = partial(_with_member, value, (*place, name), "x")
                    yield (kind, *_shape(place), "name", index), added

    def _other_bodies(self, kind: bytes, body: bytes) -> Iterator[Variant]:
        """A form with a part or a file name that differs; else another text."""
        pieces = split_form(kind, body)
        for index, text in enumerate(self._texts):
            raw = text.encode(errors="surrogatepass")
            if not pieces:
                yield ("body", kind, index), partial(_with_body, raw)
            for number, piece in enumerate(pieces):
                where = ("form", name_of(piece), index)
                yield where, partial(_with_part, kind, pieces, number, raw)
                if is_file(piece):
                    yield (*where, "file"), partial(_with_file_name, kind, pieces, number, raw)

    def _other_parameters(self, route: Route, query: bytes, body: bytes) -> Iterator[Variant]:
        given = parse_qsl(query.decode("latin-1"), keep_blank_values=True)
        names = [name for name, _ in given]
        names += [param.name for param in route.params if param.place == "query"]
        for name in dict.fromkeys(names):
            if name in WAITING:
                continue
            others = [pair for pair in given if pair[0] != name]
            for text in self._texts:
                pairs = [*others, (name, text[:QUERY_MAX])]
                yield (name, text[:50]), partial(_with_query, pairs, body)

    def _other_headers(self, route: Route, headers: Headers, body: bytes) -> Iterator[Variant]:
        for name in [param.name for param in route.params if param.place == "header"]:
            others = [pair for pair in headers if pair[0] != name.encode()]
            for text in self._texts:
                pair = (name.encode(), text[:QUERY_MAX].encode(errors="surrogatepass"))
                yield ("header", name, text[:50]), partial(_with_headers, [*others, pair], body)

    def _other_paths(self, route: Route, path: str, body: bytes) -> Iterator[Variant]:
        parts, places = path.split("/"), route.path.split("/")
        offset = len(parts) - len(places)
        for index, place in enumerate(places):
            if offset < 0 or not place.startswith("{"):
                continue
            for text in self._paths:
                others = [*parts]
                others[offset + index] = text
                yield ("path", place, text[:50]), partial(_with_path, "/".join(others), body)

    def _unsent(self, route: Route, value: Json) -> list[JsonPath]:
        """Members that the document has and the body has not."""
        schema = {} if route.body is None else whole_schema(route.body.schema)
        if isinstance(value, list) and value and isinstance(value[0], dict):
            members = _members(_option(schema, "array").get("items") or {})
            return [(0, name) for name in members if name not in value[0]]
        names = _members(schema) if isinstance(value, dict) else {}
        return [(name,) for name in names if name not in value]


def _members(schema: Json) -> Json:
    return _option(schema, "object").get("properties") or {}


def _option(schema: Json, kind: str) -> Json:
    """The schema, or the one of several, that is of that type."""
    options = schema.get("anyOf") or [schema]
    return next((one for one in options if one.get("type") == kind), {})


def _encoded(value: Json) -> bytes:
    """As JSON; half of a surrogate pair as its escape."""
    try:
        return msgspec.json.encode(value)
    except UnicodeEncodeError:
        return json.dumps(value).encode()


def _message_of(body: bytes) -> Message:
    return {"type": "http.request", "body": body, "more_body": False}


async def _whole(receive: Receive) -> bytes:
    chunks, more = [], True
    while more:
        message = await receive()
        chunks.append(message.get("body", b""))
        more = message.get("more_body", False)
    return b"".join(chunks)


def _parsed(kind: bytes, body: bytes) -> Json:
    """The value of a JSON or YAML body; None for others."""
    if len(body) > 20_000:
        return None
    try:
        if b"json" in kind:
            return msgspec.json.decode(body)
        return msgspec.to_builtins(yaml.safe_load(body)) if b"yaml" in kind else None
    except (msgspec.DecodeError, yaml.YAMLError, UnicodeDecodeError):
        return None


def _places(value: Json, place: JsonPath = ()) -> Iterator[JsonPath]:
    """Every member; of a list the first two."""
    yield place
    if len(place) >= DEPTH_MAX:
        return
    if isinstance(value, dict):
        for name, member in value.items():
            yield from _places(member, (*place, name))
    elif isinstance(value, list):
        for index, member in enumerate(value[:2]):
            yield from _places(member, (*place, index))


def _at(value: Json, place: JsonPath) -> Json:
    for step in place:
        value = value[step]
    return value


def _put(value: Json, place: JsonPath, other: Json) -> Json:
    if not place:
        return other
    changed = copy.deepcopy(value)
    _at(changed, place[:-1])[place[-1]] = other
    return changed


def _with_member(value: Json, place: JsonPath, other: Json) -> Request:
    return {}, _encoded(_put(value, place, other))


def _with_body(body: bytes) -> Request:
    return {}, body


def _with_part(kind: bytes, pieces: list[bytes], number: int, text: bytes) -> Request:
    return {}, with_part(kind, pieces, number, text)


def _with_file_name(kind: bytes, pieces: list[bytes], number: int, text: bytes) -> Request:
    return {}, with_file_name(kind, pieces, number, text)


def _with_query(pairs: list[tuple[str, str]], body: bytes) -> Request:
    return {"query_string": urlencode(pairs, errors="surrogatepass").encode()}, body


def _with_headers(headers: Headers, body: bytes) -> Request:
    return {"headers": headers}, body


def _with_path(path: str, body: bytes) -> Request:
    return {"path": path, "raw_path": quote(path, errors="surrogatepass").encode()}, body


def _shape(place: JsonPath) -> JsonPath:
    return tuple("*" if isinstance(step, int) else step for step in place)


def _kind_at(value: Json, place: JsonPath) -> str:
    """The type of the nearest plugin around a member: each type has members of its own."""
    kind = ""
    for step in place:
        if isinstance(value, dict):
            kind = str(value.get("type", kind))
        value = value[step] if isinstance(value, list) or step in value else None
    return kind
