"""An installation that holds something of every kind, and all that one holds, to compare."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from tests.ports.values import (
    NOW,
    a_flow,
    a_job,
    a_kv,
    a_log,
    a_metric,
    a_state,
    a_task_run,
    a_trigger,
    an_execution,
    at,
)
from tiercel.adapters.memory.ports import memory_ports
from tiercel.engine.env import EngineConfig
from tiercel.model.events import JobLost, KillAsked, Submitted
from tiercel.model.job import InboxEvent, Timer
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.state import StateType
from tiercel.model.stored.moving import Document, MovedKind
from tiercel.model.stored.records import MEMBERS
from tiercel.model.trigger import Backfill
from tiercel.plugin.catalog.registry import Catalog
from tiercel.ports.blobs import BlobStorage
from tiercel.ports.ports import Ports
from tiercel.ports.store import Store
from tiercel.service.transfer.exporting import Exporter, ExportRequest
from tiercel.service.transfer.files import all_files
from tiercel.service.transfer.forms import put
from tiercel.service.transfer.importing import Importer, Outcome
from tiercel.service.transfer.manifest import Manifest
from tiercel.service.transfer.transfer import moved_rows

BIG = bytes(range(256)) * 4096  # Several pieces.


class FixedClock:
    """Always the same time."""

    def now(self) -> datetime:
        return datetime(2026, 1, 1, tzinfo=UTC)


def nothing(name: str, done: int, total: int) -> None:
    """A progress that nobody looks at."""


def in_memory(config: EngineConfig | None = None) -> Ports:
    return memory_ports(FixedClock(), Catalog([]), config)


def ports_over(store: Store, blobs: BlobStorage) -> Ports:
    return msgspec.structs.replace(in_memory(), store=store, blobs=blobs)


async def export(ports: Ports, path: Path, **options: Any) -> Manifest:
    request = ExportRequest(path=path, source="memory", **options)
    return await Exporter(ports, nothing).export(request)


async def load(ports: Ports, path: Path) -> Outcome:
    return await Importer(ports, nothing).load(path)


async def fill(ports: Ports, executions: int = 12, logs: int = 30) -> None:
    """Something of every kind."""
    async with ports.store.transaction() as tx:
        labels = (Label("a", "1"), Label("ü", "2"))
        tx.flows.put(a_flow(revision=1, draft=True))
        tx.flows.put(a_flow(revision=2, labels=labels, description="wörds", disabled=True))
        tx.flows.put(a_flow("gone", revision=1))
        tx.flows.put(a_flow("gone", revision=2, deleted=True))
        for prefix in ("secret:", "template.", "dashboard:", "namespace.", "access.token.", "x."):
            put(tx, Document(f"{prefix}a/b", {"value": prefix, "n": [1, 2.5, None]}))
        tx.settings.put("instance.uuid", "source")
        tx.records(MEMBERS).put(("me",), {"id": "me"})
        tx.restore.kv(a_kv(revision=9, expires=at(99), value={"a": [1]}, type="JSON"))
        backfill = Backfill(NOW, at(10), at(20), inputs={"a": 1}, labels=(("k", "v"),))
        tx.restore.trigger(a_trigger(version=41, next_date=at(5), backfill=backfill))
        tx.restore.trigger(a_trigger("off", version=2, disabled=True, memory={"seen": ["a"]}))
    async with ports.store.transaction() as tx:
        await put_executions(tx, executions)
        tx.timers.put(Timer("paused", "pause", at(3600)))
        tx.jobs.put(a_job("b", execution_id="running", worker_id="w", lease_until=at(1), fence=7))
        tx.jobs.put(a_job("a", execution_id="running", fence=5))
        tx.inbox.put("running", JobLost("r0", 0))
        tx.inbox.put("paused", Submitted())
        tx.inbox.put("running", KillAsked())
        tx.announcements.put("running", "RUNNING")
        tx.announcements.put("e0003", "SUCCESS")
        tx.logs.add([a_log(f"line {number} é", seconds=-number) for number in range(logs)])
        metrics = [a_metric("b", 1.25, tags={"k": "v"}), a_metric("a", float("inf"))]
        tx.metrics.add(metrics)
    await ports.blobs.write("/company/team/hello/executions/x/tasks/t/big.bin", BIG)
    await ports.blobs.write("/company/team/_files/ä b.txt", b"hello")
    await ports.blobs.write("/company/team/_files/empty.txt", b"")
    await ports.blobs.make_directory("/company/team/_files/folder")


async def put_executions(tx: Any, count: int) -> None:
    """One that runs, one that is paused, and many that have ended."""
    tx.executions.insert(an_execution("running", a_task_run("r0"), version=17, has_slot=True))
    paused = a_state(StateType.PAUSED, end=3)
    tx.executions.insert(an_execution("paused", a_task_run("p0"), state=paused))
    for number in range(count):
        runs = [a_task_run(f"r{number}-{run}", run) for run in range(number % 4)]
        ended = an_execution(
            f"e{number:04}",
            *runs,
            state=a_state(StateType.SUCCESS, start=number, end=number + 1),
            labels={"n": str(number % 3)},
            is_settled=True,
        )
        tx.executions.insert(ended)


async def content(ports: Ports) -> dict[str, list[str]]:
    """Everything that moves, kind by kind, in order."""
    found: dict[str, list[str]] = {}
    async with ports.store.moment() as moment:
        for kind in MovedKind:
            rows = [row async for row in moved_rows(moment, kind)]
            found[kind.value] = [
                repr(replace(row, seq=0) if isinstance(row, InboxEvent) else row) for row in rows
            ]
    found["files"] = sorted(
        [await _file(ports, entry.path) async for entry in all_files(ports.blobs)]
    )
    return found


async def _file(ports: Ports, path: str) -> str:
    info = await ports.blobs.info(path)
    return f"{path}/" if info.is_directory else f"{path}: {hash(await ports.blobs.read(path))}"


def change_manifest(folder: Path, change: Callable[[Json], None]) -> None:
    """Change what an archive says about itself."""
    document = msgspec.json.decode((folder / "manifest.json").read_bytes())
    change(document)
    (folder / "manifest.json").write_bytes(msgspec.json.encode(document))
