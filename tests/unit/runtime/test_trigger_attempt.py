"""Polls and realtime triggers on a worker: what they find starts executions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from tests.unit.runtime.trigger_shop import LISTEN, POLL, TAKE, Poll, Taken, TriggerShop
from tests.unit.runtime.workshop import NoServer
from tiercel.adapters.memory.clock import CountedIds
from tiercel.adapters.memory.secrets import MemorySecrets
from tiercel.model.job import Job
from tiercel.model.trigger import due_date
from tiercel.runtime.triggers.results import TriggerResults
from tiercel.runtime.worker.attempt import Attempt
from tiercel.runtime.worker.attempts import StepwiseAttempts
from tiercel.runtime.worker.dependencies import AttemptDependencies
from tiercel.runtime.worker.lease import Lease
from tiercel.runtime.worker.prepare import Preparation
from tiercel.runtime.worker.run_task import Outcome
from tiercel.runtime.worker.stop_signal import StopRegistry
from tiercel.runtime.worker.work import TaskWork
from tiercel.runtime.worker.work_loader import WorkLoader
from tiercel.runtime.worker.worker import Worker, WorkerDependencies

RETURN = "tasks:\n  - {id: r, type: io.kestra.plugin.core.debug.Return, format: x}\n"


class NoTasks(WorkLoader):
    """No job here is of a task."""

    def __init__(self) -> None:
        """It reads nothing."""

    async def load(self, job: Job) -> TaskWork | None:
        raise AssertionError(job)


class PollShop(TriggerShop):
    """With a worker for the jobs of triggers."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.attempts = attempts = StepwiseAttempts(self.clock)
        dependencies = AttemptDependencies(
            ports=msgspec.structs.replace(self.ports, ids=CountedIds(7)),
            secrets=MemorySecrets(),
            server=NoServer(),
            lookups=self.lookups,
            driver=attempts,
            work_folder=folder,
        )
        results = TriggerResults(self.tools)
        preparation = Preparation(dependencies, NoTasks(), results)
        self.worker = Worker(
            WorkerDependencies(
                worker_id="w",
                store=self.store,
                attempts=attempts,
                lease=Lease(self.clock, timedelta(seconds=30)),
                stop_registry=StopRegistry(),
                prepare=preparation.attempt_of,
                triggers=results,
                telemetry=self.telemetry,
            )
        )

    async def tick(self, seconds: float = 0) -> None:
        await super().tick(seconds)
        while await self.worker.tick(self.clock.now()):
            pass
        await super().tick()


def polling(answers: str, more: str = "") -> str:
    return (
        f"id: p\n{RETURN}triggers:\n"
        f"  - {{id: t, type: {POLL}, interval: PT30S, answers: {answers}{more}}}\n"
    )


@pytest.fixture
def shop(tmp_path: Path) -> PollShop:
    return PollShop(tmp_path)


async def test_a_poll_that_finds_something_starts_an_execution(shop: PollShop) -> None:
    await shop.save(polling("news", ", labels: {l: '{{ trigger.what }}'}"))
    await shop.tick()
    (execution,) = await shop.executions()
    assert execution.trigger is not None
    assert execution.trigger.variables == {"what": "news"}
    assert "l" in {label.key for label in execution.labels}
    row = await shop.row("p", "t")
    assert row.execution_id == execution.id
    assert not row.is_locked
    assert row.next_date == shop.clock.now() + timedelta(seconds=30)


async def test_the_next_poll_waits_for_the_execution_and_the_interval(shop: PollShop) -> None:
    await shop.save(polling("news"))
    await shop.tick()
    await shop.tick(60)
    (execution,) = await shop.executions()
    await shop.end(execution)
    await shop.tick()
    assert len(await shop.executions()) == 2


async def test_a_poll_that_finds_nothing_tries_again_after_the_interval(shop: PollShop) -> None:
    await shop.save(polling("null"))
    await shop.tick()
    assert await shop.executions() == []
    row = await shop.row("p", "t")
    assert (row.is_locked, row.next_date) == (False, shop.clock.now() + timedelta(seconds=30))


def taking(what: str) -> str:
    return polling(what).replace(POLL, TAKE)


async def test_what_a_poll_took_is_acknowledged_once_its_execution_is_stored(
    shop: PollShop,
) -> None:
    await shop.save(taking("kept"))
    await shop.tick()
    assert await shop.executions() == []
    await shop.tick(1)
    await shop.tick(1)
    (execution,) = await shop.executions()
    assert execution.trigger is not None
    assert execution.trigger.variables == {"what": "kept"}
    assert [each for each in Taken.ends if each.startswith("kept")] == ["kept acknowledged"]
    row = await shop.row("p", "t")
    assert (row.execution_id, row.is_locked) == (execution.id, False)


async def test_what_a_poll_took_is_given_back_when_it_is_cut_off(shop: PollShop) -> None:
    await shop.save(taking("lost"))
    await shop.tick()
    shop.attempts.close()
    assert [each for each in Taken.ends if each.startswith("lost")] == ["lost given back"]
    assert await shop.executions() == []


async def test_a_poll_that_fails_says_so_in_the_log_of_the_trigger(shop: PollShop) -> None:
    await shop.save(polling("fail"))
    await shop.tick()
    assert await shop.executions() == []
    row = await shop.row("p", "t")
    assert (row.error, row.is_locked) == ("no answer", False)


async def test_a_poll_that_fails_may_make_a_failed_execution(shop: PollShop) -> None:
    await shop.save(polling("fail", ", failOnTriggerError: true"))
    await shop.tick()
    (execution,) = await shop.executions()
    assert execution.current == "FAILED"


async def test_a_realtime_trigger_starts_an_execution_per_message(shop: PollShop) -> None:
    await shop.save(f"id: live\n{RETURN}triggers:\n  - {{id: t, type: {LISTEN}}}\n")
    await shop.tick()
    await shop.tick(1)
    whats = sorted(
        each.trigger.variables["what"] for each in await shop.executions() if each.trigger
    )
    assert whats == ["0", "1", "2"]
    row = await shop.row("live", "t")
    assert (row.is_locked, row.execution_id) == (True, None)
    assert shop.worker.running == 1


@pytest.mark.parametrize("leaves", [Worker.stop_taking, lambda worker: worker.drain(is_asked=True)])
async def test_a_worker_that_takes_no_more_hands_back_what_it_listens_to(
    shop: PollShop, leaves: Callable[[Worker], None]
) -> None:
    await shop.save(f"id: live\n{RETURN}triggers:\n  - {{id: t, type: {LISTEN}}}\n")
    await shop.tick()
    leaves(shop.worker)
    await shop.tick(1)
    await shop.tick(1)
    assert shop.worker.running == 0
    # What it has heard before is not lost.
    assert len(await shop.executions()) == 3
    async with shop.store.transaction() as tx:
        # The trigger was due again at once, and waits for a worker.
        assert await tx.jobs.count() == (1, 0)


async def test_failures_in_a_row_are_counted_until_a_poll_goes_well(
    shop: PollShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    await shop.save(polling("fail"))
    for number in (1, 2, 3):
        await shop.tick(30)
        row = await shop.row("p", "t")
        assert (row.failures, row.error) == (number, "no answer")
        assert row.evaluated == shop.clock.now()
        assert row.evaluation_s == 0.0
    monkeypatch.setattr(Poll, "poll", lambda *_: None)
    await shop.tick(30)
    row = await shop.row("p", "t")
    assert (row.failures, row.error) == (0, None)
    assert failures_of(shop) == {(POLL, "company.team"): 3.0}


async def test_an_error_that_was_stored_before_the_end_is_the_reason(
    shop: PollShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Attempt, "close", _close_after_a_flush)
    await shop.save(polling("fail"))
    await shop.tick()
    assert (await shop.row("p", "t")).error == "no answer"


async def test_a_poll_that_does_not_answer_is_due_when_its_next_date_has_passed(
    shop: PollShop,
) -> None:
    await shop.save(polling("null"))
    await TriggerShop.tick(shop)
    row = await shop.row("p", "t")
    assert row.is_locked
    assert due_date(row) == shop.clock.now() + timedelta(seconds=30)


async def test_a_message_ends_the_failures_of_what_listens(shop: PollShop) -> None:
    await shop.save(f"id: live\n{RETURN}triggers:\n  - {{id: t, type: {LISTEN}}}\n")
    await shop.put(await shop.row("live", "t"), failures=4, error="gone")
    await shop.tick()
    await shop.tick(1)
    row = await shop.row("live", "t")
    assert (row.failures, row.error, row.is_locked) == (0, None, True)
    assert due_date(row) is None


CLOSE = Attempt.close


def _close_after_a_flush(attempt: Attempt, outcome: Outcome) -> None:
    """The entries were taken for a flush just before."""
    attempt.take_logs()
    CLOSE(attempt, outcome)


def failures_of(shop: PollShop) -> dict[tuple[str, str], float]:
    """How many evaluations failed, by type and namespace."""
    return {
        (sample.labels["trigger_type"], sample.labels["namespace_id"]): sample.value
        for sample in shop.telemetry.triggers_failed.samples()
    }
