"""Messages to messengers whose webhooks take a JSON of their own."""

from __future__ import annotations

from tiercel.plugin import plugin
from tiercel_messengers.webhook import WebhookTask


@plugin(
    "io.kestra.plugin.discord.DiscordIncomingWebhook",
    title="Send a message to a channel of Discord.",
    examples=['url: "{{ secret(\'DISCORD_WEBHOOK\') }}"\npayload: \'{"content": "Done"}\''],
    aliases=["io.kestra.plugin.notifications.discord.DiscordIncomingWebhook"],
)
class DiscordIncomingWebhook(WebhookTask):
    """A message as Discord has it."""

    service = "Discord"


@plugin(
    "io.kestra.plugin.microsoft365.teams.TeamsIncomingWebhook",
    title="Send a message to a channel of Teams.",
    examples=['url: "{{ secret(\'TEAMS_WEBHOOK\') }}"\npayload: \'{"text": "Done"}\''],
    aliases=["io.kestra.plugin.notifications.teams.TeamsIncomingWebhook"],
)
class TeamsIncomingWebhook(WebhookTask):
    """A card as Teams has it."""

    service = "Teams"


@plugin(
    "io.kestra.plugin.googleworkspace.chat.GoogleChatIncomingWebhook",
    title="Send a message to a space of Google Chat.",
    examples=['url: "{{ secret(\'CHAT_WEBHOOK\') }}"\npayload: \'{"text": "Done"}\''],
    aliases=["io.kestra.plugin.notifications.google.GoogleChatIncomingWebhook"],
)
class GoogleChatIncomingWebhook(WebhookTask):
    """A message as Google Chat has it."""

    service = "Google Chat"


@plugin(
    "io.kestra.plugin.zulip.ZulipIncomingWebhook",
    title="Send a message to Zulip.",
    examples=['url: "{{ secret(\'ZULIP_WEBHOOK\') }}"\npayload: \'{"text": "Done"}\''],
    aliases=["io.kestra.plugin.notifications.zulip.ZulipIncomingWebhook"],
)
class ZulipIncomingWebhook(WebhookTask):
    """A message as Zulip's integration of Slack has it."""

    service = "Zulip"
