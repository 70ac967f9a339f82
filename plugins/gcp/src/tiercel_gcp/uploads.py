"""Stored files to a service, as streams that a kill ends."""

from __future__ import annotations

from typing import Any, BinaryIO

from tiercel.plugin import Interrupted, Json, RunContext
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
    with ctx.blobs.open(uri) as file:
        sent = Sent(ctx, file, size, title)
        found: dict[str, Json] = rest.send("PUT", begun.headers["Location"], data=sent).json()
        return found


class Sent:
    """A file that says in the log how far it is, each tenth once."""

    def __init__(self, ctx: RunContext, file: BinaryIO, size: int, title: str) -> None:
        self._ctx = ctx
        self._file = file
        self._size = size
        self._title = title
        self._shown = 0

    def __len__(self) -> int:
        """The size in bytes, which the client sends before."""
        return self._size

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def read(self, count: int = -1) -> bytes:
        """The next bytes. Raises: Interrupted when the task was stopped: nothing more goes."""
        if self._ctx.is_stopped:
            raise Interrupted("The upload was stopped")
        found = self._file.read(count)
        tenth = self._file.tell() * 10 // self._size if self._size else 10
        if tenth > self._shown and self._size > _LARGE:
            self._shown = tenth
            line = f"{self._title}: {tenth * 10} % of {self._size} bytes are uploaded"
            self._ctx.log.info(line)
        return found


# Bytes of a file whose upload takes long enough to say how far it is.
_LARGE = 16 * 1024 * 1024
