"""Mails of Gmail as tasks have them."""

from __future__ import annotations

from base64 import urlsafe_b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import getaddresses
from typing import Annotated

from pydantic import Field

from tiercel.plugin import Json, Part, Prop

MessageId = Annotated[str | None, Prop("The id that Gmail gave the mail.")]


class EmailMetadata(Part):
    """A mail without its text."""

    id: MessageId = None
    thread_id: Annotated[str | None, Prop("The id of its conversation.")] = None
    label_ids: Annotated[list[str] | None, Prop("Ids of its labels, such as INBOX or UNREAD.")] = (
        None
    )
    snippet: Annotated[str | None, Prop("The first words of the text.")] = None
    history_id: Annotated[str | None, Prop("The id of its last change.")] = None
    internal_date: Annotated[str | None, Prop("When the mail came, in ISO 8601.")] = None
    size_estimate: Annotated[int | None, Prop("Its size in bytes, about.")] = None
    headers: Annotated[dict[str, str] | None, Prop("Its headers by name.")] = None
    subject: Annotated[str | None, Prop("The subject of the mail.")] = None
    from_: Annotated[
        str | None, Field(alias="from"), Prop("Who sent the mail, a name and an address.")
    ] = None
    to: Annotated[list[str] | None, Prop("Whom it is for.")] = None
    cc: Annotated[list[str] | None, Prop("Who gets a copy.")] = None
    bcc: Annotated[list[str] | None, Prop("Who gets a blind copy.")] = None


class Attachment(Part):
    """A file with a mail."""

    attachment_id: Annotated[str | None, Prop("Its id, where it is not in the mail.")] = None
    filename: Annotated[str | None, Prop("The name of the file.")] = None
    mime_type: Annotated[
        str | None, Prop("The media type of the file, such as `application/pdf`.")
    ] = None
    size: Annotated[int | None, Prop("Its size in bytes.")] = None
    data: Annotated[str | None, Prop("Its content in base64, where it is small.")] = None


class Message(EmailMetadata):
    """A mail."""

    raw: Annotated[str | None, Prop("All of it in base64, with `format: raw`.")] = None
    text_plain: Annotated[str | None, Prop("The text of the mail, without markup.")] = None
    text_html: Annotated[str | None, Prop("The text of the mail in HTML.")] = None
    attachments: Annotated[list[Attachment] | None, Prop("The files with it.")] = None


def metadata_of(found: dict[str, Json]) -> dict[str, Json]:
    """What mails with and without a text have, by the names of flows."""
    payload = found.get("payload") or {}
    headers = {str(each["name"]): str(each["value"]) for each in payload.get("headers") or ()}
    known = {name.lower(): value for name, value in headers.items()}
    at = found.get("internalDate")
    values: dict[str, Json] = {
        name: found.get(name)
        for name in ("id", "threadId", "labelIds", "snippet", "historyId", "sizeEstimate")
    }
    return {
        **values,
        "internalDate": None if at is None else moment_of(at).isoformat(),
        "headers": headers or None,
        "subject": known.get("subject"),
        "from": known.get("from"),
        **{name: addresses_of(known.get(name)) for name in ("to", "cc", "bcc")},
    }


def message_of(found: dict[str, Json]) -> Message:
    """A mail with its text and files."""
    texts: dict[str, str] = {}
    attachments: list[Json] = []
    for each in _parts(found.get("payload") or {}):
        body, kind = each.get("body") or {}, str(each.get("mimeType"))
        if each.get("filename"):
            attachments.append(
                {
                    "attachmentId": body.get("attachmentId"),
                    "filename": each["filename"],
                    "mimeType": kind,
                    "size": body.get("size"),
                    "data": body.get("data"),
                }
            )
        elif body.get("data"):
            texts.setdefault(kind, text_of(str(body["data"])))
    return Message.model_validate(
        {
            **metadata_of(found),
            "raw": found.get("raw"),
            "textPlain": texts.get("text/plain"),
            "textHtml": texts.get("text/html"),
            "attachments": attachments or None,
        }
    )


def _parts(part: dict[str, Json]) -> Iterator[dict[str, Json]]:
    yield part
    for each in part.get("parts") or ():
        yield from _parts(each)


def moment_of(milliseconds: Json) -> datetime:
    """When a mail came."""
    return datetime.fromtimestamp(int(milliseconds) / 1000, UTC)


def text_of(data: str) -> str:
    """A text in the base64 of addresses, which may have no padding."""
    return urlsafe_b64decode(data + "=" * (-len(data) % 4)).decode("utf-8", errors="replace")


def addresses_of(header: str | None) -> list[str] | None:
    """The addresses of a header."""
    if header is None:
        return None
    return [address for _, address in getaddresses([header]) if address]
