"""Tokens of apps of GitHub."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from typing import Annotated

import msgspec
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from tiercel.plugin import Json, Output, PluginError, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.http import HttpRequest
from tiercel.plugin.services.asking import HttpService
from tiercel_development.github.connection import API
from tiercel_development.limits import GITHUB_LOGIN_SECONDS


class InstallationToken(Output):
    """The token."""

    token: Annotated[str, Prop("The token, for the header `Authorization: Bearer`.")]
    expires_at: Annotated[str | None, Prop("Until when it is good: an hour.")] = None


@plugin(
    "io.kestra.plugin.github.auth.AppToken",
    title="Get a token of an app that is installed at GitHub.",
    examples=[
        (
            "clientId: Iv1.0123456789abcdef\ninstallationId: '12345678'\n"
            "privateKey: \"{{ secret('GITHUB_APP_KEY') }}\""
        )
    ],
)
class AppToken(HttpService, RunnableTask[InstallationToken]):
    """For `appInstallationToken` of the other types, and for Git."""

    service = "GitHub"
    client_id: Annotated[str, Prop("The id of the app, or of its client.")]
    installation_id: Annotated[
        str, Prop("The installation of the app: the number in the address of its settings.")
    ]
    private_key: Annotated[str, Prop("The private key of the app as PEM, best from a secret.")]
    endpoint: Annotated[str, Prop("The address of the API.")] = API

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        """A proof of the app. Raises: PluginError for a key that is none."""
        now = int(ctx.now().timestamp())
        # Clocks may differ by a minute.
        claims: Json = {"iat": now - 60, "exp": now + GITHUB_LOGIN_SECONDS, "iss": self.client_id}
        proof = signed(claims, self.private_key)
        return {"Authorization": f"Bearer {proof}", "Accept": "application/vnd.github+json"}

    def run(self, ctx: RunContext) -> InstallationToken:
        """Raises: PluginError for what GitHub refuses."""
        path = self.filled("/app/installations/{installation_id}/access_tokens")
        request = HttpRequest(url=self.endpoint.rstrip("/") + path, method="POST")
        found = self.ask_for(ctx, f"POST {path}", request, "token", "expires_at")
        return InstallationToken(token=found["token"], expires_at=found["expires_at"])


def signed(claims: Json, key: str) -> str:
    """A JSON Web Token, after RFC 7519, signed with RS256. Raises: PluginError for a bad key."""
    try:
        private = load_pem_private_key(key.encode(), password=None)
    except (ValueError, TypeError) as error:
        raise PluginError(f"`privateKey` is no key in the form of PEM: {error}") from None
    if not isinstance(private, RSAPrivateKey):
        raise PluginError("`privateKey` must be a key of RSA")
    head = {"alg": "RS256", "typ": "JWT"}
    text = b".".join(_encoded(msgspec.json.encode(each)) for each in (head, claims))
    return (text + b"." + _encoded(private.sign(text, PKCS1v15(), SHA256()))).decode()


def _encoded(content: bytes) -> bytes:
    return urlsafe_b64encode(content).rstrip(b"=")
