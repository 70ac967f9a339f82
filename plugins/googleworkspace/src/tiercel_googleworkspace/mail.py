"""Mails of Gmail: read, listed, sent, waited for."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from itertools import islice
from mimetypes import guess_type
from typing import Annotated

from pydantic import Field

from tiercel.plugin import (
    Json,
    Output,
    Plugin,
    PluginError,
    PollingTrigger,
    Prop,
    RunContext,
    RunnableTask,
    plugin,
)
from tiercel.plugin.services.fetching import FETCH_TYPE, FetchType, fetched
from tiercel_gcp.logins import Grant, Login
from tiercel_gcp.rest import Rest, part
from tiercel_googleworkspace.connection import INTERVAL, Patient
from tiercel_googleworkspace.limits import MAIL_BYTES_MAX
from tiercel_googleworkspace.messages import (
    EmailMetadata,
    Message,
    message_of,
    metadata_of,
    moment_of,
)
from tiercel_googleworkspace.newest import Entry, Newest

BASE = "https://gmail.googleapis.com/gmail/v1"
MESSAGES = "/users/me/messages"
SCOPES = Prop("Accepted: a refresh token is good for what was allowed when it was made.")
GMAIL = (
    "clientId: \"{{ secret('GMAIL_CLIENT_ID') }}\"\n"
    "clientSecret: \"{{ secret('GMAIL_CLIENT_SECRET') }}\"\n"
    "refreshToken: \"{{ secret('GMAIL_REFRESH_TOKEN') }}\"\n"
)
QUERY = Prop("Which mails, as the search of Gmail has it: `from:ann@example.com is:unread`.")
LABELS = Prop("Only those with all of these labels.")
SPAM = Prop("Whether spam and the bin count.")
_NAMES = ("GMAIL_MODIFY", "GMAIL_READONLY", "GMAIL_SEND")


class Granted(Patient, Plugin):
    """Base of what asks for a mailbox, as its owner has allowed."""

    client_id: Annotated[str, Prop("The id of the application.")]
    client_secret: Annotated[str, Prop("The secret of the application.")]
    refresh_token: Annotated[str, Prop("What the owner has allowed it, best from a secret.")]
    access_token: Annotated[str | None, Prop("A token to begin with; one is asked for else.")] = (
        None
    )

    def gmail(self, ctx: RunContext) -> Rest:
        """The service."""
        grant = Grant(self.client_id, self.client_secret, self.refresh_token, self.access_token)
        login = Login(grant=grant)
        return Rest(ctx, login, "gmail", BASE, read_seconds=self.patience())


class Mailbox(Granted):
    """What tasks have as well."""

    scopes: Annotated[list[str], SCOPES] = list(_NAMES)  # noqa: RUF012  Copied by pydantic.


def ids_of(rest: Rest, **asked: Json) -> Iterator[str]:
    """The ids of mails, newest first, of all pages."""
    return (str(each["id"]) for each in rest.pages(MESSAGES, "messages", **asked))


class Read(Output):
    """The mail."""

    message: Annotated[Message, Prop("The mail with its text, its headers and its files.")]


@plugin(
    "io.kestra.plugin.googleworkspace.mail.Get",
    title="Read a mail of Gmail.",
    examples=[GMAIL + 'messageId: "{{ trigger.messages[0].id }}"'],
)
class Get(Mailbox, RunnableTask[Read]):
    """With its text, and what is said of its files."""

    message_id: Annotated[str, Prop("The id of the mail.")]
    format: Annotated[str, Prop("How much: full, metadata, minimal or raw.")] = "full"

    def run(self, ctx: RunContext) -> Read:
        path = f"{MESSAGES}/{part(self.message_id)}"
        return Read(message=message_of(self.gmail(ctx).get(path, format=self.format)))


class Listed(Output):
    """Mails."""

    messages: Annotated[list[Message] | None, Prop("All of them, of FETCH.")] = None
    message: Annotated[Message | None, Prop("The first, of FETCH_ONE.")] = None
    uri: Annotated[str | None, Prop("A file with a row for each, of STORE.")] = None
    result_size_estimate: Annotated[int | None, Prop("How many there are.")] = None
    next_page_token: Annotated[
        str | None, Prop("Always null: all pages up to `maxResults` are read.")
    ] = None


@plugin(
    "io.kestra.plugin.googleworkspace.mail.List",
    title="List mails of Gmail.",
    examples=[GMAIL + "query: is:unread has:attachment\nfetchType: STORE"],
)
class List(Mailbox, RunnableTask[Listed]):
    """With their texts: a request for each."""

    query: Annotated[str | None, QUERY] = None
    label_ids: Annotated[list[str] | None, LABELS] = None
    include_spam_trash: Annotated[bool, SPAM] = False
    max_results: Annotated[int, Prop("How many at most.")] = 100
    fetch_type: Annotated[FetchType, FETCH_TYPE] = "FETCH"

    def run(self, ctx: RunContext) -> Listed:
        found = fetched(ctx, self._rows(self.gmail(ctx)), self.fetch_type)
        return Listed(
            messages=None if found.rows is None else [_message(each) for each in found.rows],
            message=None if found.row is None else _message(found.row),
            uri=found.uri,
            result_size_estimate=found.size,
        )

    def _rows(self, rest: Rest) -> Iterator[dict[str, Json]]:
        ids = ids_of(
            rest,
            q=self.query,
            labelIds=self.label_ids,
            includeSpamTrash=str(self.include_spam_trash).lower(),
            maxResults=min(self.max_results, 500),
        )
        for number in islice(ids, self.max_results):
            message = message_of(rest.get(f"{MESSAGES}/{part(number)}", format="full"))
            yield message.model_dump(by_alias=True, exclude_none=True)


def _message(row: dict[str, Json]) -> Message:
    return Message.model_validate(row)


class Sent(Output):
    """The mail."""

    message_id: Annotated[str | None, Prop("The id that Gmail gave the mail.")] = None
    thread_id: Annotated[str | None, Prop("The id of its conversation.")] = None


@plugin(
    "io.kestra.plugin.googleworkspace.mail.Send",
    title="Send a mail by Gmail.",
    examples=[
        GMAIL + "to: [ann@example.com]\nsubject: Report of {{ flow.id }}\n"
        'textBody: It is attached.\nattachments: ["{{ outputs.report.uri }}"]'
    ],
)
class Send(Mailbox, RunnableTask[Sent]):
    """As the owner of the mailbox."""

    to: Annotated[list[str], Prop("Whom it is for.")]
    cc: Annotated[list[str] | None, Prop("Who gets a copy.")] = None
    bcc: Annotated[list[str] | None, Prop("Who gets a blind copy.")] = None
    from_: Annotated[
        str | None, Field(alias="from"), Prop("An address of the owner; the usual one by default.")
    ] = None
    subject: Annotated[str | None, Prop("The subject of the mail; none by default.")] = None
    text_body: Annotated[str | None, Prop("The text of the mail, without markup.")] = None
    html_body: Annotated[str | None, Prop("The text as HTML.")] = None
    attachments: Annotated[list[str] | None, Prop("Addresses of stored files.")] = None

    def run(self, ctx: RunContext) -> Sent:
        """Raises: PluginError for what can't be sent, or the service refuses."""
        raw = urlsafe_b64encode(self._mail(ctx).as_bytes()).decode()
        found = self.gmail(ctx).post(f"{MESSAGES}/send", {"raw": raw})
        return Sent(message_id=found.get("id"), thread_id=found.get("threadId"))

    def _mail(self, ctx: RunContext) -> EmailMessage:
        mail = EmailMessage()
        headers = {
            "To": self.to,
            "Cc": self.cc,
            "Bcc": self.bcc,
            "From": [self.from_] if self.from_ else None,
        }
        try:
            for name, addresses in headers.items():
                if addresses:
                    mail[name] = ", ".join(addresses)
            mail["Subject"] = self.subject or ""
        except ValueError as error:
            raise PluginError(f"The mail can't be sent: {error}") from None
        mail.set_content(self.text_body or "")
        if self.html_body is not None:
            mail.add_alternative(self.html_body, subtype="html")
        for uri in self.attachments or ():
            self._attach(ctx, mail, uri)
        return mail

    def _attach(self, ctx: RunContext, mail: EmailMessage, uri: str) -> None:
        if ctx.blobs.size(uri) > MAIL_BYTES_MAX:
            raise PluginError(f"{uri} is larger than the {MAIL_BYTES_MAX} bytes of a mail")
        name = uri.rpartition("/")[2]
        main, _, sub = (guess_type(name)[0] or "application/octet-stream").partition("/")
        mail.add_attachment(ctx.blobs.read(uri), maintype=main, subtype=sub, filename=name)


class Received(Output):
    """Mails that came."""

    messages: Annotated[list[EmailMetadata], Prop("The mails, oldest first.")]


@plugin(
    "io.kestra.plugin.googleworkspace.mail.MailReceivedTrigger",
    title="Start an execution for mails that come to Gmail.",
    examples=[GMAIL + "query: has:attachment subject:invoice\ninterval: PT5M"],
)
class MailReceivedTrigger(Granted, PollingTrigger[Received]):
    """One for all mails that came since the poll before; `mail.Get` reads their texts."""

    scopes: Annotated[list[str], SCOPES] = [  # noqa: RUF012  Copied by pydantic.
        f"https://www.googleapis.com/auth/{each.lower().replace('_', '.')}" for each in _NAMES
    ]
    query: Annotated[str | None, QUERY] = None
    label_ids: Annotated[list[str] | None, LABELS] = None
    include_spam_trash: Annotated[bool, SPAM] = False
    initial_lookback: Annotated[
        timedelta | None, Prop("How far the first poll looks back; `interval` by default.")
    ] = None
    max_messages_per_poll: Annotated[
        int, Prop("How many to take at most; the next poll has more.")
    ] = 50
    interval: Annotated[timedelta, INTERVAL] = timedelta(minutes=5)

    def poll(self, ctx: RunContext) -> Iterator[Received]:
        newest = Newest(ctx, self.initial_lookback or self.interval)
        found = newest.take(self._mails(self.gmail(ctx), newest.since), self.max_messages_per_poll)
        if found:
            yield Received(messages=found)
        newest.keep()

    def _mails(self, rest: Rest, since: datetime) -> Iterator[Entry[EmailMetadata]]:
        ids = ids_of(
            rest,
            q=f"{self.query or ''} after:{int(since.timestamp()) - 1}".strip(),
            labelIds=self.label_ids,
            includeSpamTrash=str(self.include_spam_trash).lower(),
        )
        for number in ids:
            mail = rest.get(f"{MESSAGES}/{part(number)}", format="metadata")
            yield (
                moment_of(mail["internalDate"]),
                number,
                EmailMetadata.model_validate(metadata_of(mail)),
            )
