"""Which jobs a worker takes for its places."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.build import at
from tiercel.model.job import Job
from tiercel.model.workers.groups import QueueSubscription, SubscriptionMode
from tiercel.runtime.worker.places import Places, only_default

STRICT, ELASTIC = SubscriptionMode.STRICT, SubscriptionMode.ELASTIC


class Waiting:
    """Jobs that wait, by queue; notes each claim."""

    def __init__(self, **waiting: int) -> None:
        self.waiting = Counter(waiting)
        self.claims: list[tuple[str | None, int]] = []

    async def claim(self, queue: str | None, limit: int) -> list[Job]:
        self.claims.append((queue, limit))
        name = queue or "default"
        count = min(limit, self.waiting[name])
        self.waiting[name] -= count
        return jobs(queue, count)


def jobs(queue: str | None, count: int) -> list[Job]:
    return [Job(f"{queue}:{n}", "e", "t", 0, at(0), worker_group=queue) for n in range(count)]


def served(percents: dict[str, int], mode: SubscriptionMode = ELASTIC) -> list[QueueSubscription]:
    return [
        QueueSubscription(queue_id=name, reserved_percent=percent, mode=mode)
        for name, percent in percents.items()
    ]


async def test_a_worker_of_no_group_asks_once() -> None:
    waiting = Waiting(default=20)
    taken = await Places(16, only_default).fill(jobs(None, 3), waiting.claim)
    assert (len(taken), waiting.claims) == (13, [(None, 13)])


async def test_a_worker_of_no_queue_asks_for_nothing() -> None:
    waiting = Waiting(default=20)
    assert await Places(16, lambda: ()).fill([], waiting.claim) == []
    assert waiting.claims == []


async def test_a_full_worker_asks_for_nothing() -> None:
    waiting = Waiting(default=20)
    assert await Places(3, only_default).fill(jobs(None, 3), waiting.claim) == []
    assert waiting.claims == []


@pytest.mark.parametrize(
    ("mode", "a", "b", "taken"),
    [
        # Places of one that has nothing to do are lent, or are not.
        (STRICT, 0, 20, {"b": 5}),
        (ELASTIC, 0, 20, {"b": 10}),
        (STRICT, 3, 20, {"a": 3, "b": 5}),
        (ELASTIC, 3, 20, {"a": 3, "b": 7}),
        (STRICT, 20, 0, {"a": 10}),
    ],
)
async def test_idle_places_are_lent_as_the_mode_says(
    mode: SubscriptionMode, a: int, b: int, taken: dict[str, int]
) -> None:
    queues = [*served({"a": 59}, mode), *served({"b": 0})]
    found = await Places(10, lambda: queues).fill([], Waiting(a=a, b=b).claim)
    assert Counter(each.worker_group for each in found) == taken


async def test_each_queue_has_its_own_places_first() -> None:
    queues = served({"a": 59, "b": 20})
    for _ in range(2):
        found = await Places(10, lambda: queues).fill([], Waiting(a=20, b=20).claim)
        counted = Counter(each.worker_group for each in found)
        assert (counted.total(), counted["a"] >= 5, counted["b"] >= 2) == (10, True, True)


async def test_queues_take_turns_for_what_they_share() -> None:
    places = Places(4, lambda: served({"a": 0, "b": 0}))
    first = [await places.fill([], Waiting(a=9, b=9).claim) for _ in range(2)]
    assert [{each.worker_group for each in taken} for taken in first] == [{"b"}, {"a"}]
