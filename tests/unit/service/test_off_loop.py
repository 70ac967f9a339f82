"""Long sources are read in a thread, short ones at once."""

from __future__ import annotations

import threading

import pytest

from tests.build import at
from tests.hostile.sources import many_tasks
from tiercel.model.limits import SOURCE_INLINE_CHARS_MAX
from tiercel.model.stored.flow import StoredFlow
from tiercel.plugin.catalog.registry import Catalog
from tiercel.service.flows.cache import FlowCache
from tiercel.service.off_loop import by_length


def stored(tasks: int, flow_id: str = "hostile") -> StoredFlow:
    source = many_tasks(tasks)
    return StoredFlow(
        namespace="company.team", id=flow_id, revision=1, source=source, updated=at(0)
    )


@pytest.mark.parametrize(
    ("chars", "is_in_thread"), [(10, False), (SOURCE_INLINE_CHARS_MAX + 1, True)]
)
async def test_the_length_tells_where(chars: int, is_in_thread: bool) -> None:
    where = await by_length(chars, threading.get_ident)
    assert (where != threading.get_ident()) is is_in_thread


async def test_errors_are_those_of_the_work() -> None:
    with pytest.raises(ValueError, match="invalid literal"):
        await by_length(SOURCE_INLINE_CHARS_MAX + 1, int, "x")


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
