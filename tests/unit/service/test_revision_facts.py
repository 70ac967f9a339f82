"""Facts of all flows are found out once, and nobody waits long for them."""

from __future__ import annotations

import asyncio
import threading

import pytest

from tests.build import at
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.model.flow import Flow
from tiercel.model.stored.flow import StoredFlow
from tiercel.plugin.catalog.registry import Catalog
from tiercel.service.flows.cache import FlowCache
from tiercel.service.flows.revision_facts import RevisionFacts

NAMESPACE = "company.team"
FLOWS = 7
BATCH = 3
WHERE = "tiercel.service.flows.revision_facts"


async def store_with(*names: str) -> MemoryStore:
    store = MemoryStore(MemoryNotifier())
    await save(store, *names)
    return store


async def save(store: MemoryStore, *names: str, revision: int = 1) -> None:
    async with store.transaction() as tx:
        for name in names:
            source = f"id: {name}\nnamespace: {NAMESPACE}\n"
            tx.flows.put(StoredFlow(NAMESPACE, name, revision, source, at(0)))


class Search:
    """Says which flows were looked at; a batch waits until it may go on."""

    def __init__(self, store: MemoryStore) -> None:
        self.looked_at: list[str] = []
        self.may_go_on = threading.Event()
        self.may_go_on.set()
        self.facts = RevisionFacts(store, FlowCache(Catalog({})), self._name)

    def _name(self, flow: Flow) -> str:
        self.may_go_on.wait(30)
        self.looked_at.append(flow.id)
        return flow.id

    async def known(self) -> tuple[list[str], bool]:
        found = await self.facts.newest()
        return list(found.known.values()), found.is_complete


@pytest.fixture(autouse=True)
def batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(f"{WHERE}.FACTS_BATCH_FLOWS", BATCH)


async def test_only_new_revisions_are_looked_at() -> None:
    store = await store_with("a", "c")
    search = Search(store)
    assert await search.known() == (["a", "c"], True)
    await save(store, "b")
    await save(store, "c", revision=2)
    assert await search.known() == (["a", "b", "c"], True)
    assert search.looked_at == ["a", "c", "b", "c"]


async def test_those_who_ask_at_once_wait_for_one_search() -> None:
    names = [f"f{n}" for n in range(FLOWS)]
    search = Search(await store_with(*names))
    found = await asyncio.gather(*(search.known() for _ in range(4)))
    assert found == [(names, True)] * 4
    assert search.looked_at == names


async def test_a_long_search_goes_on_while_what_is_known_is_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    names = [f"f{n}" for n in range(FLOWS)]
    search = Search(await store_with(*names))
    search.may_go_on.clear()
    monkeypatch.setattr(f"{WHERE}.FACTS_WAIT_SECONDS", 0.01)
    assert await search.known() == ([], False)
    search.may_go_on.set()
    monkeypatch.setattr(f"{WHERE}.FACTS_WAIT_SECONDS", 30.0)
    assert await search.known() == (names, True)
    assert search.looked_at == names


async def test_who_asks_is_refused_for_the_reason_of_the_search() -> None:
    store = await store_with("a")

    def fails(flow: Flow) -> str:
        raise ValueError(flow.id)

    facts = RevisionFacts(store, FlowCache(Catalog({})), fails)
    for _ in range(2):
        with pytest.raises(ValueError, match="a"):
            await facts.newest()
