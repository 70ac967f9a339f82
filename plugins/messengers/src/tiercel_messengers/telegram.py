"""Messages to Telegram, by a bot."""

from __future__ import annotations

from typing import Annotated, Literal

from tiercel.plugin import Output, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.asking import given
from tiercel_messengers.posting import Message
from tiercel_messengers.reports import Report, ReportTask, required
from tiercel_messengers.webhook import Payload

API = "https://api.telegram.org"
_BOT = "token: \"{{ secret('TELEGRAM_TOKEN') }}\"\nchannel: '-1001234567890'\n"


class Bot(Payload):
    """A bot, and where it writes."""

    service = "Telegram"
    token: Annotated[str, Prop("The token of the bot, best from a secret.")]
    channel: Annotated[str, Prop("The chat: its number, or `@name` of a channel.")]
    parse_mode: Annotated[
        Literal["HTML", "MARKDOWNV2"] | None, Prop("How marks in the text are read; not at all.")
    ] = None
    endpoint_override: Annotated[
        str | None, Prop("Another server of bots.", f"{API} by default.")
    ] = None

    def write(self, ctx: RunContext, text: str) -> None:
        """Post a text. Raises: PluginError with what Telegram says."""
        mode = {"MARKDOWNV2": "MarkdownV2"}.get(self.parse_mode or "", self.parse_mode)
        url = f"{(self.endpoint_override or API).rstrip('/')}/bot{self.token}/sendMessage"
        body = given(chat_id=self.channel, text=text, parse_mode=mode)
        self.post(ctx, Message(url=url, json=body, secrets=(self.token,)))


@plugin(
    "io.kestra.plugin.telegram.TelegramSend",
    title="Send a message to a chat of Telegram.",
    examples=[_BOT + 'payload: "{{ flow.id }} is done"'],
    aliases=["io.kestra.plugin.notifications.telegram.TelegramSend"],
)
class TelegramSend(Bot, RunnableTask[Output]):
    """`payload` is the text itself, of 4096 signs at most."""

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError without a text, or when Telegram refuses it."""
        self.write(ctx, required(self.payload, "payload"))


@plugin(
    "io.kestra.plugin.telegram.TelegramExecution",
    title="Report about an execution to a chat of Telegram.",
    examples=[_BOT + 'executionId: "{{ trigger.executionId }}"'],
    aliases=["io.kestra.plugin.notifications.telegram.TelegramExecution"],
)
class TelegramExecution(Bot, ReportTask):
    """The facts in lines, or the text of `payload`."""

    def send(self, ctx: RunContext, report: Report) -> None:
        self.write(ctx, self.payload or self.templated(ctx, report) or report.text)
