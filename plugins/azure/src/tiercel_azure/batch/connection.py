"""Which account of Batch, whose requests are signed with its key."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

import msgspec
from msgspec.structs import replace

from tiercel.plugin import Json, PluginError, Prop, RunContext
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.services.asking import ONCE, HttpService, Repeats
from tiercel_azure.limits import FILE_PIECE_BYTES

PLACE = (
    "endpoint: https://shop.westeurope.batch.azure.com\naccount: shop\n"
    "accessKey: \"{{ secret('AZURE_BATCH') }}\"\npoolId: small\n"
)
_VERSION = {"api-version": "2024-07-01.20.0"}
_MEDIA = "application/json; odata=minimalmetadata"
_DATE, _RANGE = "ocp-date", "ocp-range"
_SIGNED = (_DATE, _RANGE)


class _Words(msgspec.Struct):
    value: str = ""


class _Refusal(msgspec.Struct):
    code: str
    message: _Words = msgspec.field(default_factory=_Words)


class Batch(HttpService):
    """The account and the pool."""

    service = "Azure Batch"

    endpoint: Annotated[str, Prop("The address of the account.")]
    account: Annotated[str, Prop("The name of the account, such as `shop`.")]
    access_key: Annotated[str, Prop("A key of it, best from a secret.")]
    pool_id: Annotated[str, Prop("The pool of machines.")]

    def secrets(self) -> Iterable[str | None]:
        return (self.access_key,)

    def repeats(self, request: HttpRequest) -> Repeats:
        """What begins something is asked once: it may have begun before the error."""
        return Repeats(5) if request.method == "GET" else ONCE

    def refusal(self, answer: HttpAnswer) -> str | None:
        """With the code of the service, such as `JobExists`."""
        if answer.status < HTTPStatus.MULTIPLE_CHOICES:
            return None
        try:
            found = msgspec.json.decode(answer.content, type=_Refusal)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return super().refusal(answer)
        return f"{answer.status} {found.code}: {found.message.value}".strip(": ")

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        return {_DATE: ctx.now().strftime("%a, %d %b %Y %H:%M:%S GMT")}

    def prepared(self, request: HttpRequest) -> HttpRequest:
        """A request with its signature. Raises: PluginError for a key that is none."""
        try:
            key = b64decode(self.access_key, validate=True)
        except Base64Error:
            raise PluginError("`accessKey` is no key of an account: it must be Base64") from None
        signed = hmac.new(key, self._signed(request).encode(), sha256).digest()
        login = f"SharedKey {self.account}:{b64encode(signed).decode()}"
        return replace(request, headers={**request.headers, "Authorization": login})

    def _signed(self, request: HttpRequest) -> str:
        length = str(len(request.content)) if request.content else ""
        media = request.headers.get("Content-Type", "")
        # Between them are headers that are never sent.
        lines = [request.method, "", "", length, "", media, "", "", "", "", "", ""]
        query = [f"{name.lower()}:{value}" for name, value in sorted(request.params.items())]
        own = sorted((name, each) for name, each in request.headers.items() if name in _SIGNED)
        headers = [f"{name}:{each}" for name, each in own]
        path = f"/{self.account}{unquote(urlsplit(request.url).path)}"
        return "\n".join([*lines, *headers, path, *query])

    def asked(  # noqa: PLR0913  A request has a place, a body and bounds.
        self,
        ctx: RunContext,
        method: str,
        path: str,
        body: Json = None,
        *,
        params: Mapping[str, str] | None = None,
        bytes_: str | None = None,
        outlives_stop: bool = False,
    ) -> HttpAnswer:
        """The answer; `bytes_` is a range. Raises: PluginError for what the service refuses."""
        content = None if body is None else msgspec.json.encode(body)
        headers = {} if content is None else {"Content-Type": _MEDIA}
        if bytes_ is not None:
            headers[_RANGE] = f"bytes={bytes_}"
        request = HttpRequest(
            url=self.endpoint.rstrip("/") + path,
            method=method,
            content=content,
            headers=headers,
            params={**_VERSION, **(params or {})},
            outlives_stop=outlives_stop,
        )
        return self.answer(ctx, f"{method} {path}", request)

    def found(self, ctx: RunContext, path: str, **params: str) -> dict[str, Any]:
        """What is there, as JSON. Raises: as `asked`."""
        answer: dict[str, Any] = self.asked(ctx, "GET", path, params=params).json()
        return answer

    def pieces(self, ctx: RunContext, path: str) -> Iterator[bytes]:
        """The content of a file, a piece with each request. Raises: as `asked`."""
        size = int(self.asked(ctx, "HEAD", path).header("Content-Length") or 0)
        for begin in range(0, size, FILE_PIECE_BYTES):
            end = min(begin + FILE_PIECE_BYTES, size) - 1
            yield self.asked(ctx, "GET", path, bytes_=f"{begin}-{end}").content
