"""Tasks that send mail by SMTP."""

from __future__ import annotations

from typing import Annotated

from tiercel.plugin import Output, Prop, RunContext, RunnableTask, plugin
from tiercel_messengers.documents import html_of
from tiercel_messengers.mail.smtp import Mail
from tiercel_messengers.reports import Report, ReportTask

_SERVER = (
    "host: smtp.example.com\nport: 465\nusername: \"{{ secret('MAIL_USER') }}\"\n"
    "password: \"{{ secret('MAIL_PASSWORD') }}\"\nfrom: flows@example.com\nto: team@example.com\n"
)


@plugin(
    "io.kestra.plugin.email.MailSend",
    title="Send a mail, with attachments, by SMTP.",
    examples=[
        _SERVER + 'subject: The report\nhtmlTextContent: "<p>{{ flow.id }} is done</p>"\n'
        'attachments:\n  - name: report.csv\n    uri: "{{ outputs.report.uri }}"\n'
        "    contentType: text/csv"
    ],
    aliases=["io.kestra.plugin.notifications.mail.MailSend"],
)
class MailSend(Mail, RunnableTask[Output]):
    """Plain text, HTML, or both."""

    html_text_content: Annotated[str | None, Prop("The content of the mail in HTML.")] = None
    plain_text_content: Annotated[
        str | None,
        Prop("The content as plain text.", "A line that points to the HTML by default."),
    ] = None

    def run(self, ctx: RunContext) -> None:
        """Raises: PluginError with what the server says."""
        content = (self.plain_text_content, self.html_text_content)
        self.deliver(ctx, self.mail(ctx, self.subject or "", *content))


@plugin(
    "io.kestra.plugin.email.MailExecution",
    title="Report about an execution by mail.",
    examples=[_SERVER + 'executionId: "{{ trigger.executionId }}"'],
    aliases=["io.kestra.plugin.notifications.mail.MailExecution"],
)
class MailExecution(Mail, ReportTask):
    """The facts as a table, and as lines of plain text."""

    html_text_content: Annotated[
        str | None, Prop("The content of the mail in HTML.", hidden=True)
    ] = None
    plain_text_content: Annotated[
        str | None, Prop("The content of the mail without markup, for programs that show no HTML.")
    ] = None
    text_template_uri: Annotated[
        str | None, Prop("A template of the plain text in the internal storage.", hidden=True)
    ] = None

    def send(self, ctx: RunContext, report: Report) -> None:
        html = self.html_text_content or self.templated(ctx, report) or html_of(report)
        plain = self.plain_text_content or self._plain_template(ctx, report) or report.text
        self.deliver(ctx, self.mail(ctx, self.subject or report.title, plain, html))

    def _plain_template(self, ctx: RunContext, report: Report) -> str | None:
        return self.rendered(ctx, self.text_template_uri, report)
