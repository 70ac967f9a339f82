"""Server-sent events: one frame an event, a comment now and then, an end when the server stops."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing

import msgspec
from starlette.responses import Response

from tiercel.model.json_types import Json
from tiercel.model.limits import WEB_EVENTS_PING_SECONDS
from tiercel.web.answers import stream
from tiercel.web.closing import Closing

HEADERS = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
Event = tuple[str, Json]


def frame(name: str, data: Json) -> bytes:
    """One event: `id` carries its name, so that a browser's `onmessage` sees every event."""
    return b"id: %s\ndata: %s\n\n" % (name.encode(), msgspec.json.encode(data))


def events(source: AsyncIterator[Event], closing: Closing) -> Response:
    """The events of `source` as a stream; it is closed when the client leaves."""
    return stream(_frames(source, closing), "text/event-stream", HEADERS)


async def _frames(source: AsyncIterator[Event], closing: Closing) -> AsyncIterator[bytes]:
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
                        name, data = pending.result()
                    except StopAsyncIteration:
                        return
                    pending = None
                    yield frame(name, data)
                elif not done:
                    yield b": ping\n\n"
        finally:
            closed.cancel()
            if pending is not None:
                pending.cancel()
                await asyncio.gather(pending, return_exceptions=True)
