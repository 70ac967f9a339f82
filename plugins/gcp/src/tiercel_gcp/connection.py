"""What all types of the family have: the project, and as whom it is asked."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Plugin, PluginError, Prop, RunContext
from tiercel_gcp.logins import CLOUD, Login, credentials_of, key_of, library, words_of
from tiercel_gcp.rest import Rest

PROJECT = Prop(
    "The id of the project.",
    "Without it that of the key, else that of the machine's own credentials.",
)


class Signed(Plugin):
    """Base of everything that signs in."""

    service_account: Annotated[
        str | None,
        Prop(
            "The key of a service account, as JSON, best from a secret.",
            "Without it the machine's own credentials are used: its environment, its metadata.",
        ),
    ] = None

    def login(self) -> Login:
        """As the properties say."""
        return Login(key=self.service_account)

    def rest(self, ctx: RunContext, name: str, base: str) -> Rest:
        """A service. Raises: PluginError for credentials that can't be had."""
        return Rest(ctx, self.login(), name, base)


class Impersonating(Signed):
    """What may ask as another account."""

    impersonated_service_account: Annotated[
        str | None,
        Prop("The mail address of a service account to ask as; none by default."),
    ] = None

    def login(self) -> Login:
        return Login(key=self.service_account, impersonated=self.impersonated_service_account)


class Scoped(Impersonating):
    """What names the scopes of its tokens."""

    scopes: Annotated[
        list[str], Prop("What tokens are good for: OAuth scopes, all of the cloud by default.")
    ] = [CLOUD]  # noqa: RUF012  A default of pydantic is copied.

    def login(self) -> Login:
        return Login(
            key=self.service_account,
            impersonated=self.impersonated_service_account,
            scopes=tuple(self.scopes),
        )


class Gcp(Scoped):
    """What most types have."""

    project_id: Annotated[str | None, PROJECT] = None

    def project(self, ctx: RunContext) -> str:
        """The project. Raises: PluginError when none is known."""
        found = self.project_id or key_of(self.service_account).get("project_id")
        return found or project_of(ctx, self.login())


def project_of(ctx: RunContext, login: Login) -> str:
    """The project of the machine. Raises: PluginError when it has none."""
    named = ctx.environment.get("GOOGLE_CLOUD_PROJECT")
    if named:
        return named
    errors = library("google.auth.exceptions").GoogleAuthError
    try:
        _, found = credentials_of(login)
    except errors as error:
        raise PluginError(f"`projectId` must be provided: {words_of(error)}") from None
    if not found:
        raise PluginError("`projectId` must be provided: the credentials name none")
    return str(found)
