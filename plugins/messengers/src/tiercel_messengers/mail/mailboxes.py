"""Mailboxes by IMAP and POP3: what came since a place that is remembered."""

from __future__ import annotations

import email
import email.policy
import imaplib
import poplib
import re
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage, MIMEPart
from email.utils import getaddresses, parsedate_to_datetime
from ssl import CERT_NONE, SSLContext, create_default_context
from typing import Annotated, Protocol

import msgspec
from pydantic import Field

from tiercel.plugin import Json, Output, PluginError, Prop

# What one look takes at most; the rest is there at the next.
MAILS_MAX = 100
MAIL_BYTES_MAX = 25_000_000
CONNECT_SECONDS_MAX = 30
# How many names of mails are remembered of a mailbox without numbers.
NAMES_MAX = 5000
_UIDVALIDITY = re.compile(rb"(\d+)")


class AttachmentInfo(Output):
    """A file of a mail, without its content."""

    filename: Annotated[str | None, Prop("The name of the file, as the mail gives it.")] = None
    content_type: Annotated[
        str | None, Prop("The media type of the file, such as application/pdf.")
    ] = None
    size: Annotated[int | None, Prop("Its size in bytes.")] = None


class Email(Output):
    """A mail that came in."""

    subject: Annotated[str | None, Prop("The subject, decoded into plain text.")] = None
    from_: Annotated[
        str | None, Field(alias="from"), Prop("The address of the sender, with the name.")
    ] = None
    to: Annotated[list[str] | None, Prop("The addresses that it was sent to.")] = None
    cc: Annotated[list[str] | None, Prop("Who got a copy.")] = None
    bcc: Annotated[list[str] | None, Prop("Who got a copy unseen, where it says so.")] = None
    body: Annotated[str | None, Prop("The content: plain text, else HTML.")] = None
    date: Annotated[datetime | None, Prop("When it was sent.")] = None
    message_id: Annotated[str | None, Prop("The name that it was sent with.")] = None
    attachments: Annotated[
        list[AttachmentInfo] | None, Prop("The files that came with it, without their content.")
    ] = None


class Login(msgspec.Struct, frozen=True):
    """Where a mailbox is, and who asks. `port` None is the usual one."""

    host: str
    username: str
    password: str
    folder: str = "INBOX"
    port: int | None = None
    ssl: bool = True
    trusts_all_certificates: bool = False

    def context(self) -> SSLContext:
        """How the connection is encrypted."""
        context = create_default_context()
        if self.trusts_all_certificates:
            context.check_hostname = False
            context.verify_mode = CERT_NONE
        return context


class Found(msgspec.Struct, frozen=True):
    """Mails that came after a place, oldest first, and the place after them."""

    mails: Sequence[Email]
    place: Json


class Mailbox(Protocol):
    """A mailbox that is read; nothing in it changes."""

    def after(self, place: Json) -> Found:
        """What came after a place; None is now. Raises: errors of the client library."""


class Imap:
    """Numbers of mails grow; a place is the last one, and what makes numbers valid."""

    errors = (imaplib.IMAP4.error, OSError)

    def __init__(self, login: Login) -> None:
        self._login = login

    def after(self, place: Json) -> Found:
        """As the protocol says; a folder whose numbers were made anew begins now."""
        login = self._login
        with self._connection() as client:
            client.login(login.username, login.password)
            answer, words = client.select(_quoted(login.folder), readonly=True)
            if answer != "OK":
                raise imaplib.IMAP4.error(_text(words))
            validity = _number(client.response("UIDVALIDITY")[1])
            newest = _number(client.response("UIDNEXT")[1]) - 1
            is_known = isinstance(place, dict) and place.get("validity") == validity
            if not is_known:
                return Found((), {"validity": validity, "last": newest})
            last = int(place["last"])
            numbers = [each for each in self._numbers(client, last + 1) if each > last]
            taken = sorted(numbers)[:MAILS_MAX]
            mails = [self._mail(client, number) for number in taken]
            end = taken[-1] if taken else last
            return Found(mails, {"validity": validity, "last": end})

    def _connection(self) -> imaplib.IMAP4:
        login = self._login
        if login.ssl:
            return imaplib.IMAP4_SSL(
                login.host, login.port or 993, ssl_context=login.context(),
                timeout=CONNECT_SECONDS_MAX,
            )  # fmt: skip
        return imaplib.IMAP4(login.host, login.port or 143, timeout=CONNECT_SECONDS_MAX)

    def _numbers(self, client: imaplib.IMAP4, first: int) -> list[int]:
        answer, words = client.uid("SEARCH", f"UID {first}:*")
        if answer != "OK":
            raise imaplib.IMAP4.error(_text(words))
        return [int(each) for each in (words[0] or b"").split()]

    def _mail(self, client: imaplib.IMAP4, number: int) -> Email:
        answer, words = client.uid("FETCH", str(number), f"(BODY.PEEK[]<0.{MAIL_BYTES_MAX}>)")
        content = next((each[1] for each in words if isinstance(each, tuple)), None)
        if answer != "OK" or content is None:
            raise imaplib.IMAP4.error(f"the mail {number} can't be read")
        return mail_of(content)


class Pop3:
    """Mails have names only; a place is the names of those that were there."""

    errors = (poplib.error_proto, OSError)

    def __init__(self, login: Login) -> None:
        self._login = login

    def after(self, place: Json) -> Found:
        """As the protocol says; the folder is the one that there is."""
        client = self._connection()
        try:
            client.user(self._login.username)
            client.pass_(self._login.password)
            listed = [line.decode().split(" ", 1) for line in client.uidl()[1]]
            names = [name for _, name in listed]
            if not isinstance(place, list):
                return Found((), names[-NAMES_MAX:])
            known = set(place)
            fresh = [each for each in listed if each[1] not in known][:MAILS_MAX]
            mails = [mail_of(_whole(client.retr(int(number))[1])) for number, _ in fresh]
            kept = [name for name in names if name in known] + [name for _, name in fresh]
            return Found(mails, kept[-NAMES_MAX:])
        finally:
            with suppress(*self.errors):
                client.quit()

    def _connection(self) -> poplib.POP3:
        login, timeout = self._login, CONNECT_SECONDS_MAX
        if login.ssl:
            context = login.context()
            return poplib.POP3_SSL(login.host, login.port or 995, timeout=timeout, context=context)
        return poplib.POP3(login.host, login.port or 110, timeout=timeout)


def _whole(lines: Sequence[bytes]) -> bytes:
    return b"".join(line + b"\r\n" for line in lines)


def mail_of(content: bytes) -> Email:
    """A mail as it came over the wire, read."""
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    body = message.get_body(("plain", "html"))
    return Email(
        subject=message["Subject"],
        from_=message["From"],
        to=_people(message, "To"),
        cc=_people(message, "Cc"),
        bcc=_people(message, "Bcc"),
        body=None if body is None else _content(body),
        date=_date(message["Date"]),
        message_id=message["Message-ID"],
        attachments=[_info(each) for each in message.iter_attachments()],
    )


def _people(message: EmailMessage, header: str) -> list[str]:
    return [address for _, address in getaddresses(message.get_all(header, [])) if address]


def _content(part: MIMEPart) -> str:
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    try:
        return content.decode(part.get_content_charset() or "utf-8", errors="replace")
    except LookupError:
        return content.decode("utf-8", errors="replace")


def _date(text: str | None) -> datetime | None:
    try:
        found = parsedate_to_datetime(text or "")
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def _info(part: MIMEPart) -> AttachmentInfo:
    payload = part.get_payload(decode=True)
    size = len(payload) if isinstance(payload, bytes) else None
    return AttachmentInfo(
        filename=part.get_filename(), content_type=part.get_content_type(), size=size
    )


def _quoted(folder: str) -> str:
    escaped = folder.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _number(words: Sequence[Json]) -> int:
    found = _UIDVALIDITY.search(words[0] or b"") if words else None
    if found is None:
        raise PluginError("The mail server does not number its mails")
    return int(found[1])


def _text(words: Sequence[Json]) -> str:
    return b" ".join(each for each in words if isinstance(each, bytes)).decode(errors="replace")
