"""An inbox that delivers some events twice, and some late."""

from __future__ import annotations

from collections.abc import Callable

from tests.simulation.faults import SeededFaults
from tiercel.adapters.inbox_mirror import InboxMirror
from tiercel.model.events import (
    ChildChanged,
    ChildEnded,
    JobEnded,
    JobLost,
    JobStarted,
    StepEnded,
    Submitted,
    WaitOver,
)
from tiercel.model.job import InboxEvent

# A delivery can be repeated; what a user asked for is asked once.
DELIVERIES = (
    ChildChanged,
    ChildEnded,
    JobEnded,
    JobLost,
    JobStarted,
    StepEnded,
    Submitted,
    WaitOver,
)


class FaultyInbox(InboxMirror):
    """Keeps late events aside until they are let in; they count as waiting all the time."""

    def __init__(self, faults: SeededFaults, next_seq: Callable[[], int]) -> None:
        super().__init__()
        self._faults = faults
        self._next_seq = next_seq
        self._late: list[InboxEvent] = []

    def __len__(self) -> int:
        return super().__len__() + len(self._late)

    def add(self, event: InboxEvent) -> None:
        if isinstance(event.event, DELIVERIES):
            if self._faults.draw("event_late"):
                self._late.append(event)
                return
            if self._faults.draw("event_doubled"):
                super().add(InboxEvent(self._next_seq(), event.execution_id, event.event))
        super().add(event)

    def remove_execution(self, execution_id: str) -> None:
        self._late = [event for event in self._late if event.execution_id != execution_id]
        super().remove_execution(execution_id)

    def waits(self, execution_id: str) -> bool:
        is_late = any(event.execution_id == execution_id for event in self._late)
        return is_late or super().waits(execution_id)

    def count_of(self, execution_id: str) -> int:
        """How many events wait for an execution."""
        return len(self._events.get(execution_id, ()))

    @property
    def late_count(self) -> int:
        """How many events are held back."""
        return len(self._late)

    def let_in(self) -> bool:
        """Deliver the event that was held back longest; whether there was one."""
        if not self._late:
            return False
        event = self._late.pop(0)
        super().add(InboxEvent(self._next_seq(), event.execution_id, event.event))
        return True
