"""Writes of many transactions in few statements: nothing overtakes what it depends on."""

from __future__ import annotations

from tiercel.adapters.postgres.batch import Batch, Write
from tiercel.adapters.postgres.kinds import (
    WriteKind,
    append,
    delete,
    insert,
    joined,
    update,
    upsert,
)

PUT = upsert("timers", ("execution_id", "key", "due"), key=2)
DROP = delete("timers", ("execution_id", "key"))
CLEAR = delete("timers", ("execution_id",))
NEW = insert("kv", ("namespace", "key", "revision"), key=2)
SAVE = update("kv", ("namespace", "key"), "revision", ("revision",))
EVENT = append("inbox", ("execution_id", "event"))


def test_rows_of_one_kind_share_a_statement() -> None:
    writes = [Write(PUT, name, (name, "k", 1)) for name in "abc"]
    writes += [Write(EVENT, name, (name, b"")) for name in "abc"]
    assert len(Batch(writes)) == 2


def test_a_row_follows_what_touched_its_scope() -> None:
    batch = Batch(
        [
            Write(PUT, "a", ("a", "k", 1)),
            Write(CLEAR, "a", ("a",)),
            Write(PUT, "a", ("a", "k", 2)),
            Write(PUT, "a", ("a", "l", 2)),
        ]
    )
    assert len(batch) == 3


def test_other_scopes_need_not_wait() -> None:
    batch = Batch(
        [
            Write(PUT, "a", ("a", "k", 1)),
            Write(DROP, "a", ("a", "k")),
            Write(PUT, "b", ("b", "k", 1)),
            Write(DROP, "b", ("b", "k")),
        ]
    )
    assert len(batch) == 2


def test_guards_of_one_row_are_checked_one_after_the_other() -> None:
    batch = Batch(
        [
            Write(NEW, ("n", "k"), ("n", "k", 1)),
            Write(NEW, ("n", "k"), ("n", "k", 1)),
            Write(SAVE, ("n", "k"), ("n", "k", 1, 2)),
            Write(SAVE, ("n", "k"), ("n", "k", 2, 3)),
        ]
    )
    assert len(batch) == 4


def test_a_write_to_the_whole_table_divides_before_and_after() -> None:
    batch = Batch(
        [
            Write(PUT, "a", ("a", "k", 1)),
            Write(DROP, None, ("a", "k")),
            Write(PUT, "b", ("b", "k", 1)),
        ]
    )
    assert len(batch) == 3


def tables(batch: Batch) -> list[list[str]]:
    """The tables of each statement."""
    return [[group.kind.table for group in together] for together in batch.statements()]


def test_neighbours_of_different_tables_share_a_statement() -> None:
    batch = Batch([Write(PUT, "a", ("a", "k", 1)), Write(EVENT, "a", ("a", b""))])
    assert tables(batch) == [["timers", "inbox"]]


def test_what_depends_on_a_row_has_a_statement_of_its_own() -> None:
    batch = Batch(
        [
            Write(PUT, "a", ("a", "k", 1)),
            Write(EVENT, "a", ("a", b"")),
            Write(CLEAR, "a", ("a",)),
            Write(NEW, ("n", "k"), ("n", "k", 1)),
        ]
    )
    assert tables(batch) == [["timers", "inbox"], ["timers", "kv"]]


def test_a_statement_with_bindings_of_its_own_runs_alone() -> None:
    alone = WriteKind("logs", "DELETE FROM logs WHERE level < $1", is_alone=True)
    event = Write(EVENT, "a", ("a", b""))
    batch = Batch([event, Write(alone, None, (3,)), Write(PUT, "a", ("a", "k", 1))])
    assert tables(batch) == [["inbox"], ["logs"], ["timers"]]


def test_joined_statements_have_the_bindings_of_all() -> None:
    first = "DELETE FROM a WHERE x = $1 AND y = $2 AND z = $1"
    assert joined((first, "DELETE FROM b WHERE x = $1")) == (
        "WITH w0 AS (DELETE FROM a WHERE x = $1 AND y = $2 AND z = $1 RETURNING 1),"
        " w1 AS (DELETE FROM b WHERE x = $3 RETURNING 1)"
        " SELECT (SELECT count(*) FROM w0), (SELECT count(*) FROM w1)"
    )
