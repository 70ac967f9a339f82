"""Reports to the webhooks of Discord, Teams, Google Chat and Zulip."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Json, Part, Prop, RunContext, plugin
from tiercel.plugin.services.asking import given
from tiercel_messengers.posting import Message
from tiercel_messengers.reports import Report, WebhookReport

_EXECUTION = 'executionId: "{{ trigger.executionId }}"\n'
_RGB_COLORS = {"SUCCESS": 0x2EB886, "WARNING": 0xDAA038, "FAILED": 0xA30200, "KILLED": 0xA30200}


class Embed(Part):
    """A framed part of a message."""

    title: Annotated[str | None, Prop("The title above the text.")] = None
    description: Annotated[str | None, Prop("Its text, in Markdown.")] = None
    website_url: Annotated[str | None, Prop("Where the title leads.")] = None
    thumbnail: Annotated[str | None, Prop("A small picture, as an address.")] = None
    author_name: Annotated[str | None, Prop("A name above the title.")] = None
    footer: Annotated[str | None, Prop("A line below the text.")] = None
    color: Annotated[
        list[int] | None, Prop("The color of the frame: red, green and blue, each 0 to 255.")
    ] = None

    def written(self) -> dict[str, Json]:
        """As Discord has it."""
        red, green, blue = [*(self.color or []), 0, 0, 0][:3]
        return given(
            title=self.title,
            description=self.description,
            url=self.website_url,
            thumbnail={"url": self.thumbnail} if self.thumbnail else None,
            author={"name": self.author_name} if self.author_name else None,
            footer={"text": self.footer} if self.footer else None,
            color=(red << 16) + (green << 8) + blue if self.color else None,
        )


@plugin(
    "io.kestra.plugin.discord.DiscordExecution",
    title="Report about an execution to a channel of Discord.",
    examples=[
        f"url: \"{{{{ secret('DISCORD_WEBHOOK') }}}}\"\n{_EXECUTION}username: Tiercel",
    ],
    aliases=["io.kestra.plugin.notifications.discord.DiscordExecution"],
)
class DiscordExecution(WebhookReport):
    """State, duration and names in a frame of the state's color."""

    service = "Discord"
    content: Annotated[str | None, Prop("A text above the frame.")] = None
    username: Annotated[
        str | None, Prop("The name of the sender; that of the webhook by default.")
    ] = None
    avatar_url: Annotated[str | None, Prop("The picture of the sender, as an address.")] = None
    embed_list: Annotated[
        list[Embed] | None, Prop("Frames in place of the usual one, 10 at most.")
    ] = None

    def summary(self, report: Report) -> dict[str, Json]:
        fields = [
            {"name": name, "value": value[:1024], "inline": True}
            for name, value in report.fields.items()
        ]
        frame = given(
            title=report.title[:256],
            description="\n".join(filter(None, (report.outcome, report.custom_message))),
            url=report.link,
            color=_RGB_COLORS.get(report.state),
            fields=fields,
        )
        return {"embeds": [frame]}

    def members(self, ctx: RunContext) -> dict[str, Json]:
        return given(
            content=self.content,
            username=self.username,
            avatar_url=self.avatar_url,
            embeds=[each.written() for each in self.embed_list] if self.embed_list else None,
        )


@plugin(
    "io.kestra.plugin.microsoft365.teams.TeamsExecution",
    title="Report about an execution to a channel of Teams.",
    examples=[f"url: \"{{{{ secret('TEAMS_WEBHOOK') }}}}\"\n{_EXECUTION}activityTitle: Nightly"],
    aliases=["io.kestra.plugin.notifications.teams.TeamsExecution"],
)
class TeamsExecution(WebhookReport):
    """A card with the facts, and a button that opens the execution."""

    service = "Teams"
    theme_color: Annotated[str, Prop("The color of the card: six hexadecimal digits.")] = "0076D7"
    activity_title: Annotated[str | None, Prop("The title of the card.")] = None
    activity_subtitle: Annotated[str | None, Prop("The line below the title.")] = None

    def summary(self, report: Report) -> dict[str, Json]:
        section = given(
            activityTitle=self.activity_title or report.title,
            activitySubtitle=self.activity_subtitle or report.outcome,
            text=report.custom_message,
            facts=[{"name": name, "value": value} for name, value in report.fields.items()],
        )
        card: dict[str, Json] = {
            "@type": "MessageCard",
            "@context": "http://schema.org/extensions",
            "themeColor": self.theme_color,
            "summary": report.title,
            "sections": [section],
        }
        if report.link:
            target = {"os": "default", "uri": report.link}
            action = {"@type": "OpenUri", "name": "Open the execution", "targets": [target]}
            card["potentialAction"] = [action]
        return card


@plugin(
    "io.kestra.plugin.googleworkspace.chat.GoogleChatExecution",
    title="Report about an execution to a space of Google Chat.",
    examples=[f"url: \"{{{{ secret('CHAT_WEBHOOK') }}}}\"\n{_EXECUTION}customMessage: Look at it"],
    aliases=["io.kestra.plugin.notifications.google.GoogleChatExecution"],
)
class GoogleChatExecution(WebhookReport):
    """A text with the facts in lines."""

    service = "Google Chat"
    text: Annotated[str | None, Prop("A text in place of the facts.")] = None

    def members(self, ctx: RunContext) -> dict[str, Json]:
        return given(text=self.text)


@plugin(
    "io.kestra.plugin.zulip.ZulipExecution",
    title="Report about an execution to Zulip.",
    examples=[f"url: \"{{{{ secret('ZULIP_WEBHOOK') }}}}\"\n{_EXECUTION}channel: operations"],
    aliases=["io.kestra.plugin.notifications.zulip.ZulipExecution"],
)
class ZulipExecution(WebhookReport):
    """As the integration of Slack in Zulip takes it."""

    service = "Zulip"
    channel: Annotated[str | None, Prop("The channel; that of the webhook by default.")] = None
    username: Annotated[str | None, Prop("The name of the sender.")] = None
    icon_url: Annotated[str | None, Prop("The picture of the sender, as an address.")] = None
    icon_emoji: Annotated[str | None, Prop("The emoji of the sender, such as `:wave:`.")] = None

    def members(self, ctx: RunContext) -> dict[str, Json]:
        return given(
            channel=self.channel,
            username=self.username,
            icon_url=self.icon_url,
            icon_emoji=self.icon_emoji,
        )


@plugin(
    "io.kestra.plugin.tencent.qq.QQExecution",
    title="Report about an execution to QQ.",
    examples=[
        (
            "url: https://bot.example.com/send_group_msg\ntoken: \"{{ secret('QQ_TOKEN') }}\"\n"
            f"{_EXECUTION}payload: '{{\"group_id\": 1}}'"
        )
    ],
)
class QQExecution(WebhookReport):
    """By a bot that takes messages by HTTP: `payload` says to whom."""

    service = "QQ"
    token: Annotated[str | None, Prop("The token of the bot, best from a secret.")] = None

    def message_of(self, ctx: RunContext, report: Report) -> dict[str, Json]:
        return {"message": report.text, **super().message_of(ctx, report)}

    def request(self, message: Json) -> Message:
        headers = {"Authorization": f"Bearer {self.token}"} if self.token else {}
        return Message(url=self.url, json=message, headers=headers, secrets=(self.token,))
