"""Everything that moves as lines of JSON, and back.

A line is the stored form of the codec, version and all: an archive of an older version is upgraded
while it is read, as a database is.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from tiercel.model.execution import Execution
from tiercel.model.job import InboxEvent, Job, Timer
from tiercel.model.kv import KvEntry
from tiercel.model.log import LogEntry, MetricEntry
from tiercel.model.stored.codec import (
    Codec,
    decode_event,
    decode_execution,
    decode_job,
    decode_kv,
    decode_trigger,
    encode_event,
    encode_execution,
    encode_job,
    encode_json,
    encode_kv,
    encode_task_run,
    encode_trigger,
)
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.stored.moving import Announcement, Document, MovedKind, Stored
from tiercel.model.stored.records import place_of
from tiercel.model.trigger import TriggerState
from tiercel.ports.store import Tx


class _ExecutionRecord(msgspec.Struct, frozen=True):
    """An execution with its task runs, each in its stored form."""

    execution: msgspec.Raw
    task_runs: list[msgspec.Raw]


class _EventRecord(msgspec.Struct, frozen=True):
    """An event that waits for an execution."""

    execution_id: str
    event: msgspec.Raw


class _MetricRecord(msgspec.Struct, frozen=True):
    """A metric; JSON has no number for an `odd` value, such as infinity."""

    entry: MetricEntry
    odd: str | None = None


_flows: Codec[StoredFlow] = Codec(StoredFlow, {})
_documents: Codec[Document] = Codec(Document, {})
_timers: Codec[Timer] = Codec(Timer, {})
_announcements: Codec[Announcement] = Codec(Announcement, {})
_logs: Codec[LogEntry] = Codec(LogEntry, {})
_metrics: Codec[_MetricRecord] = Codec(_MetricRecord, {})
_executions = msgspec.json.Decoder(_ExecutionRecord)
_inbox = msgspec.json.Decoder(_EventRecord)


def encode_record(row: Stored) -> bytes:
    """The line of a row, without the end of the line."""
    match row:
        case Execution():
            runs = [msgspec.Raw(encode_task_run(run)) for run in row.task_runs.values()]
            runs_of = _ExecutionRecord(msgspec.Raw(encode_execution(row)), runs)
            return msgspec.json.encode(runs_of)
        case InboxEvent():
            event = msgspec.Raw(encode_event(row.event))
            return msgspec.json.encode(_EventRecord(row.execution_id, event))
        case MetricEntry() if not math.isfinite(row.value):
            return _metrics.encode(_MetricRecord(replace(row, value=0.0), repr(row.value)))
        case MetricEntry():
            return _metrics.encode(_MetricRecord(row))
        case KvEntry():
            return encode_kv(row)
        case TriggerState():
            return encode_trigger(row)
        case Job():
            return encode_job(row)
        case StoredFlow() | Document() | Timer() | Announcement() | LogEntry():
            return _plain(row)


def _plain(row: StoredFlow | Document | Timer | Announcement | LogEntry) -> bytes:
    match row:
        case LogEntry():
            return _logs.encode(row)
        case StoredFlow():
            return _flows.encode(row)
        case Document():
            return _documents.encode(row)
        case Timer():
            return _timers.encode(row)
        case Announcement():
            return _announcements.encode(row)


def decode_record(kind: MovedKind, line: bytes) -> Stored:
    """The row of a line. Raises: Unavailable or msgspec.MsgspecError when it is damaged."""
    if kind is MovedKind.EXECUTIONS:
        record = _executions.decode(line)
        return decode_execution(bytes(record.execution), [bytes(run) for run in record.task_runs])
    if kind is MovedKind.INBOX:
        waiting = _inbox.decode(line)
        return InboxEvent(0, waiting.execution_id, decode_event(bytes(waiting.event)))
    if kind is MovedKind.METRICS:
        metric = _metrics.decode(line)
        return (
            metric.entry if metric.odd is None else replace(metric.entry, value=float(metric.odd))
        )
    return _DECODERS[kind](line)


_DECODERS: dict[MovedKind, Callable[[bytes], Stored]] = {
    MovedKind.FLOWS: _flows.decode,
    MovedKind.DOCUMENTS: _documents.decode,
    MovedKind.KV: decode_kv,
    MovedKind.TRIGGERS: decode_trigger,
    MovedKind.TIMERS: _timers.decode,
    MovedKind.JOBS: decode_job,
    MovedKind.ANNOUNCEMENTS: _announcements.decode,
    MovedKind.LOGS: _logs.decode,
}


def put(tx: Tx, row: Stored) -> None:
    """Write a row into a store that does not have it."""
    match row:
        case LogEntry():
            tx.logs.add([row])
        case Execution():
            tx.executions.insert(row)
        case MetricEntry():
            tx.metrics.add([row])
        case StoredFlow():
            tx.flows.put(row)
        case Document():
            _put_document(tx, row)
        case KvEntry():
            tx.restore.kv(row)
        case TriggerState():
            tx.restore.trigger(row)
        case Timer() | Job() | InboxEvent() | Announcement():
            _put_waiting(tx, row)


def _put_document(tx: Tx, row: Document) -> None:
    """A document of an archive; those of small nouns are records."""
    place = place_of(row.key)
    if place is None or not isinstance(row.value, dict):
        tx.settings.put(row.key, row.value)
        return
    table, key = place
    tx.records(table).put(key, table.decode(encode_json(row.value)))


def _put_waiting(tx: Tx, row: Timer | Job | InboxEvent | Announcement) -> None:
    match row:
        case Timer():
            tx.timers.put(row)
        case Job():
            tx.jobs.put(row)
        case InboxEvent():
            tx.inbox.put(row.execution_id, row.event)
        case Announcement():
            tx.announcements.put(row.execution_id, row.state)
