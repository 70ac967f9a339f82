"""Tokens for other services, and commands of the program `az`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Annotated, ClassVar

from tiercel.plugin import Json, Output, Part, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugin.services.asking import given
from tiercel.plugins.scripts.place import ScriptFolders
from tiercel.plugins.scripts.tool import ToolTask
from tiercel_azure.connection import LOGIN, MANAGEMENT, TENANT, Application, Signed

DEFAULT = f"{MANAGEMENT}/.default"


class AccessToken(Part):
    """A token."""

    token_value: Annotated[str, Prop("The token, for the header `Authorization: Bearer`.")]
    expiration_time: Annotated[str, Prop("Until when it is good, in ISO 8601.")]
    scopes: Annotated[list[str], Prop("What it is good for.")]


class TokenMade(Output):
    """A token."""

    access_token: Annotated[
        AccessToken, Prop("The token, with its scopes and until when it is good.")
    ]


def token_of(ctx: RunContext, task: Signed, scopes: Sequence[str]) -> TokenMade:
    """A token of an application. Raises: PluginError when there is none to be had."""
    found = task.token(ctx, " ".join(scopes))
    until = ctx.now() + timedelta(seconds=int(found["expires_in"]))
    return TokenMade(
        access_token=AccessToken(
            token_value=found["access_token"],
            expiration_time=until.isoformat().replace("+00:00", "Z"),
            scopes=list(scopes),
        )
    )


@plugin(
    "io.kestra.plugin.azure.auth.OauthAccessToken",
    title="Get a token for services of Azure.",
    examples=[LOGIN + "scopes: [https://graph.microsoft.com/.default]"],
)
class OauthAccessToken(Application, RunnableTask[TokenMade]):
    """For the header Authorization, behind the word Bearer."""

    scopes: Annotated[list[str], Prop("What it is good for.")] = [DEFAULT]  # noqa: RUF012

    def run(self, ctx: RunContext) -> TokenMade:
        return token_of(ctx, self, self.scopes)


@plugin(
    "io.kestra.plugin.azure.oauth.OauthAccessToken",
    title="Get a token for the management of Azure.",
    examples=[LOGIN.rstrip()],
)
class OlderOauthAccessToken(Signed, RunnableTask[TokenMade]):
    """An older name of `azure.auth.OauthAccessToken`."""

    tenant_id: Annotated[str, TENANT]

    def tenant(self) -> str | None:
        return self.tenant_id

    def run(self, ctx: RunContext) -> TokenMade:
        return token_of(ctx, self, [DEFAULT])


@plugin(
    "io.kestra.plugin.azure.cli.AzCLI",
    title="Run commands of the Azure command line.",
    examples=[
        (
            "username: \"{{ secret('AZURE_CLIENT') }}\"\n"
            "password: \"{{ secret('AZURE_SECRET') }}\"\n"
            "tenant: 72f988bf-86f1-41af-91ab-2d7cd011db47\n"
            "servicePrincipal: true\ncommands:\n  - az storage account list"
        )
    ],
)
class AzCLI(ToolTask):
    """It signs in before the first command, where the flow says as whom."""

    image: ClassVar[str] = "mcr.microsoft.com/azure-cli"

    username: Annotated[str | None, Prop("A user, or the id of an application.")] = None
    password: Annotated[str | None, Prop("The password or secret, best from a secret.")] = None
    tenant: Annotated[str | None, Prop("The tenant of Microsoft Entra, an id or a domain.")] = None
    service_principal: Annotated[bool | None, Prop("Whether `username` is an application.")] = None

    def own_environment(self, ctx: RunContext) -> Mapping[str, str]:
        """What the first command reads: no secret is an argument."""
        return given(AZ_USERNAME=self.username, AZ_PASSWORD=self.password, AZ_TENANT=self.tenant)

    def lines(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders, extra: Mapping[str, Json]
    ) -> Sequence[str]:
        """Signing in, and the commands."""
        return [*self._login(), *super().lines(ctx, runner, place, extra)]

    def _login(self) -> Iterable[str]:
        if self.username is None:
            return
        words = ['az login --output none --username "$AZ_USERNAME" --password "$AZ_PASSWORD"']
        if self.service_principal:
            words.append("--service-principal")
        if self.tenant is not None:
            words.append('--tenant "$AZ_TENANT"')
        yield " ".join(words)
