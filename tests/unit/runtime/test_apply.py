"""Decisions become rows, answers and requests to stop."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.build import NAMESPACE, a_task_run, an_execution, at
from tests.unit.runtime.forge import CORE, SLEEP, Forge, log
from tiercel.adapters.memory.store import MemoryTransaction
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.execution import Caller, Execution
from tiercel.model.job import Job, Timer, cancelling
from tiercel.model.log import Level
from tiercel.model.state import StateType
from tiercel.runtime.executor.apply import ApplyContext, Outgoing, log_entry
from tiercel.runtime.executor.slots import SlotRegistry

PARENT = an_execution(a_task_run("a", "RUNNING", attempts=()), id="e1")


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge(tmp_path)


async def applied(
    forge: Forge, *decisions: d.Decision, execution: Execution = PARENT, limit: int | None = None
) -> Outgoing:
    """Carry decisions out, and commit what they want written."""
    out = Outgoing()
    place = ApplyContext(at(5), out, SlotRegistry(), limit)
    async with forge.store.transaction() as tx:
        for decision in decisions:
            await forge.applier.apply(tx, execution, decision, place)
        for call, arguments in out.writes:
            call(*arguments)
    return out


async def inbox(forge: Forge) -> dict[str, list[object]]:
    async with forge.store.transaction() as tx:
        waiting = await tx.inbox.claim(100, frozenset())
    return {key: [each.event for each in events] for key, events in waiting.items()}


async def test_a_log_line_names_its_task_run_and_attempt(forge: Forge) -> None:
    out = await applied(forge, d.WriteLog(Level.WARN, "careful", "tr-a-0", 2))
    (line,) = out.logs
    assert (line.task_id, line.task_run_id, line.attempt_number) == ("a", "tr-a-0", 2)
    assert (line.namespace, line.flow_id, line.execution_id) == (NAMESPACE, "flow", "e1")
    assert (line.timestamp, line.level, line.message) == (at(5), Level.WARN, "careful")


def test_a_log_line_of_the_execution_names_no_task() -> None:
    line = log_entry(PARENT, d.WriteLog(Level.INFO, "x"), at(1))
    assert (line.task_id, line.task_run_id) == (None, None)


@pytest.mark.parametrize(("state", "count"), [("FAILED", 1), ("SUCCESS", 0)])
async def test_only_states_that_somebody_listens_for_are_announced(
    forge: Forge, state: str, count: int
) -> None:
    forge.announced = frozenset({"FAILED"})
    out = await applied(forge, d.Announce("e1", state))
    assert len(out.writes) == count


async def test_a_job_is_named_after_its_task_run_and_attempt(forge: Forge) -> None:
    await applied(forge, d.SendJob("tr-a-0", 2, worker_group="gpu"))
    (job,) = await forge.jobs()
    assert (job.id, job.attempt, job.worker_group) == ("tr-a-0:2", 2, "gpu")
    assert (job.created, job.namespace, job.flow_id) == (at(5), NAMESPACE, "flow")


async def test_a_task_in_place_is_no_job(forge: Forge) -> None:
    decision = d.SendJob("tr-a-0", 0, is_inline=True)
    out = await applied(forge, decision)
    assert (list(out.inline), await forge.jobs()) == ([decision], [])


async def test_a_timer_replaces_the_one_of_the_same_key(forge: Forge) -> None:
    await applied(forge, d.StartTimer("k", at(1)), d.StartTimer("k", at(2)))
    assert await forge.timers() == [Timer("e1", "k", at(2))]


async def test_a_stopped_timer_is_forgotten(forge: Forge) -> None:
    await applied(forge, d.StartTimer("k", at(1)))
    await applied(forge, d.StopTimer("k"), d.StopTimer("ghost"))
    assert await forge.timers() == []


async def test_lines_for_the_server_are_not_lines_of_the_execution(forge: Forge) -> None:
    out = await applied(forge, d.ServerLog("done"))
    assert (out.logs, out.writes) == ([], [])


async def test_news_for_itself_are_folded_next_and_news_for_others_are_sent(forge: Forge) -> None:
    event = e.ChildEnded("run", "child", StateType.SUCCESS)
    out = await applied(forge, d.NotifyParent("e1", e.Submitted()), d.NotifyParent("other", event))
    assert list(out.events) == [e.Submitted()]
    assert await inbox(forge) == {"other": [event]}


async def test_a_text_is_stored_at_its_address(forge: Forge) -> None:
    await applied(forge, d.CaptureFile("kestra:///company/f.txt", "hello"))
    assert await forge.blobs.read("/company/f.txt") == b"hello"


async def put_job(forge: Forge, worker_id: str | None) -> None:
    async with forge.store.transaction() as tx:
        tx.jobs.put(Job("tr-a-0:0", "e1", "tr-a-0", 0, at(0)))
    if worker_id is not None:
        async with forge.store.transaction() as tx:
            await tx.jobs.claim(worker_id, 1, at(60), None)


async def test_a_job_that_nobody_has_is_taken_back_and_ends_killed(forge: Forge) -> None:
    await put_job(forge, None)
    out = await applied(forge, d.StopJobs(("tr-a-0",)))
    assert list(out.events) == [e.JobEnded("tr-a-0", 0, StateType.KILLED, at(5), at(5))]
    assert await forge.jobs() == []


async def test_what_a_job_that_is_taken_back_left_running_is_cancelled(forge: Forge) -> None:
    job = Job("tr-a-0:1", "e1", "tr-a-0", 1, at(0), handle=b"handle")
    async with forge.store.transaction() as tx:
        tx.jobs.put(job)
    await applied(forge, d.StopJobs(("tr-a-0",)))
    (left,) = await forge.jobs()
    assert left == cancelling(job, "tr-a-0", at(5))
    # A second kill leaves it alone.
    await applied(forge, d.StopJobs(("tr-a-0",)))
    assert await forge.jobs() == [left]


async def test_a_job_that_only_cancels_belongs_to_no_task_run(forge: Forge) -> None:
    await applied(forge, d.SendJob("tr-a-0", 2, handle=b"handle", is_cancel=True))
    (job,) = await forge.jobs()
    assert (job.task_run_id, job.cancels, job.handle) == ("", "tr-a-0", b"handle")


async def test_a_job_that_is_sent_and_stopped_at_once_is_given_to_nobody(forge: Forge) -> None:
    sends = (d.SendJob("tr-a-0", 1), d.SendJob("tr-b-0", 0))
    out = await applied(forge, *sends, d.StopJobs(("tr-a-0",)), d.StopJobs(("tr-a-0",)))
    assert list(out.events) == [e.JobEnded("tr-a-0", 1, StateType.KILLED, at(5), at(5))]
    assert [job.id for job in await forge.jobs()] == ["tr-b-0:0"]


async def test_a_waiting_job_that_is_sent_again_is_stopped_as_it_is_now(forge: Forge) -> None:
    await put_job(forge, None)
    out = await applied(forge, d.SendJob("tr-a-0", 0), d.StopJobs(("tr-a-0",)))
    assert list(out.events) == [e.JobEnded("tr-a-0", 0, StateType.KILLED, at(5), at(5))]
    assert await forge.jobs() == []


async def test_the_worker_of_a_job_is_asked_to_stop(forge: Forge) -> None:
    await put_job(forge, "w1")
    out = await applied(forge, d.StopJobs(("tr-a-0",)))
    assert (list(out.events), out.stops) == ([], ["tr-a-0"])
    assert len(await forge.jobs()) == 1


async def test_other_jobs_go_on(forge: Forge) -> None:
    await put_job(forge, None)
    await applied(forge, d.StopJobs(("tr-b-0",)))
    assert len(await forge.jobs()) == 1


async def test_a_task_in_place_that_did_not_run_yet_never_does(forge: Forge) -> None:
    send = d.SendJob("tr-a-0", 1, is_inline=True)
    out = await applied(forge, send, d.StopJobs(("tr-a-0",)))
    assert list(out.inline) == []
    assert list(out.events) == [e.JobEnded("tr-a-0", 1, StateType.KILLED, at(5), at(5))]


async def test_a_slot_is_asked_for_and_answered_at_once(forge: Forge) -> None:
    out = await applied(forge, d.AskSlot(1))
    assert list(out.events) == [e.SlotGranted()]


@pytest.mark.parametrize(("limit", "woken"), [(1, ["q1"]), (None, ["q1", "q2"]), (0, [])])
async def test_a_freed_slot_wakes_as_many_as_may_run(
    forge: Forge, limit: int | None, woken: list[str]
) -> None:
    async with forge.store.transaction() as tx:
        for name in ("q1", "q2"):
            tx.executions.insert(an_execution(id=name, state="QUEUED"))
    await applied(forge, d.FreeSlot(), limit=limit)
    assert list(await inbox(forge)) == woken


ASK = d.StartFlow("tr-a-0", "child", NAMESPACE, "other", "a", f"{CORE}flow.Subflow", index=4)


async def test_a_child_is_created_and_submitted(forge: Forge) -> None:
    await forge.flow(SLEEP, flow_id="other")
    out = await applied(forge, ASK)
    assert list(out.events) == [
        e.ChildStarted("tr-a-0", "child", 4, flow_id="other", namespace=NAMESPACE)
    ]
    assert await forge.state("child") == "CREATED"
    assert await inbox(forge) == {"child": [e.Submitted()]}


async def test_a_child_that_cannot_be_created_is_refused(forge: Forge) -> None:
    out = await applied(forge, ASK)
    (event,) = out.events
    assert isinstance(event, e.ChildRefused)
    assert (event.index, "Unable to find flow" in event.message) == (4, True)


@pytest.mark.parametrize("kind", [d.StartReplacement, lambda child: d.StartIteration(child, 0)])
async def test_a_ready_made_execution_is_inserted_and_submitted(forge: Forge, kind: type) -> None:
    out = await applied(forge, kind(an_execution(id="child", state="CREATED")))
    assert (out.children, await forge.state("child")) == (["child"], "CREATED")
    assert await inbox(forge) == {"child": [e.Submitted()]}


async def test_a_child_is_asked_to_restart(forge: Forge) -> None:
    async with forge.store.transaction() as tx:
        tx.executions.insert(an_execution(id="child", state="FAILED"))
    await applied(forge, d.RestartChild("child", "tr-a-0"))
    assert await inbox(forge) == {"child": [e.RestartAsked()]}


async def test_a_child_that_is_gone_counts_as_failed(forge: Forge) -> None:
    out = await applied(forge, d.RestartChild("child", "tr-a-0", 2))
    assert list(out.events) == [e.ChildEnded("tr-a-0", "child", StateType.FAILED, index=2)]


async def test_a_child_of_another_execution_counts_as_failed(forge: Forge) -> None:
    async with forge.store.transaction() as tx:
        caller = Caller("replayed", "tr-a-0")
        tx.executions.insert(an_execution(id="child", state="FAILED", caller=caller))
    out = await applied(forge, d.RestartChild("child", "tr-a-0", 2))
    assert list(out.events) == [e.ChildEnded("tr-a-0", "child", StateType.FAILED, index=2)]
    assert await inbox(forge) == {}


async def test_a_paused_turn_is_resumed(forge: Forge) -> None:
    await applied(forge, d.ResumeChild("child"))
    assert await inbox(forge) == {"child": [e.ResumeAsked()]}


async def test_named_children_are_killed_once(forge: Forge) -> None:
    await applied(forge, d.KillChildren(("c1", "c2", "c1")))
    assert await inbox(forge) == {"c1": [e.KillAsked()], "c2": [e.KillAsked()]}


async def test_a_kill_of_all_reaches_stored_and_new_children(forge: Forge) -> None:
    await forge.flow(f"{{id: s, type: {CORE}flow.Subflow, namespace: {NAMESPACE}, flowId: other}}")
    await forge.flow(SLEEP, flow_id="other")
    await forge.created()
    await forge.run()
    (stored,) = await forge.children()
    parent = await forge.execution()
    start = d.StartReplacement(an_execution(id="new", state="CREATED"))
    await applied(forge, start, d.KillChildren(is_all=True), execution=parent)
    assert set(await inbox(forge)) == {stored, "new"}


async def test_an_unknown_decision_is_a_mistake(forge: Forge) -> None:
    with pytest.raises(AssertionError, match="unreachable"):
        await applied(forge, "nonsense")


async def test_nothing_is_written_when_the_fold_does_not_end_well(forge: Forge) -> None:
    out = Outgoing()
    place = ApplyContext(at(5), out, SlotRegistry(), None)
    tx: MemoryTransaction = forge.store.transaction()
    async with tx:
        await forge.applier.apply(tx, PARENT, d.SendJob("tr-a-0", 0), place)
    assert await forge.jobs() == []


async def test_a_flow_within_a_flow_runs_to_its_end(forge: Forge) -> None:
    await forge.flow(log("inner"), flow_id="other")
    sub = f"{{id: s, type: {CORE}flow.Subflow, namespace: {NAMESPACE}, flowId: other, wait: true}}"
    execution = await forge.started(sub)
    assert execution.current is StateType.SUCCESS
