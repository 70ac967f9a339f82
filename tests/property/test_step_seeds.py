"""Many cheap random walks through `step`; TIERCEL_STEP_SEEDS says how many, or `from-to`."""

from __future__ import annotations

import os

import pytest

from tests.property.step_walk import random_walk

SEEDS = os.environ.get("TIERCEL_STEP_SEEDS", "3000")
CHUNKS = 8


def seeds() -> range:
    first, _, last = SEEDS.partition("-")
    return range(int(first), int(last)) if last else range(int(first))


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_walks_keep_all_invariants(chunk: int) -> None:
    for seed in seeds()[chunk::CHUNKS]:
        try:
            random_walk(seed)
        except Exception as error:
            error.add_note(f"seed {seed}: TIERCEL_STEP_SEEDS={seed}-{seed + 1} repeats it")
            raise
