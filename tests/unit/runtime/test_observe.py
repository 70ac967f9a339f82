"""The telemetry hears of everything that a fold changed, however much that is."""

from __future__ import annotations

import asyncio

import pytest

from tests.build import a_flow, a_task, a_task_run, an_execution
from tiercel.engine.plan import FlowPlan
from tiercel.plugin.catalog.registry import Catalog
from tiercel.runtime.executor.observe import observe_fold, observe_large_fold
from tiercel.service.observability.telemetry import Telemetry

RUNS = range(20)
PLAN = FlowPlan(a_flow(a_task("a")), Catalog.of_builtins())
BEFORE = an_execution(*(a_task_run("a", "RUNNING", n) for n in RUNS), state="RUNNING")
AFTER = an_execution(*(a_task_run("a", "KILLED", n) for n in RUNS), state="KILLED")


def samples(telemetry: Telemetry) -> list[tuple[str, float]]:
    counters = (
        telemetry.executions_started,
        telemetry.executions_ended,
        telemetry.task_runs_ended,
    )
    return [(each.name, each.value) for counter in counters for each in counter.samples()]


async def test_a_large_fold_is_observed_as_a_small_one_but_bit_by_bit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tiercel.service.turns.TICK_TURN_SECONDS", 0.0)
    touched = frozenset(AFTER.task_runs)
    at_once, bit_by_bit = Telemetry(), Telemetry()
    observe_fold(at_once, BEFORE, AFTER, touched=touched, plan=PLAN)
    reporting = asyncio.create_task(
        observe_large_fold(bit_by_bit, BEFORE, AFTER, touched=touched, plan=PLAN)
    )
    turns = 0
    while not reporting.done():
        await asyncio.sleep(0)
        turns += 1
    assert turns >= len(RUNS)
    assert samples(bit_by_bit) == samples(at_once)
    assert {value for _, value in samples(at_once)} == {1.0, float(len(RUNS))}
