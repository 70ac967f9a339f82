"""Use cases that join one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.model.errors import Stale
from tiercel.model.limits import STALE_RETRIES_MAX
from tiercel.model.stored.records import TOKENS
from tiercel.ports.store import Tx
from tiercel.service.unit import after_commit, in_transaction, jointly


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore(MemoryNotifier())


def put(key: str) -> Callable[[Tx], Awaitable[str]]:
    async def write(tx: Tx) -> str:
        tx.records(TOKENS).put((key,), {"id": key})
        return key

    return write


async def known(store: MemoryStore) -> list[str]:
    async with store.transaction() as tx:
        return [key for (key,) in await tx.records(TOKENS).all()]


async def test_all_that_is_joined_is_committed_together(store: MemoryStore) -> None:
    seen: list[list[str]] = []

    async def use_case(tx: Tx) -> str:
        await in_transaction(store, put("a"))
        seen.append(await known(store))
        await in_transaction(store, put("b"))
        tx.records(TOKENS).put(("c",), {"id": "c"})
        seen.append(await known(store))
        return "done"

    assert await jointly(store, use_case) == "done"
    assert seen == [[], []]
    assert await known(store) == ["a", "b", "c"]


async def test_what_fails_leaves_nothing(store: MemoryStore) -> None:
    async def use_case(tx: Tx) -> None:
        await in_transaction(store, put("a"))
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        await jointly(store, use_case)
    assert await known(store) == []
    await in_transaction(store, put("b"))
    assert await known(store) == ["b"]


async def test_it_runs_again_as_a_whole_when_something_changed(store: MemoryStore) -> None:
    rounds: list[int] = []
    called: list[int] = []

    async def use_case(tx: Tx) -> int:
        rounds.append(len(rounds))
        number = rounds[-1]
        after_commit(lambda: called.append(number))
        await in_transaction(store, put("a"))
        if number < 2:
            async with store.transaction() as other:
                other.records(TOKENS).put(("other",), {})
        tx.records(TOKENS).insert(("other" if number < 2 else "free",), {})
        return number

    assert await jointly(store, use_case) == 2
    assert rounds == [0, 1, 2]
    # Only what was committed is called back.
    assert called == [2]
    assert await known(store) == ["a", "free", "other"]


async def test_what_an_attempt_left_behind_does_not_join_the_next(store: MemoryStore) -> None:
    left: list[asyncio.Task[str]] = []
    may_go_on = asyncio.Event()

    async def later() -> str:
        await may_go_on.wait()
        return await in_transaction(store, put("later"))

    async def use_case(tx: Tx) -> list[str]:
        if not left:
            left.append(asyncio.create_task(later()))
            raise Stale
        may_go_on.set()
        await left[0]
        return await known(store)

    assert await jointly(store, use_case) == ["later"]


async def test_what_follows_a_joint_one_within_another_follows_that(store: MemoryStore) -> None:
    called: list[str] = []

    async def inner(tx: Tx) -> None:
        after_commit(lambda: called.append("after"))

    async def outer(tx: Tx) -> None:
        await jointly(store, inner)
        called.append("outer")

    await jointly(store, outer)
    assert called == ["outer", "after"]


async def test_it_gives_up_after_as_many_rounds_as_any_use_case(store: MemoryStore) -> None:
    rounds: list[int] = []

    async def use_case(tx: Tx) -> None:
        rounds.append(1)
        raise Stale

    with pytest.raises(Stale):
        await jointly(store, use_case)
    assert len(rounds) == STALE_RETRIES_MAX


async def test_what_follows_a_commit_follows_at_once_without_a_joint_one() -> None:
    called: list[str] = []
    after_commit(lambda: called.append("now"))
    assert called == ["now"]


async def test_tasks_that_are_left_behind_have_transactions_of_their_own(
    store: MemoryStore,
) -> None:
    left: list[asyncio.Task[str]] = []
    is_over = asyncio.Event()

    async def later() -> str:
        await is_over.wait()
        return await in_transaction(store, put("later"))

    async def use_case(tx: Tx) -> None:
        left.append(asyncio.create_task(later()))
        await in_transaction(store, put("a"))

    await jointly(store, use_case)
    is_over.set()
    assert await left[0] == "later"
    assert await known(store) == ["a", "later"]
