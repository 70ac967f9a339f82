"""The scheduler starts what is due, once, and remembers what it did."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.unit.runtime.trigger_shop import NAMESPACE, TriggerShop, dates_of, hour
from tiercel.engine.triggers import state as trigger_state
from tiercel.engine.triggers.rules import rule_of
from tiercel.model.trigger import Backfill, RunOrder
from tiercel.runtime.triggers.scheduler import Scheduler

LOG = "tasks:\n  - {id: a, type: io.kestra.plugin.core.log.Log, message: x}\n"
SCHEDULE = "io.kestra.plugin.core.trigger.Schedule"


def hourly(flow_id: str = "f", more: str = "", inputs: str = "") -> str:
    return (
        f"id: {flow_id}\n{inputs}{LOG}triggers:\n"
        f"  - {{id: every, type: {SCHEDULE}, cron: '0 * * * *'{more}}}\n"
    )


@pytest.fixture
def shop() -> TriggerShop:
    return TriggerShop()


async def test_a_due_schedule_starts_one_execution_and_holds_the_trigger(
    shop: TriggerShop,
) -> None:
    await shop.save(hourly())
    await shop.tick(3599)
    assert await shop.executions() == []
    await shop.tick(1)
    (execution,) = await shop.executions()
    assert dates_of([execution]) == ["2026-03-01T13:00:00Z"]
    labels = {label.key: label.value for label in execution.labels}
    assert labels == {"system.from": "trigger", "system.correlationId": execution.id}
    row = await shop.row("f", "every")
    assert (row.execution_id, row.next_date) == (execution.id, hour(2))
    assert shop.scheduler.next_due() == hour(2)


async def test_an_occupied_schedule_catches_up_when_it_is_free(shop: TriggerShop) -> None:
    await shop.save(hourly())
    await shop.tick(3 * 3600)
    (first,) = await shop.executions()
    assert (await shop.row("f", "every")).next_date is None
    await shop.end(first)
    await shop.tick()
    assert dates_of(await shop.executions()) == ["2026-03-01T13:00:00Z", "2026-03-01T14:00:00Z"]
    await shop.run_all()
    assert len(await shop.executions()) == 3


async def test_stop_after_disables_the_trigger(shop: TriggerShop) -> None:
    await shop.save(hourly(more=", stopAfter: [FAILED]"))
    await shop.tick(3600)
    (execution,) = await shop.executions()
    await shop.end(execution, "FAILED")
    await shop.tick()
    row = await shop.row("f", "every")
    assert row.disabled
    await shop.tick(7200)
    assert len(await shop.executions()) == 1


async def test_two_schedulers_start_a_date_once(shop: TriggerShop) -> None:
    for number in range(5):
        await shop.save(hourly(f"f{number}"))
    other = Scheduler(shop.tools)
    shop.clock.advance(timedelta(hours=1))
    now = shop.clock.now()
    async with shop.store.transaction() as tx:
        due = await tx.triggers.due(now, 10)
    await shop.scheduler.tick(now)
    await other._evaluate(due, now)
    assert len(await shop.executions()) == 5


async def test_a_row_without_its_flow_is_removed(shop: TriggerShop) -> None:
    await shop.save(hourly())
    await shop.save(f"id: f\n{LOG}", revision=2)
    await shop.tick(3600)
    async with shop.store.transaction() as tx:
        assert await tx.triggers.all() == []


@pytest.mark.parametrize("given", [", inputs: {n: seven}", ""])
async def test_inputs_that_do_not_fit_make_a_failed_execution(
    shop: TriggerShop, given: str
) -> None:
    inputs = "inputs:\n  - {id: n, type: INT}\n"
    await shop.save(hourly(more=given, inputs=inputs))
    await shop.tick(3600)
    (execution,) = await shop.executions()
    assert execution.current == "FAILED"
    assert execution.is_settled
    async with shop.store.transaction() as tx:
        logs = await tx.logs.of(execution.id)
    assert logs[0].level == "ERROR"
    assert (await shop.row("f", "every")).execution_id is None


async def test_a_condition_that_fails_makes_one_failed_execution_per_date(
    shop: TriggerShop,
) -> None:
    await shop.save(hourly(more=", when: '{{ trigger.nothing }}'"))
    for _ in range(2):
        await shop.tick(3600)
    executions = await shop.executions()
    assert [each.current.value for each in executions] == ["FAILED", "FAILED"]
    histories = [[change.state.value for change in each.state.histories] for each in executions]
    assert histories == [["CREATED", "FAILED"]] * 2
    assert (await shop.row("f", "every")).error is not None


async def test_a_backfill_of_a_thousand_dates_runs_them_all(shop: TriggerShop) -> None:
    flow = await shop.save(hourly())
    row = await shop.row("f", "every")
    rule = rule_of(flow.triggers[0], shop.ports.zone)
    assert rule is not None
    start = shop.clock.now() - timedelta(hours=1000)
    asked = Backfill(start, start, shop.clock.now())
    async with shop.store.transaction() as tx:
        tx.triggers.put(trigger_state.with_backfill(row, rule, asked))
    await shop.run_all()
    dates = dates_of(await shop.executions())
    assert len(set(dates)) == len(dates) == 1000
    row = await shop.row("f", "every")
    assert (row.backfill, row.next_date) == (None, hour(1))


async def test_a_backfill_keeps_as_many_running_as_it_may(shop: TriggerShop) -> None:
    flow = await shop.save(hourly())
    row = await shop.row("f", "every")
    rule = rule_of(flow.triggers[0], shop.ports.zone)
    assert rule is not None
    start = shop.clock.now() - timedelta(hours=7)
    asked = Backfill(start, start, shop.clock.now(), order=RunOrder.NEWEST_FIRST, parallel=3)
    async with shop.store.transaction() as tx:
        tx.triggers.put(trigger_state.with_backfill(row, rule, asked))
    await shop.tick()
    began = await shop.executions()
    assert len(began) == 3
    await shop.end(began[0])
    await shop.end(began[1])
    await shop.tick()
    assert len(await shop.executions()) == 5
    await shop.run_all()
    dates = dates_of(await shop.executions())
    assert len(set(dates)) == len(dates) == 7
    assert (await shop.row("f", "every")).backfill is None


@pytest.mark.parametrize(
    ("policy", "dates"),
    [
        ("ALL", ["2026-03-01T13:00:00Z", "2026-03-01T14:00:00Z", "2026-03-01T15:00:00Z"]),
        ("LAST", ["2026-03-01T15:00:00Z"]),
        ("NONE", []),
    ],
)
async def test_dates_missed_while_no_scheduler_ran(policy: str, dates: list[str]) -> None:
    shop = TriggerShop(recover=policy)
    await shop.save(hourly())
    shop.clock.advance(timedelta(hours=3, minutes=30))
    await shop.run_all()
    assert dates_of(await shop.executions()) == dates
    assert (await shop.row("f", "every")).next_date == hour(4)


async def test_a_change_by_somebody_else_makes_the_evaluation_void(shop: TriggerShop) -> None:
    await shop.save(hourly())
    shop.clock.advance(timedelta(hours=1))
    now = shop.clock.now()
    async with shop.store.transaction() as tx:
        due: Any = await tx.triggers.due(now, 10)
    await shop.put(due[0], disabled=True, next_date=None)
    await shop.scheduler._evaluate(due, now)
    assert await shop.executions() == []


async def test_a_poll_becomes_a_job(shop: TriggerShop) -> None:
    await shop.save(
        f"id: p\n{LOG}triggers:\n  - {{id: poll, type: io.kestra.plugin.core.http.Trigger,"
        " uri: 'http://localhost:1', interval: PT30S}\n"
    )
    await shop.tick()
    row = await shop.row("p", "poll")
    assert row.is_locked
    async with shop.store.transaction() as tx:
        (job,) = await tx.jobs.claim("w", 10, hour(1), None)
    assert (job.namespace, job.flow_id, job.trigger_id) == (NAMESPACE, "p", "poll")
