"""Files of the internal storage as parts of a form, streamed."""

from __future__ import annotations

from collections.abc import Mapping

import aiohttp
import msgspec

from tiercel.plugin import Json, RunContext
from tiercel.plugin.http import HttpAnswer
from tiercel.plugin.services.asking import lack_of
from tiercel.plugin.services.foreign import web_page
from tiercel_models.asking import Ask, Service


class Upload(msgspec.Struct, frozen=True, kw_only=True):
    """A file, and the fields of the form beside it."""

    uri: str
    filename: str
    content_type: str = "application/octet-stream"
    fields: Mapping[str, str] = {}


async def upload(ctx: RunContext, service: Service, request: Ask, file: Upload) -> dict[str, Json]:
    """The answer to a form with the file as `file`: an object with its `id`.

    Raises: PluginError with host, operation and the message of the service, NotFound.
    """
    asked = service.request_of(request)
    form = aiohttp.FormData(dict(file.fields))
    with ctx.blobs.open(file.uri) as content:
        form.add_field("file", content, filename=file.filename, content_type=file.content_type)
        headers = {**service.login_headers(ctx), **request.headers}
        try:
            async with (
                ctx.http.session() as session,
                session.post(request.url, data=form, headers=headers) as sent,
            ):
                answer = HttpAnswer(url=request.url, status=sent.status, content=await sent.read())
        except aiohttp.ClientError as error:
            raise service.failed(request.operation, asked, str(error)) from None
    words = service.refusal(answer)
    if words is not None:
        raise service.failed(request.operation, asked, words)
    found, page = answer.json_or_text(), web_page(answer.text)
    lack = lack_of(found, ("id",)) if page is None else f"the answer is {page}"
    if lack is not None:
        raise service.failed(request.operation, asked, lack)
    return found  # type: ignore[no-any-return]  # It lacks nothing, so it is an object.
