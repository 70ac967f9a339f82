"""A store that can't hold what some flows make: those fail with a reason, everything else goes on.

`TIERCEL_SIM_UNSTORABLE_SEEDS` says how many seeds.
"""

from __future__ import annotations

import os
from random import Random
from typing import Any

import pytest

from tests.picky import POISON, REASON
from tests.simulation.faults import QUIET, Rates
from tests.simulation.scenario import Failed, Plan, Scenario
from tests.simulation.workload import CORE, NAMESPACE, Document, some_flows
from tiercel.model.errors import Stale
from tiercel.runtime.executor.executor import Executor
from tiercel.runtime.worker.reporting import Reporter

SEEDS = int(os.environ.get("TIERCEL_SIM_UNSTORABLE_SEEDS") or 25)
SEEDS_UNTIL_NOTICED_MAX = 40
ALONE = QUIET._replace(unstorable=1.0)
AND_ALL_ELSE = Rates(unstorable=1.0, clock_jump=0.0)


def task(task_id: str, kind: str, **fields: Any) -> Document:
    return {"id": task_id, "type": CORE + kind, **fields}


NAP = task("nap", "flow.Sleep", duration="PT3S")
RETURN = task("give", "debug.Return", format=POISON)
# Each in a place of its own: the executor's commit, the worker's report, its flush, a child.
POISONED = (
    [RETURN],
    [task("label", "execution.Labels", labels={"k": POISON})],
    [task("log", "log.Log", message=POISON)],
    [task("worker", "debug.Return", format=POISON, logToFile=True)],
    [task("metric", "metric.Publish", metrics=[{"name": POISON, "type": "counter", "value": 1}])],
    [task("both", "flow.Parallel", tasks=[NAP, RETURN])],
    [task("loop", "flow.ForEach", values=["a", POISON], tasks=[NAP])],
    [task("sub", "flow.Subflow", namespace=NAMESPACE, flowId="good", labels={"k": POISON})],
    [task("allowed", "flow.AllowFailure", tasks=[RETURN]), NAP],
)
GOOD = {"id": "good", "namespace": NAMESPACE, "tasks": [NAP]}


def flows_of(seed: int) -> list[Document]:
    """Flows as ever, and some that make what can't be stored."""
    rng = Random(seed)
    bad = [
        {"id": f"poison{place}", "namespace": NAMESPACE, "tasks": tasks}
        for place, tasks in enumerate(rng.sample(POISONED, 3))
    ]
    return [GOOD, *some_flows(rng), *bad]


def run(seed: int, rates: Rates) -> dict[str, set[str]]:
    """Ids of the flows of executions with the log line that something can't be stored; of all."""
    scenario = Scenario(seed, Plan(400, rates, flows_of(seed)))
    scenario.run()
    tables = scenario.world.tables
    refused = {entry.flow_id for entry in tables.logs.values() if REASON in entry.message}
    return {"refused": refused, "run": {each.flow_id for each in tables.executions.values()}}


@pytest.mark.timeout(60 + 2 * SEEDS)
@pytest.mark.parametrize("rates", [ALONE, AND_ALL_ELSE], ids=["alone", "all faults"])
def test_what_can_not_be_stored_fails_alone(rates: Rates) -> None:
    refused: set[str] = set()
    for seed in range(SEEDS):
        found = run(seed, rates)
        refused |= found["refused"]
    assert refused, "nothing was refused"
    assert all(flow_id.startswith("poison") for flow_id in refused), refused


def executor_of_old(patch: pytest.MonkeyPatch) -> None:
    advance = Executor._advance_some

    async def together(self: Executor) -> bool:
        try:
            return await self._advance_batch(64, self._fold)
        except Stale:
            return await advance(self)

    patch.setattr(Executor, "_advance_some", together)


def reporter_of_old(patch: pytest.MonkeyPatch) -> None:
    async def alone(self: Reporter, attempt: Any, worker_id: str) -> None:
        try:
            await self._report_one(attempt, worker_id)
        except Exception as error:
            raise AssertionError("the worker can't report") from error

    patch.setattr(Reporter, "_report_alone", alone)


@pytest.mark.parametrize(
    "plant", [executor_of_old, reporter_of_old], ids=lambda plant: plant.__name__
)
def test_without_isolation_it_is_noticed(plant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(monkeypatch)
    with pytest.raises(Failed, match=r"can't hold that text|can't report"):
        run_until_noticed()


def run_until_noticed() -> None:
    for seed in range(SEEDS_UNTIL_NOTICED_MAX):
        run(seed, ALONE)
