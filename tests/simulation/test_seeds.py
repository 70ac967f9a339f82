"""Many seeds of a whole server with faults: rules hold after every tick, everything ends.

`TIERCEL_SIM_SEEDS` says how many seeds, `TIERCEL_SIM_SEED` names a single one to repeat,
`TIERCEL_SIM_TICKS` how long each runs. `seeds.txt` keeps those that once failed.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.simulation.scenario import Plan, Scenario, ticks_wanted

SEEDS = int(os.environ.get("TIERCEL_SIM_SEEDS") or 300)
ONE = os.environ.get("TIERCEL_SIM_SEED")
CHUNKS = 20
KEPT = Path(__file__).with_name("seeds.txt")
# Seconds of real time for one chunk, however many seeds it has.
CHUNK_S_MAX = 30 + SEEDS // CHUNKS * 2


def kept_seeds() -> list[int]:
    lines = KEPT.read_text(encoding="utf-8").splitlines()
    texts = [line.partition("#")[0].strip() for line in lines]
    return [int(text) for text in texts if text]


def run(seed: int) -> None:
    Scenario(seed, Plan(ticks_wanted())).run()


if ONE is not None:

    def test_one_seed() -> None:
        run(int(ONE or 0))

else:

    @pytest.mark.timeout(CHUNK_S_MAX)
    @pytest.mark.parametrize("chunk", range(CHUNKS))
    def test_seeds(chunk: int) -> None:
        for seed in range(SEEDS)[chunk::CHUNKS]:
            run(seed)

    @pytest.mark.timeout(CHUNK_S_MAX)
    def test_seeds_that_once_failed() -> None:
        for seed in kept_seeds():
            run(seed)
