"""Lists of somebody who sees many namespaces are those of the namespaces that rows have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from tests.ports.values import an_execution
from tiercel.adapters.sql.namespaces import (
    among,
    is_of_namespaces,
    known_among,
)
from tiercel.adapters.sqlite import known_namespaces
from tiercel.model.authorization.grants import namespaces_below
from tiercel.model.errors import IllegalArgument
from tiercel.model.kv import KvEntry
from tiercel.model.lists.conditions import AnyOf, Condition, Constant, OneOf, Text, conditions
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.lists.resources import EXECUTIONS, FLOWS, KV
from tiercel.ports.store import Store

START = datetime(2024, 1, 1, tzinfo=UTC)
ROWS = ("a", "a.b", "a.c.d", "ab", "b", "c", "c.e", "d")
MANY = tuple(f"other.n{number}" for number in range(40))


def seen(*names: str) -> tuple[Filter, ...]:
    return namespaces_below(names).filters()


def a_group(*names: str) -> AnyOf:
    return AnyOf(tuple(Text("namespace", Operation.PREFIX, name) for name in names))


async def fill(store: Store) -> None:
    async with store.transaction() as tx:
        for number in range(3 * len(ROWS)):
            name = ROWS[number % len(ROWS)]
            one = replace(an_execution(f"e{number}"), namespace=name)
            tx.executions.insert(one)


@pytest.mark.parametrize(
    ("names", "rows"),
    [
        ((*ROWS, *MANY), ROWS),
        (("a", "b", "c", "d", "ab"), ROWS),
        (("a", "c.e", *MANY), ("a", "a.b", "a.c.d", "c.e")),
        (("a.b", "ab"), ("a.b", "ab")),
        (MANY, ()),
        ((), ()),
    ],
)
async def test_a_list_has_the_rows_of_the_namespaces_that_are_seen(
    store: Store, names: tuple[str, ...], rows: tuple[str, ...]
) -> None:
    await fill(store)
    failed = Filter("state", Operation.IN, ["CREATED", "SUCCESS", "RUNNING"])
    late = Filter("startDate", Operation.GREATER_THAN_OR_EQUAL_TO, START - timedelta(days=9_000))
    asked = Filter("namespace", Operation.PREFIX, "a")
    searched = Filter("q", Operation.EQUALS, "a")
    for more in ((), (failed,), (late,), (searched,), (asked,), (asked, failed)):
        query = Query(filters=(*seen(*names), *more), size=100)
        everything = Query(filters=more, size=100)
        async with store.transaction() as tx:
            found = await tx.executions.find(query)
            every = await tx.executions.find(everything)
        wanted = [each.id for each in every.results if each.namespace in rows]
        assert ([each.id for each in found.results], found.total) == (wanted, len(wanted)), more


async def test_a_namespace_that_comes_later_is_seen_in_the_next_list(store: Store) -> None:
    query = Query(filters=seen("a", "new", *MANY), size=100)
    for count, name in enumerate(("a", "b", "new", "a.later", "new.below")):
        async with store.transaction() as tx:
            tx.executions.insert(replace(an_execution(f"e{count}"), namespace=name))
        async with store.transaction() as tx:
            # Each of the connections that read lists has seen the state before.
            pages = [await tx.executions.find(query) for _ in range(4)]
        wanted = {"a": 1, "b": 1, "new": 2, "a.later": 3, "new.below": 4}[name]
        assert [page.total for page in pages] == [wanted] * 4, name


def test_a_group_of_namespaces_is_known_as_one() -> None:
    group = a_group("a", "b")
    assert is_of_namespaces(group)
    mixed: list[Condition] = [
        Text("namespace", Operation.PREFIX, "a"),
        AnyOf((*group.conditions, OneOf("state", ("FAILED",)))),
        AnyOf((Text("namespace", Operation.CONTAINS, "a"),)),
        AnyOf((Text("flow_id", Operation.PREFIX, "a"),)),
    ]
    for each in mixed:
        assert (is_of_namespaces(each), among(each, ROWS)) == (False, each)
    assert among(group, ("a", "a.x", "b")) == Constant(holds=True)
    assert among(group, ("a", "ab", "c")) == OneOf("namespace", ("a",))
    assert among(group, ("c",)) == Constant(holds=False)


def test_what_is_asked_for_alone_is_not_compared_with_what_is_seen() -> None:
    group, state = a_group("a", "b"), OneOf("state", ("FAILED",))

    def left(asked: Condition) -> list[Condition]:
        return known_among([group, asked, state], ROWS).conditions

    for seen_all in (
        Text("namespace", Operation.PREFIX, "a"),
        OneOf("namespace", ("a", "a.b")),
        OneOf("namespace", ("a", "unknown")),
    ):
        assert left(seen_all) == [seen_all, state]
    for seen_partly, found in (
        (OneOf("namespace", ("a", "c")), ("a",)),
        (OneOf("namespace", ("a",), is_negated=True), ("a", "a.b", "a.c.d", "b")),
        (Text("namespace", Operation.CONTAINS, "a"), ("a", "a.b", "a.c.d", "b")),
    ):
        assert left(seen_partly) == [OneOf("namespace", found), seen_partly, state]
    unseen = Text("namespace", Operation.PREFIX, "c")
    assert left(unseen) == [Constant(holds=False), unseen, state]


async def test_with_too_many_namespaces_rows_are_compared_with_what_is_asked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_namespaces, "NAMESPACES_MAX", 3)
    await fill(store)
    async with store.transaction() as tx:
        found = await tx.executions.find(Query(filters=seen("a", "c"), size=100))
    assert found.total == 15


def test_what_somebody_sees_is_read_once_for_all_their_lists() -> None:
    (first,), (again,) = (conditions(seen("a", "b"), FLOWS.readers) for _ in range(2))
    assert isinstance(first, AnyOf)
    assert isinstance(again, AnyOf)
    assert again.conditions is first.conditions
    assert first == a_group("a", "b")
    (elsewhere,) = conditions(seen("a", "b"), EXECUTIONS.readers)
    assert elsewhere == first
    with pytest.raises(IllegalArgument, match="conditions at most"):
        conditions(seen(*(f"n{number}" for number in range(1_000))), FLOWS.readers)


class Asked:
    """A snapshot of three rows in two namespaces that keeps what it is asked."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    async def rows(self, text: str, *bindings: object) -> list[tuple[object, ...]]:
        self.statements.append(text.partition(" FROM")[0])
        return [("a", 1), ("c", 2)] if "count" in text else [(b"",)]


async def test_small_tables_are_counted_by_namespace_for_somebody_with_many_bindings() -> None:
    pytest.importorskip("asyncpg")
    from tiercel.adapters.postgres.lists import ListTable

    table = ListTable("kv", "body", KV, has_namespaces=True)
    counted, read = "SELECT namespace, count(*)", "SELECT body"
    wanted: tuple[tuple[tuple[str, ...], int, tuple[list[Any], int], list[str]], ...] = (
        (("a", "b"), 1, ([(b"",)], 1), [counted, read]),
        (("a", "c"), 1, ([(b"",)], 3), [counted, read]),
        (("a", "b"), 2, ([], 1), [counted]),
        (("x", "y"), 1, ([], 0), [counted]),
    )
    for names, page, found, statements in wanted:
        snapshot: Any = Asked()
        query = Query(page=page, size=1)
        assert await table.page(snapshot, [a_group(*names)], query) == found
        assert snapshot.statements == statements


@pytest.mark.parametrize("is_many", [False, True])
async def test_a_list_of_keys_has_those_that_are_seen(
    store: Store, monkeypatch: pytest.MonkeyPatch, is_many: bool
) -> None:
    if is_many:
        monkeypatch.setattr(known_namespaces, "NAMESPACES_MAX", 3)
        pytest.importorskip("asyncpg")
        from tiercel.adapters.postgres import lists

        monkeypatch.setattr(lists, "NAMESPACES_MAX", 3)
    async with store.transaction() as tx:
        for number in range(3 * len(ROWS)):
            name = ROWS[number % len(ROWS)]
            tx.kv.put(KvEntry(name, f"key_{number}", "NUMBER", number, START, START))
    asked = Filter("namespace", Operation.PREFIX, "a")
    searched = Filter("q", Operation.EQUALS, "key_1")
    for names in (("a", "c.e", *MANY), ("a.b", "ab"), ROWS, MANY):
        sees = namespaces_below(names)
        for more in ((), (asked,), (searched,), (asked, searched)):
            async with store.transaction() as tx:
                every = await tx.kv.find(Query(filters=more, size=100))
            wanted = [each.key for each in every.results if sees.has(each.namespace)]
            for page in (1, 2, 9):
                query = Query(filters=(*sees.filters(), *more), page=page, size=4)
                async with store.transaction() as tx:
                    found = await tx.kv.find(query)
                shown = wanted[4 * page - 4 : 4 * page]
                assert ([each.key for each in found.results], found.total) == (shown, len(wanted))
