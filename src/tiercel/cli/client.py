"""A small HTTP client for a running server: sends the calls of `cli/api`, reads their answers."""

from __future__ import annotations

import base64
import hashlib
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Sequence
from http import HTTPStatus
from types import NoneType
from typing import Any, TypeVar

import msgspec

from tiercel.cli.api.call import ApiCall, FormParts, Upload, answer_of
from tiercel.cli.refusals import ServerRefused, Unreachable, refusal_of
from tiercel.model.errors import TiercelError
from tiercel.model.json_types import Json
from tiercel.model.limits import CLIENT_SECONDS_MAX

R = TypeVar("R")
FORM = "multipart/form-data"
JSON = "application/json"
_NOTHING_THERE = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED, HTTPStatus.GONE)
_PATH_PARAM = re.compile(r"\{([^}:]+)(?::rest)?\}")


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Which server, and as whom."""

    server: str = "http://localhost:8080"
    headers: Sequence[str] = ()
    user: str | None = None
    token: str | None = None
    tenant: str | None = None


class Parameters(msgspec.Struct, frozen=True):
    """What a call sends besides its body: the path without its braces, query and headers."""

    path: str
    query: Sequence[tuple[str, str]]
    headers: dict[str, str]


class KeepsCredentials(urllib.request.HTTPRedirectHandler):
    """Goes where an answer points, with the headers of the request for the same host only."""

    def redirect_request(  # noqa: PLR0913  As the base class has it.
        self, req: urllib.request.Request, fp: Any, code: int, msg: str, headers: Any, newurl: str
    ) -> urllib.request.Request | None:
        further = super().redirect_request(req, fp, code, msg, headers, newurl)
        before, after = urllib.parse.urlsplit(req.full_url), urllib.parse.urlsplit(newurl)
        is_weaker = (before.scheme, after.scheme) == ("https", "http")
        if further is not None and (before.hostname != after.hostname or is_weaker):
            further.headers.clear()
        return further


_OPENER = urllib.request.build_opener(KeepsCredentials)


class Client:
    """Calls below `/api/v1`, with the tenant when one is given."""

    def __init__(self, target: Target) -> None:
        self._target = target

    def call(self, ask: ApiCall[R], key: str | None = None) -> R:
        """The answer; `key` names a request that may be sent again.

        Raises: ServerRefused, Unreachable, TiercelError for an answer of another form.
        """
        try:
            content = self.send(self._request(ask, key))
        except ServerRefused as error:
            if error.status == HTTPStatus.NOT_FOUND:
                message = _with_names(error.message, ask)
                raise ServerRefused(error.status, message, error.violations) from None
            raise
        try:
            found: R = read_as(answer_of(type(ask)), content)
        except msgspec.DecodeError as error:
            raise TiercelError(
                f"{self._target.server} answers {ask.route.method} {ask.route.path} in a form that"
                f" this version does not know: {error}"
            ) from None
        return found

    def get(self, path: str, query: Sequence[tuple[str, str]] = ()) -> bytes | None:
        """What a server of any generation has at an address below `/api/v1`; None for nothing.

        Raises: ServerRefused, Unreachable.
        """
        url = f"{self._target.server.rstrip('/')}/api/v1{urllib.parse.quote(path)}"
        if query:
            url += f"?{urllib.parse.urlencode(query)}"
        try:
            return self.send(urllib.request.Request(url, headers=self._headers()))
        except ServerRefused as error:
            if error.status in _NOTHING_THERE:
                return None
            raise

    def send(self, request: urllib.request.Request) -> bytes:
        """The body of the answer. Raises: ServerRefused, Unreachable."""
        try:
            with _OPENER.open(request, timeout=CLIENT_SECONDS_MAX) as answer:
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as error:
            raise self._refusal(error) from None
        except (urllib.error.URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            raise Unreachable(self._target.server, reason) from None

    def _request(self, ask: ApiCall[R], key: str | None) -> urllib.request.Request:
        sent = parameters_of(ask)
        tenant = f"/{self._target.tenant}" if self._target.tenant else ""
        url = f"{self._target.server.rstrip('/')}/api/v1{tenant}{sent.path}"
        if sent.query:
            url += f"?{urllib.parse.urlencode(sent.query)}"
        body, kind = _body_of(ask)
        headers = {**sent.headers, **self._headers()}
        if kind:
            headers["Content-Type"] = kind
        if key is not None:
            headers["Idempotency-Key"] = key
        return urllib.request.Request(url, data=body, method=ask.route.method, headers=headers)

    def _refusal(self, error: urllib.error.HTTPError) -> ServerRefused:
        target = self._target
        proof = "the token" if target.token else "the user and password" if target.user else ""
        return refusal_of(error.code, error.read(), server=target.server, proof=proof)

    def _headers(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for header in self._target.headers:
            name, _, value = header.partition("=")
            found[name.strip()] = value.strip()
        if self._target.token:
            found["Authorization"] = f"Bearer {self._target.token}"
        elif self._target.user:
            encoded = base64.b64encode(self._target.user.encode()).decode()
            found["Authorization"] = f"Basic {encoded}"
        return found


def parameters_of(ask: ApiCall[R]) -> Parameters:
    """Where each field of a call goes: into the path, a header or the query."""
    in_path = dict.fromkeys(_PATH_PARAM.findall(ask.route.path), "")
    headers: dict[str, str] = {}
    query: list[tuple[str, str]] = []
    for field in msgspec.structs.fields(ask):
        name, value = field.encode_name, getattr(ask, field.name)
        if name in in_path:
            in_path[name] = urllib.parse.quote(value, safe="")
        elif field.name != "body" and value is not None:
            if name in ask.route.headers:
                headers[name] = _text(value)
            else:
                query.extend((name, _text(one)) for one in _each(value))
    path = _PATH_PARAM.sub(lambda found: in_path[found[1]], ask.route.path)
    return Parameters(path, query, headers)


def read_as(answer: Any, content: bytes) -> Any:
    """What an answer says. Raises: msgspec.DecodeError for one of another form."""
    if answer is bytes:
        return content
    return None if answer is NoneType else msgspec.json.decode(content, type=answer)


def key_of_part(key: str | None, part: str) -> str | None:
    """The key of one of many requests that a command makes; `part` says which one it is."""
    return None if key is None else f"{key}-{hashlib.sha256(part.encode()).hexdigest()[:16]}"


def form_of(parts: FormParts) -> tuple[bytes, str]:
    """A multipart body, and its media type with the boundary."""
    pieces: list[tuple[str, bytes]] = []
    for name, value in parts.items():
        about = f'Content-Disposition: form-data; name="{_escaped(name)}"'
        if isinstance(value, Upload):
            pieces.append((f'{about}; filename="{_escaped(value.filename)}"', value.content))
        else:
            pieces.append((about, value.encode()))
    boundary = "tiercel-form"
    while any(boundary.encode() in content for _, content in pieces):
        boundary += "x"
    body = b"".join(
        f"--{boundary}\r\n{about}\r\n\r\n".encode() + content + b"\r\n" for about, content in pieces
    )
    return body + f"--{boundary}--\r\n".encode(), f"{FORM}; boundary={boundary}"


def _body_of(ask: ApiCall[R]) -> tuple[bytes | None, str]:
    """What is sent, and its media type; nothing for a call without a body, or with none."""
    body = getattr(ask, "body", None)
    if body is None:
        return None, ""
    if ask.route.sends == FORM:
        return form_of(body)
    return msgspec.json.encode(body) if ask.route.sends == JSON else body, ask.route.sends


def _each(value: Json) -> Iterator[Json]:
    yield from value if isinstance(value, list | tuple) else (value,)


def _escaped(name: str) -> str:
    """As forms of browsers write a name."""
    return name.replace("\r", "%0D").replace("\n", "%0A").replace('"', "%22")


def _text(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _with_names(message: str, ask: ApiCall[R]) -> str:
    """What was not found, by the parameters of the path that the message does not have."""
    in_path = _PATH_PARAM.findall(ask.route.path)
    missing = [
        f"{field.encode_name} '{getattr(ask, field.name)}'"
        for field in msgspec.structs.fields(ask)
        if field.encode_name in in_path and getattr(ask, field.name) not in message
    ]
    return f"{message} ({', '.join(missing)})" if missing else message
