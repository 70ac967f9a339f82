"""Keys of requests in SQLite: new ones have no place in the index until they are many."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

from tests.ports.expectations import stale
from tests.ports.values import at
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.sqlite import writer
from tiercel.adapters.sqlite.keys import new_keys
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.model.errors import Stale
from tiercel.model.limits import IDEMPOTENCY_KEPT_S
from tiercel.model.stored.moving import Document, MovedKind
from tiercel.model.stored.records import IDEMPOTENCY_KEYS
from tiercel.service.operations.idempotency import remove_old_keys

COUNTS = (
    "SELECT (SELECT count(*) FROM new_idempotency_keys), (SELECT count(*) FROM idempotency_keys)"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
async def store(path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[SqliteStore]:
    # The writer looks after each commit.
    monkeypatch.setattr(writer, "_LOOK_SECONDS", 0)
    store = SqliteStore(path, MemoryNotifier())
    await store.open()
    yield store
    await store.close()


def counts(path: Path) -> tuple[int, int]:
    """How many keys are new, and how many are in the index."""
    connection = apsw.Connection(str(path))
    ((new, placed),) = connection.execute(COUNTS)
    connection.close()
    return new, placed


async def insert(store: SqliteStore, name: str, kept: str = "", seconds: int = 0) -> bool:
    """Whether it was absent."""
    try:
        async with store.transaction() as tx:
            row = {"created": at(seconds).isoformat(), "kept": kept}
            tx.records(IDEMPOTENCY_KEYS).insert((name,), row)
    except Stale:
        return False
    return True


async def delete(store: SqliteStore, name: str) -> None:
    async with store.transaction() as tx:
        tx.records(IDEMPOTENCY_KEYS).delete(name)


async def kept(store: SqliteStore, name: str) -> object:
    async with store.transaction() as tx:
        row = await tx.records(IDEMPOTENCY_KEYS).get(name)
    return None if row is None else row["kept"]


async def move(store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the writer give all new keys their places."""
    with monkeypatch.context() as patch:
        patch.setattr(new_keys, "NEW_KEYS_MAX", 1)
        assert await insert(store, f"moved {random.random()}")
        # It looks after it has reported, and before it takes the next.
        async with store.transaction() as tx:
            tx.settings.put("next", 1)


async def test_new_keys_have_no_place_until_they_are_many(
    store: SqliteStore, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_keys, "NEW_KEYS_MAX", 3)
    for number in (2, 1):
        assert await insert(store, str(number), f"by {number}")
    assert counts(path) == (2, 0)
    assert await insert(store, "0", "by 0")
    async with store.transaction() as tx:
        tx.settings.put("next", 1)
    assert counts(path) == (0, 3)
    assert [await kept(store, name) for name in "012"] == ["by 0", "by 1", "by 2"]
    async with store.transaction() as tx:
        first = await tx.records(IDEMPOTENCY_KEYS).first(2)
    # In the order in which they came.
    assert [key for key, _ in first] == [("2",), ("1",)]


@pytest.mark.parametrize("is_moved", [False, True])
@pytest.mark.parametrize("is_reopened", [False, True])
async def test_a_key_is_refused_wherever_the_first_is(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, *, is_moved: bool, is_reopened: bool
) -> None:
    assert await insert(store, "a", "first")
    if is_moved:
        await move(store, monkeypatch)
    if is_reopened:
        await store.close()
        await store.open()
    assert not await insert(store, "a", "later")
    assert await kept(store, "a") == "first"
    await delete(store, "a")
    assert await kept(store, "a") is None
    assert await insert(store, "a", "again")
    assert not await insert(store, "a", "later")
    assert await kept(store, "a") == "again"


async def test_a_key_is_written_once_in_one_transaction(store: SqliteStore) -> None:
    async with stale(store) as tx:
        for _ in range(2):
            tx.records(IDEMPOTENCY_KEYS).insert(("a",), {"kept": "x"})
    assert await kept(store, "a") is None
    assert await insert(store, "a")
    async with store.transaction() as tx:
        keys = tx.records(IDEMPOTENCY_KEYS)
        keys.delete("a")
        keys.insert(("a",), {"kept": "again"})
    assert await kept(store, "a") == "again"
    async with store.transaction() as tx:
        keys = tx.records(IDEMPOTENCY_KEYS)
        keys.insert(("b",), {"kept": "b"})
        keys.delete("b")
        keys.put(("a",), {"kept": "put"})
    assert [await kept(store, name) for name in "ab"] == ["put", None]


@pytest.mark.parametrize("seed", range(5))
async def test_of_many_that_write_the_same_keys_at_once_one_writes_each(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Among moves at any moment, removals, and transactions that fail for another reason."""
    chance = random.Random(seed)
    monkeypatch.setattr(new_keys, "NEW_KEYS_MAX", chance.randint(1, 20))
    names = [str(number) for number in range(30)]
    held: dict[str, str] = {}

    async def write(number: int) -> None:
        name = chance.choice(names)
        try:
            async with store.transaction() as tx:
                keys = tx.records(IDEMPOTENCY_KEYS)
                keys.insert((name,), {"kept": str(number)})
                if chance.random() < 0.3:
                    keys.insert((chance.choice(names),), {"kept": "never"})
                    keys.insert((name,), {"kept": "never"})
        except Stale:
            return
        assert name not in held
        held[name] = str(number)

    for _ in range(6):
        await asyncio.gather(*map(write, range(40)))
        assert {name: await kept(store, name) for name in names} == {
            name: held.get(name) for name in names
        }
        gone = chance.sample(sorted(held), len(held) // 2)
        await asyncio.gather(*(delete(store, name) for name in gone))
        for name in gone:
            del held[name]
        if chance.random() < 0.5:
            await store.close()
            await store.open()


async def test_lists_archives_and_removals_have_all_of_them(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(2):
        assert await insert(store, f"old {number}", seconds=number)
    await move(store, monkeypatch)
    assert await insert(store, "new", seconds=9)
    async with store.transaction() as tx:
        names = [key for (key,) in await tx.records(IDEMPOTENCY_KEYS).all()]
    (moved,) = [name for name in names if name.startswith("moved")]
    assert names == [moved, "new", "old 0", "old 1"]
    async with store.moment() as moment:
        rows = [row async for row in moment.rows(MovedKind.DOCUMENTS)]
        assert await moment.count(MovedKind.DOCUMENTS) == len(rows)
    keys = [row.key for row in rows if isinstance(row, Document)]
    assert keys == [*(f"idempotency-key/{name}" for name in names), "next"]
    now = at(9) + timedelta(seconds=IDEMPOTENCY_KEPT_S)
    assert await remove_old_keys(store, now) == 4
    assert await kept(store, "new") is None


async def test_a_server_of_before_finds_new_keys(store: SqliteStore, path: Path) -> None:
    assert await insert(store, "a", "first")
    await store.close()
    connection = apsw.Connection(str(path))
    for name, changed in (("b", 1), ("a", 0)):
        connection.execute(
            "INSERT INTO idempotency_keys (id, created, body) VALUES (?, 1, '{}')"
            " ON CONFLICT DO NOTHING",
            (name,),
        )
        assert connection.changes() == changed
    ids = [name for (name,) in connection.execute("SELECT id FROM idempotency_keys ORDER BY rowid")]
    connection.close()
    assert ids == ["a", "b"]
    await store.open()
    assert not await insert(store, "b")
    assert await kept(store, "a") == "first"
