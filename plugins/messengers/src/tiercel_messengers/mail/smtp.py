"""Servers that take mail, and mails as they take them."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from email.utils import getaddresses
from typing import Annotated, Literal
from uuid import NAMESPACE_URL, uuid5

import msgspec
from pydantic import Field, ValidationError

from tiercel.plugin import Interrupted, Json, Level, Plugin, PluginError, Prop, RunContext
from tiercel.plugin.services.asking import json_of
from tiercel.plugin.services.far_errors import words_of
from tiercel.plugins.hosts import allowed_addresses
from tiercel_messengers.attachments import Attachment, refuse_large
from tiercel_messengers.posting import MESSAGE_CHARS_MAX
from tiercel_messengers.reports import required

PORTS = {"SMTP": 25, "SMTPS": 465, "SMTP_TLS": 587, "SMTP_OAUTH2": 587}
NO_HTML = "Please view this email in a modern email client"
_FILES = "A list of `name`, `uri` and `contentType`, or that list as JSON."


class Mail(Plugin):
    """A server, and a mail without its content."""

    host: Annotated[str | None, Prop("The host of the server.")] = None
    port: Annotated[
        int | None,
        Prop(
            "The port of the server that takes mail.",
            "By the transport: 25, 465, 587 for SMTP_TLS and OAuth.",
        ),
    ] = None
    username: Annotated[str | None, Prop("The name to sign in with; nobody by default.")] = None
    password: Annotated[str | None, Prop("The password, best from a secret.")] = None
    access_token: Annotated[
        str | None, Prop("The token for SMTP_OAUTH2, in place of a password.")
    ] = None
    transport_strategy: Annotated[
        Literal["SMTP", "SMTPS", "SMTP_TLS", "SMTP_OAUTH2"],
        Prop(
            "How the connection is encrypted.",
            "SMTPS from the start; SMTP_TLS and SMTP_OAUTH2 by STARTTLS; SMTP only when the "
            "server offers it.",
        ),
    ] = "SMTPS"
    session_timeout: Annotated[int, Prop("How long a step may take, in milliseconds.")] = 10000
    verify_server_identity: Annotated[bool, Prop("Whether the certificate must name the host.")] = (
        True
    )
    trusted_hosts: Annotated[
        list[str] | None, Prop("Hosts whose certificate is not checked at all.")
    ] = None
    from_: Annotated[str | None, Field(alias="from"), Prop("The mail address of the sender.")] = (
        None
    )
    to: Annotated[str | None, Prop("The receivers, with commas or semicolons between them.")] = None
    cc: Annotated[str | None, Prop("Who gets a copy; as `to`.")] = None
    subject: Annotated[str | None, Prop("The subject line of the mail.")] = None
    attachments: Annotated[list[Json] | str | None, Prop("Files that go along.", _FILES)] = None
    embedded_images: Annotated[
        list[Json] | str | None, Prop("Pictures that HTML shows as `cid:name`.", _FILES)
    ] = None

    def deliver(self, ctx: RunContext, message: EmailMessage) -> None:
        """Hand a mail over. Raises: PluginError with host, operation and the server's words."""
        receivers = [*_addresses(self.to), *_addresses(self.cc)]
        if not receivers:
            raise PluginError("`to` must name a receiver")
        with self._session(ctx) as session:
            refused = session.send_message(message, to_addrs=receivers)
        for receiver, (code, words) in refused.items():
            reason = words.decode(errors="replace")
            ctx.log.write(Level.WARN, f"{receiver} was refused: {code} {reason}")
        count = len(receivers) - len(refused)
        ctx.log.write(Level.INFO, f"The mail was taken for {count} receivers")

    def mail(
        self, ctx: RunContext, subject: str, plain: str | None, html: str | None
    ) -> EmailMessage:
        """A mail with this content. Raises: PluginError for bad or large attachments."""
        message = EmailMessage()
        message["From"] = required(self.from_, "from")
        message["To"] = ", ".join(_addresses(self.to))
        if self.cc:
            message["Cc"] = ", ".join(_addresses(self.cc))
        message["Subject"] = subject
        message["Date"] = ctx.now()
        # The same in every attempt: mailboxes show what comes twice once.
        name = uuid5(NAMESPACE_URL, f"{ctx.idempotency_key}/{subject}")
        message["Message-ID"] = f"<{name}@tiercel>"
        message.set_content(plain or (NO_HTML if html else ""))
        images = _files(self.embedded_images, "embeddedImages")
        files = _files(self.attachments, "attachments")
        refuse_large(ctx, [each.uri for each in (*images, *files)])
        if html or images:
            message.add_alternative(html or "", subtype="html")
            (*_, page) = message.iter_parts()
            for each in images:
                kind, _, subtype = each.content_type.partition("/")
                page.add_related(each.content(ctx), kind, subtype, cid=f"<{each.name}>")
        for each in files:
            kind, _, subtype = each.content_type.partition("/")
            message.add_attachment(each.content(ctx), kind, subtype, filename=each.name)
        return message

    @contextmanager
    def _session(self, ctx: RunContext) -> Iterator[smtplib.SMTP]:
        host = required(self.host, "host")
        port = self.port or PORTS[self.transport_strategy]
        place = f"Mail at {host}:{port}"
        allowed_addresses(ctx, place, host, port)
        with _explained(ctx, place, (self.password, self.access_token)):
            timeout = timedelta(milliseconds=self.session_timeout).total_seconds()
            context = self._tls(host)
            if self.transport_strategy == "SMTPS":
                session: smtplib.SMTP = smtplib.SMTP_SSL(
                    host, port, timeout=timeout, context=context
                )
            else:
                session = smtplib.SMTP(host, port, timeout=timeout)
            ctx.on_stop(session.close)
            with session:
                self._sign_in(session, context)
                yield session

    def _sign_in(self, session: smtplib.SMTP, context: ssl.SSLContext) -> None:
        session.ehlo()
        must = self.transport_strategy in ("SMTP_TLS", "SMTP_OAUTH2")
        may = self.transport_strategy == "SMTP" and session.has_extn("starttls")
        if must or may:
            session.starttls(context=context)
            session.ehlo()
        if self.transport_strategy == "SMTP_OAUTH2":
            words = f"user={self.username or ''}\1auth=Bearer {self.access_token or ''}\1\1"
            session.auth("XOAUTH2", lambda challenge=None: words)
        elif self.username:
            session.login(self.username, self.password or "")

    def _tls(self, host: str) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if not self.verify_server_identity or host in (self.trusted_hosts or ()):
            context.check_hostname = False
        if host in (self.trusted_hosts or ()):
            context.verify_mode = ssl.CERT_NONE
        return context


@contextmanager
def _explained(ctx: RunContext, place: str, secrets: tuple[str | None, ...]) -> Iterator[None]:
    try:
        yield
    except (smtplib.SMTPException, OSError) as error:
        if ctx.is_stopped:
            raise Interrupted("sending was cancelled") from None
        text = words_of(error)
        for secret in secrets:
            text = text.replace(secret, "****") if secret else text
        raise PluginError(f"{place}: sending failed: {text[:MESSAGE_CHARS_MAX]}") from None


def _addresses(given: str | None) -> list[str]:
    """Addresses of a list with commas or semicolons."""
    found = getaddresses([(given or "").replace(";", ",")])
    return [address for _, address in found if address]


def _files(given: list[Json] | str | None, name: str) -> list[Attachment]:
    """Raises: PluginError for what is no list of files."""
    listed = json_of(given, name) if isinstance(given, str) else given or []
    try:
        return [Attachment.model_validate(each) for each in listed]
    except (ValidationError, TypeError):
        shown = msgspec.json.encode(listed).decode()[:100]
        raise PluginError(
            f"`{name}` must be a list of files, each with `name` and `uri`, not {shown}"
        ) from None
