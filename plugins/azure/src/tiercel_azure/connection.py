"""As which application the services are asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, ClassVar

import msgspec

from tiercel.plugin import Json, PluginError, Prop, RunContext
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.services.asking import ONCE, HttpService, Repeats

AUTHORITY = "https://login.microsoftonline.com"
MANAGEMENT = "https://management.azure.com"
LOGIN = (
    "tenantId: 72f988bf-86f1-41af-91ab-2d7cd011db47\n"
    "clientId: \"{{ secret('AZURE_CLIENT') }}\"\nclientSecret: \"{{ secret('AZURE_SECRET') }}\"\n"
)
TENANT = Prop("The tenant of the application.")


class Signed(HttpService):
    """Asks as an application: that of the flow, else that of the machine's variables."""

    service = "Azure"
    # What its tokens are good for.
    scope: ClassVar[str] = f"{MANAGEMENT}/.default"

    client_id: Annotated[
        str | None,
        Prop("The id of the application.", "By default that of AZURE_CLIENT_ID of the machine."),
    ] = None
    client_secret: Annotated[
        str | None,
        Prop("Its secret, best from a secret.", "By default AZURE_CLIENT_SECRET of the machine."),
    ] = None

    def tenant(self) -> str | None:
        """The tenant; None for that of AZURE_TENANT_ID of the machine."""
        raise NotImplementedError

    def secrets(self) -> Iterable[str | None]:
        return (self.client_secret,)

    def repeats(self, request: HttpRequest) -> Repeats:
        """What starts something is asked once: it may have begun before the error."""
        return Repeats(5) if request.method == "GET" else ONCE

    def login_headers(self, ctx: RunContext) -> Mapping[str, str]:
        """Raises: PluginError when nothing says who asks, or signing in fails."""
        return {"Authorization": f"Bearer {self.token(ctx, self.scope)['access_token']}"}

    def token(self, ctx: RunContext, scope: str) -> dict[str, Json]:
        """The answer with a token. Raises: as `login_headers`."""
        names = ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "AZURE_CLIENT_SECRET")
        told = (self.tenant(), self.client_id, self.client_secret)
        pairs = zip(told, names, strict=True)
        tenant, number, secret = (each or ctx.environment.get(name) for each, name in pairs)
        if not (tenant and number and secret):
            raise PluginError("`tenantId`, `clientId` and `clientSecret` must be given")
        form = {
            "grant_type": "client_credentials",
            "client_id": number,
            "client_secret": secret,
            "scope": scope,
        }
        url = f"{AUTHORITY}/{tenant}/oauth2/v2.0/token"
        request = HttpRequest(url=url, method="POST", form=form, secrets=(secret,))
        return self.signed_in(ctx, request, "access_token", "expires_in")

    def end(self, ctx: RunContext, url: str, **params: str) -> None:
        """Ask for the end of something, also when the task is stopped already."""
        request = HttpRequest(url=url, method="POST", json={}, params=params, outlives_stop=True)
        self.answer(ctx, f"POST {url.rpartition('/')[2]}", request)

    def sent(
        self, ctx: RunContext, method: str, url: str, body: Json = None, **params: str
    ) -> HttpAnswer:
        """The answer to a request. Raises: PluginError for what the service refuses."""
        json = msgspec.UNSET if body is None else body
        request = HttpRequest(url=url, method=method, json=json, params=params)
        path = url.partition("://")[2].partition("/")[2].partition("?")[0]
        return self.answer(ctx, f"{method} /{path}", request)


class Machine(Signed):
    """The application of the machine's variables."""

    def tenant(self) -> str | None:
        return None


class Named(Signed):
    """An application whose tenant the flow names, as `tenantId`."""

    pem_certificate: Annotated[
        str | None, Prop("Refused with an error: give `clientSecret` instead.")
    ] = None

    def tenant(self) -> str | None:
        """Raises: PluginError for a certificate, which can't be used."""
        if self.pem_certificate:
            raise PluginError("`pemCertificate` can't be used: give `clientSecret`")
        return getattr(self, "tenant_id", None)


class Application(Named):
    """The flow must name it."""

    tenant_id: Annotated[str, TENANT]


class MaybeApplication(Named):
    """The flow may leave it to the machine's variables."""

    tenant_id: Annotated[str | None, TENANT] = None


class Managed(Application):
    """Asks for something of a subscription."""

    subscription_id: Annotated[str, Prop("The id of the subscription that is asked.")]

    def managed(self, path: str) -> str:
        """The address of a path behind the subscription."""
        return MANAGEMENT + self.filled("/subscriptions/{subscription_id}") + path

    def call(
        self, ctx: RunContext, method: str, path: str, body: Json = None, **params: str
    ) -> dict[str, Json]:
        """The answer; `path` is one behind the subscription, or a whole address.

        Raises: PluginError for what the service refuses.
        """
        url = path if "://" in path else self.managed(path)
        content = self.sent(ctx, method, url, body, **params).content
        found: dict[str, Json] = msgspec.json.decode(content) if content.strip() else {}
        return found
