"""What can happen to the database file: crashes, full disks, other programs, other versions."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import apsw
import pytest

from tests.ports.values import a_trigger, an_execution, at, query
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.rows import TRIGGER_COLUMNS, trigger_cells
from tiercel.adapters.sqlite import connections
from tiercel.adapters.sqlite.migrate import _migrations as sqlite_migrations
from tiercel.adapters.sqlite.migrate import migrate
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.adapters.sqlite.writer import ANY, WriteUnit
from tiercel.model.errors import Stale, Unavailable
from tiercel.model.events import Submitted
from tiercel.model.lists.conditions import micros
from tiercel.model.stored.codec import encode_trigger

ROOT = Path(__file__).resolve().parents[2]


@asynccontextmanager
async def opened(path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(path, MemoryNotifier())
    await store.open()
    try:
        yield store
    finally:
        await store.close()


async def refusal(path: Path) -> str:
    """Why the file can't be opened."""
    store = SqliteStore(path, MemoryNotifier())
    with pytest.raises(Unavailable) as caught:
        await store.open()
    assert str(path.parent) not in caught.value.message
    assert "database is locked" not in caught.value.message
    return caught.value.message


def edit(path: Path, statement: str) -> None:
    """What another program does to the file."""
    connection = apsw.Connection(str(path))
    connection.execute(statement)
    connection.close()


async def insert(store: SqliteStore, name: str, size: int = 0) -> None:
    async with store.transaction() as tx:
        tx.executions.insert(an_execution(name, inputs={"v": "x" * size}))
        tx.inbox.put(name, Submitted())


def beside(path: Path, ending: str) -> Path:
    return path.with_name(path.name + ending)


def copied(path: Path, target: Path) -> None:
    """The database and its log, as they are at this moment."""
    target.parent.mkdir(exist_ok=True)
    for ending in ("", "-wal"):
        beside(target, ending).write_bytes(beside(path, ending).read_bytes())


async def a_crashed_store(path: Path) -> None:
    """A database whose newest changes are in its log alone, as a kill leaves it."""
    copy = path.parent / "copies" / path.name
    async with opened(path) as store:
        await insert(store, "one")
        copied(path, copy)
    copied(copy, path)


@pytest.mark.parametrize("garbage", [b"garbage", b"\x37\x7f\x06\x82" + b"x" * 99, b"\xff" * 99])
async def test_a_log_of_garbage_is_refused_and_kept(tmp_path: Path, garbage: bytes) -> None:
    path = tmp_path / "store.db"
    await a_crashed_store(path)
    beside(path, "-wal").write_bytes(garbage)
    assert "'store.db-wal' of the database is damaged" in await refusal(path)
    assert beside(path, "-wal").read_bytes() == garbage


async def test_a_log_that_a_crash_left_is_read_and_one_of_zeros_is_nothing(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    await a_crashed_store(path)
    async with opened(path) as store, store.transaction() as tx:
        assert await tx.executions.get("one") is not None
    beside(path, "-wal").write_bytes(bytes(4096))
    async with opened(path) as store, store.transaction() as tx:
        assert await tx.executions.get("one") is not None


@pytest.mark.parametrize("is_there", [True, False])
async def test_an_emptied_database_is_no_new_one(tmp_path: Path, *, is_there: bool) -> None:
    path = tmp_path / "store.db"
    async with opened(path) as store:
        await insert(store, "one")
    for ending in ("", "-wal", "-shm"):
        beside(path, ending).unlink(missing_ok=True)
    if is_there:
        path.touch()
    for _ in range(2):
        message = await refusal(path)
        assert ("is empty, and was not before" if is_there else "is gone") in message
        assert "remove 'store.db.lock'" in message
    beside(path, ".lock").unlink()
    async with opened(path) as store, store.transaction() as tx:
        assert await tx.executions.get("one") is None


@pytest.mark.parametrize("lines", [1, 50, 400])
async def test_what_was_acknowledged_survives_a_kill(tmp_path: Path, lines: int) -> None:
    path = tmp_path / "store.db"
    process = subprocess.Popen(  # noqa: ASYNC220
        [sys.executable, "-m", "tests.ports.crash_writer", str(path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": "src"},
    )
    assert process.stdout is not None
    with process.stdout:
        said = [process.stdout.readline().split() for _ in range(lines)]
        process.kill()
        said += [line.split() for line in process.stdout.read().splitlines() if " " in line]
    process.wait()
    acknowledged = [(words[0], words[1]) for words in said if len(words) == 2]
    assert len(acknowledged) >= lines
    async with opened(path) as store, store.transaction() as tx:
        inbox = await tx.inbox.claim(100_000, frozenset())
        for what, name in acknowledged:
            execution = await tx.executions.get(name)
            assert execution is not None, name
            assert name in inbox
            assert [*execution.task_runs] == ["a"]
            if what == "saved":
                assert execution.version == 1
                assert [job.id for job in await tx.jobs.of(name)] == [name]
                assert len(await tx.logs.since(name, 0, 9)) == 1
        # A transaction is there with all its parts or not at all.
        everything = await tx.executions.find_ids((), 100_000)
        assert sorted(everything) == sorted(inbox)
        for name in everything:
            saved = await tx.executions.get(name)
            assert saved is not None
            assert saved.version == len(await tx.jobs.of(name))


async def test_a_full_disk_is_reported_and_nothing_is_half_written(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with opened(path) as store:
        await insert(store, "before")
        await limit_pages(store, 100)
        with pytest.raises(Unavailable, match="disk is full"):
            await insert(store, "large", 2_000_000)
        async with store.transaction() as tx:
            assert await tx.executions.get("large") is None
            assert [*await tx.inbox.claim(9, frozenset())] == ["before"]
        await limit_pages(store, 1_000_000)
        await insert(store, "after", 2_000_000)
    async with opened(path) as store, store.transaction() as tx:
        assert sorted(await tx.executions.find_ids((), 9)) == ["after", "before"]
        assert sorted(await tx.inbox.claim(9, frozenset())) == ["after", "before"]


async def limit_pages(store: SqliteStore, pages: int) -> None:
    """What SQLite answers to a full disk, without filling one."""
    await by_writer(store, f"PRAGMA max_page_count = {pages}")


async def by_writer(store: SqliteStore, text: str) -> None:
    """Run a statement in the thread that owns the writing connection."""
    assert store._database is not None
    landed = asyncio.get_running_loop().create_future()
    store._database.writer.submit(WriteUnit([(text, (), ANY)], landed.set_result))
    assert await landed is None


async def test_a_full_disk_fails_only_those_that_wait(tmp_path: Path) -> None:
    async with opened(tmp_path / "store.db") as store:
        await limit_pages(store, 110)
        results = await asyncio.gather(
            *(insert(store, f"e{n}", 100_000) for n in range(30)), return_exceptions=True
        )
        failed = [result for result in results if result is not None]
        assert failed
        assert all(isinstance(result, Unavailable) for result in failed)
        await limit_pages(store, 1_000_000)
        await insert(store, "after")
        async with store.transaction() as tx:
            ids = await tx.executions.find_ids((), 99)
            assert len(ids) == len(results) - len(failed) + 1


async def test_a_second_server_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with opened(path):
        assert "in use by another Tiercel server" in await refusal(path)
    async with opened(path):
        pass


async def test_a_newer_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with opened(path):
        pass
    edit(path, "PRAGMA user_version = 99; PRAGMA application_id = 99")
    assert "newer version of Tiercel (schema 99" in await refusal(path)


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_bytes(b"hello, I am a text file of some length" * 100)
    assert "not a Tiercel database" in await refusal(path)


async def test_a_damaged_document_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with opened(path) as store:
        await insert(store, "x")
    edit(path, """UPDATE executions SET body = '{"v":7,"body":{}}'""")
    async with opened(path) as store, store.transaction() as tx:
        with pytest.raises(Unavailable, match="form 7"):
            await tx.executions.get("x")
        with pytest.raises(Unavailable, match="form 7"):
            await tx.executions.find(query())


async def test_a_program_that_holds_the_file_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "store.db"
    monkeypatch.setattr(connections, "BUSY_MILLISECONDS", 50)
    async with opened(path) as store:
        other = apsw.Connection(str(path))
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unavailable, match="in use by another program"):
            await insert(store, "x")
        other.execute("ROLLBACK")
        other.close()
        await insert(store, "x")


async def test_a_read_only_file_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    async with opened(path) as store:
        await by_writer(store, "PRAGMA query_only = ON")
        with pytest.raises(Unavailable, match="read-only"):
            await insert(store, "x")


async def test_a_folder_that_can_not_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    store = SqliteStore(tmp_path / "file" / "store.db", MemoryNotifier())
    with pytest.raises(Unavailable, match="can't be made"):
        await store.open()


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "store.db", MemoryNotifier())
    with pytest.raises(Unavailable, match="not open"):
        store.transaction()


async def test_closing_writes_what_is_queued(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    store = SqliteStore(path, MemoryNotifier())
    await store.open()
    waiting = asyncio.gather(*(insert(store, f"e{n}") for n in range(50)))
    await asyncio.sleep(0)
    await store.close()
    await waiting
    async with opened(path) as store, store.transaction() as tx:
        assert len(await tx.executions.find_ids((), 99)) == 50


async def test_a_writer_that_breaks_down_leaves_nobody_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> bool:
        raise LookupError

    failures: list[object] = []
    monkeypatch.setattr("threading.excepthook", failures.append)
    async with opened(tmp_path / "store.db") as store:
        monkeypatch.setattr("tiercel.adapters.sqlite.writer.Writer._run_plain", broken)
        results = await asyncio.gather(
            *(insert(store, f"e{n}") for n in range(5)), return_exceptions=True
        )
        assert {type(result) for result in results} == {Unavailable}
        with pytest.raises(Unavailable):
            await insert(store, "later")
    assert len(failures) == 1


async def test_point_reads_see_every_commit_at_once(tmp_path: Path) -> None:
    async with opened(tmp_path / "store.db") as store:

        async def write_and_read(name: str) -> None:
            await insert(store, name)
            async with store.transaction() as tx:
                assert await tx.executions.get(name) is not None

        await asyncio.gather(*(write_and_read(f"e{n}") for n in range(200)))


async def test_a_long_list_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tiercel.adapters.sqlite.reader.STORE_QUERY_SECONDS_MAX", 0.05)
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    async with opened(tmp_path / "store.db") as store:
        assert store._database is not None
        with pytest.raises(Unavailable, match="took too long"):
            await store._database.lists.run(
                lambda connection: connection.execute(endless).fetchall()
            )
        async with store.transaction() as tx:
            assert (await tx.executions.find(query())).total == 0


async def test_a_deadlock_of_flow_locks_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tiercel.adapters.sqlite.slots.STORE_LOCK_SECONDS_MAX", 0.05)

    async def lock(store: SqliteStore, *names: str) -> None:
        async with store.transaction() as tx:
            for name in names:
                await tx.slots.lock("ns", name)
                await asyncio.sleep(0)

    async with opened(tmp_path / "store.db") as store:
        ends = await asyncio.gather(
            lock(store, "a", "b"), lock(store, "b", "a"), return_exceptions=True
        )
        assert any(isinstance(end, Stale) for end in ends)
        await lock(store, "a", "b")
        assert store._database is not None
        assert len(store._database.locks) == 0


async def test_every_commit_is_synced_and_readers_can_not_write(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Its thread leaves the connection alone meanwhile.
    monkeypatch.setattr("tiercel.adapters.sqlite.writer._PAUSE_SECONDS", 600.0)
    async with opened(tmp_path / "store.db") as store:
        assert store._database is not None
        writer = store._database.writer._connection
        assert writer.pragma("synchronous") == 2
        assert writer.pragma("journal_mode") == "wal"
        with pytest.raises(Unavailable, match="read-only"):
            store._database.points.rows("DELETE FROM logs")


async def test_an_idle_server_cuts_the_log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tiercel.adapters.sqlite.writer._PAUSE_SECONDS", 0.2)
    monkeypatch.setattr("tiercel.adapters.sqlite.writer._IDLE_SECONDS", 0.3)
    path = tmp_path / "store.db"
    async with opened(path) as store:
        await insert(store, "x")
        log = path.with_name("store.db-wal")
        for _ in range(3_000):
            if log.stat().st_size == 0:
                break
            await asyncio.sleep(0.01)
        assert ids_without_log(path) == ["x"]
        await insert(store, "y")


def ids_without_log(path: Path) -> list[str]:
    """The executions in the file itself."""
    flags = apsw.SQLITE_OPEN_READONLY | apsw.SQLITE_OPEN_URI
    connection = apsw.Connection(f"file:{path}?immutable=1", flags=flags)
    try:
        return [row[0] for row in connection.execute("SELECT id FROM executions")]
    finally:
        connection.close()


def test_migrations_run_once_and_keep_what_is_there(tmp_path: Path) -> None:
    connection = apsw.Connection(str(tmp_path / "store.db"))
    migrate(connection)
    version = connection.pragma("user_version")
    connection.execute("INSERT INTO settings VALUES ('k', 'v')")
    migrate(connection)
    assert connection.pragma("user_version") == version
    assert connection.execute("SELECT count(*) FROM settings").fetchall() == [(1,)]
    connection.close()


def test_a_trigger_that_could_not_be_evaluated_before_is_found_as_one_that_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = apsw.Connection(str(tmp_path / "store.db"))
    with monkeypatch.context() as older:
        known = sqlite_migrations()[:9]
        older.setattr("tiercel.adapters.sqlite.migrate._migrations", lambda: known)
        migrate(connection)
    for state in (
        a_trigger("bad", error='no "zone"', updated=at(1)),
        a_trigger("good", memory={"error": None}, next_date=at(9)),
        a_trigger("off", next_date=at(9), disabled=True),
    ):
        cells = dict(zip(TRIGGER_COLUMNS, trigger_cells(state), strict=True))
        older_cells = {name: cells[name] for name in cells if name not in ("failures", "due")}
        older_cells["body"] = encode_trigger(state)
        names, marks = ", ".join(older_cells), ", ".join("?" * len(older_cells))
        insert = f"INSERT INTO triggers ({names}) VALUES ({marks})"
        connection.execute(insert, list(older_cells.values()))
    migrate(connection)
    found = connection.execute("SELECT trigger_id, failures, due FROM triggers ORDER BY 1")
    assert found.fetchall() == [
        ("bad", 1, None),
        ("good", None, micros(at(9))),
        ("off", None, None),
    ]
    connection.close()


def test_a_failing_migration_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connection = apsw.Connection(str(tmp_path / "store.db"))
    broken = ["CREATE TABLE a (x)", "CREATE TABLE b (x); CREATE TABLE a (x)"]
    monkeypatch.setattr("tiercel.adapters.sqlite.migrate._migrations", lambda: broken)
    with pytest.raises(apsw.SQLError):
        migrate(connection)
    assert connection.pragma("user_version") == 1
    tables = connection.execute("SELECT name FROM sqlite_schema").fetchall()
    assert tables == [("a",)]
    connection.close()


async def test_others_have_a_turn_between_many_transactions(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reads of a few rows do not wait: the loop would be busy with nothing else."""
    monkeypatch.setattr("tiercel.service.turns.TICK_TURN_SECONDS", 0.0)
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async with opened(tmp_path / "store.db") as store:
        other = asyncio.create_task(others())
        for number in range(100):
            async with store.transaction() as tx:
                assert await tx.executions.get(f"none{number}") is None
        other.cancel()
    assert turns >= 100
