"""Messages to Slack."""

from __future__ import annotations

import re
from typing import Annotated

import msgspec

from tiercel.plugin import Json, PluginError, Prop, plugin
from tiercel_messengers.webhook import WebhookTask

_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
_ITALIC = re.compile(r"__(.+?)__", re.DOTALL)
_LINK = re.compile(r"\[([^\]]+)\]\(([^)\s]+)\)")


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
class SlackIncomingWebhook(WebhookTask):
    """A `payload` as Slack has it, or a text in Markdown."""

    service = "Slack"
    message_text: Annotated[
        str | None, Prop("A text in Markdown, or a message as JSON.", "`payload` wins over it.")
    ] = None

    def message(self) -> Json:
        """Raises: PluginError when neither is there."""
        if self.payload is not None:
            return super().message()
        if self.message_text is None:
            raise PluginError("Either 'messageText' or 'payload' must be provided")
        try:
            found = msgspec.json.decode(self.message_text)
        except msgspec.DecodeError:
            found = None
        return found if isinstance(found, dict) else {"text": mrkdwn(self.message_text)}


def mrkdwn(text: str) -> str:
    """Markdown as Slack writes it."""
    linked = _LINK.sub(r"<\2|\1>", text)
    return _ITALIC.sub(r"_\1_", _BOLD.sub(r"*\1*", linked))
