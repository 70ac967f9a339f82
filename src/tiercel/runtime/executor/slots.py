"""Who gets a place under a flow's concurrency limit, decided under the flow's lock.

Places are never stored as a number: they are the live executions that hold one, plus those that
this transaction has just granted or given back.
"""

from __future__ import annotations

from tiercel.model.events import FlowChanged, SlotGranted, SlotRefused
from tiercel.model.execution import Execution
from tiercel.model.state import StateType
from tiercel.ports.store import Tx

Key = tuple[str, str]


class SlotRegistry:
    """The slots of the flows that one transaction touches."""

    def __init__(self) -> None:
        self._taken: dict[Key, int] = {}
        self._granted: set[str] = set()
        # Refused in this transaction: the store does not show them as queued yet.
        self._refused: dict[Key, list[str]] = {}
        # Notified in this transaction that they may ask again.
        self._woken: set[str] = set()
        # Ended in this transaction: the store may still show them as queued.
        self._gone: set[str] = set()

    async def _count(self, tx: Tx, key: Key) -> int:
        if key not in self._taken:
            await tx.slots.lock(*key)
            self._taken[key] = await tx.executions.count_slots(*key)
        return self._taken[key]

    async def ask(self, tx: Tx, execution: Execution, limit: int) -> SlotGranted | SlotRefused:
        """A place, if one is free and nobody has waited for it longer.

        Those who have are woken: the place was perhaps offered to this one alone, before they
        were stored as queued.
        """
        key = (execution.namespace, execution.flow_id)
        taken = await self._count(tx, key)
        free = limit - taken
        if free <= 0:
            self._refused.setdefault(key, []).append(execution.id)
            return SlotRefused(taken)
        queued = await tx.executions.oldest_queued(*key, limit=free + len(self._granted))
        queued = [waiting for waiting in queued if waiting not in self._granted][:free]
        if execution.current is StateType.QUEUED:
            may = execution.id in queued
        else:
            may = len(queued) < free
        if not may:
            self._refused.setdefault(key, []).append(execution.id)
            self._wake(tx, queued)
            return SlotRefused(taken)
        self._taken[key] = taken + 1
        self._granted.add(execution.id)
        return SlotGranted()

    def _wake(self, tx: Tx, queued: list[str]) -> None:
        for waiting in queued:
            if waiting not in self._woken:
                self._woken.add(waiting)
                tx.inbox.put(waiting, FlowChanged())

    async def free(self, tx: Tx, execution: Execution, limit: int | None, freed: int) -> list[str]:
        """`freed` places are given back; ids of the queued executions that should ask again."""
        key = (execution.namespace, execution.flow_id)
        taken = max(await self._count(tx, key) - freed, 0)
        self._taken[key] = taken
        free = 1_000 if limit is None else limit - taken
        self._gone.add(execution.id)
        if free <= 0:
            return []
        passed = self._granted | self._gone
        queued = await tx.executions.oldest_queued(*key, limit=free + len(passed))
        waiting = dict.fromkeys([*queued, *self._refused.get(key, ())])
        return [each for each in waiting if each not in passed][:free]
