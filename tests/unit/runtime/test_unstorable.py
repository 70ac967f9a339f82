"""What can't be stored fails alone, with a reason; everything beside it goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
import pytest

from tests.build import a_task, at
from tests.picky import POISON, REASON, Picky
from tests.unit.runtime.forge import CORE, SLEEP, Forge, log
from tests.unit.runtime.trigger_shop import NAMESPACE, TriggerShop
from tests.unit.runtime.workshop import SLEEP as NAP
from tests.unit.runtime.workshop import Do, Workshop, do
from tiercel.adapters.memory.store import MemoryStore
from tiercel.model.errors import Unavailable
from tiercel.model.events import JobEnded, JobStarted, LabelsAsked
from tiercel.model.job import Job
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.log import Level
from tiercel.plugin.context import RunContext
from tiercel.runtime.executor.executor import Executor
from tiercel.runtime.worker.attempt import Attempt
from tiercel.runtime.worker.worker import Worker

BUG = "Internal error while storing the execution (TypeError)"
POISONED = f"{{id: give, type: {CORE}debug.Return, format: '{POISON}'}}"


@pytest.fixture
def picky() -> Picky:
    return Picky()


@pytest.fixture
def forge(tmp_path: Path, picky: Picky) -> Forge:
    return Forge(tmp_path, picky)


@pytest.fixture
def shop(tmp_path: Path, picky: Picky) -> Workshop:
    return Workshop(tmp_path, faults=picky)


async def test_one_execution_of_a_batch_fails_and_the_others_go_on(forge: Forge) -> None:
    await forge.flow(POISONED)
    await forge.flow(log("a"), flow_id="good")
    await forge.created("e1", "good")
    await forge.created("e2")
    await forge.created("e3", "good")
    await forge.run()
    assert [await forge.state(each) for each in ("e1", "e2", "e3")] == [
        "SUCCESS",
        "FAILED",
        "SUCCESS",
    ]
    assert REASON in await forge.messages("e2")
    assert (await forge.execution("e2")).is_settled


async def test_a_bug_while_storing_is_reported_by_its_kind(forge: Forge, picky: Picky) -> None:
    picky.refuses = "debug-value"
    await forge.started(f"{{id: give, type: {CORE}debug.Return, format: debug-value}}")
    assert await forge.state() == "FAILED"
    assert BUG in await forge.messages()


async def test_what_runs_beside_the_poison_is_stopped(forge: Forge) -> None:
    both = f"{{id: p, type: {CORE}flow.Parallel, tasks: [{SLEEP}]}}"
    await forge.started(both)
    await forge.put(LabelsAsked((Label("k", POISON),)))
    assert (await forge.state(), await forge.jobs()) == ("FAILED", [])


async def test_an_execution_that_had_ended_keeps_its_end(forge: Forge) -> None:
    await forge.started(log("a"))
    await forge.put(LabelsAsked((Label("k", POISON),)))
    assert (await forge.state(), (await forge.execution()).is_settled) == ("SUCCESS", True)
    assert REASON in await forge.messages()
    await forge.put(LabelsAsked((Label("k", "fine"),)))
    assert Label("k", "fine") in (await forge.execution()).labels


async def test_events_are_dropped_when_not_even_the_failure_can_be_stored(
    forge: Forge, picky: Picky
) -> None:
    await forge.flow(log("a"))
    await forge.created("e1")
    await forge.created("e2")
    picky.refuses = "'e1'"
    await forge.run()
    assert [await forge.state(each) for each in ("e1", "e2")] == ["CREATED", "SUCCESS"]
    async with forge.store.transaction() as tx:
        assert await tx.inbox.claim(10, frozenset()) == {}


async def test_a_child_that_can_not_be_stored_fails_its_parent(forge: Forge) -> None:
    await forge.flow(log("a"), flow_id="child", more=f"labels: {{k: '{POISON}'}}")
    await forge.started(f"{{id: s, type: {CORE}flow.Subflow, namespace: n, flowId: child}}")
    parent = f"{{id: s, type: {CORE}flow.Subflow, namespace: {NAMESPACE}, flowId: child}}"
    await forge.flow(parent, flow_id="parent")
    await forge.created("e2", "parent")
    await forge.run()
    assert await forge.state("e2") == "FAILED"
    assert REASON in await forge.messages("e2")


async def test_an_outage_is_waited_out(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    await forge.flow(log("a"))
    await forge.created()

    def away(*rest: object) -> None:
        raise Unavailable("The database is away")

    with monkeypatch.context() as patch:
        patch.setattr(MemoryStore, "commit", away)
        with pytest.raises(Unavailable):
            await forge.executor.tick(at(0))
    await forge.run()
    assert await forge.state() == "SUCCESS"


async def test_an_executor_of_old_would_stop(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the tests above are for."""

    async def together(self: Executor) -> bool:
        return await self._advance_batch(64, self._fold)

    monkeypatch.setattr(Executor, "_advance_some", together)
    await forge.flow(POISONED)
    await forge.flow(log("a"), flow_id="good")
    await forge.created("e1", "good")
    await forge.created("e2")
    with pytest.raises(Exception, match=REASON):
        await forge.run()
    assert await forge.state("e1") == "CREATED"


def calls(monkeypatch: pytest.MonkeyPatch, **known: Any) -> None:
    monkeypatch.setattr(Do, "calls", known)


def ends(events: list[Any]) -> dict[str, str]:
    return {each.task_run_id: each.state.value for each in events if isinstance(each, JobEnded)}


@pytest.mark.parametrize("where", ["outputs", "metrics", "log"])
async def test_one_attempt_of_several_fails_and_the_others_are_reported(
    shop: Workshop, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    def act(ctx: RunContext) -> Json:
        if where == "metrics":
            ctx.metrics.counter(POISON)
        if where == "log":
            ctx.log.info(POISON)
        return POISON if where == "outputs" else None

    calls(monkeypatch, act=act)
    bad = await shop.job(a_task("bad", "test.Do", properties={"name": "act"}))
    good = await shop.job(a_task("good", "test.Do", properties={"value": 1}))
    await shop.tick()
    assert ends(await shop.events()) == {bad.id: "FAILED", good.id: "SUCCESS"}
    assert await shop.waiting_jobs() == []
    (line,) = [each for each in await shop.logs() if each.level is Level.ERROR]
    assert line.message == f"What the task wrote can't be stored: {REASON}"
    assert line.task_run_id == bad.id


async def test_a_running_attempt_whose_words_can_not_be_stored_is_stopped(
    shop: Workshop,
) -> None:
    bad = await shop.job(a_task("bad", NAP, properties={"duration": "PT1H"}))
    good = await shop.job(a_task("good", NAP, properties={"duration": "PT10S"}))
    await shop.tick()
    (attempt,) = [each for each in shop.worker._running.values() if each.task_run_id == bad.id]
    attempt.log.info(POISON)
    await shop.tick(1)
    await shop.tick(1)
    await shop.tick(10)
    assert ends(await shop.events()) == {bad.id: "FAILED", good.id: "SUCCESS"}
    assert [each.level for each in await shop.logs()] == [Level.ERROR]


async def test_a_job_that_can_not_be_prepared_fails_alone(shop: Workshop) -> None:
    prepare = shop.worker._parts.prepare

    async def broken(job: Job) -> Attempt | None:
        if job.task_run_id.startswith("tr-bad"):
            raise ZeroDivisionError
        return await prepare(job)

    shop.worker = Worker(msgspec.structs.replace(shop.worker._parts, prepare=broken))
    bad = await shop.job(a_task("bad", "test.Do"))
    good = await shop.job(do())
    await shop.tick()
    events = await shop.events()
    assert ends(events) == {bad.id: "FAILED", good.id: "SUCCESS"}
    assert [each.task_run_id for each in events if isinstance(each, JobStarted)] == [good.id]
    (line,) = await shop.logs()
    assert line.message == "It can't be prepared: Internal error (ZeroDivisionError)"


SCHEDULE = "io.kestra.plugin.core.trigger.Schedule"
FLOW = "io.kestra.plugin.core.trigger.Flow"
TASKS = "tasks:\n  - {id: a, type: io.kestra.plugin.core.log.Log, message: x}\n"


def hourly(flow_id: str, label: str) -> str:
    return (
        f"id: {flow_id}\n{TASKS}labels: {{k: '{label}'}}\n"
        f"triggers:\n  - {{id: every, type: {SCHEDULE}, cron: '0 * * * *'}}\n"
    )


async def test_a_trigger_that_can_not_be_stored_is_given_up_alone(picky: Picky) -> None:
    shop = TriggerShop(faults=picky)
    await shop.save(hourly("bad", POISON))
    await shop.save(hourly("good", "fine"))
    await shop.tick(3600)
    assert [each.flow_id for each in await shop.executions()] == ["good"]
    row = await shop.row("bad", "every")
    assert (row.next_date, row.error) == (None, f"The trigger can't be evaluated: {REASON}")


async def test_a_state_change_that_can_not_be_followed_is_passed_over(picky: Picky) -> None:
    shop = TriggerShop(faults=picky)
    for flow_id, label in (("bad", POISON), ("good", "fine")):
        await shop.save(
            f"id: on_{flow_id}\n{TASKS}labels: {{k: '{label}'}}\ntriggers:\n"
            f"  - {{id: t, type: {FLOW}, dependsOn: [{{flowId: {flow_id}}}]}}\n"
        )
        await shop.save(f"id: {flow_id}\n{TASKS}")
    for flow_id in ("bad", "good"):
        await shop.end(await begun(shop, flow_id))
    await shop.tick()
    assert len(await shop.executions("on_good")) == 1
    assert await shop.executions("on_bad") == []
    (upstream,) = await shop.executions("bad")
    async with shop.store.transaction() as tx:
        (line,) = await tx.logs.of(upstream.id)
        assert await tx.announcements.waiting(10) == []
    assert line.message == f"What listens to the state SUCCESS can't be started: {REASON}"


async def begun(shop: TriggerShop, flow_id: str) -> Any:
    from tiercel.service.executions.start import StartRequest

    return await shop.tools.starter._starter.start(StartRequest(NAMESPACE, flow_id))
