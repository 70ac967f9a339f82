"""Messages to incoming webhooks of Slack."""

from __future__ import annotations

import re
from typing import Annotated, Literal

import msgspec

from tiercel.plugin import Json, Part, PluginError, Prop, RunContext, plugin
from tiercel.plugin.http import HttpProxy
from tiercel.plugin.http_options import HttpOptions
from tiercel.plugin.services.asking import given
from tiercel_messengers.reports import COLORS, Report, WebhookReport
from tiercel_messengers.webhook import Webhook, WebhookTask

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_ITALIC = re.compile(r"__(.+?)__", re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")
_APP = "Webhooks of apps ignore it: the app has its own."


class Proxy(Part):
    """A proxy of HTTP."""

    address: Annotated[str | None, Prop("The host name of the proxy.")] = None
    port: Annotated[int | None, Prop("The port of the proxy.", "8080 by default.")] = None
    username: Annotated[str | None, Prop("The name to sign in with.")] = None
    password: Annotated[str | None, Prop("The password to sign in with.")] = None
    type: Annotated[Literal["HTTP", "SOCKS"], Prop("Its kind; SOCKS is refused.")] = "HTTP"


class SlackOptions(HttpOptions):
    """With a proxy."""

    proxy: Annotated[Proxy | None, Prop("The proxy that requests go through.")] = None

    def http_proxy(self) -> HttpProxy | None:
        """Raises: PluginError for a kind that is not spoken."""
        if self.proxy is None or self.proxy.address is None:
            return None
        if self.proxy.type == "SOCKS":
            raise PluginError("`options.proxy.type` must be HTTP: SOCKS is not supported")
        url = f"http://{self.proxy.address}:{self.proxy.port or 8080}"
        return HttpProxy(url, self.proxy.username, self.proxy.password)


class SlackWebhook(Webhook):
    """A webhook that also takes a text in Markdown."""

    service = "Slack"
    options: Annotated[SlackOptions | None, Prop("How the request is made.")] = None
    message_text: Annotated[
        str | None, Prop("A text in Markdown, or a message as JSON.", "`payload` wins over it.")
    ] = None


@plugin(
    "io.kestra.plugin.slack.notifications.SlackIncomingWebhook",
    title="Send a message to a channel of Slack.",
    examples=[
        (
            "url: \"{{ secret('SLACK_WEBHOOK') }}\"\n"
            'messageText: "**{{ flow.id }}** failed: [log](https://example.com/{{ execution.id }})"'
        )
    ],
    aliases=[
        "io.kestra.plugin.notifications.slack.SlackIncomingWebhook",
        "io.kestra.plugin.slack.SlackIncomingWebhook",
    ],
)
class SlackIncomingWebhook(SlackWebhook, WebhookTask):
    """A `payload` as Slack has it, or a text in Markdown."""

    def message(self) -> Json:
        """Raises: PluginError when neither is there."""
        if self.payload is not None:
            return self.given()
        if self.message_text is None:
            raise PluginError("Either 'messageText' or 'payload' must be provided")
        return message_of_text(self.message_text)


@plugin(
    "io.kestra.plugin.slack.notifications.SlackExecution",
    title="Report about an execution to a channel of Slack.",
    examples=[
        (
            "url: \"{{ secret('SLACK_WEBHOOK') }}\"\n"
            'executionId: "{{ trigger.executionId }}"\n'
            "customMessage: Please have a look\n"
            "customFields:\n"
            "  Team: Data"
        )
    ],
    aliases=[
        "io.kestra.plugin.notifications.slack.SlackExecution",
        "io.kestra.plugin.slack.SlackExecution",
    ],
)
class SlackExecution(SlackWebhook, WebhookReport):
    """State, duration and names, in the color of the state."""

    channel: Annotated[
        str | None,
        Prop("The channel to post in, instead of that of the webhook.", _APP, deprecated=True),
    ] = None
    username: Annotated[str | None, Prop("The name of the sender.", _APP, deprecated=True)] = None
    icon_url: Annotated[
        str | None,
        Prop("The address of a picture to show beside the message.", _APP, deprecated=True),
    ] = None
    icon_emoji: Annotated[
        str | None,
        Prop("An emoji to show beside the message, such as `:rocket:`.", _APP, deprecated=True),
    ] = None

    def summary(self, report: Report) -> dict[str, Json]:
        """An attachment in the color of the state."""
        if self.message_text is not None:
            return message_of_text(self.message_text)
        title = f"<{report.link}|{report.title}>" if report.link else report.title
        fields = [
            {"title": name, "value": value, "short": len(value) < 40}
            for name, value in report.fields.items()
        ]
        attachment = {
            "color": COLORS.get(report.state, "#8405FF"),
            "text": report.outcome,
            "fields": fields,
            "fallback": report.outcome,
        }
        lines = [title, *([report.custom_message] if report.custom_message else [])]
        return {"text": "\n".join(lines), "attachments": [attachment]}

    def members(self, ctx: RunContext) -> dict[str, Json]:
        return given(
            channel=self.channel,
            username=self.username,
            icon_url=self.icon_url,
            icon_emoji=self.icon_emoji,
        )


def message_of_text(text: str) -> dict[str, Json]:
    """A message: the JSON object that the text is, else the text as Markdown."""
    try:
        found = msgspec.json.decode(text)
    except msgspec.DecodeError:
        found = None
    return found if isinstance(found, dict) else {"text": mrkdwn(text)}


def mrkdwn(text: str) -> str:
    """Markdown as Slack writes it."""
    linked = _LINK.sub(r"<\2|\1>", text)
    return _ITALIC.sub(r"_\1_", _BOLD.sub(r"*\1*", linked))
