"""Messages of flows as messages of a chat: with the pictures and documents that they name."""

from __future__ import annotations

from base64 import b64encode
from mimetypes import guess_type

from tiercel.plugin import PluginError, RunContext
from tiercel_ai.chat import Media, Message
from tiercel_ai.configuration import ChatMessage, ContentBlock
from tiercel_ai.limits import MEDIA_BYTES_MAX

_USUAL = {"IMAGE": "image/png", "PDF": "application/pdf"}


def messages_of(ctx: RunContext, written: list[ChatMessage]) -> list[Message]:
    """Raises: PluginError for a message without content, or a file that is too large."""
    return [_message_of(ctx, number, each) for number, each in enumerate(written)]


def user_message(ctx: RunContext, text: str | None, blocks: list[ContentBlock] | None) -> Message:
    """A question with what belongs to it. Raises: PluginError for one without content."""
    texts = [text, *(each.text for each in blocks or () if each.uri is None)]
    media = tuple(_media_of(ctx, each) for each in blocks or () if each.uri is not None)
    joined = "\n".join(filter(None, texts))
    if not joined and not media:
        raise PluginError("There is nothing to ask: give `prompt` or `contentBlocks`")
    return Message("USER", joined, media)


def _message_of(ctx: RunContext, number: int, written: ChatMessage) -> Message:
    if written.type is None:
        raise PluginError(f"`messages[{number}].type` must be SYSTEM, AI or USER")
    if written.content is None and not written.content_blocks:
        raise PluginError(f"`messages[{number}]` has neither `content` nor `contentBlocks`")
    if written.type != "USER":
        return Message(written.type, written.content or "")
    return user_message(ctx, written.content, written.content_blocks)


def _media_of(ctx: RunContext, block: ContentBlock) -> Media:
    uri = str(block.uri)
    usual = _USUAL.get(block.type or "", "image/png")
    media_type = usual if block.type == "PDF" else guess_type(uri)[0] or usual
    if uri.startswith(("http://", "https://")):
        return Media(media_type, url=uri)
    size = ctx.blobs.size(uri)
    if size > MEDIA_BYTES_MAX:
        raise PluginError(f"'{uri}' has {size} bytes: {MEDIA_BYTES_MAX} go along with a question")
    return Media(media_type, b64encode(ctx.blobs.read(uri)).decode())
