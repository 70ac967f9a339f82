"""Long answers in pieces, so that others are answered in between."""

from __future__ import annotations

import asyncio

from starlette.types import Message, Send

from tiercel.model.limits import WEB_PIECE_BYTES


def in_pieces(send: Send) -> Send:
    """Gives a connection no more than a piece at once."""

    async def sending(message: Message) -> None:
        body = message.get("body", b"")
        if len(body) <= WEB_PIECE_BYTES:
            await send(message)
            return
        whole = memoryview(body)
        for start in range(0, len(whole), WEB_PIECE_BYTES):
            end = start + WEB_PIECE_BYTES
            has_more = end < len(whole) or message.get("more_body", False)
            await send({**message, "body": bytes(whole[start:end]), "more_body": has_more})
            await asyncio.sleep(0)

    return sending
