"""The stored state of a trigger: what the scheduler knows between two evaluations."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tiercel.model.flow import TriggerDefinition
from tiercel.model.json_types import Json


class Backfill(msgspec.Struct, frozen=True):
    """A request to run the past dates of a schedule."""

    start: datetime
    current: datetime
    end: datetime | None = None
    paused: bool = False
    inputs: dict[str, Json] = {}
    labels: tuple[tuple[str, str], ...] = ()
    previous_next: datetime | None = None


class TriggerState(msgspec.Struct, frozen=True):
    """One trigger of one flow.

    Shapes: `date` is the last date it was evaluated for, `next_date` when it is due (None = not
    scheduled), `execution_id` the execution that holds it, `is_locked` whether an evaluation is
    under way, `error` the message of the last failed evaluation, `version` counts the saves.
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


class StoredTrigger(msgspec.Struct, frozen=True):
    """A stored state with the definition in the flow, when that still exists.

    Shapes: `kind` is SCHEDULE, POLLING or REALTIME, None for other triggers.
    """

    state: TriggerState
    definition: TriggerDefinition | None
    kind: str | None
