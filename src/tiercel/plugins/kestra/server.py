"""Which server a task acts on, and requests to its API."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from tiercel.plugin import TENANT, Json, Part, Plugin, PluginError, Prop, RunContext
from tiercel.plugins.core.http.client import HttpRequest, fetch, read_text
from tiercel.plugins.core.http.options import Auth, HttpOptions, settings_of


class Login(Part):
    """Who asks; one way is enough."""

    username: Annotated[str | None, Prop("The name of the user who signs in; with `password`.")] = (
        None
    )
    password: Annotated[str | None, Prop("The password of the user.")] = None
    api_token: Annotated[str | None, Prop("A token of the API.")] = None
    auto: Annotated[bool, Prop("Ignored: this server asks itself without a login.")] = True


class ServerTask(Plugin):
    """The properties that say where."""

    kestra_url: Annotated[
        str | None, Prop("The address of another server; this server if absent.")
    ] = None
    tenant_id: Annotated[str | None, Prop("The tenant on the other server.")] = None
    auth: Annotated[Login | None, Prop("The login on the other server.")] = None

    def other_server(self, ctx: RunContext) -> OtherServer | None:
        """The server that is named; None when that is this one."""
        address = (self.kestra_url or "").strip().rstrip("/")
        own = str(ctx.vars.get("kestra", {}).get("url") or "").rstrip("/")
        if address in ("", own):
            return None
        return OtherServer(ctx, address, self.tenant_id or TENANT, self.auth)


class OtherServer:
    """The API of another server."""

    def __init__(self, ctx: RunContext, address: str, tenant: str, login: Login | None) -> None:
        self._ctx = ctx
        self._base = f"{address}/api/v1/{quote(tenant, safe='')}"
        options = HttpOptions(auth=_auth(login))
        self._settings = settings_of(options, auth=None, ssl=None, failed=None)

    def get(self, path: str, params: Mapping[str, Json]) -> Json:
        """The JSON that a path answers. Raises: PluginError for an error or another answer."""
        given = {name: value for name, value in params.items() if value is not None}
        return self._answer(HttpRequest("GET", self._base + path, self._settings, params=given))

    def put(self, path: str, body: Json) -> Json:
        """Send JSON. Raises: PluginError."""
        return self._answer(
            HttpRequest("PUT", self._base + path, self._settings, body=json.dumps(body))
        )

    def post_form(self, path: str, form: Mapping[str, Json]) -> Json:
        """Send a form, its structures as JSON. Raises: PluginError."""
        return self._answer(
            HttpRequest(
                "POST",
                self._base + path,
                self._settings,
                form=form,
                content_type="multipart/form-data",
            )
        )

    def _answer(self, request: HttpRequest) -> Json:
        answer, text = fetch(
            self._ctx, request, lambda response: read_text(response, response.charset or "utf-8")
        )
        if not text.strip():
            return None
        try:
            return json.loads(text)
        except ValueError as error:
            raise PluginError(f"'{answer.uri}' does not answer as the API does: {error}") from error


def segment(value: str) -> str:
    """A value as one part of a path."""
    return quote(value, safe="")


def _auth(login: Login | None) -> Auth | None:
    if login is None:
        return None
    if login.api_token is not None:
        return Auth(type="BEARER", token=login.api_token)
    if login.username is None:
        return None
    return Auth(username=login.username, password=login.password)
