"""Counts by state of the executions with a label: exact, however they are read."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from tests.build import an_execution
from tiercel.adapters.sqlite import label_states
from tiercel.model.execution import Execution
from tiercel.model.label import Label
from tiercel.model.lists.analysis import Aggregation, Analysis, Measure, Source
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.state import Change, State, StateType
from tiercel.ports.store import Store

START = datetime(2026, 3, 1, tzinfo=UTC)
STATES = (*[StateType.SUCCESS] * 12, *[StateType.FAILED] * 3, StateType.WARNING, StateType.RUNNING)
BY_STATE = (Measure("STATE"), Measure(aggregation=Aggregation.COUNT))
MIDDLE = START + timedelta(days=4)


@pytest.fixture(params=["few", "many"], autouse=True)
def _is_read_either_way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "many":
        monkeypatch.setattr(label_states, "_FEW", 0)


def executions(*, kinds: tuple[str | None, ...] = (None,)) -> Iterator[Execution]:
    dice = random.Random(16)
    for number in range(150):
        start = START + timedelta(minutes=dice.randrange(10_000))
        changes = (
            Change(StateType.CREATED, start),
            Change(dice.choice(STATES), start + timedelta(seconds=3)),
        )
        labels = (Label("env", dice.choice(("prod", "test"))), Label("customer", f"c{number % 9}"))
        yield replace(
            an_execution(id=f"e{number:03}"),
            state=State(changes),
            labels=labels,
            kind=dice.choice(kinds),
        )


def expected(found: list[Execution], *, key: str = "env", value: str = "prod") -> Counter[str]:
    return Counter(one.state.current.value for one in found if Label(key, value) in one.labels)


async def counted(store: Store, *filters: Filter) -> dict[str, int]:
    async with store.transaction() as tx:
        rows = await tx.analytics.rows(Analysis(Source.EXECUTIONS, BY_STATE, filters))
    assert [row[0] for row in rows] == sorted(row[0] for row in rows)
    return dict(rows)


def with_label(**labels: str) -> Filter:
    return Filter("labels", Operation.EQUALS, labels)


async def test_states_of_a_label_are_counted(store: Store) -> None:
    written = list(executions())
    async with store.transaction() as tx:
        for one in written:
            tx.executions.insert(one)

    assert await counted(store, with_label(env="prod")) == expected(written)
    assert await counted(store, with_label(customer="c4")) == expected(
        written, key="customer", value="c4"
    )
    assert await counted(store, with_label(env="none")) == {}


async def test_states_of_a_label_in_a_window(store: Store) -> None:
    written = list(executions())
    async with store.transaction() as tx:
        for one in written:
            tx.executions.insert(one)
    since = Filter("startDate", Operation.GREATER_THAN_OR_EQUAL_TO, MIDDLE)

    inside = [one for one in written if one.state.start >= MIDDLE]
    assert await counted(store, since, with_label(env="prod")) == expected(inside)


async def test_a_state_that_changes_and_an_execution_that_goes(store: Store) -> None:
    written = list(executions())
    async with store.transaction() as tx:
        for one in written:
            tx.executions.insert(one)
    failed = next(one for one in written if one.state.current is StateType.FAILED)
    healed = replace(
        failed,
        state=failed.state.moved(StateType.SUCCESS, failed.state.last),
        version=failed.version + 1,
    )
    async with store.transaction() as tx:
        tx.executions.save(healed, (), ())
        tx.executions.delete(written[0].id)

    left = [healed if one.id == healed.id else one for one in written[1:]]
    assert await counted(store, with_label(env="prod")) == expected(left)


async def test_hidden_kinds_are_not_counted(store: Store) -> None:
    written = list(executions(kinds=(None, "TEST")))
    async with store.transaction() as tx:
        for one in written:
            tx.executions.insert(one)
    shown = Filter("kind", Operation.NOT_IN, ["TEST"])

    normal = [one for one in written if one.kind is None]
    assert await counted(store, with_label(env="prod"), shown) == expected(normal)
