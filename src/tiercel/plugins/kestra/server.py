"""Which server a task acts on, and requests to its API."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar
from urllib.parse import quote
from uuid import uuid4

import msgspec

from tiercel.plugin import TENANT, Json, Part, Prop, RunContext
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.services.asking import HttpService, message_of
from tiercel.plugin.services.logins import basic
from tiercel.plugin.values import value_text

# Compat: where the reference looks for a server that nobody named.
LOCAL = "http://localhost:8080"


class Login(Part):
    """Who asks; one way is enough."""

    username: Annotated[str | None, Prop("The name of the user who signs in; with `password`.")] = (
        None
    )
    password: Annotated[str | None, Prop("The password of the user.")] = None
    api_token: Annotated[
        str | None, Prop("A token of the API of that server, best from a secret.")
    ] = None
    auto: Annotated[bool, Prop("Ignored: this server asks itself without a login.")] = True


class ServerTask(HttpService):
    """The properties that say where, and who asks there."""

    service: ClassVar[str] = "The API"

    kestra_url: Annotated[
        str | None, Prop("The address of another server; this server if absent.")
    ] = None
    tenant_id: Annotated[str | None, Prop("The tenant on the other server.")] = None
    auth: Annotated[Login | None, Prop("The login on the other server.")] = None

    def other_server(self, ctx: RunContext) -> OtherServer | None:
        """The server that is named; None when that is this one."""
        address = self._named_address()
        return None if address in ("", _own_address(ctx)) else OtherServer(self, ctx)

    def api_address(self, ctx: RunContext) -> str:
        """Where the API of the server is, this one's by the address that its settings say."""
        address = self._named_address() or _own_address(ctx) or LOCAL
        return f"{address}/api/v1/{segment(self.tenant_id or TENANT)}"

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        """Who asks; nobody without a login."""
        if self.auth is None:
            return {}
        if self.auth.api_token is not None:
            return {"Authorization": f"Bearer {self.auth.api_token}"}
        return basic(self.auth.username, self.auth.password)

    def secrets(self) -> Iterable[str | None]:
        """Those of the login."""
        return () if self.auth is None else (self.auth.api_token, self.auth.password)

    def refusal(self, answer: HttpAnswer) -> str | None:
        """What the API says, and what is missing where it wants to know who asks."""
        if answer.status == 401:
            return "401: give in `auth` the `apiToken`, or the name and password, of who may do it"
        return f"{answer.status} {message_of(answer)}".strip() if answer.status >= 400 else None

    def _named_address(self) -> str:
        return (self.kestra_url or "").strip().rstrip("/")


class OtherServer:
    """The API of another server. Its methods raise PluginError for what it refuses."""

    def __init__(self, task: ServerTask, ctx: RunContext) -> None:
        self._task = task
        self._ctx = ctx
        self._base = task.api_address(ctx)

    def get(self, path: str, params: Mapping[str, Json] | None = None) -> Json:
        """The JSON that a path answers."""
        return self._asked("GET", path, params)

    def put(self, path: str, body: Json) -> Json:
        """The answer to JSON."""
        return self._asked("PUT", path, body=body)

    def delete(self, path: str, params: Mapping[str, Json] | None = None) -> Json:
        """The answer to a removal."""
        return self._asked("DELETE", path, params)

    def content(
        self,
        method: str,
        path: str,
        params: Mapping[str, Json] | None = None,
        body: Json | msgspec.UnsetType = msgspec.UNSET,
    ) -> bytes:
        """The bytes of an answer."""
        request = self._request(method, path, params, body)
        return self._task.answer(self._ctx, f"{method} {path}", request).content

    def post_form(self, path: str, form: Mapping[str, Json]) -> Json:
        """The answer to a form of parts, structures in it as JSON."""
        kind, content = _parts(form)
        request = HttpRequest(
            url=self._base + path, method="POST", headers={"Content-Type": kind}, content=content
        )
        return self._task.ask(self._ctx, f"POST {path}", request)

    def _asked(
        self,
        method: str,
        path: str,
        params: Mapping[str, Json] | None = None,
        body: Json | msgspec.UnsetType = msgspec.UNSET,
    ) -> Json:
        request = self._request(method, path, params, body)
        return self._task.ask(self._ctx, f"{method} {path}", request)

    def _request(
        self,
        method: str,
        path: str,
        params: Mapping[str, Json] | None,
        body: Json | msgspec.UnsetType,
    ) -> HttpRequest:
        return HttpRequest(
            url=self._base + path, method=method, params=params_of(params or {}), json=body
        )


def params_of(params: Mapping[str, Json]) -> dict[str, str]:
    """Parameters of an address as texts; those without a value are left out."""
    return {name: value_text(value) for name, value in params.items() if value is not None}


def segment(value: str) -> str:
    """A value as one part of a path."""
    return quote(value, safe="")


def _own_address(ctx: RunContext) -> str:
    return str(ctx.vars.get("kestra", {}).get("url") or "").rstrip("/")


def _parts(form: Mapping[str, Json]) -> tuple[str, bytes]:
    """The media type and the bytes of a form whose boundary nobody can guess."""
    boundary = uuid4().hex
    lines: list[str] = []
    for name, value in form.items():
        # What quotes a name in a header, as browsers write it.
        written = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        lines += [f"--{boundary}", f'Content-Disposition: form-data; name="{written}"', ""]
        lines.append("" if value is None else value_text(value))
    content = "\r\n".join([*lines, f"--{boundary}--", ""]).encode()
    return f"multipart/form-data; boundary={boundary}", content
