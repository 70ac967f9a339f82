"""Tokens for other services, and commands of the program `gcloud`."""

from __future__ import annotations

from datetime import UTC
from typing import Annotated, ClassVar

from tiercel.plugin import Output, Part, Prop, RunContext, RunnableTask, plugin
from tiercel.plugins.scripts.tool import ToolTask
from tiercel_gcp.connection import PROJECT, Gcp, Signed
from tiercel_gcp.logins import check_token_host, credentials_of, key_of, library, signing_in
from tiercel_gcp.values import without_none

_KEY_FILE = "gcp-key.json"


class AccessToken(Part):
    """A token."""

    token_value: Annotated[str, Prop("The token, for the header `Authorization: Bearer`.")]
    expiration_time: Annotated[str | None, Prop("Until when it is good, in ISO 8601.")] = None
    scopes: Annotated[list[str] | None, Prop("What it is good for.")] = None


class TokenMade(Output):
    """A token."""

    access_token: Annotated[
        AccessToken, Prop("The token, with its scopes and until when it is good.")
    ]


@plugin(
    "io.kestra.plugin.gcp.auth.OauthAccessToken",
    title="Get a token for services of Google.",
    examples=["projectId: shop\nserviceAccount: \"{{ secret('GCP_KEY') }}\""],
)
class OauthAccessToken(Gcp, RunnableTask[TokenMade]):
    """For the header Authorization, behind the word Bearer."""

    def run(self, ctx: RunContext) -> TokenMade:
        """Raises: PluginError when there is none to be had."""
        check_token_host(ctx, self.service_account)
        with signing_in(self.service_account):
            found, _ = credentials_of(self.login())
            found.refresh(library("google.auth.transport.requests").Request())
        until = found.expiry
        return TokenMade(
            access_token=AccessToken(
                token_value=found.token,
                expiration_time=until.replace(tzinfo=UTC).isoformat().replace("+00:00", "Z")
                if until
                else None,
                scopes=list(self.scopes),
            )
        )


@plugin(
    "io.kestra.plugin.gcp.cli.GCloudCLI",
    title="Run commands of the Google Cloud command line.",
    examples=[
        (
            "projectId: shop\n"
            "serviceAccount: \"{{ secret('GCP_KEY') }}\"\n"
            "commands:\n"
            "  - gcloud storage ls"
        )
    ],
)
class GCloudCLI(Signed, ToolTask):
    """The key is a file of the working directory while the commands run."""

    image: ClassVar[str] = "google/cloud-sdk"
    container_image: Annotated[str | None, Prop("The image, for runners with containers.")] = image
    project_id: Annotated[str | None, PROJECT] = None

    def own_environment(self, ctx: RunContext) -> dict[str, str]:
        project = self.project_id or key_of(self.service_account).get("project_id")
        names = without_none(CLOUDSDK_CORE_PROJECT=project, GOOGLE_CLOUD_PROJECT=project)
        if self.service_account:
            path = ctx.files.resolve(_KEY_FILE)
            path.write_text(self.service_account, encoding="utf-8")
            path.chmod(0o600)
            names["GOOGLE_APPLICATION_CREDENTIALS"] = _KEY_FILE
            names["CLOUDSDK_AUTH_CREDENTIAL_FILE_OVERRIDE"] = _KEY_FILE
        return names
