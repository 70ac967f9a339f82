"""Everything that a store holds, by kind: what moves from one store to another."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tiercel.model.execution import Execution
from tiercel.model.job import InboxEvent, Job, Timer
from tiercel.model.json_types import Json
from tiercel.model.kv import KvEntry
from tiercel.model.log import LogEntry, MetricEntry
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.trigger import TriggerState


class MovedKind(StrEnum):
    """Kinds of what is stored, in the order in which they move.

    Everything else in a database is derived from these: labels, counted hours, versions.
    """

    FLOWS = "flows"
    DOCUMENTS = "documents"
    KV = "kv"
    TRIGGERS = "triggers"
    EXECUTIONS = "executions"
    TIMERS = "timers"
    JOBS = "jobs"
    INBOX = "inbox"
    ANNOUNCEMENTS = "announcements"
    LOGS = "logs"
    METRICS = "metrics"


class Document(msgspec.Struct, frozen=True):
    """A document of the server itself."""

    key: str
    value: Json


class Announcement(msgspec.Struct, frozen=True):
    """A state change that nobody has looked at yet."""

    execution_id: str
    state: str


Stored = (
    StoredFlow
    | Document
    | KvEntry
    | TriggerState
    | Execution
    | Timer
    | Job
    | InboxEvent
    | Announcement
    | LogEntry
    | MetricEntry
)
