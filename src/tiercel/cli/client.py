"""A small HTTP client for a running server: what the API commands need, nothing more."""

from __future__ import annotations

import base64
import hashlib
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping, Sequence
from http import HTTPStatus

import msgspec

from tiercel.model.errors import TiercelError, Unavailable
from tiercel.model.json_types import Json
from tiercel.model.limits import CLIENT_SECONDS_MAX

_SIGN_IN = (
    "The server asks who you are (401): give --user NAME:PASSWORD or --api-token TOKEN, or set"
    " TIERCEL_USER or TIERCEL_API_TOKEN."
)


class ServerRefused(TiercelError):
    """The server refused the request."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Which server, and as whom."""

    server: str = "http://localhost:8080"
    headers: Sequence[str] = ()
    user: str | None = None
    token: str | None = None
    tenant: str | None = None


class Client:
    """Requests below `/api/v1`, with the tenant when one is given."""

    def __init__(self, target: Target) -> None:
        self._target = target

    def call(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Json] | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> bytes:
        """The body of the answer. Raises: ServerRefused, Unavailable."""
        request = urllib.request.Request(
            self._url(path, query), data=body, method=method, headers=self._headers(headers)
        )
        try:
            with urllib.request.urlopen(request, timeout=CLIENT_SECONDS_MAX) as answer:
                content: bytes = answer.read()
                return content
        except urllib.error.HTTPError as error:
            raise ServerRefused(error.code, _message(error.read(), error.code)) from None
        except (urllib.error.URLError, OSError) as error:
            reason = getattr(error, "reason", error)
            raise Unavailable(f"Can't reach {self._target.server}: {reason}") from None

    def json(self, method: str, path: str, **options: Json) -> Json:
        """The answer as JSON; None when it has no body."""
        content = self.call(method, path, **options)
        return json.loads(content) if content else None

    def _url(self, path: str, query: Mapping[str, Json] | None) -> str:
        tenant = f"/{self._target.tenant}" if self._target.tenant else ""
        url = f"{self._target.server.rstrip('/')}/api/v1{tenant}{path}"
        asked = {key: _text(value) for key, value in (query or {}).items() if value is not None}
        return f"{url}?{urllib.parse.urlencode(asked)}" if asked else url

    def _headers(self, more: Mapping[str, str] | None) -> dict[str, str]:
        found = dict(more or {})
        for header in self._target.headers:
            name, _, value = header.partition("=")
            found[name.strip()] = value.strip()
        if self._target.token:
            found["Authorization"] = f"Bearer {self._target.token}"
        elif self._target.user:
            encoded = base64.b64encode(self._target.user.encode()).decode()
            found["Authorization"] = f"Basic {encoded}"
        return found


def with_key(headers: Mapping[str, str], key: str | None, part: str = "") -> dict[str, str]:
    """Headers for a request that may be sent again; `part` is what it does of many things."""
    if key is None:
        return dict(headers)
    if part:
        key = f"{key}-{hashlib.sha256(part.encode()).hexdigest()[:16]}"
    return {**headers, "Idempotency-Key": key}


def form_of(name: str, filename: str, content: bytes) -> tuple[bytes, dict[str, str]]:
    """A multipart body with one file, and its header."""
    boundary = "tiercel-" + base64.b32encode(str(len(content)).encode()).decode().strip("=")
    while boundary.encode() in content:
        boundary += "x"
    head = (
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; '
        f'filename="{filename}"\r\n\r\n'
    )
    body = head.encode() + content + f"\r\n--{boundary}--\r\n".encode()
    return body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}


def quoted(part: str) -> str:
    """A part of a path."""
    return urllib.parse.quote(part, safe="")


def _text(value: Json) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _message(body: bytes, status: int) -> str:
    try:
        message = json.loads(body).get("message")
    except (ValueError, AttributeError):
        message = None
    if status == HTTPStatus.UNAUTHORIZED:
        return _SIGN_IN
    return str(message) if message else f"The server answered {status}"
