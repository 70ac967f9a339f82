"""Files that are sent to services: how far they are, until the task is stopped."""

from __future__ import annotations

from typing import Any, BinaryIO

from tiercel.plugin.context import RunContext
from tiercel.plugin.errors import Interrupted

__all__ = ["Progress", "Sent"]


# Bytes of a file whose upload takes long enough to say how far it is.
_LARGE = 8 * 1024 * 1024


class Progress:
    """Says in the log how far a large file is, each tenth once; `title` is how the log calls it."""

    def __init__(self, ctx: RunContext, title: str, size: int) -> None:
        self._ctx = ctx
        self._title = title
        self._size = size
        self._sent = 0
        self._shown = 0

    def add(self, count: int) -> None:
        """Some bytes went. Raises: Interrupted when the task was stopped: nothing more goes."""
        if self._ctx.is_stopped:
            raise Interrupted("The upload was stopped")
        self._sent += count
        tenth = self._sent * 10 // self._size if self._size else 10
        if tenth > self._shown and self._size > _LARGE:
            self._shown = tenth
            line = f"{self._title}: {tenth * 10} % of {self._size} bytes are uploaded"
            self._ctx.log.info(line)


class Sent:
    """A stored file, as clients read it: the log says how far it is."""

    def __init__(self, ctx: RunContext, file: BinaryIO, size: int, title: str) -> None:
        self._file = file
        self._size = size
        self._progress = Progress(ctx, title, size)

    def __len__(self) -> int:
        """The size in bytes, which some clients send before."""
        return self._size

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def read(self, count: int = -1) -> bytes:
        """The next bytes. Raises: Interrupted when the task was stopped: nothing more goes."""
        found = self._file.read(count)
        self._progress.add(len(found))
        return found
