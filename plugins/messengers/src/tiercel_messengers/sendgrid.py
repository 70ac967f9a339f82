"""Mail by SendGrid."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tiercel.plugin import Json, Output, Plugin, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.asking import given
from tiercel_messengers.attachments import Attachment
from tiercel_messengers.documents import html_of
from tiercel_messengers.posting import Message, Service
from tiercel_messengers.reports import Reporting

API = "https://api.sendgrid.com/v3/mail/send"
_MAIL = (
    "sendgridApiKey: \"{{ secret('SENDGRID_KEY') }}\"\n"
    "from: flows@example.com\nto: [team@example.com]\n"
)


class Accepted(Output):
    """What SendGrid answered."""

    status_code: Annotated[int, Prop("The status of the answer: 202 when the mail is taken.")]
    body: Annotated[str, Prop("The body, which is empty.")]
    headers: Annotated[dict[str, str], Prop("The headers, such as `X-Message-Id`.")]


class Mail(Service):
    """A mail without its content."""

    service = "SendGrid"
    sendgrid_api_key: Annotated[str, Prop("The key of the API, best from a secret.")]
    from_: Annotated[str, Field(alias="from"), Prop("The sender, whom SendGrid has verified.")]
    to: Annotated[list[str], Prop("Mail addresses of the receivers.")]
    cc: Annotated[list[str] | None, Prop("Who gets a copy.")] = None
    subject: Annotated[str | None, Prop("The subject line of the mail.")] = None
    attachments: Annotated[list[Attachment] | None, Prop("Files that go along.")] = None
    embedded_images: Annotated[
        list[Attachment] | None, Prop("Pictures that HTML shows as `cid:name`.")
    ] = None

    def deliver(self, ctx: RunContext, subject: str, texts: dict[str, str | None]) -> Accepted:
        """Post it. Shapes: `texts` are the contents by media type, plain text first.

        Raises: PluginError for what SendGrid refuses, or for large files.
        """
        people = given(to=_people(self.to), cc=_people(self.cc or []) or None)
        files = [
            _file(ctx, each, disposition)
            for disposition, group in (
                ("attachment", self.attachments),
                ("inline", self.embedded_images),
            )
            for each in group or []
        ]
        body = given(
            personalizations=[people],
            subject=subject,
            content=[{"type": kind, "value": text} for kind, text in texts.items() if text],
            attachments=files or None,
        )
        key = self.sendgrid_api_key
        message = Message(
            url=API,
            json={**body, "from": {"email": self.from_}},
            headers={"Authorization": f"Bearer {key}"},
            secrets=(key,),
        )
        answer = self.post(ctx, message)
        headers = {name: ", ".join(values) for name, values in answer.headers.items()}
        return Accepted(status_code=answer.status, body=answer.text, headers=headers)


def _people(addresses: list[str]) -> list[dict[str, Json]]:
    return [{"email": each} for each in addresses]


def _file(ctx: RunContext, file: Attachment, disposition: str) -> dict[str, Json]:
    return {
        "content": file.encoded(ctx),
        "filename": file.name,
        "type": file.content_type,
        "disposition": disposition,
        "content_id": file.name,
    }


class Texts(Plugin):
    """What a mail says."""

    html_content: Annotated[str | None, Prop("The content of the mail in HTML.")] = None
    text_content: Annotated[str | None, Prop("The content as plain text.")] = None


@plugin(
    "io.kestra.plugin.twilio.sendgrid.SendGridMailSend",
    title="Send mail by SendGrid.",
    examples=[_MAIL + 'subject: Report\ntextContent: "{{ flow.id }} is done"'],
    aliases=["io.kestra.plugin.notifications.sendgrid.SendGridMailSend"],
)
class SendGridMailSend(Mail, Texts, RunnableTask[Accepted]):
    """Plain text, HTML, or both."""

    def run(self, ctx: RunContext) -> Accepted:
        """Raises: PluginError for what SendGrid refuses."""
        texts = {"text/plain": self.text_content, "text/html": self.html_content}
        return self.deliver(ctx, self.subject or "", texts)


@plugin(
    "io.kestra.plugin.twilio.sendgrid.SendGridMailExecution",
    title="Report about an execution by SendGrid.",
    examples=[_MAIL + 'executionId: "{{ trigger.executionId }}"'],
    aliases=["io.kestra.plugin.notifications.sendgrid.SendGridMailExecution"],
)
class SendGridMailExecution(Mail, Texts, Reporting, RunnableTask[Accepted]):
    """The facts as a table, and as lines of plain text."""

    text_template_uri: Annotated[
        str | None, Prop("A template of the plain text in the internal storage.", hidden=True)
    ] = None

    def run(self, ctx: RunContext) -> Accepted:
        """Raises: PluginError for what SendGrid refuses, NotFound for an unknown execution."""
        report = self.report(ctx)
        html = self.html_content or self.templated(ctx, report) or html_of(report)
        plain = self.rendered(ctx, self.text_template_uri, report)
        text = self.text_content or plain or report.text
        texts: dict[str, str | None] = {"text/plain": text, "text/html": html}
        return self.deliver(ctx, self.subject or report.title, texts)
