"""Answers of a manager of secrets count for a moment."""

from __future__ import annotations

import asyncio

import pytest

from tiercel.adapters.cached_secrets import CachedSecrets
from tiercel.model.errors import Unavailable


class Manager:
    """Has one secret, and counts what it is asked."""

    def __init__(self) -> None:
        self.value: str | None = "first"
        self.asked = 0
        self.is_up = True

    async def get(self, namespace: str, key: str) -> str | None:
        self.asked += 1
        await asyncio.sleep(0)
        if not self.is_up:
            raise Unavailable("down")
        return self.value if (namespace, key) == ("a", "API") else None

    async def names(self, namespace: str) -> list[str]:
        return ["API"] if self.is_up else []


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


async def test_an_answer_counts_for_its_time() -> None:
    manager, clock = Manager(), Clock()
    secrets = CachedSecrets(manager, 60, 10, clock)
    assert [await secrets.get("a", "API") for _ in range(3)] == ["first"] * 3
    assert [await secrets.get("a.b", "API") for _ in range(3)] == [None] * 3
    assert manager.asked == 2
    manager.value, clock.now = "second", 59.9
    assert await secrets.get("a", "API") == "first"
    clock.now = 60.0
    assert await secrets.get("a", "API") == "second"
    manager.is_up = False
    assert await secrets.names("a") == []


async def test_those_that_wait_ask_once_and_an_error_is_not_kept() -> None:
    manager = Manager()
    secrets = CachedSecrets(manager, 60, 10, Clock())
    manager.is_up = False
    with pytest.raises(Unavailable):
        await secrets.get("a", "API")
    manager.is_up, manager.asked = True, 0
    found = await asyncio.gather(*(secrets.get("a", "API") for _ in range(5)))
    assert (found, manager.asked) == (["first"] * 5, 1)


async def test_the_oldest_answers_go() -> None:
    manager = Manager()
    secrets = CachedSecrets(manager, 60, 2, Clock())
    for namespace in ("a", "b", "c", "b", "c", "a"):
        await secrets.get(namespace, "API")
    assert manager.asked == 4
