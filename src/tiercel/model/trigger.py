"""The stored state of a trigger: what the scheduler knows between two evaluations."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from tiercel.model.flow import TriggerDefinition
from tiercel.model.json_types import Json
from tiercel.model.limits import TRIGGER_OVERDUE_S

# In the memory of a state: a date that came due while the trigger could not run.
PARKED = "parked"


class RunOrder(StrEnum):
    """Which dates of a backfill run first."""

    OLDEST_FIRST = "OLDEST_FIRST"
    NEWEST_FIRST = "NEWEST_FIRST"


class Backfill(msgspec.Struct, frozen=True):
    """A request to run the past dates of a schedule.

    Shapes: `current` is the date that was run last, at first the bound from which it begins.
    `parallel` is how many executions may run at once; None leaves it to the trigger: one, or any
    number where it says so. `running` are those that have not ended, while `parallel` is set.
    `skipped` are dates that are not run, as pairs of the first and the last of a row, in order.
    """

    start: datetime
    current: datetime
    end: datetime | None = None
    paused: bool = False
    inputs: dict[str, Json] = {}
    labels: tuple[tuple[str, str], ...] = ()
    previous_next: datetime | None = None
    order: RunOrder = RunOrder.OLDEST_FIRST
    parallel: int | None = None
    skips_succeeded: bool = False
    skipped: tuple[tuple[datetime, datetime], ...] = ()
    running: tuple[str, ...] = ()


class TriggerState(msgspec.Struct, frozen=True):
    """One trigger of one flow.

    Shapes: `date` is the last date it was evaluated for, `next_date` when it is due (None = not
    scheduled), `execution_id` the execution that holds it, `is_locked` whether an evaluation is
    under way, `version` counts the saves.

    Of evaluations: `evaluated` is when the newest began. Of the newest that has ended `error` is
    the message when it failed, else None, and `evaluation_s` how many seconds it took; `failures`
    counts those that failed in a row. `expected` is when a poll under way should be over.
    """

    namespace: str
    flow_id: str
    trigger_id: str
    flow_revision: int = 1
    date: datetime | None = None
    next_date: datetime | None = None
    execution_id: str | None = None
    evaluated: datetime | None = None
    disabled: bool = False
    stop_after: tuple[str, ...] = ()
    backfill: Backfill | None = None
    error: str | None = None
    worker_id: str | None = None
    updated: datetime | None = None
    is_locked: bool = False
    # What a trigger remembers between evaluations (windows of flow triggers, last items seen).
    memory: dict[str, Json] = {}
    version: int = 0
    evaluation_s: float | None = None
    failures: int = 0
    expected: datetime | None = None


def parked_date(state: TriggerState) -> datetime | None:
    """The date that waits while the trigger can't run."""
    value = state.memory.get(PARKED)
    return datetime.fromisoformat(value) if isinstance(value, str) else None


def due_date(state: TriggerState) -> datetime | None:
    """When it is to be evaluated next; long past when it is overdue.

    Shapes: None when nothing is due: it is off, its backfill is paused, or it starts by itself.
    """
    if state.disabled or (state.backfill is not None and state.backfill.paused):
        return None
    waiting = state.next_date or parked_date(state)
    return waiting or (state.expected if state.is_locked else None)


def overdue_since(now: datetime) -> datetime:
    """The latest due date that is overdue by now."""
    return now - timedelta(seconds=TRIGGER_OVERDUE_S)


class StoredTrigger(msgspec.Struct, frozen=True):
    """A stored state with the definition in the flow, when that still exists.

    Shapes: `kind` is SCHEDULE, POLLING or REALTIME, None for other triggers.
    """

    state: TriggerState
    definition: TriggerDefinition | None
    kind: str | None
