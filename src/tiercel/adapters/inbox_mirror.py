"""Waiting events of executions in memory, and who is folding them at the moment."""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from tiercel.model.job import InboxEvent


class InboxMirror:
    """Events by execution, oldest execution first; an execution is claimed by one at a time."""

    def __init__(self) -> None:
        self._events: dict[str, dict[int, InboxEvent]] = {}
        self._owners: dict[int, str] = {}  # Sequence number -> execution.
        self._claimed: set[str] = set()
        # (first sequence number, execution) of executions that nobody has claimed. An entry is
        # stale when the execution was claimed, or its first event is another one by now.
        self._ready: list[tuple[int, str]] = []

    def __contains__(self, seq: int) -> bool:
        return seq in self._owners

    def __len__(self) -> int:
        return len(self._owners)

    def add(self, event: InboxEvent) -> None:
        """Append a stored event."""
        execution_id = event.execution_id
        events = self._events.get(execution_id)
        self._owners[event.seq] = execution_id
        if events is not None:
            events[event.seq] = event
            return
        self._events[execution_id] = {event.seq: event}
        if execution_id not in self._claimed:
            heapq.heappush(self._ready, (event.seq, execution_id))

    def remove(self, seqs: Iterable[int]) -> None:
        """Forget consumed events; unknown ones are fine."""
        for seq in seqs:
            execution_id = self._owners.pop(seq, None)
            if execution_id is None:
                continue
            events = self._events[execution_id]
            del events[seq]
            if not events:
                del self._events[execution_id]
            elif execution_id not in self._claimed:
                heapq.heappush(self._ready, (next(iter(events)), execution_id))

    def remove_execution(self, execution_id: str) -> None:
        """Forget all events of an execution."""
        self.remove(list(self._events.get(execution_id, ())))

    def all(self) -> list[InboxEvent]:
        """Every event, in the order in which they were put."""
        return [self._events[self._owners[seq]][seq] for seq in sorted(self._owners)]

    def waits(self, execution_id: str) -> bool:
        """Whether an event waits for the execution."""
        return execution_id in self._events

    def claim(self, limit: int, exclude: frozenset[str]) -> dict[str, list[InboxEvent]]:
        """Events of at most `limit` unclaimed executions, which are claimed from now on."""
        found: dict[str, list[InboxEvent]] = {}
        passed: dict[str, tuple[int, str]] = {}
        while self._ready and len(found) < limit:
            entry = heapq.heappop(self._ready)
            seq, execution_id = entry
            events = self._events.get(execution_id)
            if execution_id in self._claimed or not events or next(iter(events)) != seq:
                continue
            if execution_id in exclude:
                passed[execution_id] = entry
                continue
            self._claimed.add(execution_id)
            found[execution_id] = list(events.values())
        for entry in passed.values():
            heapq.heappush(self._ready, entry)
        return found

    def release(self, execution_ids: Iterable[str]) -> None:
        """Others may claim these executions again."""
        for execution_id in execution_ids:
            self._claimed.discard(execution_id)
            events = self._events.get(execution_id)
            if events:
                heapq.heappush(self._ready, (next(iter(events)), execution_id))

    def release_all(self) -> None:
        """Forget every claim, as a restart does."""
        self.release(sorted(self._claimed))
