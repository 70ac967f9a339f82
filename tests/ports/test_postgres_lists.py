"""What a PostgreSQL store counts and indexes in the background, while others write."""

from __future__ import annotations

import asyncio
import random
import string
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from tests.ports.postgres import all_counted
from tests.ports.test_log_search import SEARCHES, lines, messages, read_by_columns
from tests.ports.values import a_log, an_execution, at, query, where
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.model.label import Label
from tiercel.model.lists.analysis import Aggregation, Analysis, Measure, Source
from tiercel.model.lists.paging import Filter
from tiercel.model.log import Level
from tiercel.model.stored.limits import LOG_SEARCH_TOTAL_MAX
from tiercel.ports.store import Store

if TYPE_CHECKING:
    from tiercel.adapters.postgres.address import Address

pytestmark = pytest.mark.postgres

BY_STATE = Analysis(Source.EXECUTIONS, (Measure("STATE"), Measure(aggregation=Aggregation.COUNT)))


@pytest.fixture
def address(postgres_address: Address) -> Address:
    return postgres_address


@pytest.fixture
async def store(address: Address) -> AsyncIterator[Store]:
    from tiercel.adapters.postgres.store import PostgresStore

    store = PostgresStore(address, MemoryNotifier())
    await store.open()
    yield store
    await store.close()


async def raw(address: Address) -> Any:
    from tiercel.adapters.postgres.connections import connect

    return await connect(address)


async def states(store: Store) -> list[tuple[Any, ...]]:
    async with store.transaction() as tx:
        return list(await tx.analytics.rows(BY_STATE))


async def total(store: Store, *filters: Filter) -> int:
    async with store.transaction() as tx:
        return (await tx.executions.find(query(*filters))).total


async def insert(store: Store, *numbers: int) -> None:
    async with store.transaction() as tx:
        for number in numbers:
            labels = (Label("env", "prod"), Label("number", str(number)))
            tx.executions.insert(replace(an_execution(f"e{number}"), labels=labels))


async def test_what_is_under_way_is_counted_when_it_has_ended(
    store: Store, address: Address
) -> None:
    from tiercel.adapters.postgres.connections import Connections
    from tiercel.adapters.postgres.counts.counter import Counter

    await insert(store, 1, 2)
    connections, other = Connections(address, 1), await raw(address)
    counter = Counter(connections)
    # As a change of a young row: without a note.
    await other.execute("SET session_replication_role = replica; BEGIN")
    await other.execute("DELETE FROM executions WHERE id = 'e1'")
    for _ in range(3):
        await counter.step()
    await connections.close()
    assert await other.fetchval("SELECT counted FROM counting WHERE name = 'executions'") == 0

    await other.execute("COMMIT")
    await all_counted(address)

    assert await other.fetchval("SELECT sum(n) FROM execution_hours") == 1
    assert await total(store) == 1
    await other.close()


async def test_notes_count_at_once_and_are_added_up_later(store: Store, address: Address) -> None:
    await insert(store, *range(6))
    await all_counted(address)
    (before,) = await states(store)
    await insert(store, 6)
    async with store.transaction() as tx:
        tx.executions.delete("e0")
    other = await raw(address)
    assert await other.fetchval("SELECT count(*) FROM execution_changes") == 2
    assert await states(store) == [before]

    async with store.transaction() as tx:
        for number in range(1, 7):
            tx.executions.delete(f"e{number}")
    assert await states(store) == []
    await all_counted(address)

    assert await states(store) == []
    tables = ("execution_changes", "execution_hours", "execution_days")
    assert [await other.fetchval(f"SELECT count(*) FROM {name}") for name in tables] == [0, 0, 0]
    await other.close()


async def test_labels_that_an_older_server_writes_are_found(store: Store, address: Address) -> None:
    await insert(store, 1, 2, 3)
    other = await raw(address)
    await other.execute(
        "INSERT INTO execution_labels (key, value, execution_id) VALUES ('team', 'red', 'e2')"
    )
    await other.close()

    async with store.transaction() as tx:
        page = await tx.executions.find(query(where("labels", "EQUALS", {"team": "red"})))

    assert [one.id for one in page.results] == ["e2"]
    assert page.total == 1


@pytest.mark.parametrize(
    ("label", "most", "found", "is_probed"),
    [
        ({"env": "prod"}, 6, 6, True),
        ({"env": "prod"}, 5, 6, False),
        ({"number": "3"}, 6, 1, False),
        ({"env": "prod", "number": "3"}, 6, 1, False),
    ],
)
async def test_a_common_label_is_looked_up_for_each_of_few_executions(
    store: Store,
    address: Address,
    monkeypatch: pytest.MonkeyPatch,
    *,
    label: dict[str, str],
    most: int,
    found: int,
    is_probed: bool,
) -> None:
    from tiercel.adapters.postgres import lists
    from tiercel.adapters.postgres.reader import Snapshot

    await insert(store, *range(6))
    await all_counted(address)
    (state, _), *_ = await states(store)
    asked: list[str] = []
    rows = Snapshot.rows

    async def noted(self: Snapshot, text: str, *bindings: Any) -> Any:
        asked.append(text)
        return await rows(self, text, *bindings)

    monkeypatch.setattr(Snapshot, "rows", noted)
    monkeypatch.setattr(lists, "_PROBED_ROWS_MAX", most)
    filters = (where("labels", "EQUALS", label), where("state", "EQUALS", state))
    assert await total(store, *filters) == found
    counted = [text for text in asked if text.startswith("SELECT count(*) FROM (SELECT id")]
    assert ["IS TRUE" in text for text in counted] == [is_probed]


async def test_counting_goes_on_in_the_background(
    address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tiercel.adapters.postgres.counts import counter, counting
    from tiercel.adapters.postgres.store import PostgresStore
    from tiercel.model.errors import Unavailable

    for module in (counter, counting):
        monkeypatch.setattr(module, "POSTGRES_COUNT_SETTLE_SECONDS", 0.01)
        monkeypatch.setattr(module, "POSTGRES_COUNT_SECONDS", 0.02)
    step, failures = counter.Counter.step, [Unavailable("The database is away.")]

    async def fails_once(self: Any) -> float:
        if failures:
            raise failures.pop()
        return await step(self)

    monkeypatch.setattr(counter.Counter, "step", fails_once)
    store = PostgresStore(address, MemoryNotifier())
    await store.open()
    await insert(store, 1)
    other = await raw(address)
    for _ in range(2_000):
        if await other.fetchval("SELECT sum(n) FROM execution_hours"):
            break
        await asyncio.sleep(0.01)
    await store.close()

    assert await other.fetchval("SELECT sum(n) FROM execution_hours") == 1
    await other.close()


@pytest.fixture
def small_chapters(monkeypatch: pytest.MonkeyPatch) -> None:
    from tiercel.adapters.postgres import log_index, log_search

    for module in (log_index, log_search):
        monkeypatch.setattr(module, "LOG_BLOCK_ROWS", 4)
        monkeypatch.setattr(module, "BLOCKS", 2)
        monkeypatch.setattr(module, "CHAPTER", 8)
    monkeypatch.setattr(log_search, "_AT_ONCE", 3)


async def both_with(address: Address, store: Store, *, indexed: int, tail: int) -> list[Store]:
    dice, memory = random.Random(indexed), MemoryStore(MemoryNotifier())
    for entries, is_indexed in ((lines(dice, indexed), True), (lines(dice, tail), False)):
        for each in (memory, store):
            async with each.transaction() as tx:
                tx.logs.add(entries)
        if is_indexed:
            await all_counted(address)
    return [memory, store]


async def agree(stores: list[Store], part: int) -> None:
    extras: list[tuple[Filter, ...]] = [
        (),
        (where("level", "EQUALS", "ERROR"),),
        (where("level", "IN", "WARN,ERROR"),),
        (where("namespace", "PREFIX", "company.team1"), where("startDate", "GREATER_THAN", at(9))),
        (where("endDate", "LESS_THAN", at(20)),),
    ]
    sorts = (("", 1), ("timestamp", 1), ("-timestamp", 3), ("level", 1))
    asked = [(text, extra, sort) for text in SEARCHES for extra in extras for sort in sorts]
    for text, extra, (sort, page) in random.Random(part).sample(asked, len(asked) // part):
        one = query(where("q", "EQUALS", text), *extra, sort=sort, page=page, size=5)
        memory, database = [await messages(store, one) for store in stores]
        assert database == memory, (text, extra, sort, page)


@pytest.mark.usefixtures("small_chapters")
async def test_a_search_finds_what_a_walk_finds(store: Store, address: Address) -> None:
    stores = await both_with(address, store, indexed=90, tail=11)

    await agree(stores, 4)


@pytest.mark.usefixtures("small_chapters")
async def test_few_entries_are_read_by_columns(
    store: Store, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_by_columns(monkeypatch)
    stores = await both_with(address, store, indexed=60, tail=0)

    await agree(stores, 9)


@pytest.mark.usefixtures("small_chapters")
async def test_errors_are_found_however_long_they_are(
    store: Store, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_by_columns(monkeypatch)
    stores, dice = await both_with(address, store, indexed=60, tail=0), random.Random(1)
    # Random, so that no compression makes them shorter.
    letters = string.ascii_letters + string.digits
    lengths = (2_200, *range(2_330, 2_400, 10), 2_700, 9_000)
    texts = ["".join(dice.choices(letters, k=length)) + " needle" for length in lengths]
    for each in stores:
        async with each.transaction() as tx:
            tx.logs.add([a_log(text, seconds=99, level=Level.ERROR) for text in texts])
    await all_counted(address)

    error = where("level", "EQUALS", "ERROR")
    found, total = await messages(store, query(where("q", "EQUALS", "needle"), error, size=50))
    assert (sorted(text for _, text in found), total) == (sorted(texts), len(texts))


@pytest.mark.usefixtures("small_chapters")
async def test_a_long_tail_is_walked(
    store: Store, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tiercel.adapters.postgres import log_search

    monkeypatch.setattr(log_search, "_TAIL_MAX", 3)
    stores = await both_with(address, store, indexed=16, tail=9)

    await agree(stores, 9)


@pytest.mark.usefixtures("small_chapters")
async def test_totals_end_at_the_bound_and_pages_do_not(
    store: Store, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tiercel.adapters.postgres import log_search

    assert LOG_SEARCH_TOTAL_MAX > 10
    monkeypatch.setattr(log_search, "LOG_SEARCH_TOTAL_MAX", 10)
    _, database = await both_with(address, store, indexed=40, tail=0)
    team = where("q", "EQUALS", "company")

    assert (await messages(database, query(team, size=5)))[1] == 10
    pages = [await messages(database, query(team, page=page, size=5)) for page in range(1, 9)]
    rows = [row for found, _ in pages for row in found]
    assert len(rows) == 40
    assert rows == sorted(rows, key=lambda row: row[0], reverse=True)


@pytest.mark.usefixtures("small_chapters")
async def test_chapters_go_when_all_of_them_is_gone(store: Store, address: Address) -> None:
    async with store.transaction() as tx:
        tx.logs.add([a_log(f"word {number}", seconds=number) for number in range(40)])
    await all_counted(address)
    other = await raw(address)
    before = await other.fetchval("SELECT count(*) FROM log_chapters")
    async with store.transaction() as tx:
        await tx.logs.delete_now([where("endDate", "LESS_THAN", at(20))])
        tx.logs.add([a_log(f"word {number}", seconds=number) for number in range(40, 60)])
    await all_counted(address)

    left = [row[0] for row in await other.fetch("SELECT chapter FROM log_chapters ORDER BY 1")]
    parts = await other.fetchval("SELECT count(DISTINCT chapter) FROM log_trigrams")
    await other.close()
    assert before == 5
    assert left[0] >= 2
    assert parts == len(left)
