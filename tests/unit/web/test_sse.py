"""Event streams: frames, silence, and their end."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest

from tiercel.model.json_types import Json
from tiercel.model.limits import WEB_EVENT_PIECE_BYTES
from tiercel.web.http import sse
from tiercel.web.http.closing import Closing


async def source(*events: tuple[str, Json]) -> AsyncIterator[tuple[str, Json]]:
    for event in events:
        yield event


async def endless(done: asyncio.Event) -> AsyncIterator[tuple[str, Json]]:
    try:
        yield "start", {}
        await asyncio.sleep(3600)
    finally:
        done.set()


async def frames(events: AsyncIterator[tuple[str, Json]], closing: Closing) -> list[bytes]:
    response = sse.events(events, closing)
    return [chunk async for chunk in response.body_iterator]  # type: ignore[attr-defined]


async def test_each_event_is_one_frame_without_a_name_of_its_own() -> None:
    found = await frames(source(("progress", {"a": 1}), ("end", {})), Closing())
    assert found == [b'id: progress\ndata: {"a":1}\n\n', b"id: end\ndata: {}\n\n"]


async def test_silence_is_filled_with_comments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sse, "WEB_EVENTS_PING_SECONDS", 0.01)
    done = asyncio.Event()
    response = sse.events(endless(done), Closing())
    iterator = response.body_iterator  # type: ignore[attr-defined]
    assert await anext(iterator) == b"id: start\ndata: {}\n\n"
    assert await anext(iterator) == b": ping\n\n"
    await iterator.aclose()
    assert done.is_set()


async def test_a_server_that_stops_ends_the_stream_and_its_source() -> None:
    done = asyncio.Event()
    closing = Closing()
    task = asyncio.create_task(frames(endless(done), closing))
    await asyncio.sleep(0.01)
    closing.set()
    async with asyncio.timeout(5):
        assert await task == [b"id: start\ndata: {}\n\n"]
    assert done.is_set()
    assert await frames(source(("a", 1)), closing) == []


def test_a_large_event_is_sent_in_pieces() -> None:
    text = "x" * (2 * WEB_EVENT_PIECE_BYTES)
    for data in ({"a": text}, msgspec.Raw(msgspec.json.encode({"a": text}))):
        pieces = list(sse.frame(("progress", data)))
        assert max(map(len, pieces)) == WEB_EVENT_PIECE_BYTES
        assert b"".join(pieces) == b'id: progress\ndata: {"a":"%s"}\n\n' % text.encode()
