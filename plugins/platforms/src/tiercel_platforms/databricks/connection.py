"""Which workspace, and as whom it is asked."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Mapping
from typing import Annotated

import msgspec

from tiercel.plugin import Json, Part, PluginError, Prop, RunContext
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import ONCE, HttpService, Repeats

HOST = "host: https://dbc-a1b2.cloud.databricks.com\n"
PLACE = HOST + "authentication:\n  token: \"{{ secret('DATABRICKS_TOKEN') }}\"\n"
_AZURE = "https://login.microsoftonline.com"
# The name of Databricks among the applications of Azure.
_AZURE_SCOPE = "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default"


class Authentication(Part):
    """Who asks: a token, an application of the workspace or of Azure, or a user."""

    auth_type: Annotated[str | None, Prop("Accepted: what is given says how to sign in.")] = None
    token: Annotated[str | None, Prop("A personal token, best from a secret.")] = None
    client_id: Annotated[str | None, Prop("The id of a service principal.")] = None
    client_secret: Annotated[
        str | None, Prop("The secret of the service principal, best from a secret.")
    ] = None
    azure_client_id: Annotated[str | None, Prop("The id of an application of Azure.")] = None
    azure_client_secret: Annotated[
        str | None, Prop("The secret of the application, best from a secret.")
    ] = None
    azure_tenant_id: Annotated[str | None, Prop("The tenant that it is of.")] = None
    username: Annotated[str | None, Prop("The name of the user, together with `password`.")] = None
    password: Annotated[str | None, Prop("The password of the user.")] = None
    google_credentials: Annotated[
        str | None, Prop("Refused: sign in with a service principal.")
    ] = None
    google_service_account: Annotated[
        str | None, Prop("Refused: sign in with a service principal.")
    ] = None


class Api(HttpService):
    """Requests to a workspace."""

    service = "Databricks"

    def root(self) -> str:
        """The address of the workspace."""
        raise NotImplementedError

    def repeats(self, request: HttpRequest) -> Repeats:
        """What starts something is asked once: it may have begun before the error."""
        return Repeats(5) if request.method == "GET" else ONCE

    def call(
        self,
        ctx: RunContext,
        method: str,
        path: str,
        body: Json = None,
        /,
        *members: str,
        **params: str,
    ) -> dict[str, Json]:
        """The answer to a request, which must have the members. Raises: as `ask_for`."""
        request = HttpRequest(
            url=f"{self.root()}/api{path}",
            method=method,
            params=params,
            json=msgspec.UNSET if body is None else body,
        )
        return self.ask_for(ctx, f"{method} {path}", request, *members)

    def end(self, ctx: RunContext, path: str, body: Json) -> None:
        """Ask for the end of something, also when the task is stopped already."""
        url = f"{self.root()}/api{path}"
        request = HttpRequest(url=url, method="POST", json=body, outlives_stop=True)
        self.ask(ctx, f"POST {path}", request)


def address_of(host: str | None) -> str:
    """The address of a workspace. Raises: PluginError without one."""
    if not host:
        raise PluginError("`host` must be the address of the workspace")
    return (host if "://" in host else f"https://{host}").rstrip("/")


class Workspace(Api):
    """Base of tasks on a workspace."""

    host: Annotated[str | None, Prop("The address of the workspace, which must be given.")] = None
    authentication: Annotated[
        Authentication | None,
        Prop("Who asks: a token, a service principal, an application of Azure or a user."),
    ] = None
    account_id: Annotated[str | None, Prop("Accepted: a workspace is of one account.")] = None
    config_file: Annotated[
        str | None, Prop("Accepted: no file of the server's machine is read.")
    ] = None

    def root(self) -> str:
        return address_of(self.host)

    def secrets(self) -> Iterable[str | None]:
        given = self.authentication or Authentication()
        return (given.token, given.client_secret, given.azure_client_secret, given.password)

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        """Raises: PluginError when nothing says who asks, or signing in fails."""
        given = self.authentication or Authentication()
        if given.token:
            return {"Authorization": f"Bearer {given.token}"}
        if given.client_id and given.client_secret:
            form = {"grant_type": "client_credentials", "scope": "all-apis"}
            login = {"Authorization": basic(given.client_id, given.client_secret)}
            return self._signed_in(ctx, f"{self.root()}/oidc/v1/token", form, login)
        if given.azure_client_id and given.azure_client_secret and given.azure_tenant_id:
            form = {
                "grant_type": "client_credentials",
                "scope": _AZURE_SCOPE,
                "client_id": given.azure_client_id,
                "client_secret": given.azure_client_secret,
            }
            url = f"{_AZURE}/{given.azure_tenant_id}/oauth2/v2.0/token"
            return self._signed_in(ctx, url, form, {})
        if given.username and given.password:
            return {"Authorization": basic(given.username, given.password)}
        raise PluginError(
            "`authentication` must have `token`, `clientId` with `clientSecret`, those of Azure "
            "with `azureTenantId`, or `username` with `password`"
        )

    def _signed_in(
        self, ctx: RunContext, url: str, form: Mapping[str, str], login: Mapping[str, str]
    ) -> Mapping[str, str]:
        request = HttpRequest(url=url, method="POST", form=form, headers=login)
        token = self.signed_in(ctx, request, "access_token")["access_token"]
        return {"Authorization": f"Bearer {token}"}


def basic(user: str, password: str) -> str:
    """The header of a user with a password."""
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()
