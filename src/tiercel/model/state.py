"""States of executions, task runs and attempts, and their histories."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec


class StateType(StrEnum):
    """Every state that an execution, a task run or an attempt can be in (spec/engine.md §2)."""

    CREATED = "CREATED"
    SUBMITTED = "SUBMITTED"
    RUNNING = "RUNNING"
    PAUSED = "PAUSED"
    RESTARTED = "RESTARTED"
    KILLING = "KILLING"
    SUCCESS = "SUCCESS"
    WARNING = "WARNING"
    FAILED = "FAILED"
    KILLED = "KILLED"
    CANCELLED = "CANCELLED"
    QUEUED = "QUEUED"
    RETRYING = "RETRYING"
    RETRIED = "RETRIED"
    SKIPPED = "SKIPPED"
    BREAKPOINT = "BREAKPOINT"
    RESUBMITTED = "RESUBMITTED"


TERMINATED = frozenset(
    {
        StateType.SUCCESS,
        StateType.WARNING,
        StateType.FAILED,
        StateType.KILLED,
        StateType.CANCELLED,
        StateType.RETRIED,
        StateType.SKIPPED,
    }
)
CREATED_STATES = frozenset(
    {StateType.CREATED, StateType.RESTARTED, StateType.SUBMITTED, StateType.RESUBMITTED}
)
RUNNING_STATES = frozenset({StateType.RUNNING, StateType.KILLING})


class Change(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One entry of a history: the state entered and when (UTC)."""

    state: StateType
    date: datetime


class State(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The current state with the history that led to it, oldest first and never empty."""

    histories: tuple[Change, ...]

    @property
    def current(self) -> StateType:
        """The state entered last."""
        return self.histories[-1].state

    @property
    def start(self) -> datetime:
        """The date of the first entry."""
        return self.histories[0].date

    @property
    def last(self) -> datetime:
        """The date of the newest entry."""
        return self.histories[-1].date

    @property
    def end(self) -> datetime | None:
        """The date of the end, or of the pause while paused; otherwise None."""
        newest = self.histories[-1]
        if newest.state in TERMINATED or newest.state is StateType.PAUSED:
            return newest.date
        return None

    @property
    def is_terminated(self) -> bool:
        """Whether no more work follows, unless somebody restarts it."""
        return self.histories[-1].state in TERMINATED

    def moved(self, state: StateType, date: datetime) -> State:
        """A state with one more entry; entering the current state again changes nothing."""
        if self.histories[-1].state is state:
            return self
        return State((*self.histories, Change(state, date)))

    def duration(self, now: datetime) -> timedelta:
        """From the first to the last entry, or to `now` when there is only one."""
        last = self.histories[-1].date if len(self.histories) > 1 else now
        return max(last - self.histories[0].date, timedelta(0))


def new_state(state: StateType, date: datetime) -> State:
    """A state with a history of one entry."""
    return State((Change(state, date),))
