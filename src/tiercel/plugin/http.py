"""Requests that plugins make to other servers by `ctx.http`, and what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Self
from urllib.parse import urlencode

import msgspec

from tiercel.model.errors import PluginError
from tiercel.model.json_types import Json
from tiercel.model.limits import HTTP_CONNECT_SECONDS_MAX, HTTP_ERROR_CHARS_MAX
from tiercel.plugin.services.foreign import web_page

__all__ = ["HttpAnswer", "HttpProxy", "HttpRequest"]


class HttpProxy(msgspec.Struct, frozen=True):
    """An HTTP proxy, `http://host:port`. It judges where requests go; the rules hold for itself."""

    url: str
    username: str | None = None
    password: str | None = None


class HttpRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What to ask for.

    Shapes: of `content`, `json` and `form` one at most is the body. `read_timeout` is how long the
    other side may be silent, `timeout` how long all may take; a kill or the task's own timeout ends
    a request in any case, unless it `outlives_stop`: one that ends work elsewhere is made when the
    task is stopped already. `secrets` are texts that no error of an `HttpService` shows.
    """

    url: str
    method: str = "GET"
    params: Mapping[str, str | Sequence[str]] = {}
    headers: Mapping[str, str] = {}
    content: bytes | str | None = None
    json: Json | msgspec.UnsetType = msgspec.UNSET
    form: Mapping[str, str] | None = None
    connect_timeout: timedelta = timedelta(seconds=HTTP_CONNECT_SECONDS_MAX)
    read_timeout: timedelta = timedelta(minutes=5)
    timeout: timedelta | None = None
    proxy: HttpProxy | None = None
    follows_redirects: bool = True
    trusts_all_certificates: bool = False
    secrets: Sequence[str | None] = ()
    outlives_stop: bool = False

    def body(self) -> tuple[bytes | None, str | None]:
        """The body and its media type, each None when there is none. Raises: PluginError."""
        given = [self.content is not None, self.json is not msgspec.UNSET, self.form is not None]
        if sum(given) > 1:
            raise PluginError("A request has one body: give `content`, `json` or `form`, not two.")
        if self.json is not msgspec.UNSET:
            return msgspec.json.encode(self.json), "application/json"
        if self.form is not None:
            return urlencode(self.form).encode(), "application/x-www-form-urlencoded"
        content = self.content
        return (content.encode() if isinstance(content, str) else content), None


class HttpAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """What came back: `url` is the one that answered after redirects, names of headers as sent."""

    url: str
    status: int
    headers: Mapping[str, Sequence[str]] = {}
    content: bytes = b""
    charset: str = "utf-8"

    def header(self, name: str) -> str | None:
        """The first value of a header, in whatever case its name was sent."""
        wanted = name.lower()
        return next((v[0] for key, v in self.headers.items() if key.lower() == wanted and v), None)

    @property
    def text(self) -> str:
        """The body as text; bytes that are none of its charset are replaced."""
        try:
            return self.content.decode(self.charset, errors="replace")
        except LookupError:
            return self.content.decode("utf-8", errors="replace")

    def json(self) -> Json:
        """The body parsed. Raises: PluginError when it is no JSON."""
        try:
            return msgspec.json.decode(self.content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            words = web_page(self.text) or f"no JSON: {error}"
            raise PluginError(f"The answer of '{self.url}' is {words}") from None

    def json_or_text(self) -> Json:
        """The body parsed, else as text; None when it is empty."""
        try:
            return msgspec.json.decode(self.content)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            return self.text or None

    def checked(self) -> Self:
        """This answer. Raises: PluginError with its text for a status of 400 and above."""
        if self.status < 400:
            return self
        text = self.text[:HTTP_ERROR_CHARS_MAX].strip()
        raise PluginError(
            f"'{self.url}' answers with the status {self.status}" + (f": {text}" if text else "")
        )
