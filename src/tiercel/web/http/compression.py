"""Answers packed with gzip, for clients that take it."""

from __future__ import annotations

import asyncio
import gzip

from starlette.responses import Response
from starlette.types import Scope

from tiercel.model.limits import WEB_GZIP_BYTES_MIN, WEB_GZIP_INLINE_BYTES_MAX
from tiercel.web.http.headers import header_of

_COMPRESSIBLE = ("application/json", "text/", "application/x-yaml", "application/yaml")


async def compress(scope: Scope, response: Response) -> None:
    """Pack the body of an answer whose body is known, where that is worth it."""
    body = bytes(response.body)
    if len(body) < WEB_GZIP_BYTES_MIN or "gzip" not in (header_of(scope, b"accept-encoding") or ""):
        return
    kind = response.headers.get("content-type", "")
    if not kind.startswith(_COMPRESSIBLE) or "content-encoding" in response.headers:
        return
    if len(body) < WEB_GZIP_INLINE_BYTES_MAX:
        response.body = gzip.compress(body, compresslevel=1)
    else:
        response.body = await asyncio.to_thread(gzip.compress, body, 1)
    response.headers["content-encoding"] = "gzip"
    response.headers["content-length"] = str(len(response.body))
    response.headers.add_vary_header("Accept-Encoding")
