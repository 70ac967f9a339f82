"""The log of one attempt: filtered, masked, bounded, taken away in batches."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable
from datetime import datetime

import msgspec

from tiercel.engine.masking import Mask
from tiercel.model.limits import (
    ATTEMPT_LOG_BUFFER_ENTRIES_MAX,
    ATTEMPT_LOG_ENTRIES_MAX,
    LOG_MESSAGE_CHARS_MAX,
    SECRET_CHARS_MAX,
)
from tiercel.model.log import LEVEL_ORDER, Level, LogEntry

_MASKED_CHARS_MAX = LOG_MESSAGE_CHARS_MAX + SECRET_CHARS_MAX
_RANK = {level: rank for rank, level in enumerate(LEVEL_ORDER)}


class LogPlace(msgspec.Struct, frozen=True):
    """Whose log it is."""

    namespace: str
    flow_id: str
    execution_id: str | None = None
    task_id: str | None = None
    task_run_id: str | None = None
    attempt: int | None = None
    trigger_id: str | None = None
    kind: str | None = None


class AttemptLog:
    """A LogHandle. Writers may be in any thread; the worker takes the entries.

    A writer that is faster than the worker waits when `waits` is set, so that a script which
    prints without end can't fill the memory.
    """

    __slots__ = (
        "_count",
        "_entries",
        "_minimum",
        "_place",
        "_space",
        "last_error",
        "mask",
        "now",
        "on_entry",
    )

    def __init__(
        self,
        place: LogPlace,
        *,
        now: Callable[[], datetime],
        mask: Mask,
        minimum: str | None = None,
        waits: bool = False,
    ) -> None:
        self._place = place
        self.now = now
        self.mask = mask
        self._minimum = _RANK[Level(minimum)] if minimum else 0
        self._entries: deque[LogEntry] = deque()
        self._count = 0
        self._space = threading.Event() if waits else None
        self.on_entry: Callable[[], None] | None = None
        # The newest message at ERROR, which may have been taken long before the end.
        self.last_error: str | None = None

    def write(self, level: Level, message: str) -> None:
        """One entry, unless its level is below the task's `logLevel`."""
        if _RANK[level] < self._minimum:
            return
        self._count += 1
        if self._count >= ATTEMPT_LOG_ENTRIES_MAX:
            if self._count > ATTEMPT_LOG_ENTRIES_MAX:
                return
            level, message = Level.WARN, "Too many log entries: the rest is dropped."
        # Masked before it is cut: half of a secret would not be known as one.
        message = self.mask.apply(message[:_MASKED_CHARS_MAX])[:LOG_MESSAGE_CHARS_MAX]
        if level is Level.ERROR:
            self.last_error = message
        place = self._place
        self._entries.append(
            LogEntry(
                namespace=place.namespace,
                flow_id=place.flow_id,
                timestamp=self.now(),
                level=level,
                message=message,
                execution_id=place.execution_id,
                task_id=place.task_id,
                task_run_id=place.task_run_id,
                attempt_number=place.attempt,
                trigger_id=place.trigger_id,
                kind=place.kind,
            )
        )
        if self.on_entry is not None:
            self.on_entry()
        if self._space is not None and len(self._entries) > ATTEMPT_LOG_BUFFER_ENTRIES_MAX:
            self._wait_for_space(self._space)

    @property
    def has_entries(self) -> bool:
        """Whether `take` would return anything."""
        return bool(self._entries)

    def take(self) -> list[LogEntry]:
        """The entries since the last call, oldest first."""
        entries = self._entries
        taken = [entries.popleft() for _ in range(len(entries))]
        if self._space is not None:
            self._space.set()
        return taken

    def let_go(self) -> None:
        """Nobody takes entries any more: writers need not wait."""
        space, self._space = self._space, None
        if space is not None:
            space.set()

    def trace(self, message: str) -> None:
        """An entry at TRACE."""
        self.write(Level.TRACE, message)

    def debug(self, message: str) -> None:
        """An entry at DEBUG."""
        self.write(Level.DEBUG, message)

    def info(self, message: str) -> None:
        """An entry at INFO."""
        self.write(Level.INFO, message)

    def warn(self, message: str) -> None:
        """An entry at WARN."""
        self.write(Level.WARN, message)

    def error(self, message: str) -> None:
        """An entry at ERROR."""
        self.write(Level.ERROR, message)

    def _wait_for_space(self, space: threading.Event) -> None:
        space.clear()
        if len(self._entries) > ATTEMPT_LOG_BUFFER_ENTRIES_MAX:
            space.wait(1.0)
