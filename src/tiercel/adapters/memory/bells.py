"""Bells for simulation: rings are counted, nobody ever waits."""

from __future__ import annotations

from collections.abc import Sequence

from tiercel.adapters.memory.faults import FaultPlan
from tiercel.model.limits import BELL_NAMES_MAX


class MemoryBells:
    """See `ports.store.Bells`. `wait` returns at once; `rung` tells who should wake up."""

    def __init__(self, faults: FaultPlan | None = None) -> None:
        self._faults = FaultPlan() if faults is None else faults
        self._rung: dict[str, int] = {}

    def ring(self, name: str) -> None:
        """Remember the ring, unless it gets lost."""
        if self._faults.loses_ring(name):
            return
        if name in self._rung or len(self._rung) < BELL_NAMES_MAX:
            self._rung[name] = self._rung.get(name, 0) + 1

    async def wait(self, names: Sequence[str], timeout_s: float) -> None:
        """Take the rings of these bells."""
        for name in names:
            self._rung.pop(name, None)

    def rung(self, name: str) -> int:
        """How often the bell rang since the last wait for it."""
        return self._rung.get(name, 0)
