"""Mail and domains by Resend."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tiercel.plugin import Json, Output, Part, Prop, RunContext, RunnableTask, plugin
from tiercel.plugin.services.asking import given
from tiercel_messengers.attachments import Attachment as StoredFile
from tiercel_messengers.posting import Message, Service

API = "https://api.resend.com"
_KEY = "apiKey: \"{{ secret('RESEND_KEY') }}\"\n"


class Account(Service):
    """An account of Resend."""

    service = "Resend"
    api_key: Annotated[str, Prop("The key of the API, best from a secret.")]

    def call(
        self, ctx: RunContext, path: str, body: dict[str, Json], key: str | None = None
    ) -> dict[str, Json]:
        """The answer to a request; `key` makes it act once. Raises: PluginError."""
        headers = {"Authorization": f"Bearer {self.api_key}"}
        headers |= {"Idempotency-Key": key} if key else {}
        message = Message(url=API + path, json=body, headers=headers, secrets=(self.api_key,))
        return self.post_for(ctx, message, "id")


class Attachment(Part):
    """A file of the internal storage, or of an address."""

    name: Annotated[str, Prop("The name that it gets.")]
    uri: Annotated[str | None, Prop("The file in the internal storage.")] = None
    path: Annotated[str | None, Prop("The address that Resend takes it from.")] = None
    content_type: Annotated[str | None, Prop("Its media type; by its name by default.")] = None
    content_id: Annotated[str | None, Prop("What HTML shows it by: `cid:…`.")] = None

    def written(self, ctx: RunContext) -> dict[str, Json]:
        """As Resend has it. Raises: NotFound, PluginError for one that is too large."""
        stored = StoredFile(name=self.name, uri=self.uri) if self.uri else None
        return given(
            filename=self.name,
            content=stored.encoded(ctx) if stored else None,
            path=self.path,
            content_type=self.content_type,
            content_id=self.content_id,
        )


class Sent(Output):
    """The mail."""

    id: Annotated[str | None, Prop("The id that Resend gave the mail.")] = None


@plugin(
    "io.kestra.plugin.resend.email.Send",
    title="Send mail by Resend.",
    examples=[
        _KEY + "from: Flows <flows@example.com>\nto: [team@example.com]\nsubject: Report\n"
        'html: "<p>{{ flow.id }} is done</p>"'
    ],
)
class Send(Account, RunnableTask[Sent]):
    """Plain text, HTML, or both; a second attempt sends nothing twice."""

    from_: Annotated[str, Field(alias="from"), Prop("The sender, of a domain that is verified.")]
    to: Annotated[list[str], Prop("The receivers, 50 at most.")]
    subject: Annotated[str, Prop("The subject line of the mail.")]
    html: Annotated[str | None, Prop("The content as HTML.")] = None
    text: Annotated[str | None, Prop("The content as plain text.")] = None
    cc: Annotated[list[str] | None, Prop("Who gets a copy.")] = None
    bcc: Annotated[list[str] | None, Prop("Who gets a copy unseen.")] = None
    reply_to: Annotated[list[str] | None, Prop("Where answers go; to the sender by default.")] = (
        None
    )
    headers: Annotated[dict[str, str] | None, Prop("Further headers of the mail.")] = None
    tags: Annotated[list[Json] | None, Prop("Tags, each with `name` and `value`.")] = None
    attachments: Annotated[list[Attachment] | None, Prop("Files that go along.")] = None
    scheduled_at: Annotated[str | None, Prop("When it is sent, as a date; now by default.")] = None
    idempotency_key: Annotated[
        str | None, Prop("What names it for 24 hours; the task run by default.")
    ] = None

    def run(self, ctx: RunContext) -> Sent:
        """Raises: PluginError for what Resend refuses."""
        body = given(
            to=self.to,
            subject=self.subject,
            html=self.html,
            text=self.text,
            cc=self.cc,
            bcc=self.bcc,
            reply_to=self.reply_to,
            headers=self.headers,
            tags=self.tags,
            attachments=[each.written(ctx) for each in self.attachments or []] or None,
            scheduled_at=self.scheduled_at,
        )
        key = self.idempotency_key or ctx.idempotency_key
        return Sent(id=self.call(ctx, "/emails", {**body, "from": self.from_}, key).get("id"))


class Created(Output):
    """The domain."""

    id: Annotated[str | None, Prop("The id that Resend gave the domain.")] = None
    result: Annotated[dict[str, Json] | None, Prop("It, with the records that it needs.")] = None


@plugin(
    "io.kestra.plugin.resend.domain.Create",
    title="Add a domain to Resend.",
    examples=[_KEY + "name: mail.example.com\nregion: eu-west-1"],
)
class CreateDomain(Account, RunnableTask[Created]):
    """It sends mail once its records are in the DNS."""

    name: Annotated[str, Prop("The name of the domain.")]
    region: Annotated[str | None, Prop("Where mail leaves from; us-east-1 by default.")] = None
    custom_return_path: Annotated[
        str | None, Prop("The subdomain that bounces go to; `send` by default.")
    ] = None

    def run(self, ctx: RunContext) -> Created:
        """Raises: PluginError for what Resend refuses."""
        body = given(name=self.name, region=self.region, custom_return_path=self.custom_return_path)
        found = self.call(ctx, "/domains", body)
        return Created(id=found.get("id"), result=found)
