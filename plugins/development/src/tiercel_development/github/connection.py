"""GitHub and its servers for companies: where, and who asks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, ClassVar

from tiercel.plugin import PluginError, Prop, RunContext
from tiercel.plugin.http import HttpAnswer, HttpRequest
from tiercel.plugin.services.asking import HttpService, Repeats

API = "https://api.github.com"
TOKEN = "oauthToken: \"{{ secret('GITHUB_TOKEN') }}\"\n"
# The service refuses too many requests with this status as well, and then says how long to wait.
FORBIDDEN = 403


class GitHub(HttpService):
    """Who asks, and where."""

    service: ClassVar[str] = "GitHub"

    login: Annotated[str | None, Prop("A user, by whom requests are counted with the token.")] = (
        None
    )
    oauth_token: Annotated[str | None, Prop("A token, best from a secret.")] = None
    jwt_token: Annotated[str | None, Prop("A proof of an app, in place of the token.")] = None
    app_installation_token: Annotated[
        str | None, Prop("A token of an app that is installed, such as of `auth.AppToken`.")
    ] = None
    endpoint: Annotated[
        str | None, Prop("The address of the API of a server for companies; GitHub's by default.")
    ] = None

    def root(self) -> str:
        """The address of the API."""
        return (self.endpoint or API).rstrip("/")

    def secrets(self) -> Iterable[str | None]:
        """The tokens."""
        return (self.oauth_token, self.jwt_token, self.app_installation_token)

    def login_headers(self, ctx: RunContext) -> dict[str, str]:
        """Who asks: the first of the tokens; nobody without one."""
        found = {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
        token = self.oauth_token or self.app_installation_token or self.jwt_token
        return {**found, "Authorization": f"Bearer {token}"} if token else found

    def repeats(self, request: HttpRequest) -> Repeats:
        """Questions are asked again; what makes something is not."""
        return Repeats(4 if request.method == "GET" else 1)

    def refusal(self, answer: HttpAnswer) -> str | None:
        """Its message with the fields that are wrong, which it lists beside."""
        words = super().refusal(answer)
        if words is None or not answer.content.startswith(b"{"):
            return words
        errors = answer.json().get("errors")
        shown = [each.get("message") or each for each in errors or () if isinstance(each, dict)]
        return f"{words}: {'; '.join(map(str, shown))}" if shown else words


class OfRepository(GitHub):
    """Which repository it is about."""

    repository: Annotated[
        str | None, Prop("The repository as owner/name, which must be given.")
    ] = None

    @property
    def place(self) -> str:
        """The address of the repository. Raises: PluginError without an owner and a name."""
        words = (self.repository or "").split("/")
        if len(words) != 2 or not all(words):
            raise PluginError("`repository` must be given as owner/name")
        return f"{self.root()}/repos/{self.repository}"
