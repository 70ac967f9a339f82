"""A connection is given a long answer piece by piece."""

from __future__ import annotations

import pytest
from starlette.types import Message

from tiercel.model.limits import WEB_PIECE_BYTES
from tiercel.web.http.pieces import in_pieces


async def sent(message: Message) -> list[Message]:
    found: list[Message] = []

    async def send(each: Message) -> None:
        found.append(each)

    await in_pieces(send)(message)
    return found


@pytest.mark.parametrize("has_more", [False, True])
async def test_a_long_body_comes_in_pieces(has_more: bool) -> None:
    body = bytes(range(256)) * (WEB_PIECE_BYTES // 100)
    messages = await sent({"type": "http.response.body", "body": body, "more_body": has_more})
    assert b"".join(each["body"] for each in messages) == body
    assert max(len(each["body"]) for each in messages) == WEB_PIECE_BYTES
    assert [each["more_body"] for each in messages] == [True] * (len(messages) - 1) + [has_more]


async def test_other_messages_stay_as_they_are() -> None:
    for message in (
        {"type": "http.response.start", "status": 200, "headers": []},
        {"type": "http.response.body", "body": b"x" * WEB_PIECE_BYTES},
    ):
        assert await sent(message) == [message]
