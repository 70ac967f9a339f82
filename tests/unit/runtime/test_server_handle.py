"""Use cases that core tasks ask of the server."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from tests.build import NAMESPACE, a_task_run, an_execution, at
from tests.unit.runtime.trigger_shop import builtins
from tiercel.adapters.memory.bells import MemoryBells
from tiercel.adapters.memory.blobs import MemoryBlobs
from tiercel.adapters.memory.clock import CountedIds, VirtualClock
from tiercel.adapters.memory.entries import MemoryLogs
from tiercel.adapters.memory.secrets import MemorySecrets
from tiercel.adapters.memory.store import MemoryStore
from tiercel.engine.env import EngineConfig
from tiercel.engine.triggers import Mechanism
from tiercel.expr import Renderer
from tiercel.model.errors import Conflict, IllegalArgument, NotFound, PluginError
from tiercel.model.events import ResumeAsked
from tiercel.model.kv import KvEntry
from tiercel.model.log import Level, LogEntry, MetricEntry
from tiercel.model.shape import Hold
from tiercel.runtime.attempt_log import LogPlace
from tiercel.runtime.server_executions import ExecutionUseCases
from tiercel.runtime.server_handle import ServerUseCases, server_use_cases
from tiercel.runtime.trigger_tools import mechanism_of
from tiercel.service.services import ServiceParts, Services
from tiercel.service.trigger_env import TriggerEnvs
from tiercel.settings import Settings

ORIGIN = LogPlace(NAMESPACE, "flow", "execution1", "t", "tr-t-0", 0)
FILE = "kestra:///company/team/flow/executions/execution1/tasks/t/tr-t-0/x.txt"
SCHEDULED = f"""id: scheduled
namespace: {NAMESPACE}
tasks:
  - {{id: a, type: io.kestra.plugin.core.log.Log, message: x}}
triggers:
  - {{id: every, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 * * * *"}}
"""


class Desk:
    """A server without loops."""

    def __init__(self) -> None:
        self.clock = VirtualClock(at(0))
        self.bells = MemoryBells()
        self.store = MemoryStore(self.bells)
        self.blobs = MemoryBlobs(self.clock)
        self.services = Services(
            ServiceParts(
                store=self.store,
                blobs=self.blobs,
                clock=self.clock,
                ids=CountedIds(),
                secrets=MemorySecrets(),
                bells=self.bells,
                catalog=builtins(),
                settings=Settings(),
                renderer=Renderer(),
                config=EngineConfig(),
                zone=ZoneInfo("UTC"),
            )
        )
        self.calls: ServerUseCases = server_use_cases(
            self.services, store=self.store, blobs=self.blobs, clock=self.clock
        )

    async def call(self, name: str, **arguments: Any) -> Any:
        return await self.calls.call(ORIGIN, name, arguments)


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_an_unknown_use_case_is_an_error(desk: Desk) -> None:
    with pytest.raises(PluginError, match="no use case 'moon'"):
        await desk.call("moon")


async def test_files_of_namespaces(desk: Desk) -> None:
    await desk.blobs.write(FILE.removeprefix("kestra://"), b"content")
    assert await desk.call("put_namespace_file", path="a/b.txt", uri=FILE) == {"written": True}
    skip = await desk.call("put_namespace_file", path="a/b.txt", uri=FILE, conflict="SKIP")
    assert skip == {"written": False}
    with pytest.raises(Conflict, match=r"File 'a/b\.txt' already exists"):
        await desk.call("put_namespace_file", path="a/b.txt", uri=FILE, conflict="ERROR")
    assert await desk.call("list_namespace_files") == [{"path": "a/b.txt", "size": 7}]
    uri = await desk.call("read_namespace_file", path="/a/b.txt")
    assert uri == "kestra:///company/team/_files/a/b.txt"
    assert await desk.call("delete_namespace_files", paths=["a/b.txt", "c"]) == {"deleted": 1}
    with pytest.raises(NotFound):
        await desk.call("read_namespace_file", path="a/b.txt")


async def test_logs_are_fetched_by_task_and_level(desk: Desk) -> None:
    def entry(task_id: str, level: Level) -> LogEntry:
        text = f"{task_id} {level.value}"
        return LogEntry(NAMESPACE, "flow", at(0), level, text, "execution1", task_id)

    async with desk.store.transaction() as tx:
        tx.logs.add([entry("a", Level.INFO), entry("b", Level.INFO), entry("a", Level.ERROR)])
    found = await desk.call("fetch_logs", taskIds=["b", "a"])
    assert [each["message"] for each in found] == ["b INFO", "a INFO", "a ERROR"]
    loud = await desk.call("fetch_logs", minLevel="WARN")
    assert [each["message"] for each in loud] == ["a ERROR"]
    counts = await desk.call("purge_logs", namespace=NAMESPACE, logLevels=["INFO"])
    assert counts == {"count": 2, "executionLogsCount": 2, "nonExecutionLogsCount": 0}
    assert len(await desk.call("fetch_logs")) == 1


async def test_metrics_are_purged(desk: Desk) -> None:
    async with desk.store.transaction() as tx:
        tx.executions.insert(an_execution())
        tx.metrics.add(
            [MetricEntry(NAMESPACE, "flow", "execution1", "t", "r", "counter", "n", 1.0, at(0))]
        )
    assert await desk.call("purge_metrics", namespace="company") == {"count": 1}


async def test_executions_are_counted_and_purged(desk: Desk) -> None:
    async with desk.store.transaction() as tx:
        for number in range(3):
            tx.executions.insert(an_execution(id=f"e{number}", state="SUCCESS", is_settled=True))
        tx.executions.insert(an_execution(id="alive"))
    await desk.blobs.write("/company/team/flow/executions/e0/x", b"x")
    counts = await desk.call("count_executions", flows=[{"namespace": NAMESPACE, "flowId": "flow"}])
    assert counts == [{"namespace": NAMESPACE, "flowId": "flow", "count": 4}]
    assert await desk.call("total_executions") == 4
    conditions = {"namespaces": [NAMESPACE, "x"], "flowId": "flow", "states": ["SUCCESS"]}
    assert await desk.call("total_executions", **conditions) == 3
    assert await desk.call("total_executions", namespaces=["company"]) == 0
    assert await desk.call("total_executions", startDate="2100-01-01T00:00:00Z") == 0
    purged = await desk.call("purge_executions", namespace=NAMESPACE)
    assert (purged["executionsCount"], purged["storagesCount"]) == (3, 1)
    async with desk.store.transaction() as tx:
        assert await tx.executions.get("e0") is None
        assert await tx.executions.get("alive") is not None


async def test_a_paused_execution_is_resumed_without_waiting(desk: Desk) -> None:
    await desk.services.flows.create(SCHEDULED.replace("scheduled", "flow"))
    paused = a_task_run("a", "PAUSED", attempts=())
    async with desk.store.transaction() as tx:
        tx.executions.insert(an_execution(paused, id="p", state="PAUSED"))
    await desk.call("resume_execution", executionId="p", inputs=None)
    async with desk.store.transaction() as tx:
        waiting = await tx.inbox.claim(10, frozenset())
    assert isinstance(waiting["p"][0].event, ResumeAsked)
    with pytest.raises(NotFound, match="No execution found for execution id ghost"):
        await desk.call("resume_execution", executionId="ghost")


async def test_inputs_with_dots_are_nested_as_the_api_nests_them(desk: Desk) -> None:
    pause = "type: io.kestra.plugin.core.flow.Pause, onResume: [{id: ticket.number, type: INT}]"
    log = "type: io.kestra.plugin.core.log.Log, message: x"
    await desk.services.flows.create(SCHEDULED.replace("scheduled", "flow").replace(log, pause))
    paused = a_task_run("a", "PAUSED", attempts=(), shape=Hold(kind="pause"))
    async with desk.store.transaction() as tx:
        tx.executions.insert(an_execution(paused, id="p", state="PAUSED"))
    await desk.call("resume_execution", executionId="p", inputs={"ticket": {"number": 7}})
    async with desk.store.transaction() as tx:
        (waiting,) = (await tx.inbox.claim(10, frozenset()))["p"]
    assert isinstance(waiting.event, ResumeAsked)
    assert waiting.event.outputs["onResume"] == {"ticket": {"number": 7}}


async def test_purges_keep_what_is_restarted_meanwhile(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The restart commits after the purge has read and before it commits."""
    ended = an_execution(id="e", state="SUCCESS", is_settled=True)
    async with desk.store.transaction() as tx:
        tx.executions.insert(ended)
    real = MemoryLogs.of
    restarts = [replace(ended, version=ended.version + 1, is_settled=False)]

    async def of(logs: MemoryLogs, execution_id: str, *others: Any) -> list[LogEntry]:
        if restarts:
            async with desk.store.transaction() as tx:
                tx.executions.save(restarts.pop(), (), ())
        return await real(logs, execution_id, *others)

    monkeypatch.setattr(MemoryLogs, "of", of)
    purged = await desk.call("purge_executions", namespace=NAMESPACE)
    assert (purged["executionsCount"], restarts) == (0, [])
    async with desk.store.transaction() as tx:
        assert await tx.executions.get("e") is not None


async def test_purges_work_in_batches(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk.store.transaction() as tx:
        for number in range(5):
            tx.executions.insert(an_execution(id=f"e{number}", state="SUCCESS", is_settled=True))
    sizes: list[int] = []
    real = ExecutionUseCases._purge_batch

    async def batch(self: ExecutionUseCases, ids: Sequence[str], *others: Any) -> None:
        sizes.append(len(ids))
        await real(self, ids, *others)

    monkeypatch.setattr(ExecutionUseCases, "_purge_batch", batch)
    purged = await desk.call("purge_executions", namespace=NAMESPACE, batchSize=2)
    assert (purged["executionsCount"], sizes) == (5, [2, 2, 1])


async def test_older_versions_of_files_are_purged(desk: Desk) -> None:
    files = desk.services.files
    for content in (b"1", b"2", b"3", b"4"):
        desk.clock.advance(timedelta(hours=1))
        await files.write(NAMESPACE, "/a/b.txt", content)
        await files.write(NAMESPACE, "/c.txt", content)

    async def purge(**behavior: Any) -> int:
        arguments = {"namespaces": [NAMESPACE], "filePattern": "a/*", "behavior": behavior}
        answer = await desk.call("purge_namespace_files", **arguments)
        size: int = answer["size"]
        return size

    assert await purge(type="version", keepAmount=3) == 1
    assert await files.revisions(NAMESPACE, "/a/b.txt") == [2, 3, 4]
    # When each of them was replaced is when it was put aside.
    assert await purge(type="version", before=at(3 * 3600 + 1).isoformat()) == 1
    assert await purge(type="version", keepAmount=1) == 1
    assert await files.revisions(NAMESPACE, "/a/b.txt") == [1]
    assert await files.revisions(NAMESPACE, "/c.txt") == [1, 2, 3, 4]


async def test_realtime_triggers_are_not_toggled_as_the_api_does_not(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.services.flows.create(SCHEDULED)
    monkeypatch.setattr(TriggerEnvs, "mechanism", lambda self, name: Mechanism.REALTIME)
    with pytest.raises(IllegalArgument, match="Realtime triggers"):
        await desk.call("toggle_trigger", flowId="scheduled", triggerId="every", enabled=False)


async def test_files_of_old_executions_are_purged(desk: Desk) -> None:
    await desk.blobs.write("/company/team/flow/executions/e0/x", b"x")
    desk.clock.advance(timedelta(hours=2))
    await desk.blobs.write("/company/team/flow/executions/e1/x", b"x")
    limit = at(3600).isoformat()
    dry = await desk.call("purge_storage", endDate=limit, dryRun=True)
    assert dry == {"scannedCount": 2, "purgedCount": 1, "deletedFilesCount": 0}
    await desk.call("purge_storage", endDate=limit)
    assert not await desk.blobs.exists("/company/team/flow/executions/e0/x")
    assert await desk.blobs.exists("/company/team/flow/executions/e1/x")


async def test_expired_keys_are_purged_and_values_updated(desk: Desk) -> None:
    async with desk.store.transaction() as tx:
        tx.kv.put(KvEntry(NAMESPACE, "old", "NUMBER", 1, at(0), at(0), expires=at(-1)))
        tx.kv.put(KvEntry(NAMESPACE, "new", "NUMBER", 1, at(0), at(0), description="d"))
    assert await desk.call("purge_kv") == {"namespaces": [NAMESPACE], "size": 1}
    await desk.call("update_kv_value", key="new", value={"a": 1})
    async with desk.store.transaction() as tx:
        entry = await tx.kv.get(NAMESPACE, "new")
    assert entry is not None
    assert (entry.value, entry.type, entry.description, entry.revision) == (
        {"a": 1},
        "JSON",
        "d",
        2,
    )


async def test_triggers_are_toggled(desk: Desk) -> None:
    await desk.services.flows.create(SCHEDULED)
    place = {"flowId": "scheduled", "triggerId": "every"}
    await desk.call("toggle_trigger", **place, enabled=False)
    async with desk.store.transaction() as tx:
        row = await tx.triggers.get(NAMESPACE, "scheduled", "every")
    assert row is not None
    assert (row.disabled, row.next_date) == (True, None)
    await desk.call("toggle_trigger", **place, enabled=True)
    async with desk.store.transaction() as tx:
        row = await tx.triggers.get(NAMESPACE, "scheduled", "every")
    assert row is not None
    assert (row.disabled, row.next_date) == (False, at(3600))
    with pytest.raises(NotFound, match="Unable to find trigger ghost for the flow"):
        await desk.call("toggle_trigger", flowId="scheduled", triggerId="ghost")
    with pytest.raises(NotFound, match="Unable to find flow"):
        await desk.call("toggle_trigger", flowId="ghost", triggerId="ghost")


async def test_old_revisions_are_purged(desk: Desk) -> None:
    await desk.services.flows.create(SCHEDULED)
    for number in range(3):
        source = SCHEDULED.replace("message: x", f"message: x{number}")
        await desk.services.flows.update(NAMESPACE, "scheduled", source)
    answer = await desk.call("purge_flow_revisions", namespace="company", keepAmount=2)
    assert answer == {"flows": 1, "size": 2}
    left = await desk.services.flows.revisions(NAMESPACE, "scheduled")
    assert [flow.revision for flow in left] == [3, 4]


def test_types_without_mechanism_have_none() -> None:
    assert mechanism_of(builtins(), "no.such.Type") == "NONE"
    assert mechanism_of(builtins(), "io.kestra.plugin.core.trigger.Flow") == "FLOW"
