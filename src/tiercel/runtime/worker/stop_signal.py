"""Asking attempts to stop: the signal that an attempt sees, and the board that carries wishes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from enum import StrEnum

from tiercel.model.errors import TiercelError


class StopReason(StrEnum):
    """Why an attempt must stop."""

    KILLED = "killed"
    TIMED_OUT = "timed out"
    LOST = "lost"  # Another worker has the job now: nothing may be reported.
    SHUTDOWN = "shutdown"  # The server stops: the job is handed back.
    EXHAUSTED = "exhausted"  # No descriptor was left for it: the job is handed back.


class StopSignal:
    """Set at most once, from any thread; the first reason stays."""

    __slots__ = ("_callbacks", "_event", "_lock", "reason")

    def __init__(self) -> None:
        self.reason: StopReason | None = None
        self._event = threading.Event()
        self._lock = threading.Lock()
        self._callbacks: list[Callable[[], object]] = []

    @property
    def is_set(self) -> bool:
        """Whether the attempt must stop."""
        return self.reason is not None

    def set(self, reason: StopReason) -> None:
        """Stop the attempt: waiters wake up, callbacks run in this thread."""
        with self._lock:
            if self.reason is not None:
                return
            self.reason = reason
            callbacks, self._callbacks = self._callbacks, []
        self._event.set()
        for callback in callbacks:
            _call(callback)

    def on_set(self, callback: Callable[[], object]) -> None:
        """Call back when set; at once when it is already."""
        with self._lock:
            if self.reason is None:
                self._callbacks.append(callback)
                return
        _call(callback)

    def forget(self, callback: Callable[[], object]) -> None:
        """Do not call back any more: what it would stop is over."""
        with self._lock:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

    def wait(self, timeout_s: float) -> bool:
        """Block until set or until the time is over; whether it is set."""
        return self._event.wait(timeout_s)


class StopRegistry:
    """Task runs whose attempts must stop, as far as this process knows.

    The executor writes here when it carries out StopJobs; the workers of the same process look.
    Workers of other processes see it at the rows of their jobs.
    """

    __slots__ = ("_stops",)

    def __init__(self) -> None:
        self._stops: set[str] = set()

    def stop(self, task_run_ids: Iterable[str]) -> None:
        """Ask to stop the attempts of these task runs."""
        self._stops.update(task_run_ids)

    def take(self) -> set[str]:
        """The wishes since the last call."""
        stops, self._stops = self._stops, set()
        return stops


def _call(callback: Callable[[], object]) -> None:
    try:
        callback()
    except (TiercelError, OSError, RuntimeError, ValueError):
        # A callback that fails must not keep the others from running; what it failed to stop is
        # reported when the grace time is over.
        return
