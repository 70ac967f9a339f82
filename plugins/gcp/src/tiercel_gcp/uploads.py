"""Stored files to a service, as streams that a kill ends."""

from __future__ import annotations

from tiercel.plugin import Json, RunContext
from tiercel.plugin.services.sending import Sent
from tiercel_gcp.rest import Rest


def upload(  # noqa: PLR0913  An upload has a place, a file and what is said about it.
    ctx: RunContext,
    rest: Rest,
    path: str,
    uri: str,
    *,
    content: Json,
    title: str,
    method: str = "POST",
    media_type: str | None = None,
    **params: Json,
) -> dict[str, Json]:
    """Send a stored file, with a JSON that says what it is; the answer to it.

    `title` names it in the log. `method` is that of the first request, which may be PATCH for
    a file that is there.
    """
    size = ctx.blobs.size(uri)
    headers = {"X-Upload-Content-Length": str(size)}
    if media_type is not None:
        headers["X-Upload-Content-Type"] = media_type
    begun = rest.send(
        method, path, params={"uploadType": "resumable", **params}, json=content, headers=headers
    )
    # Some emulators take a request that does not say so for a part.
    whole = {"Content-Range": f"bytes 0-{size - 1}/{size}" if size else "bytes */0"}
    with ctx.blobs.open(uri) as file:
        sent = Sent(ctx, file, size, title)
        answer = rest.send("PUT", begun.headers["Location"], data=sent, headers=whole)
        found: dict[str, Json] = answer.json()
        return found
