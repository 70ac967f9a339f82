"""Virtual time: notifications, and coroutines that wait for one or a date without an event loop."""

from __future__ import annotations

import types
from collections import Counter
from collections.abc import Coroutine, Generator, Sequence
from datetime import datetime, timedelta
from typing import Any, Generic, NamedTuple, TypeVar

from tiercel.adapters.memory.clock import VirtualClock
from tiercel.adapters.memory.faults import FaultPlan

T = TypeVar("T")


class Wait(NamedTuple):
    """What a suspended coroutine waits for: one of the notifications, or a date."""

    names: tuple[str, ...]
    due: datetime


@types.coroutine
def suspend(wait: Wait) -> Generator[Wait, None, None]:
    """Give the control back to the world until the wait is over."""
    yield wait


class VirtualNotifier:
    """Wakes the suspended coroutines of a world; `faults` may lose a notification."""

    def __init__(self, clock: VirtualClock, faults: FaultPlan) -> None:
        self._clock = clock
        self._faults = faults
        self.sent: Counter[str] = Counter()

    def notify(self, name: str) -> None:
        if not self._faults.loses_notification(name):
            self.sent[name] += 1

    async def wait(self, names: Sequence[str], timeout_s: float) -> None:
        await suspend(Wait(tuple(names), self._clock.now() + timedelta(seconds=timeout_s)))


class Fiber(Generic[T]):
    """A coroutine that the world drives by hand; it never meets an event loop."""

    def __init__(self, coroutine: Coroutine[Wait, None, T]) -> None:
        self._coroutine = coroutine
        self._seen: dict[str, int] = {}
        self.wait: Wait | None = None
        self.is_done = False
        self.error: Exception | None = None
        self._result: T | None = None

    @property
    def result(self) -> T:
        """What the coroutine returned; what it raised is raised here."""
        assert self.is_done
        if self.error is not None:
            raise self.error
        return self._result  # type: ignore[return-value]

    def can_go_on(self, notifier: VirtualNotifier, now: datetime) -> bool:
        """Whether what it waits for has come."""
        if self.is_done:
            return False
        if self.wait is None or now >= self.wait.due:
            return True
        return any(notifier.sent[name] != count for name, count in self._seen.items())

    def go_on(self, notifier: VirtualNotifier) -> None:
        """Run until it suspends again or ends; its errors are the caller's."""
        try:
            self.wait = self._coroutine.send(None)
        except StopIteration as stop:
            self._result = stop.value
            self.is_done = True
            return
        self._seen = {name: notifier.sent[name] for name in self.wait.names}

    def fail(self, error: Exception) -> None:
        """It ended with an error, for whoever asks for the result."""
        self.error = error
        self.is_done = True

    def drop(self) -> None:
        """Forget it, as when its process ends."""
        self._coroutine.close()
        self.is_done = True


def run_at_once(coroutine: Coroutine[Any, Any, T]) -> T:
    """The result of a coroutine that never suspends."""
    try:
        wait = coroutine.send(None)
    except StopIteration as stop:
        result: T = stop.value
        return result
    coroutine.close()
    raise AssertionError(f"suspended in a place that must not wait: {wait}")
