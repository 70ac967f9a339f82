"""Reports to LINE."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Prop, RunContext, plugin
from tiercel_messengers.posting import Message, Posting
from tiercel_messengers.reports import Report, ReportTask


@plugin(
    "io.kestra.plugin.line.LineExecution",
    title="Report about an execution to the followers of a LINE account.",
    examples=[
        (
            "channelAccessToken: \"{{ secret('LINE_TOKEN') }}\"\n"
            'executionId: "{{ trigger.executionId }}"'
        )
    ],
    aliases=["io.kestra.plugin.notifications.line.LineExecution"],
)
class LineExecution(Posting, ReportTask):
    """The facts in lines."""

    service = "LINE"
    url: Annotated[str, Prop("The method of the Messaging API.")] = (
        "https://api.line.me/v2/bot/message/broadcast"
    )
    channel_access_token: Annotated[str, Prop("The token of the channel, best from a secret.")]
    text_body: Annotated[str | None, Prop("A text in place of the facts.")] = None

    def send(self, ctx: RunContext, report: Report) -> None:
        text = self.text_body or self.templated(ctx, report) or report.text
        token = self.channel_access_token
        headers = {"Authorization": f"Bearer {token}", "X-Line-Retry-Key": _uuid_of(ctx)}
        body = {"messages": [{"type": "text", "text": text}]}
        self.post(ctx, Message(url=self.url, json=body, headers=headers, secrets=(token,)))


def _uuid_of(ctx: RunContext) -> str:
    """A name of the task run in the form that LINE takes: a second attempt sends nothing twice."""
    from uuid import NAMESPACE_URL, uuid5

    return str(uuid5(NAMESPACE_URL, ctx.idempotency_key))
