"""Hours that are counted by leaps to the namespaces that somebody sees are those of a walk."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import apsw
import pytest
from msgspec.structs import replace

from tests.ports.values import a_state, an_execution
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.sql.hour_pages import hour_window
from tiercel.adapters.sql.hours import TABLES
from tiercel.adapters.sqlite import counted_hours
from tiercel.adapters.sqlite.counted_hours import whole_hours
from tiercel.adapters.sqlite.migrate import migrate
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.model.authorization.grants import namespaces_below
from tiercel.model.lists.analysis import Source
from tiercel.model.lists.conditions import Compare, Condition, OneOf
from tiercel.model.lists.paging import Query
from tiercel.model.state import StateType

TABLE = TABLES[Source.EXECUTIONS]
HOURS = 30
NAMES = sorted(f"company.team{number}" for number in range(40))
HALF, EVERY_OTHER = NAMES[5:25], NAMES[::2]


class Asked:
    """The statements that were read by, with their plans."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.plans: list[str] = []
        fetch = counted_hours.fetch

        def explained(connection: apsw.Connection, text: str, bindings: Any = ()) -> Any:
            plan = fetch(connection, f"EXPLAIN QUERY PLAN {text}", bindings)
            self.plans.append("; ".join(row[-1] for row in plan))
            return fetch(connection, text, bindings)

        monkeypatch.setattr(counted_hours, "fetch", explained)

    @property
    def are_leaps(self) -> bool:
        """Whether the last statement goes from run to run."""
        one = "SEARCH execution_hours USING PRIMARY KEY (hour=? AND namespace>? AND namespace<?)"
        return one in self.plans[-1]


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Asked:
    return Asked(monkeypatch)


@pytest.fixture
def connection() -> Iterator[apsw.Connection]:
    """Counts of hours, some of them without some namespaces, and some hours left out."""
    connection = apsw.Connection(":memory:")
    migrate(connection)
    dice = random.Random(4)
    rows = [
        (hour, name, "NORMAL", state, dice.randrange(1, 9), 0, 0, 0)
        for hour in range(0, 2 * HOURS, 2)
        for name in NAMES
        for state in ("SUCCESS", "FAILED", "RUNNING")
        if dice.random() < 0.9
    ]
    places = ", ".join("?" * 8)
    connection.executemany(f"INSERT INTO execution_hours VALUES ({places})", rows)
    yield connection
    connection.close()


def spans(
    connection: apsw.Connection, conditions: Sequence[Condition], known: Sequence[str]
) -> list[Any]:
    window = hour_window(TABLE, conditions)
    assert window is not None
    return whole_hours(connection, TABLE, window, known)


@pytest.mark.parametrize(("names", "are_leaps"), [(HALF, True), (EVERY_OTHER, False)])
def test_a_few_runs_are_leapt_to_and_many_are_walked(
    connection: apsw.Connection, asked: Asked, names: list[str], *, are_leaps: bool
) -> None:
    seen = OneOf("namespace", tuple(names))
    hour = 3_600 * 1_000_000
    windows: list[list[Condition]] = [
        [],
        [Compare("started", ">=", 7 * hour)],
        [Compare("started", ">=", 7 * hour), Compare("started", "<", 50 * hour)],
        [Compare("started", ">=", 900 * hour)],
    ]
    for window in windows:
        for more in ([], [OneOf("state", ("FAILED", "RUNNING"))]):
            found = spans(connection, [*window, seen, *more], NAMES)
            walked = spans(connection, [*window, seen, *more], ())
            assert found == walked
            assert bool(found) is (window != windows[-1])
            del asked.plans[-1]
            if found:
                assert asked.are_leaps is are_leaps


def test_any_part_of_the_namespaces_is_counted_alike(
    connection: apsw.Connection, asked: Asked
) -> None:
    dice = random.Random(9)
    leaps = 0
    for size in range(1, len(NAMES)):
        seen = [OneOf("namespace", tuple(dice.sample([*NAMES, "gone"], size)))]
        found = spans(connection, seen, NAMES)
        leaps += asked.are_leaps
        assert found == spans(connection, seen, ())
    assert 0 < leaps < len(NAMES) - 1


def test_hours_with_few_counts_are_walked(asked: Asked) -> None:
    connection = apsw.Connection(":memory:")
    migrate(connection)
    rows = [(hour, NAMES[hour % 40], "NORMAL", "SUCCESS", 1, 0, 0, 0) for hour in range(100)]
    places = ", ".join("?" * 8)
    connection.executemany(f"INSERT INTO execution_hours VALUES ({places})", rows)
    assert sum(each.count for each in spans(connection, [OneOf("namespace", (*HALF,))], NAMES))
    assert not asked.are_leaps
    connection.close()


async def test_a_list_of_somebody_who_sees_half_is_counted_by_leaps(
    tmp_path: Path, asked: Asked
) -> None:
    store = SqliteStore(tmp_path / "store.db", MemoryNotifier())
    await store.open()
    async with store.transaction() as tx:
        for number, name in enumerate(NAMES * 2):
            state = a_state(StateType.SUCCESS if number < len(NAMES) else StateType.FAILED)
            one = replace(an_execution(f"e{number:03}"), namespace=name, state=state)
            tx.executions.insert(one)
    places = namespaces_below([*HALF, *(f"elsewhere.n{number}" for number in range(180))])
    async with store.transaction() as tx:
        page = await tx.executions.find_heads(Query(places.filters(), size=100))
    assert asked.are_leaps
    assert {each.namespace for each in page.results} == {*HALF}
    assert page.total == len(page.results) == 2 * len(HALF)
    await store.close()
