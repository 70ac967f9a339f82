"""Searches by the index of log texts find what a walk over all entries finds."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import apsw
import pytest

from tests.ports.values import a_log, at, query, where
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.adapters.sql import log_search as which_index
from tiercel.adapters.sqlite import log_index, log_search
from tiercel.adapters.sqlite.connections import writing_connection
from tiercel.adapters.sqlite.log_index import LogIndexer
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.model.lists.conditions import conditions
from tiercel.model.lists.paging import Filter, Query
from tiercel.model.lists.resources import LOGS
from tiercel.model.log import Level
from tiercel.ports.store import Store

WORDS = ["apple", "Pear", "ERROR", "x9", "straße", "İzmir", "größe_17", "a-b", '"quote"', "日本語"]
SEARCHES = [
    "apple",
    "pear",
    "rror",
    "x9",
    "STRASSE",
    "STRAßE",
    "izmir",
    "größe 17",
    "本語",
    "日本語",
]
SEARCHES += [
    "company",
    "pear COMPANY",
    "nosuch",
    "apple pear",
    "team1",
    "hello apple",
    "quote",
    "ab",
    "e",
    "exec3",
]


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_index, "LOG_BLOCK_ROWS", 4)
    monkeypatch.setattr(log_search, "_RUN", 10)


def lines(dice: random.Random, count: int) -> list[Any]:
    return [
        a_log(
            " ".join(dice.choices(WORDS, k=dice.randrange(4))),
            seconds=number + dice.randrange(8),
            namespace=f"company.team{dice.randrange(3)}",
            execution_id=f"exec{dice.randrange(5)}",
            trigger_id=dice.choice([None, "daily"]),
            level=dice.choice([Level.INFO, Level.WARN, Level.ERROR]),
        )
        for number in range(count)
    ]


async def both_with(path: Path, *, indexed: int, tail: int, seed: int) -> list[Store]:
    """The same entries in memory and in a file, the first of them with an index."""
    dice = random.Random(seed)
    memory, file = MemoryStore(MemoryNotifier()), SqliteStore(path, MemoryNotifier())
    for entries, is_indexed in ((lines(dice, indexed), True), (lines(dice, tail), False)):
        await file.open()
        for store in (memory, file):
            async with store.transaction() as tx:
                tx.logs.add(entries)
        await file.close()
        if is_indexed:
            index_all(path)
    await file.open()
    return [memory, file]


def index_all(path: Path) -> int:
    connection = writing_connection(path)
    indexer, count = LogIndexer(connection), 0
    while indexer.step():
        count += 1
    connection.close()
    return count


async def messages(store: Store, asked: Query) -> tuple[list[Any], int]:
    async with store.transaction() as tx:
        page = await tx.logs.find(asked)
    return [(one.timestamp, one.message) for one in page.results], page.total


async def agree(stores: list[Store]) -> None:
    extras: list[tuple[Filter, ...]] = [
        (),
        (where("level", "EQUALS", "ERROR"),),
        (where("level", "EQUALS", "WARN"), where("scope", "EQUALS", "USER")),
        (where("level", "IN", "WARN,ERROR"),),
        (where("namespace", "PREFIX", "company.team1"), where("startDate", "GREATER_THAN", at(9))),
        (where("endDate", "LESS_THAN", at(20)),),
    ]
    for text in SEARCHES:
        for extra in extras:
            for sort, page in (("", 1), ("timestamp", 1), ("-timestamp", 3), ("level", 1)):
                filters = (where("q", "EQUALS", text), *extra)
                asked = query(*filters, sort=sort, page=page, size=5)
                memory, file = [await messages(store, asked) for store in stores]
                assert file == memory, (text, extra, sort, page)


def test_neighbouring_blocks_are_read_at_once_but_not_too_many() -> None:
    sizes, blocks, first = (4, 4, 4, 4, 2), [], 1
    for number, size in enumerate(sizes):
        blocks.append(log_search.Block(first, first + size - 1, 50 - number, 60 + number))
        first += size
    apart = log_search.Block(100, 103, 1, 2)

    assert log_search._runs([apart, *reversed(blocks)]) == [
        log_search.Block(1, 8, 49, 61),
        log_search.Block(9, 18, 46, 64),
        apart,
    ]


def read_by_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever columns leave is few."""
    for name in ("_FEW_OF", "_FEW_PART", "_SEVERE_PART"):
        monkeypatch.setattr(which_index, name, 1)


@pytest.mark.parametrize("seed", range(3))
async def test_a_search_finds_what_a_walk_finds(tmp_path: Path, seed: int) -> None:
    stores = await both_with(tmp_path / "store.db", indexed=42, tail=7, seed=seed)

    await agree(stores)

    await stores[1].close()


async def test_few_entries_are_read_by_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_by_columns(monkeypatch)
    stores = await both_with(tmp_path / "store.db", indexed=42, tail=2, seed=9)

    await agree(stores)

    await stores[1].close()


async def test_a_search_finds_what_a_purge_left(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    stores = await both_with(path, indexed=40, tail=6, seed=5)
    for store in stores:
        async with store.transaction() as tx:
            tx.logs.delete([where("executionId", "EQUALS", "exec3")])
        async with store.transaction() as tx:
            await tx.logs.delete_now([where("endDate", "LESS_THAN", at(12))])

    await agree(stores)

    await stores[1].close()
    index_all(path)
    await stores[1].open()
    await agree(stores)
    await stores[1].close()


async def test_blocks_without_entries_are_dropped_and_numbers_not_used_again(
    tmp_path: Path,
) -> None:
    path = tmp_path / "store.db"
    memory, file = await both_with(path, indexed=40, tail=0, seed=6)
    for store in (memory, file):
        async with store.transaction() as tx:
            await tx.logs.delete_now([where("startDate", "GREATER_THAN", at(-1))])
    await file.close()
    await file.open()
    for store in (memory, file):
        async with store.transaction() as tx:
            tx.logs.add(lines(random.Random(7), 22))

    await agree([memory, file])
    await file.close()

    index_all(path)
    connection = apsw.Connection(str(path))
    assert connection.execute("SELECT count(*) FROM log_blocks").fetchall()[0][0] <= 7
    connection.close()


async def test_severe_entries_are_searched_by_their_index_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_by_columns(monkeypatch)
    monkeypatch.setattr(log_search, "LOG_SEARCH_TOTAL_MAX", 10)
    _, file = await both_with(tmp_path / "store.db", indexed=40, tail=0, seed=1)
    warned = (where("q", "EQUALS", "e"), where("level", "EQUALS", "WARN"))
    connection = apsw.Connection(str(tmp_path / "store.db"))
    asked: list[Any] = []
    connection.exec_trace = lambda _, text, bindings: asked.append((text, bindings)) or True

    found = log_search.found_keys(connection, conditions(warned, LOGS.readers), query(size=5))

    connection.exec_trace = None
    assert found is not None
    assert found[1] == 10
    text, bindings = next(pair for pair in asked if "logs_severe" in pair[0])
    steps = connection.execute(f"EXPLAIN QUERY PLAN {text}", bindings).fetchall()
    assert "USING COVERING INDEX logs_severe" in steps[0][3]
    connection.close()
    await file.close()


async def test_totals_end_at_the_bound_and_pages_do_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_search, "LOG_SEARCH_TOTAL_MAX", 10)
    _, file = await both_with(tmp_path / "store.db", indexed=40, tail=0, seed=1)
    team = where("q", "EQUALS", "company")

    assert (await messages(file, query(team, size=5)))[1] == 10
    pages = [await messages(file, query(team, page=page, size=5)) for page in range(1, 9)]
    rows = [row for found, _ in pages for row in found]
    assert len(rows) == 40
    assert rows == sorted(rows, key=lambda row: row[0], reverse=True)
    await file.close()


async def test_a_long_tail_is_walked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_search, "LOG_UNINDEXED_ROWS_MAX", 3)
    stores = await both_with(tmp_path / "store.db", indexed=12, tail=9, seed=2)

    await agree(stores)

    await stores[1].close()


def test_long_entries_make_smaller_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_index, "LOG_BLOCK_CHARS_MAX", 50)
    connection = writing_connection(tmp_path / "store.db")
    from tiercel.adapters.sqlite.migrate import migrate

    migrate(connection)
    for number in range(1, 9):
        connection.execute(
            "INSERT INTO logs (seq, namespace, flow_id, level, timestamp, message)"
            " VALUES (?, 'n', 'f', 0, 0, ?)",
            (number, "word " * 5),
        )
    indexer = LogIndexer(connection)
    while indexer.step():
        pass

    lasts = [row[0] for row in connection.execute("SELECT last FROM log_blocks ORDER BY 1")]
    assert lasts == [2, 4, 6]
    connection.close()


async def test_the_writer_indexes_in_quiet_moments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.db"
    monkeypatch.setattr("tiercel.adapters.sqlite.writer._PAUSE_SECONDS", 0.0)
    monkeypatch.setattr("tiercel.adapters.sqlite.writer._LOOK_SECONDS", 0.0)
    monkeypatch.setattr(log_index, "LOG_INDEX_LAG_ROWS", 8)
    store = SqliteStore(path, MemoryNotifier())
    await store.open()
    for entry in lines(random.Random(3), 60):
        async with store.transaction() as tx:
            tx.logs.add([entry])
    await store.close()

    connection = apsw.Connection(str(path))
    indexed = connection.execute("SELECT max(last) FROM log_blocks").fetchall()[0][0]
    connection.close()
    assert indexed >= 48


async def test_a_broken_index_leaves_the_search_right(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    stores = await both_with(path, indexed=20, tail=3, seed=4)
    await stores[1].close()
    connection = writing_connection(path)
    indexer = LogIndexer(connection)
    connection.execute("DROP TABLE log_texts")
    for number in range(1000, 1010):
        connection.execute(
            "INSERT INTO logs (seq, namespace, flow_id, level, timestamp, message)"
            " VALUES (?, 'n', 'f', 0, 0, 'apple')",
            (number,),
        )

    assert not indexer.step()
    assert not indexer.step()
    connection.close()
