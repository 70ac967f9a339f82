"""Two ways to do the same, compared in turns, so that what else the machine does weighs on both."""

from __future__ import annotations

import statistics
from collections.abc import Awaitable, Callable

import msgspec

# A pair differs from the next by a tenth on machines that do other work: the median of so many by a
# hundredth or two.
PAIRS = 48


class Sample(msgspec.Struct, frozen=True):
    """What one of them took: a rate, and the processor time of the server in seconds."""

    per_minute: float
    cpu_s: float


class Ratios(msgspec.Struct, frozen=True):
    """The second way against the first, medians over the pairs; below 1 it is the worse one."""

    rate: float
    cpu: float


async def compared(sample: Callable[[bool], Awaitable[Sample]], pairs: int = PAIRS) -> Ratios:
    """Run both ways `pairs` times; `sample(False)` is the first one, `sample(True)` the second."""
    rates, cpus = [], []
    for number in range(pairs):
        # A B B A: what grows meanwhile weighs on both.
        order = (True, False) if number % 2 else (False, True)
        taken = {way: await sample(way) for way in order}
        rates.append(taken[True].per_minute / taken[False].per_minute)
        cpus.append(taken[False].cpu_s / taken[True].cpu_s)
    return Ratios(statistics.median(rates), statistics.median(cpus))
