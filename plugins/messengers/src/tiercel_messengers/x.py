"""Reports to X."""

from __future__ import annotations

import hmac
from base64 import b64encode
from hashlib import sha1
from typing import Annotated
from urllib.parse import quote
from uuid import uuid4

from tiercel.plugin import PluginError, Prop, RunContext, plugin
from tiercel_messengers.posting import Message, Posting
from tiercel_messengers.reports import Report, ReportTask

POST_CHARS_MAX = 280


@plugin(
    "io.kestra.plugin.notifications.x.XExecution",
    title="Report about an execution in a post on X.",
    examples=[
        (
            "consumerKey: \"{{ secret('X_KEY') }}\"\nconsumerSecret: \"{{ secret('X_SECRET') }}\"\n"
            "accessToken: \"{{ secret('X_TOKEN') }}\"\n"
            "accessSecret: \"{{ secret('X_TOKEN_SECRET') }}\"\n"
            'executionId: "{{ trigger.executionId }}"'
        )
    ],
)
class XExecution(Posting, ReportTask):
    """Signed by OAuth 1.0a, or by a bearer token of the user."""

    service = "X"
    url: Annotated[str, Prop("The method that posts.")] = "https://api.x.com/2/tweets"
    bearer_token: Annotated[str | None, Prop("A token of the user; in place of the others.")] = None
    consumer_key: Annotated[str | None, Prop("The key of the app.")] = None
    consumer_secret: Annotated[str | None, Prop("The secret of that key.")] = None
    access_token: Annotated[str | None, Prop("The token of the account.")] = None
    access_secret: Annotated[str | None, Prop("The secret of that token.")] = None
    text_body: Annotated[
        str | None, Prop("A text in place of the facts.", "280 signs at most are posted.")
    ] = None

    def send(self, ctx: RunContext, report: Report) -> None:
        """Raises: PluginError without credentials, or when X refuses it."""
        text = self.text_body or self.templated(ctx, report) or f"{report.title}: {report.outcome}"
        message = Message(
            url=self.url,
            json={"text": text[:POST_CHARS_MAX]},
            headers={"Authorization": self._authorization(ctx)},
            secrets=(self.bearer_token, self.consumer_secret, self.access_token),
        )
        self.post(ctx, message)

    def _authorization(self, ctx: RunContext) -> str:
        if self.bearer_token:
            return f"Bearer {self.bearer_token}"
        keys = (self.consumer_key, self.consumer_secret, self.access_token, self.access_secret)
        if not all(keys):
            raise PluginError(
                "Either `bearerToken` must be provided, or `consumerKey`, `consumerSecret`, "
                "`accessToken` and `accessSecret`"
            )
        values = {
            "oauth_consumer_key": str(self.consumer_key),
            "oauth_nonce": uuid4().hex,
            "oauth_signature_method": "HMAC-SHA1",
            "oauth_timestamp": str(int(ctx.now().timestamp())),
            "oauth_token": str(self.access_token),
            "oauth_version": "1.0",
        }
        secret = f"{_word(str(self.consumer_secret))}&{_word(str(self.access_secret))}"
        values["oauth_signature"] = signature("POST", self.url, values, secret)
        return "OAuth " + ", ".join(f'{name}="{_word(value)}"' for name, value in values.items())


def signature(method: str, url: str, values: dict[str, str], secret: str) -> str:
    """The signature of a request without a form, after RFC 5849, section 3.4."""
    pairs = "&".join(f"{_word(name)}={_word(values[name])}" for name in sorted(values))
    base = "&".join((method, _word(url), _word(pairs)))
    return b64encode(hmac.new(secret.encode(), base.encode(), sha1).digest()).decode()


def _word(text: str) -> str:
    return quote(text, safe="-._~")
