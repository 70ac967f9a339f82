"""Server-sent events: one frame an event, a comment now and then, an end when the server stops.

A client that does not read costs one event and one piece of it, however much happens.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing

import msgspec
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from tiercel.model.json_types import Json
from tiercel.model.limits import WEB_EVENT_PIECE_BYTES, WEB_EVENTS_PING_SECONDS
from tiercel.model.stored.codec import encode_json
from tiercel.web.http.closing import Closing

HEADERS = {
    "Cache-Control": "no-cache, no-transform",
    "X-Accel-Buffering": "no",
    "content-type": "text/event-stream",
}
Event = tuple[str, Json]
RETRY_MILLISECONDS = 2000


class NumberedEvent(msgspec.Struct, frozen=True):
    """An event that a client names when it comes back: its id in the header Last-Event-ID."""

    name: str
    id: int
    data: Json


class EventResponse(StreamingResponse):
    """An answer that goes on: the connection holds little of it, and its source ends with it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send until the source ends or the client leaves."""
        narrow = scope.get("tiercel.narrow")
        if narrow is not None:
            narrow()
        async with aclosing(self.body_iterator):  # type: ignore[type-var]
            await super().__call__(scope, receive, send)


def frame(event: Event | NumberedEvent) -> Iterator[bytes]:
    """One event in pieces: `id` carries its name, so that `onmessage` of browsers sees every one.

    A numbered one has its name as such. Data that many clients get (`msgspec.Raw`) is not copied
    as a whole for each of them.
    """
    if isinstance(event, NumberedEvent):
        data = event.data
        head = b"event: %s\nid: %d\nretry: %d\ndata: " % (
            event.name.encode(),
            event.id,
            RETRY_MILLISECONDS,
        )
    else:
        name, data = event
        head = b"id: %s\ndata: " % name.encode()
    body = memoryview(data if isinstance(data, msgspec.Raw) else encode_json(data))
    if len(body) <= WEB_EVENT_PIECE_BYTES:
        yield b"%s%s\n\n" % (head, body)
        return
    yield head
    for start in range(0, len(body), WEB_EVENT_PIECE_BYTES):
        yield bytes(body[start : start + WEB_EVENT_PIECE_BYTES])
    yield b"\n\n"


def events(source: AsyncIterator[Event | NumberedEvent], closing: Closing) -> Response:
    """The events of `source` as a stream; it is closed when the client leaves."""
    return EventResponse(_frames(source, closing), headers=HEADERS)


async def _frames(
    source: AsyncIterator[Event | NumberedEvent], closing: Closing
) -> AsyncIterator[bytes]:
    """Frames with keep-alive comments; at most one event is held for a slow client."""
    closed: asyncio.Future[Json] = asyncio.ensure_future(closing.wait())
    pending: asyncio.Future[Json] | None = None
    async with aclosing(source) as open_source:  # type: ignore[type-var]
        try:
            while not closing.is_set:
                if pending is None:
                    pending = asyncio.ensure_future(anext(open_source))
                done, _ = await asyncio.wait(
                    {pending, closed},
                    timeout=WEB_EVENTS_PING_SECONDS,
                    return_when=asyncio.FIRST_COMPLETED,
                )
                if pending in done:
                    try:
                        event = pending.result()
                    except StopAsyncIteration:
                        return
                    pending = None
                    for piece in frame(event):
                        yield piece
                elif not done:
                    yield b": ping\n\n"
        finally:
            closed.cancel()
            if pending is not None:
                pending.cancel()
                await asyncio.gather(pending, return_exceptions=True)
