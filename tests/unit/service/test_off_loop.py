"""Long sources are read in a thread, short ones at once."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Iterator

import pytest

from tests.build import at
from tests.hostile.sources import many_tasks
from tiercel.engine.plan import FlowPlan
from tiercel.model.json_types import Json
from tiercel.model.limits import (
    FREEZE_OBJECTS_MIN,
    SERVER_COLLECT_OBJECTS,
    SOURCE_INLINE_CHARS_MAX,
)
from tiercel.model.stored.flow import StoredFlow
from tiercel.plugin.catalog.registry import Catalog
from tiercel.service import off_loop
from tiercel.service.flows.cache import FlowCache
from tiercel.service.off_loop import by_length, by_size, in_thread


def stored(tasks: int, flow_id: str = "hostile") -> StoredFlow:
    source = many_tasks(tasks)
    return StoredFlow(
        namespace="company.team", id=flow_id, revision=1, source=source, updated=at(0)
    )


@pytest.mark.parametrize(
    ("chars", "is_in_thread"), [(10, False), (SOURCE_INLINE_CHARS_MAX + 1, True)]
)
async def test_the_length_decides_where(chars: int, is_in_thread: bool) -> None:
    where = await by_length(chars, threading.get_ident)
    assert (where != threading.get_ident()) is is_in_thread


async def test_errors_are_those_of_the_work() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        await by_length(SOURCE_INLINE_CHARS_MAX + 1, int, "x")


async def test_nothing_is_collected_while_large_work_is_under_way() -> None:
    go_on = threading.Event()
    waiting = asyncio.create_task(in_thread(go_on.wait))
    assert not await in_thread(gc.isenabled)
    assert not gc.isenabled()
    go_on.set()
    assert await waiting
    assert gc.isenabled()


@pytest.mark.parametrize(
    ("value", "is_in_thread"),
    [
        (None, False),
        ({"a": ["x", 1, None]}, False),
        ("x" * 9_000, True),
        ([1] * 9_000, True),
        ({"a": {"b": ["x" * 9_000]}}, True),
        ([["x" * 100] * 10] * 10, True),
    ],
)
async def test_the_size_of_a_value_decides_where(value: Json, is_in_thread: bool) -> None:
    where = await by_size(value, threading.get_ident)
    assert (where != threading.get_ident()) is is_in_thread


class Freed:
    """Notes in which thread it is freed."""

    def __init__(self, threads: list[int]) -> None:
        self._threads = threads

    def __del__(self) -> None:
        self._threads.append(threading.get_ident())


async def test_what_an_error_keeps_is_freed_in_the_thread() -> None:
    threads: list[int] = []

    def read() -> None:
        large = Freed(threads)
        raise ValueError(f"{type(large)} is no number")

    def tried() -> None:
        large = Freed(threads)
        try:
            read()
        except ValueError:
            raise KeyError(str(type(large))) from None

    with pytest.raises(KeyError):
        await in_thread(tried)
    assert len(threads) == 2
    assert threading.get_ident() not in threads


async def test_errors_let_collections_go_on() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        await in_thread(int, "x")
    assert gc.isenabled()


async def test_work_that_follows_work_keeps_collections_away_for_a_while_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(off_loop, "COLLECTION_PAUSE_SECONDS_MAX", 0.0)
    go_on = threading.Event()
    waiting = asyncio.create_task(in_thread(go_on.wait))
    await asyncio.sleep(0)
    assert not gc.isenabled()
    assert await in_thread(gc.isenabled)
    go_on.set()
    assert await waiting


@pytest.fixture
def as_in_a_server() -> Iterator[None]:
    before = gc.get_threshold()
    gc.collect()
    gc.set_threshold(SERVER_COLLECT_OBJECTS)
    yield
    gc.set_threshold(*before)
    # As tests begin: see tests/conftest.py.
    gc.freeze()


async def collections_go_on() -> bool:
    for _ in range(1000):
        if gc.isenabled():
            return True
        await asyncio.sleep(0.01)
    return False


def many_objects() -> list[list[int]]:
    return [[n] for n in range(2 * FREEZE_OBJECTS_MIN)]


@pytest.mark.usefixtures("as_in_a_server")
async def test_a_server_collects_again_when_what_was_made_is_gone() -> None:
    made = await in_thread(many_objects)
    assert not gc.isenabled()
    frozen = gc.get_freeze_count()
    del made
    assert await collections_go_on()
    # Fewer when one of them was freed meanwhile.
    assert gc.get_freeze_count() <= frozen


@pytest.mark.usefixtures("as_in_a_server")
async def test_what_a_server_keeps_is_not_looked_at_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(off_loop, "COLLECTION_DELAY_SECONDS_MAX", 0.1)
    frozen = gc.get_freeze_count()
    made = await in_thread(many_objects)
    assert await collections_go_on()
    assert gc.get_freeze_count() >= frozen + len(made)


@pytest.mark.usefixtures("as_in_a_server")
async def test_work_during_the_delay_keeps_collections_away() -> None:
    made = await in_thread(many_objects)
    go_on = threading.Event()
    waiting = asyncio.create_task(in_thread(go_on.wait))
    await asyncio.sleep(0)
    del made
    await asyncio.sleep(0.3)
    assert not gc.isenabled()
    go_on.set()
    assert await waiting
    assert await collections_go_on()


async def test_collections_that_somebody_else_switched_off_stay_off() -> None:
    gc.disable()
    try:
        await in_thread(int, "1")
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.parametrize(("tasks", "is_in_thread"), [(2, False), (500, True)])
async def test_stored_flows_are_compiled_where_nobody_waits(
    tasks: int, is_in_thread: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: set[int] = set()
    read = FlowCache.read

    def noting(self: FlowCache, each: StoredFlow) -> object:
        threads.add(threading.get_ident())
        return read(self, each)

    monkeypatch.setattr(FlowCache, "read", noting)
    flow_cache = FlowCache(Catalog.of_builtins())
    both = [stored(tasks), stored(1, "other"), stored(tasks)]
    flows = await flow_cache.flows_of(both)
    assert [len(flow.tasks) for flow in flows] == [tasks, 1, tasks]
    assert (threading.get_ident() not in threads) is is_in_thread
    threads.clear()
    assert await flow_cache.flows_of(both) == flows
    assert not threads


async def test_what_was_compiled_while_rules_changed_is_compiled_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cache = FlowCache(Catalog.of_builtins())
    compiled = cache._compiled

    def changed_meanwhile(each: StoredFlow) -> FlowPlan:
        plan = compiled(each)
        cache.forget_plans()
        return plan

    monkeypatch.setattr(cache, "_compiled", changed_meanwhile)
    flow = stored(500)
    (first,) = await cache.plans_of([flow])
    monkeypatch.setattr(cache, "_compiled", compiled)
    (again,) = await cache.plans_of([flow])
    assert again is not first
