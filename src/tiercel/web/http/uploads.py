"""Uploaded files that fit into memory."""

from __future__ import annotations

from collections.abc import AsyncIterator

from tiercel.model.errors import TooLarge
from tiercel.model.limits import EXPORT_BYTES_MAX
from tiercel.web.call import Call
from tiercel.web.errors import Refused
from tiercel.web.http.multipart import read_form


async def uploaded(call: Call, part: str) -> tuple[str, bytes]:
    """File name and content of a part. Raises: Refused when it is missing, TooLarge."""
    found: list[tuple[str, bytes]] = []

    async def sink(name: str, filename: str, content: AsyncIterator[bytes]) -> str | None:
        if name == part and not found:
            found.append((filename, await _whole(content)))
        return None

    await read_form(call, sink, bytes_max=EXPORT_BYTES_MAX, is_kept=True)
    if not found:
        raise Refused("missing-body", f"Required Part [{part}] not specified")
    return found[0]


async def _whole(content: AsyncIterator[bytes]) -> bytes:
    chunks: list[bytes] = []
    total = 0
    async for chunk in content:
        total += len(chunk)
        if total > EXPORT_BYTES_MAX:
            raise TooLarge("The file is too large.")
        chunks.append(chunk)
    return b"".join(chunks)
