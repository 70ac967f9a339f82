"""Notifier for simulation: notifications are counted, nobody ever waits."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.adapters.memory.faults import FaultPlan
from tiercel.model.stored.limits import NOTIFICATION_NAMES_MAX


class MemoryNotifier:
    """See `ports.store.Notifier`. `wait` returns at once; `notified` counts who should wake up."""

    def __init__(self, faults: FaultPlan | None = None) -> None:
        self._faults = FaultPlan() if faults is None else faults
        self._notified: dict[str, int] = {}

    def notify(self, name: str) -> None:
        """Count the notification, unless it gets lost."""
        if self._faults.loses_notification(name):
            return
        if name in self._notified or len(self._notified) < NOTIFICATION_NAMES_MAX:
            self._notified[name] = self._notified.get(name, 0) + 1

    async def wait(self, names: Sequence[str], timeout_s: float) -> bool:
        """Forget the notifications of these names; whether there were any."""
        came = [self._notified.pop(name, 0) for name in names]
        return any(came)

    def notified(self, name: str) -> int:
        """How many notifications of the name came since the last wait for it."""
        return self._notified.get(name, 0)
