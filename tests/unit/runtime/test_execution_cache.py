"""Executions kept between events: never too many, never stale, always with their index."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.build import a_task_run, an_execution
from tests.unit.runtime.forge import Forge
from tiercel.model.execution import Execution
from tiercel.runtime.executor.execution_cache import ExecutionCache


@pytest.fixture
def forge(tmp_path: Path) -> Forge:
    return Forge(tmp_path)


@pytest.fixture
def cache(forge: Forge) -> ExecutionCache:
    return forge.cache


def with_runs(execution_id: str, count: int) -> Execution:
    runs = (a_task_run("a", "RUNNING", seq=number) for number in range(count))
    return an_execution(*runs, id=execution_id)


async def known(forge: Forge, execution_id: str) -> bool:
    """Whether it is kept: the store has none."""
    return await forge.cache.execution(execution_id) is not None


async def test_what_was_put_is_found_without_the_store(forge: Forge, cache: ExecutionCache) -> None:
    kept = with_runs("e1", 1)
    cache.put(kept)
    async with forge.store.transaction() as tx:
        assert await cache.load(tx, "e1") is kept


async def test_what_is_read_has_its_index(forge: Forge, cache: ExecutionCache) -> None:
    async with forge.store.transaction() as tx:
        tx.executions.insert(with_runs("e1", 2))
    async with forge.store.transaction() as tx:
        found = await cache.load(tx, "e1")
    assert found is not None
    assert found.index is not None
    assert len(found.index.running) == 2


async def test_what_exists_nowhere_is_not_found(forge: Forge, cache: ExecutionCache) -> None:
    async with forge.store.transaction() as tx:
        assert await cache.load(tx, "ghost") is None


async def test_a_settled_execution_is_not_kept(forge: Forge, cache: ExecutionCache) -> None:
    cache.put(with_runs("e1", 1))
    cache.put(an_execution(id="e1", state="SUCCESS", is_settled=True))
    assert not await known(forge, "e1")


async def test_the_least_used_one_goes_first(
    forge: Forge, cache: ExecutionCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiercel.runtime.executor.execution_cache.CACHED_EXECUTIONS_MAX", 2)
    for name in ("e1", "e2"):
        cache.put(with_runs(name, 1))
    async with forge.store.transaction() as tx:
        await cache.load(tx, "e1")
    cache.put(with_runs("e3", 1))
    assert [await known(forge, name) for name in ("e1", "e2", "e3")] == [True, False, True]


async def test_task_runs_are_bounded_too(
    forge: Forge, cache: ExecutionCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiercel.runtime.executor.execution_cache.CACHED_TASK_RUNS_MAX", 5)
    cache.put(with_runs("e1", 3))
    cache.put(with_runs("e1", 4))
    cache.put(with_runs("e2", 1))
    assert [await known(forge, name) for name in ("e1", "e2")] == [True, True]
    cache.put(with_runs("e3", 1))
    assert [await known(forge, name) for name in ("e1", "e2", "e3")] == [False, True, True]


async def test_the_only_one_is_kept_however_large(
    forge: Forge, cache: ExecutionCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiercel.runtime.executor.execution_cache.CACHED_TASK_RUNS_MAX", 1)
    cache.put(with_runs("e1", 3))
    assert await known(forge, "e1")


async def test_dropped_and_cleared_ones_are_gone(forge: Forge, cache: ExecutionCache) -> None:
    for name in ("e1", "e2"):
        cache.put(with_runs(name, 1))
    cache.drop("e1")
    cache.drop("ghost")
    assert [await known(forge, name) for name in ("e1", "e2")] == [False, True]
    cache.clear()
    assert not await known(forge, "e2")


async def test_outside_of_a_transaction_the_store_is_asked(
    forge: Forge, cache: ExecutionCache
) -> None:
    async with forge.store.transaction() as tx:
        tx.executions.insert(with_runs("e1", 1))
    found = await cache.execution("e1")
    assert found is not None
    assert found.index is not None
