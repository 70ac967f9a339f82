"""Reports to WhatsApp and Messenger."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tiercel.plugin import Json, Prop, RunContext, Static, plugin
from tiercel.plugin.services.asking import given
from tiercel_messengers.posting import Message, Posting
from tiercel_messengers.reports import Report, ReportTask, WebhookReport

GRAPH = "https://graph.facebook.com/v24.0"


@plugin(
    "io.kestra.plugin.meta.whatsapp.WhatsAppExecution",
    title="Report about an execution to WhatsApp.",
    examples=[
        (
            "url: \"{{ secret('WHATSAPP_WEBHOOK') }}\"\nprofileName: Operations\n"
            "from: '380999999999'\nwhatsAppIds: ['491701234567']\n"
            'executionId: "{{ trigger.executionId }}"'
        )
    ],
    aliases=["io.kestra.plugin.notifications.whatsapp.WhatsAppExecution"],
)
class WhatsAppExecution(WebhookReport):
    """A text with the facts, in the form of WhatsApp's own webhooks."""

    service = "WhatsApp"
    profile_name: Annotated[str | None, Prop("The name of the sender.")] = None
    whats_app_ids: Annotated[list[str] | None, Prop("The receivers by their ids.")] = None
    from_: Annotated[str | None, Field(alias="from"), Prop("The number of the sender.")] = None
    message_id: Annotated[str | None, Prop("The id that the message names itself by.")] = None
    text_body: Annotated[str | None, Prop("A text in place of the facts.")] = None
    recipient_id: Annotated[str | None, Prop("The receiver whose status is meant.")] = None

    def summary(self, report: Report) -> dict[str, Json]:
        text = self.text_body or report.text
        message = {"from": self.from_, "id": self.message_id, "type": "text"}
        contacts = [
            {"profile": given(name=self.profile_name), "wa_id": each}
            for each in self.whats_app_ids or []
        ]
        return given(
            contacts=contacts,
            messages=[given(**message, text={"body": text})],
            statuses=[{"recipient_id": self.recipient_id}] if self.recipient_id else None,
        )


@plugin(
    "io.kestra.plugin.meta.messenger.MessengerExecution",
    title="Report about an execution to users of Messenger.",
    examples=[
        (
            "pageId: '101010101010'\naccessToken: \"{{ secret('PAGE_TOKEN') }}\"\n"
            "recipientIds: ['24745216345137108']\nexecutionId: \"{{ trigger.executionId }}\""
        )
    ],
    aliases=["io.kestra.plugin.notifications.messenger.MessengerExecution"],
)
class MessengerExecution(Posting, ReportTask):
    """A message to each receiver, in the name of a page."""

    service = "Messenger"
    url: Annotated[
        str | None,
        Prop(
            "The address that messages are sent to.",
            "The Graph API's own place of the page by default.",
        ),
    ] = None
    page_id: Annotated[Static[str], Prop("The page that sends, by its number at Facebook.")]
    access_token: Annotated[str, Prop("The token of the page, best from a secret.")]
    recipient_ids: Annotated[list[str], Prop("The receivers by their ids for the page.")]
    messaging_type: Annotated[
        Literal["RESPONSE", "UPDATE", "MESSAGE_TAG"],
        Prop("Why the message is sent: an answer, news, or outside of the usual day."),
    ] = "UPDATE"
    text_body: Annotated[str | None, Prop("A text in place of the facts.")] = None

    def send(self, ctx: RunContext, report: Report) -> None:
        text = self.text_body or self.templated(ctx, report) or report.text
        url = self.url or f"{GRAPH}/{self.page_id}/messages"
        headers = {"Authorization": f"Bearer {self.access_token}"}
        for each in self.recipient_ids:
            body = {
                "recipient": {"id": each},
                "messaging_type": self.messaging_type,
                "message": {"text": text},
            }
            secrets = (self.access_token,)
            self.post(ctx, Message(url=url, json=body, headers=headers, secrets=secrets))
