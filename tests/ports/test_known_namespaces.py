"""Lists of somebody who sees many namespaces are those of the namespaces that rows have."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from tests.ports.values import an_execution
from tiercel.adapters.sql.namespaces import among, is_of_namespaces, part_of
from tiercel.adapters.sqlite import known_namespaces
from tiercel.model.authorization.grants import namespaces_below
from tiercel.model.lists.conditions import AnyOf, Condition, Constant, OneOf, Text
from tiercel.model.lists.paging import Filter, Operation, Query
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
    for more in ((), (failed,), (late,), (Filter("q", Operation.EQUALS, "a"),)):
        query = Query(filters=(*seen(*names), *more), size=100)
        everything = Query(filters=more, size=100)
        async with store.transaction() as tx:
            found = await tx.executions.find(query)
            every = await tx.executions.find(everything)
        wanted = [each.id for each in every.results if each.namespace in rows]
        assert ([each.id for each in found.results], found.total) == (wanted, len(wanted)), more


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


def test_a_condition_leaves_a_part_of_the_namespaces() -> None:
    few = OneOf("namespace", ("a", "b"))
    assert part_of(few, ROWS) == 0.25
    assert part_of(few, ()) == 1
    others = (OneOf("state", ("a",)), OneOf("namespace", ("a",), is_negated=True))
    assert [part_of(each, ROWS) for each in others] == [1, 1]


async def test_with_too_many_namespaces_rows_are_compared_with_what_is_asked(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_namespaces, "NAMESPACES_MAX", 3)
    await fill(store)
    async with store.transaction() as tx:
        found = await tx.executions.find(Query(filters=seen("a", "c"), size=100))
    assert found.total == 15
