"""Responses in the forms that the API uses."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from typing import TypeVar
from urllib.parse import quote

import msgspec
from starlette.background import BackgroundTask
from starlette.responses import Response, StreamingResponse

from tiercel.model.flow import Flow
from tiercel.model.json_types import Json
from tiercel.model.limits import WEB_INLINE_ROWS_MAX, WEB_INLINE_SOURCES_CHARS_MAX
from tiercel.model.lists.paging import Page
from tiercel.model.text import valid_tree
from tiercel.service.off_loop import in_thread
from tiercel.web.views.report import BulkResponseView

T = TypeVar("T")
V = TypeVar("V")
_ENCODER = msgspec.json.Encoder(decimal_format="number")
CACHED_AN_HOUR = {"Cache-Control": "public, max-age=3600"}


def json_answer(
    value: Json, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    return encoded_answer(encoded_json(value), status, headers)


def page_answer(
    form: Callable[[list[V], int], Json], show: Callable[[T], V], page: Page[T]
) -> Response:
    """A page of rows in the form that a list answers with, and how many rows there are in all."""
    return json_answer(form([show(row) for row in page.results], page.total))


async def flow_answer(flows: Sequence[Flow], build: Callable[[], Json]) -> Response:
    """What `build` makes of flows, as JSON; of long ones in a thread."""
    if sum(len(flow.source) for flow in flows) <= WEB_INLINE_SOURCES_CHARS_MAX:
        return json_answer(build())
    return await in_thread(lambda: json_answer(build()))


async def shown(rows: Sequence[T], show: Callable[[T], Json]) -> Json:
    """What `show` makes of rows, for `json_answer`; of many it is encoded by a thread.

    Row by row: a large tree is neither made nor freed at once.
    """
    if len(rows) <= WEB_INLINE_ROWS_MAX:
        return [show(row) for row in rows]
    return await in_thread(encoded_list, map(show, rows))


def encoded_list(members: Iterable[Json]) -> Json:
    """A list for `json_answer`, encoded member by member."""
    return msgspec.Raw(b"[%s]" % b",".join(map(encoded_json, members)))


def encoded_json(value: Json) -> bytes:
    """A value as the JSON of the API, also when it holds text that has no UTF-8 form."""
    try:
        return _ENCODER.encode(value)
    except UnicodeEncodeError:
        return _ENCODER.encode(valid_tree(msgspec.to_builtins(value)))


def encoded_answer(
    body: bytes, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    """A JSON body that is already encoded."""
    return Response(body, status, headers, media_type="application/json")


def empty(status: int = 200) -> Response:
    return Response(None, status)


def text_answer(
    value: str,
    media_type: str = "text/plain",
    status: int = 200,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A text body, sent as UTF-8 under exactly that media type."""
    response = Response(value.encode("utf-8", "replace"), status, headers)
    response.headers["content-type"] = media_type
    return response


def bulk(count: int, operation_id: str) -> Response:
    """How many items a bulk operation handled, in the words of every generation."""
    return json_answer(BulkResponseView(count, operation_id, count))


def attachment(name: str, *, is_named_twice: bool = False) -> dict[str, str]:
    """Headers that name a download; anything that could break out of the quotes is encoded."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\' else "_" for c in name)
    value = f'attachment; filename="{plain}"'
    if is_named_twice or plain != name:
        value += f"; filename*=utf-8''{quote(name, safe='')}"
    return {"Content-Disposition": value}


def stream(
    content: AsyncIterator[bytes],
    media_type: str = "application/octet-stream",
    headers: Mapping[str, str] | None = None,
    background: BackgroundTask | None = None,
) -> Response:
    """A long body, sent in pieces."""
    return StreamingResponse(
        content, headers={**(headers or {}), "content-type": media_type}, background=background
    )
