"""What tasks ask of the server."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from msgspec.structs import replace

from tests.build import NAMESPACE, a_task_run, an_execution, at
from tests.unit.runtime.trigger_shop import builtins
from tiercel.adapters.memory.clock import VirtualClock
from tiercel.adapters.memory.entries import MemoryLogs
from tiercel.adapters.memory.ports import memory_ports
from tiercel.adapters.memory.secrets import MemorySecrets
from tiercel.engine.triggers.triggers import Mechanism
from tiercel.model.access import Actor
from tiercel.model.errors import Conflict, IllegalArgument, NotFound, PluginError
from tiercel.model.events import ResumeAsked
from tiercel.model.kv import KvEntry
from tiercel.model.log import Level, LogEntry, MetricEntry
from tiercel.model.request import Request
from tiercel.model.shape import Hold
from tiercel.model.state import StateType
from tiercel.plugin import server as ask
from tiercel.service.executions.purge import Purge
from tiercel.service.operations.catalogue import operations_of
from tiercel.service.services import Services
from tiercel.service.triggers.environment import TriggerEnvs
from tiercel.settings import Settings

R = TypeVar("R")
TASK = Actor.of_execution(NAMESPACE, "flow", "execution1")
FILE = "kestra:///company/team/flow/executions/execution1/tasks/t/tr-t-0/x.txt"
EVERY = {"namespace": NAMESPACE, "flow_id": "scheduled", "trigger_id": "every"}
SCHEDULED = f"""id: scheduled
namespace: {NAMESPACE}
tasks:
  - {{id: a, type: io.kestra.plugin.core.log.Log, message: x}}
triggers:
  - {{id: every, type: io.kestra.plugin.core.trigger.Schedule, cron: "0 * * * *"}}
"""
DASHBOARD = """id: sales
title: Sales
charts:
  - id: text
    type: io.kestra.plugin.core.dashboard.chart.Markdown
    content: Hello
"""


class Desk:
    """A server without loops."""

    def __init__(self) -> None:
        self.clock = VirtualClock(at(0))
        ports = memory_ports(self.clock, builtins())
        self.store = ports.store
        self.blobs = ports.blobs
        self.services = Services(ports, Settings(), MemorySecrets())
        self.operations = operations_of(self.services)

    async def run(self, request: Request[R]) -> R:
        return await self.operations.run(TASK, request)


@pytest.fixture
def desk() -> Desk:
    return Desk()


class Moon(Request[None], frozen=True, kw_only=True):
    """Nobody answers this."""


async def test_an_unknown_request_is_an_error(desk: Desk) -> None:
    with pytest.raises(PluginError, match="no operation for Moon"):
        await desk.run(Moon())


async def test_files_of_namespaces(desk: Desk) -> None:
    await desk.blobs.write(FILE.removeprefix("kestra://"), b"content")
    put = ask.PutNamespaceFile(namespace=NAMESPACE, path="a/b.txt", uri=FILE)
    assert await desk.run(put)
    assert not await desk.run(replace(put, conflict=ask.FileConflict.SKIP))
    with pytest.raises(Conflict, match=r"File 'a/b\.txt' already exists"):
        await desk.run(replace(put, conflict=ask.FileConflict.ERROR))
    listed = await desk.run(ask.ListNamespaceFiles(namespace=NAMESPACE))
    assert listed == (ask.NamespaceFile("a/b.txt", 7),)
    uri = await desk.run(ask.LocateNamespaceFile(namespace=NAMESPACE, path="/a/b.txt"))
    assert uri == "kestra:///company/team/_files/a/b.txt"
    delete = ask.DeleteNamespaceFiles(namespace=NAMESPACE, paths=("a/b.txt", "c"))
    assert await desk.run(delete) == 1
    with pytest.raises(NotFound):
        await desk.run(ask.LocateNamespaceFile(namespace=NAMESPACE, path="a/b.txt"))


async def test_logs_are_fetched_by_task_and_level(desk: Desk) -> None:
    def entry(task_id: str, level: Level) -> LogEntry:
        text = f"{task_id} {level.value}"
        return LogEntry(NAMESPACE, "flow", at(0), level, text, "execution1", task_id)

    async with desk.store.transaction() as tx:
        tx.logs.add([entry("a", Level.INFO), entry("b", Level.INFO), entry("a", Level.ERROR)])
    found = await desk.run(ask.FetchLogs(task_ids=("b", "a")))
    assert [each.message for each in found] == ["b INFO", "a INFO", "a ERROR"]
    loud = await desk.run(ask.FetchLogs(min_level=Level.WARN))
    assert [each.message for each in loud] == ["a ERROR"]
    gone = await desk.run(ask.PurgeLogs(namespace=NAMESPACE, levels=(Level.INFO,)))
    assert gone == ask.PurgedLogs(2, 0)
    assert len(await desk.run(ask.FetchLogs())) == 1


async def test_logs_are_not_purged_without_a_condition(desk: Desk) -> None:
    with pytest.raises(IllegalArgument, match="At least one filter"):
        await desk.run(ask.PurgeLogs())


async def test_metrics_are_purged(desk: Desk) -> None:
    async with desk.store.transaction() as tx:
        tx.executions.insert(an_execution())
        tx.metrics.add(
            [MetricEntry(NAMESPACE, "flow", "execution1", "t", "r", "counter", "n", 1.0, at(0))]
        )
    assert await desk.run(ask.PurgeMetrics(namespace="company")) == 1


async def test_an_execution_is_read(desk: Desk) -> None:
    async with desk.store.transaction() as tx:
        tx.executions.insert(an_execution(id="e1", state="SUCCESS"))
    assert (await desk.run(ask.GetExecution(execution_id="e1"))).current is StateType.SUCCESS
    with pytest.raises(NotFound):
        await desk.run(ask.GetExecution(execution_id="e2"))


async def test_executions_are_counted_and_purged(desk: Desk) -> None:
    async with desk.store.transaction() as tx:
        for number in range(3):
            tx.executions.insert(an_execution(id=f"e{number}", state="SUCCESS", is_settled=True))
        tx.executions.insert(an_execution(id="alive"))
    await desk.blobs.write("/company/team/flow/executions/e0/x", b"x")
    counts = await desk.run(ask.CountExecutions(flows=((NAMESPACE, "flow"),)))
    assert counts == (ask.FlowCount(NAMESPACE, "flow", 4),)
    assert await desk.run(ask.TotalExecutions()) == 4
    conditions = ask.TotalExecutions(
        namespaces=(NAMESPACE, "x"), flow_id="flow", states=(StateType.SUCCESS,)
    )
    assert await desk.run(conditions) == 3
    assert await desk.run(ask.TotalExecutions(namespaces=("company",))) == 0
    late = ask.moment("2100-01-01T00:00:00Z")
    assert await desk.run(ask.TotalExecutions(start_date=late)) == 0
    purged = await desk.run(ask.PurgeExecutions(namespace=NAMESPACE))
    assert (purged.executions, purged.files) == (3, 1)
    async with desk.store.transaction() as tx:
        assert await tx.executions.get("e0") is None
        assert await tx.executions.get("alive") is not None


async def test_a_paused_execution_is_resumed_without_waiting(desk: Desk) -> None:
    await desk.services.flows.create(SCHEDULED.replace("scheduled", "flow"))
    paused = a_task_run("a", "PAUSED", attempts=())
    async with desk.store.transaction() as tx:
        tx.executions.insert(an_execution(paused, id="p", state="PAUSED"))
    await desk.run(ask.ResumeExecution(execution_id="p"))
    async with desk.store.transaction() as tx:
        waiting = await tx.inbox.claim(10, frozenset())
    assert isinstance(waiting["p"][0].event, ResumeAsked)
    with pytest.raises(NotFound, match="Execution 'ghost' not found"):
        await desk.run(ask.ResumeExecution(execution_id="ghost"))


async def test_inputs_with_dots_are_nested_as_the_api_nests_them(desk: Desk) -> None:
    pause = "type: io.kestra.plugin.core.flow.Pause, onResume: [{id: ticket.number, type: INT}]"
    log = "type: io.kestra.plugin.core.log.Log, message: x"
    await desk.services.flows.create(SCHEDULED.replace("scheduled", "flow").replace(log, pause))
    paused = a_task_run("a", "PAUSED", attempts=(), shape=Hold(kind="pause"))
    async with desk.store.transaction() as tx:
        tx.executions.insert(an_execution(paused, id="p", state="PAUSED"))
    await desk.run(ask.ResumeExecution(execution_id="p", inputs={"ticket": {"number": 7}}))
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
    real = MemoryLogs.count
    restarts = [replace(ended, version=ended.version + 1, is_settled=False)]

    async def count(logs: MemoryLogs, execution_id: str) -> int:
        if restarts:
            async with desk.store.transaction() as tx:
                tx.executions.save(restarts.pop(), (), ())
        return await real(logs, execution_id)

    monkeypatch.setattr(MemoryLogs, "count", count)
    purged = await desk.run(ask.PurgeExecutions(namespace=NAMESPACE))
    assert (purged.executions, restarts) == (0, [])
    async with desk.store.transaction() as tx:
        assert await tx.executions.get("e") is not None


async def test_purges_work_in_batches(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    async with desk.store.transaction() as tx:
        for number in range(5):
            tx.executions.insert(an_execution(id=f"e{number}", state="SUCCESS", is_settled=True))
    sizes: list[int] = []
    real = Purge._batch

    async def batch(self: Purge, ids: Sequence[str], *others: Any) -> ask.PurgedParts:
        sizes.append(len(ids))
        return await real(self, ids, *others)

    monkeypatch.setattr(Purge, "_batch", batch)
    purged = await desk.run(ask.PurgeExecutions(namespace=NAMESPACE, batch_size=2))
    assert (purged.executions, sizes) == (5, [2, 2, 1])


async def test_older_versions_of_files_are_purged(desk: Desk) -> None:
    files = desk.services.files
    for content in (b"1", b"2", b"3", b"4"):
        desk.clock.advance(timedelta(hours=1))
        await files.write(NAMESPACE, "/a/b.txt", content)
        await files.write(NAMESPACE, "/c.txt", content)

    async def purge(**behavior: Any) -> int:
        return await desk.run(
            ask.PurgeFileRevisions(namespaces=(NAMESPACE,), file_pattern="a/*", **behavior)
        )

    assert await purge(keep=3) == 1
    assert await files.revisions(NAMESPACE, "/a/b.txt") == [2, 3, 4]
    # When each of them was replaced is when it was put aside.
    assert await purge(before=at(3 * 3600 + 1)) == 1
    assert await purge(keep=1) == 1
    assert await files.revisions(NAMESPACE, "/a/b.txt") == [1]
    assert await files.revisions(NAMESPACE, "/c.txt") == [1, 2, 3, 4]


async def test_realtime_triggers_are_not_toggled_as_the_api_does_not(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.services.flows.create(SCHEDULED)
    monkeypatch.setattr(TriggerEnvs, "mechanism", lambda self, name: Mechanism.REALTIME)
    with pytest.raises(IllegalArgument, match="Realtime triggers"):
        await desk.run(ask.DisableTrigger(**EVERY))


async def test_files_of_old_executions_are_purged(desk: Desk) -> None:
    await desk.blobs.write("/company/team/flow/executions/e0/x", b"x")
    desk.clock.advance(timedelta(hours=2))
    await desk.blobs.write("/company/team/flow/executions/e1/x", b"x")
    purge = ask.PurgeStorage(end_date=at(3600))
    assert await desk.run(replace(purge, dry_run=True)) == ask.PurgedFiles(2, 1, 0)
    assert await desk.run(purge) == ask.PurgedFiles(2, 1, 1)
    assert not await desk.blobs.exists("/company/team/flow/executions/e0/x")
    assert await desk.blobs.exists("/company/team/flow/executions/e1/x")


async def test_expired_keys_are_purged_and_values_updated(desk: Desk) -> None:
    async with desk.store.transaction() as tx:
        tx.kv.put(KvEntry(NAMESPACE, "old", "NUMBER", 1, at(0), at(0), expires=at(-1)))
        tx.kv.put(KvEntry(NAMESPACE, "new", "NUMBER", 1, at(0), at(0), description="d"))
    older = ask.PurgeKeys(older_values_only=True)
    assert await desk.run(older) == ask.PurgedKeys((NAMESPACE,), 0)
    assert await desk.run(ask.PurgeKeys()) == ask.PurgedKeys((NAMESPACE,), 1)
    await desk.run(ask.UpdateKey(key="new", value={"a": 1}))
    async with desk.store.transaction() as tx:
        entry = await tx.kv.get(NAMESPACE, "new")
    assert entry is not None
    assert (entry.value, entry.type, entry.description, entry.revision) == (
        {"a": 1},
        "JSON",
        "d",
        2,
    )


async def test_keys_are_set_found_and_deleted(desk: Desk) -> None:
    await desk.run(ask.SetKey(key="k", value=timedelta(minutes=1), namespace="company"))
    # The namespace above counts, and what was set is stored as plain JSON.
    assert await desk.run(ask.FindKey(key="k")) == ask.FoundKey(True, 60.0)
    assert await desk.run(ask.FindKey(key="k", namespace=NAMESPACE)) == ask.FoundKey(False)
    assert await desk.run(ask.ListKeys(namespace="company", prefix="k")) == ("k",)
    with pytest.raises(PluginError, match="`overwrite` is set to `false`"):
        await desk.run(ask.SetKey(key="k", value=1, namespace="company", overwrite=False))
    assert await desk.run(ask.DeleteKey(key="k", namespace="company"))
    assert not await desk.run(ask.DeleteKey(key="k", namespace="company"))


async def test_keys_of_a_namespace_that_is_not_there_are_out_of_reach(desk: Desk) -> None:
    for request in (
        ask.SetKey(key="k", value=1, namespace="ghost"),
        ask.FindKey(key="k", namespace="ghost"),
        ask.DeleteKey(key="k", namespace="ghost"),
        ask.ListKeys(namespace="ghost"),
    ):
        with pytest.raises(NotFound, match="The namespace 'ghost' does not exist"):
            await desk.operations.run(TASK, request)


async def test_triggers_are_toggled(desk: Desk) -> None:
    await desk.services.flows.create(SCHEDULED)
    row = await desk.run(ask.DisableTrigger(**EVERY))
    assert (row.state.disabled, row.state.next_date) == (True, None)
    row = await desk.run(ask.EnableTrigger(**EVERY))
    assert (row.state.disabled, row.state.next_date) == (False, at(3600))
    with pytest.raises(ask.TriggerMissing):
        await desk.run(ask.EnableTrigger(**{**EVERY, "trigger_id": "ghost"}))
    with pytest.raises(ask.FlowMissing):
        await desk.run(ask.EnableTrigger(**{**EVERY, "flow_id": "ghost"}))


async def test_old_revisions_are_purged(desk: Desk) -> None:
    await desk.services.flows.create(SCHEDULED)
    for number in range(3):
        source = SCHEDULED.replace("message: x", f"message: x{number}")
        await desk.services.flows.update(NAMESPACE, "scheduled", source)
    answer = await desk.run(ask.PurgeFlowRevisions(namespace="company", keep=2))
    assert answer == ask.PurgedRevisions(1, 2)
    left = await desk.services.flows.revisions(NAMESPACE, "scheduled")
    assert [flow.revision for flow in left] == [3, 4]


def test_types_without_mechanism_have_none(desk: Desk) -> None:
    envs = desk.services.trigger_envs
    assert envs.mechanism("no.such.Type") == "NONE"
    assert envs.mechanism("io.kestra.plugin.core.trigger.Flow") == "FLOW"


async def test_flows_by_their_sources(desk: Desk) -> None:
    saved = await desk.run(ask.SaveFlow(source=SCHEDULED))
    assert (saved.id, saved.revision) == ("scheduled", 1)
    assert await desk.run(ask.ListFlowNamespaces()) == [NAMESPACE]
    (listed,) = await desk.run(ask.ListFlows(namespace=NAMESPACE))
    assert listed.source == SCHEDULED
    await desk.run(ask.DeleteFlow(namespace=NAMESPACE, flow_id="scheduled"))
    assert await desk.run(ask.ListFlows(namespace=NAMESPACE)) == []


async def test_dashboards_by_their_sources(desk: Desk) -> None:
    saved = await desk.run(ask.SaveDashboard(source=DASHBOARD))
    assert saved == ask.DashboardSource("sales", DASHBOARD)
    newer = DASHBOARD.replace("Sales", "Sales of all")
    await desk.run(ask.SaveDashboard(source=newer))
    assert await desk.run(ask.ListDashboardSources()) == (ask.DashboardSource("sales", newer),)
    await desk.run(ask.DeleteDashboard(dashboard_id="sales"))
    assert await desk.run(ask.ListDashboardSources()) == ()
