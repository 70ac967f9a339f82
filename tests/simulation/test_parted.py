"""Servers cut off from the database or suspended: no attempt lives beside another of its task run.

`TIERCEL_SIM_PARTED_SEEDS` says how many seeds.
"""

from __future__ import annotations

import os

import pytest

from tests.simulation.faults import QUIET, Rates
from tests.simulation.scenario import Failed, Plan, Scenario
from tests.simulation.workload import CORE, NAMESPACE
from tiercel.runtime.worker.lease import Lease

SEEDS = int(os.environ.get("TIERCEL_SIM_PARTED_SEEDS") or 25)
SEEDS_UNTIL_NOTICED_MAX = 40
# Longer than a lease, beside the flows of the seed and alone.
LONG = {
    "id": "long",
    "namespace": NAMESPACE,
    "tasks": [{"id": "nap", "type": CORE + "flow.Sleep", "duration": "PT2M"}],
}
PARTED = QUIET._replace(server_cut=0.003, server_asleep=0.003)
AND_ALL_ELSE = Rates(server_cut=0.003, server_asleep=0.003)
NAPS = Plan(800, PARTED, [LONG], servers=2)


@pytest.mark.timeout(60 + 2 * SEEDS)
@pytest.mark.parametrize(
    "plan",
    [NAPS, NAPS._replace(servers=3), Plan(800, PARTED), Plan(800, AND_ALL_ELSE)],
    ids=["long tasks", "three servers", "all tasks", "all faults"],
)
def test_servers_that_were_away_do_no_harm(plan: Plan) -> None:
    for seed in range(SEEDS):
        Scenario(seed, plan).run()


def test_a_worker_that_does_not_let_go_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Lease, "is_over", lambda self: False)
    with pytest.raises(Failed, match="two attempts"):
        run_until_noticed()


def run_until_noticed() -> None:
    for seed in range(SEEDS_UNTIL_NOTICED_MAX):
        Scenario(seed, NAPS).run()
