"""Everything in memory, and rows as they were in another store."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence

from msgspec.structs import replace

from tiercel.adapters.memory.tables import Tables
from tiercel.adapters.memory.unit import MemoryUnit
from tiercel.model.kv import KvEntry
from tiercel.model.stored.codec import (
    decode_json,
    decode_kv,
    decode_trigger,
    encode_kv,
    encode_trigger,
)
from tiercel.model.stored.moving import Announcement, Document, MovedKind, Stored
from tiercel.model.stored.records import RECORDS
from tiercel.model.trigger import TriggerState


class MemoryMoment:
    """See `ports.moving.Moment`. The values are frozen, so a list of them is a moment."""

    def __init__(self, tables: Tables) -> None:
        self._rows = {kind: read(tables) for kind, read in _READERS.items()}
        self._task_runs = sum(len(tables.task_runs[each]) for each in tables.executions)

    async def count(self, kind: MovedKind) -> int:
        """How many there are."""
        return len(self._rows[kind])

    async def task_runs(self) -> int:
        """How many task runs the executions have together."""
        return self._task_runs

    async def rows(self, kind: MovedKind) -> AsyncIterator[Stored]:
        """All of them, in order."""
        for row in self._rows[kind]:
            yield row


def _executions(tables: Tables) -> Sequence[Stored]:
    return [
        replace(tables.executions[each], task_runs=tables.task_runs[each])
        for each in sorted(tables.executions)
    ]


def _flows(tables: Tables) -> Sequence[Stored]:
    return [
        revisions[number]
        for _, revisions in sorted(tables.flows.items())
        for number in sorted(revisions)
    ]


def _documents(tables: Tables) -> Sequence[Stored]:
    found = [Document(*pair) for pair in tables.settings.items()]
    for table in RECORDS:
        for key, (*_, body) in tables.records[table.name].items():
            found.append(Document(table.document_key(key), decode_json(body)))
    return sorted(found, key=lambda document: document.key)


_READERS: dict[MovedKind, Callable[[Tables], Sequence[Stored]]] = {
    MovedKind.FLOWS: _flows,
    MovedKind.DOCUMENTS: _documents,
    MovedKind.KV: lambda tables: [tables.kv[key] for key in sorted(tables.kv)],
    MovedKind.TRIGGERS: lambda tables: [tables.triggers[key] for key in sorted(tables.triggers)],
    MovedKind.EXECUTIONS: _executions,
    MovedKind.TIMERS: lambda tables: [tables.timers[key] for key in sorted(tables.timers)],
    MovedKind.JOBS: lambda tables: tables.jobs.all(),
    MovedKind.INBOX: lambda tables: tables.inbox.all(),
    MovedKind.ANNOUNCEMENTS: lambda tables: [
        Announcement(*tables.announcements[row]) for row in sorted(tables.announcements)
    ],
    MovedKind.LOGS: lambda tables: [tables.logs[seq] for seq in sorted(tables.logs)],
    MovedKind.METRICS: lambda tables: [tables.metrics[seq] for seq in sorted(tables.metrics)],
}


class MemoryRestore:
    """See `ports.moving.Restore`."""

    def __init__(self, tables: Tables, unit: MemoryUnit) -> None:
        self._tables = tables
        self._unit = unit

    def kv(self, entry: KvEntry) -> None:
        """A new entry of any revision. Guard: the key is absent."""
        kv, key, row = self._tables.kv, (entry.namespace, entry.key), decode_kv(encode_kv(entry))
        self._unit.write(
            lambda: kv.update({key: row}),
            lambda view: view.moves(("kv", *key), int(key in kv), 0, row.revision),
        )

    def trigger(self, state: TriggerState) -> None:
        """A new state of any version. Guard: the trigger is absent."""
        triggers = self._tables.triggers
        key = (state.namespace, state.flow_id, state.trigger_id)
        row = decode_trigger(encode_trigger(state))
        self._unit.write(
            lambda: triggers.update({key: row}),
            lambda view: view.moves(("trigger", *key), int(key in triggers), 0, row.version),
        )
