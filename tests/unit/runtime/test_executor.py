"""The executor's loop: timers, batches, recovery, and executions that changed under it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.build import an_execution, at
from tests.unit.runtime.forge import CORE, SLEEP, Forge, log
from tiercel.adapters.memory.faults import FaultPlan
from tiercel.model.errors import Stale, Unavailable
from tiercel.model.events import JobStarted, KillAsked, Submitted
from tiercel.model.job import Timer

PAUSE = f"{{id: p, type: {CORE}flow.Pause, pauseDuration: PT10S}}"


class Trouble(FaultPlan):
    """Commits that fail, one error each; with `is_late` they are applied all the same."""

    def __init__(self) -> None:
        self.errors: list[Exception] = []
        self.is_late = False

    def before_commit(self, write_count: int) -> None:
        if self.errors and not self.is_late:
            raise self.errors.pop(0)

    def after_commit(self, write_count: int) -> None:
        if self.errors and self.is_late:
            raise self.errors.pop(0)


@pytest.fixture
def trouble() -> Trouble:
    return Trouble()


@pytest.fixture
def forge(tmp_path: Path, trouble: Trouble) -> Forge:
    return Forge(tmp_path, trouble)


async def test_nothing_to_do_is_nothing_done(forge: Forge) -> None:
    assert await forge.executor.tick(at(0)) is False


async def test_a_timer_that_is_due_becomes_an_event(forge: Forge) -> None:
    await forge.started(PAUSE)
    assert await forge.state() == "PAUSED"
    await forge.run(11)
    assert (await forge.state(), await forge.timers()) == ("SUCCESS", [])


async def test_the_next_timer_is_known_after_an_idle_tick(forge: Forge) -> None:
    await forge.started(PAUSE)
    assert forge.executor.next_due() == forge.clock.now() + timedelta(seconds=10)


async def test_a_timer_is_not_looked_for_before_it_is_due(forge: Forge) -> None:
    await forge.started(PAUSE)
    async with forge.store.transaction() as tx:
        tx.timers.put(Timer("e1", "sooner", at(1)))
    await forge.run(5)
    assert "sooner" in [timer.key for timer in await forge.timers()]


async def test_a_new_timer_is_noticed_after_the_next_fold(forge: Forge) -> None:
    await forge.started(PAUSE)
    await forge.created("e2")
    await forge.run()
    async with forge.store.transaction() as tx:
        tx.timers.put(Timer("e1", "sooner", at(3)))
    await forge.put(KillAsked(), "e2")
    assert forge.executor.next_due() == at(3)


async def test_many_executions_are_advanced_at_once(
    forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    # However long a busy machine takes for one of them.
    monkeypatch.setattr("tiercel.runtime.executor.advance.INLINE_SECONDS_MAX", 60.0)
    await forge.flow(log("a"))
    for number in range(5):
        await forge.created(f"e{number}")
    assert await forge.executor.tick(at(0)) is True
    assert {await forge.state(f"e{number}") for number in range(5)} == {"SUCCESS"}


async def test_unsettled_executions_are_looked_at_after_a_start(
    forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiercel.runtime.executor.executor.UNSETTLED_PAGE", 2)
    async with forge.store.transaction() as tx:
        for number in range(5):
            tx.executions.insert(an_execution(id=f"e{number}"))
        tx.executions.insert(an_execution(id="old", state="SUCCESS", is_settled=True))
    await forge.executor.recover()
    async with forge.store.transaction() as tx:
        waiting = await tx.inbox.claim(10, frozenset())
    assert sorted(waiting) == [f"e{number}" for number in range(5)]
    assert {type(events[0].event) for events in waiting.values()} == {Submitted}


async def test_a_commit_that_fails_loses_nothing(forge: Forge, trouble: Trouble) -> None:
    await forge.flow(SLEEP)
    await forge.created()
    trouble.errors = [Unavailable("the disk is full")]
    with pytest.raises(Unavailable):
        await forge.executor.tick(at(0))
    await forge.run()
    assert (await forge.state(), len(await forge.jobs())) == ("RUNNING", 1)


async def test_a_commit_that_was_applied_without_an_answer_is_not_repeated(
    forge: Forge, trouble: Trouble
) -> None:
    await forge.flow(SLEEP)
    await forge.created()
    trouble.errors, trouble.is_late = [Unavailable("the line broke")], True
    with pytest.raises(Unavailable):
        await forge.executor.tick(at(0))
    await forge.run()
    assert (len(await forge.jobs()), (await forge.execution()).version) == (1, 1)


async def test_nothing_old_is_kept_when_the_end_of_a_commit_is_unknown(
    forge: Forge, trouble: Trouble
) -> None:
    await forge.started(SLEEP)
    async with forge.store.transaction() as tx:
        tx.inbox.put("e1", KillAsked())
    trouble.errors, trouble.is_late = [Unavailable("the line broke")], True
    with pytest.raises(Unavailable):
        await forge.executor.tick(forge.clock.now())
    kept = await forge.cache.execution("e1")
    assert kept is not None
    assert kept.version == (await forge.execution()).version == 2


async def test_a_stale_batch_is_done_again_one_by_one(forge: Forge, trouble: Trouble) -> None:
    await forge.flow(log("a"))
    for number in range(3):
        await forge.created(f"e{number}")
    trouble.errors = [Stale("x"), Stale("x")]
    assert await forge.executor.tick(at(0)) is True
    await forge.run()
    assert {await forge.state(f"e{number}") for number in range(3)} == {"SUCCESS"}


async def test_an_execution_that_was_changed_elsewhere_is_read_anew(forge: Forge) -> None:
    execution = await forge.started(SLEEP)
    (task_run,) = execution.task_run_list()
    async with forge.store.transaction() as tx:
        stored = await tx.executions.get("e1")
        assert stored is not None
        tx.executions.save(msgspec.structs.replace(stored, version=2, labels=()), [], [])
    await forge.put(JobStarted(task_run.id, 0, "w", forge.clock.now()))
    after = await forge.execution()
    assert (after.version, after.labels) == (3, ())


async def test_workers_are_rung_when_attempts_must_stop(forge: Forge) -> None:
    (task_run,) = (await forge.started(SLEEP)).task_run_list()
    await forge.put(JobStarted(task_run.id, 0, "w", forge.clock.now()))
    before = forge.notifier.notified("worker")
    await forge.put(KillAsked())
    assert forge.notifier.notified("worker") > before
    assert forge.stop_registry.take() == {task_run.id}


async def test_nothing_is_stopped_before_it_is_stored(forge: Forge, trouble: Trouble) -> None:
    await forge.started(SLEEP)
    async with forge.store.transaction() as tx:
        tx.inbox.put("e1", KillAsked())
    trouble.errors = [Unavailable("x")]
    with pytest.raises(Unavailable):
        await forge.executor.tick(forge.clock.now())
    assert forge.stop_registry.take() == set()


async def test_a_flow_with_a_limit_runs_its_executions_one_by_one(forge: Forge) -> None:
    await forge.flow(SLEEP, more="concurrency: {limit: 1, behavior: QUEUE}\n")
    for number in range(3):
        await forge.created(f"e{number}")
        await forge.run()
    assert [await forge.state(f"e{n}") for n in range(3)] == ["RUNNING", "QUEUED", "QUEUED"]
    await forge.put(KillAsked(), "e0")
    assert [await forge.state(f"e{n}") for n in range(3)] == ["KILLED", "RUNNING", "QUEUED"]
