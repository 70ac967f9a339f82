"""Writes of many transactions in few statements: nothing overtakes what it depends on."""

from __future__ import annotations

from tiercel.adapters.postgres.batch import Batch, Write
from tiercel.adapters.postgres.kinds import append, delete, insert, update, upsert

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
