"""Attempts that find no file descriptor left: no failure of theirs, so they are repeated."""

from __future__ import annotations

import errno
from datetime import datetime, timedelta

from tiercel.model.limits import EXHAUSTION_CAUSES_MAX, EXHAUSTION_REST_S, EXHAUSTION_REST_S_MAX

_CODES = (errno.EMFILE, errno.ENFILE)
TEXT = "Too many open files on this machine: the task is given back and tried again."


def is_exhaustion(error: BaseException | None) -> bool:
    """Whether it, or what it came from, says that there is no descriptor left."""
    for _ in range(EXHAUSTION_CAUSES_MAX):
        if error is None:
            return False
        if isinstance(error, OSError) and error.errno in _CODES:
            return True
        error = error.__cause__ or error.__context__
    return False


class Rest:
    """How long a worker takes nothing new after it gave something back: longer each time."""

    def __init__(self) -> None:
        self.until: datetime | None = None
        self._seconds = EXHAUSTION_REST_S

    def begin(self, now: datetime) -> None:
        """Something was given back."""
        self.until = now + timedelta(seconds=self._seconds)
        self._seconds = min(self._seconds * 2, EXHAUSTION_REST_S_MAX)

    def is_over(self, now: datetime) -> bool:
        """Whether jobs may be taken."""
        if self.until is not None and now < self.until:
            return False
        self.until = None
        return True

    def forget(self) -> None:
        """An attempt ended as it should: the next rest is a short one."""
        self._seconds = EXHAUSTION_REST_S
