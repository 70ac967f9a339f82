"""What an executor does for kill switches and under maintenance."""

from __future__ import annotations

from datetime import datetime

from tiercel.model.events import (
    BreakpointResumeAsked,
    Event,
    ForceRunAsked,
    ResumeAsked,
    Submitted,
    SwitchApplied,
)
from tiercel.model.execution import Execution
from tiercel.model.policies.kill_switch import SwitchType
from tiercel.model.state import StateType
from tiercel.ports.store import Tx
from tiercel.service.governance.kill_switches import KillSwitchRegistry

UNSETTLED_PAGE = 500
# What would start something of an execution that is being cancelled.
_STARTING = (BreakpointResumeAsked, ForceRunAsked, ResumeAsked)


class SwitchWatch:
    """Follows the switches that act, and their dates.

    `passed` are executions whose events stay in their inboxes, as far as this executor came across
    them: so many at most as the inbox has executions.
    """

    def __init__(self, registry: KillSwitchRegistry) -> None:
        self._registry = registry
        self.passed: frozenset[str] = frozenset()
        # After which execution the look at all that are under way goes on; None when it is done.
        self._after: str | None = None

    def has_news(self, now: datetime) -> bool:
        """Whether executions under way are to be looked at, since other switches act by now."""
        if self._registry.refresh(now):
            self.passed = frozenset()
            acts = any(each.type is not SwitchType.IGNORE for each in self._registry.active)
            self._after = "" if acts else None
        return self._after is not None

    async def look(self, tx: Tx) -> None:
        """Have a page of those that the switches cover looked at."""
        ids = await tx.executions.unsettled(self._after or "", UNSETTLED_PAGE)
        for execution_id in ids:
            head = await tx.executions.head(execution_id)
            if head is not None and applied_to(self._registry, head) is not None:
                tx.inbox.put(execution_id, Submitted())
        self._after = ids[-1] if len(ids) == UNSETTLED_PAGE else None

    def passes_over(self, execution: Execution) -> bool:
        """Whether nothing may happen to the execution now; then it is passed over from now on."""
        switch = self._registry.over(execution)
        if switch is None:
            is_new = execution.current is StateType.CREATED
            waits = is_new and self._registry.is_under_maintenance
        else:
            waits = switch.type is SwitchType.IGNORE
        if not waits:
            return False
        self.passed |= {execution.id}
        return True


def applied_to(registry: KillSwitchRegistry, execution: Execution) -> SwitchApplied | None:
    """What is to happen to the execution before and after all else, None when nothing is."""
    switch = registry.over(execution)
    if switch is None or switch.type is SwitchType.IGNORE:
        return None
    return SwitchApplied(switch.id, is_kill=switch.type is SwitchType.KILL)


def without_starts(events: list[Event]) -> list[Event]:
    """The events of an execution that starts nothing any more."""
    return [each for each in events if not isinstance(each, _STARTING)]
