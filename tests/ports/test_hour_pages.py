"""Pages that are found by counts of hours are those of a walk over all rows."""

from __future__ import annotations

import itertools
import random
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from tests.ports.postgres import all_counted
from tests.ports.values import NOW, a_log, a_state, an_execution, query, where
from tiercel.adapters.memory.notifier import MemoryNotifier
from tiercel.adapters.memory.store import MemoryStore
from tiercel.adapters.sqlite import analytics, name_words
from tiercel.adapters.sqlite.store import SqliteStore
from tiercel.model.execution import Execution
from tiercel.model.label import Label
from tiercel.model.lists.analysis import Aggregation, Analysis, Measure, Source, TimeUnit
from tiercel.model.lists.paging import Filter
from tiercel.model.log import Level, LogEntry
from tiercel.model.state import Change, State, StateType
from tiercel.ports.store import Store

if TYPE_CHECKING:
    from tiercel.adapters.postgres.address import Address

HOURS = 24 * 4
ENDS = (StateType.SUCCESS, StateType.FAILED, StateType.RUNNING)
EXECUTIONS: list[tuple[Filter, ...]] = [
    (),
    (where("kind", "NOT_IN", ["LOOP"]),),
    (where("state", "IN", ["FAILED"]), where("kind", "NOT_IN", ["LOOP"])),
    (where("namespace", "PREFIX", "company.team1"),),
    (where("labels", "EQUALS", {"env": "prod"}), where("kind", "NOT_IN", ["LOOP"])),
    (where("labels", "NOT_EQUALS", {"env": "prod"}), where("kind", "NOT_IN", ["LOOP"])),
    (where("labels", "EQUALS", {"env": "prod"}), where("state", "EQUALS", "FAILED")),
    (where("q", "EQUALS", "team2 e1"),),
    (where("q", "EQUALS", "hello"),),
    (where("q", "EQUALS", "HELLO e1"), where("kind", "NOT_IN", ["LOOP"])),
]
LOGS: list[tuple[Filter, ...]] = [
    (),
    (where("level", "EQUALS", "WARN"),),
    (where("namespace", "PREFIX", "company.team1"), where("scope", "EQUALS", "USER")),
]
SORTS = ["", "startDate", "-state.endDate", "state.endDate", "namespace", "-id", "-state.duration"]


def executions(dice: random.Random, kinds: list[str]) -> list[Execution]:
    found = []
    for number in range(300):
        start = NOW + timedelta(hours=dice.randrange(HOURS), minutes=dice.randrange(3) * 25)
        end = start + timedelta(seconds=dice.randrange(9))
        changes = [Change(StateType.CREATED, start), Change(dice.choice(ENDS), end)]
        found.append(
            replace(
                an_execution(f"e{number:03}"),
                namespace=dice.choice(["system", "company.team1", "company.team2"]),
                state=State(tuple(changes)),
                labels=(Label("env", dice.choice(["prod", "dev"])),),
                kind=dice.choice(kinds),
            )
        )
    return found


@pytest.fixture(params=[["NORMAL"], ["NORMAL", "LOOP", "TEST"]], ids=["plain", "special"])
def kinds(request: pytest.FixtureRequest) -> list[str]:
    kinds: list[str] = request.param
    return kinds


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
async def stores(
    tmp_path: Path, request: pytest.FixtureRequest, kinds: list[str]
) -> AsyncIterator[list[Store]]:
    count = no_counting
    counting: Store = SqliteStore(tmp_path / "store.db", MemoryNotifier())
    if request.param == "postgres":
        counting, count = postgres_store(request.getfixturevalue("postgres_address"))
    both: list[Store] = [MemoryStore(MemoryNotifier()), counting]
    dice = random.Random(3)
    rows = executions(dice, kinds)
    entries = [
        a_log(
            f"line {number}",
            seconds=dice.randrange(HOURS) * 3600 + dice.randrange(2) * 1800,
            namespace=dice.choice(["system", "company.team1", "company.team2"]),
            level=dice.choice([Level.INFO, Level.WARN, Level.ERROR]),
        )
        for number in range(400)
    ]
    for store in both:
        await store.open()
        async with store.transaction() as tx:
            for row in rows[:200]:
                tx.executions.insert(row)
            tx.logs.add(entries[:300])
    await count()
    for store in both:
        await fill_on(store, rows, entries)
    yield both
    for store in both:
        await store.close()


async def no_counting() -> None:
    """SQLite counts with each row."""


def postgres_store(address: Address) -> tuple[Store, Callable[[], Awaitable[None]]]:
    """A store and what counts in it."""
    from tiercel.adapters.postgres.store import PostgresStore

    return PostgresStore(address, MemoryNotifier()), partial(all_counted, address)


async def fill_on(store: Store, rows: list[Execution], entries: list[LogEntry]) -> None:
    """Add the rest, and change and delete what has been counted already."""
    async with store.transaction() as tx:
        for row in rows[200:]:
            tx.executions.insert(row)
        tx.logs.add(entries[300:])
    async with store.transaction() as tx:
        for row in rows[::7]:
            tx.executions.delete(row.id)
        for row in rows[1::7]:
            moved = replace(row, version=row.version + 1, state=a_state(StateType.FAILED))
            moved = replace(moved, state=row.state.moved(StateType.FAILED, row.state.last))
            tx.executions.save(moved, (), ())
    async with store.transaction() as tx:
        await tx.logs.delete_now([where("level", "IN", ["ERROR"])])


def windows() -> list[tuple[Filter, ...]]:
    since = where("startDate", "GREATER_THAN", NOW + timedelta(hours=20, minutes=25))
    until = where("endDate", "LESS_THAN_OR_EQUAL_TO", NOW + timedelta(hours=70, minutes=25))
    return [(), (since,), (until,), (since, until)]


def some(stores: list[Store], all_of_them: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """A part that is enough for each kind; less where another process answers."""
    found = list(all_of_them)
    part = 9 if stores[1].is_shared else 3
    return random.Random(len(found)).sample(found, -(-len(found) // part))


async def test_pages_of_executions(stores: list[Store]) -> None:
    asked_for = itertools.product(EXECUTIONS, windows(), SORTS, (1, 5))
    for filters, window, sort, page in some(stores, asked_for):
        asked = query(*filters, *window, sort=sort, page=page, size=7)
        answers: list[Any] = []
        for store in stores:
            async with store.transaction() as tx:
                found = await tx.executions.find(asked)
            answers.append(([one.id for one in found.results], found.total))
        assert answers[0] == answers[1], asked


async def test_pages_of_logs(stores: list[Store]) -> None:
    asked_for = itertools.product(LOGS, windows(), ("", "timestamp", "-level"), (1, 4))
    for filters, window, sort, page in some(stores, asked_for):
        asked = query(*filters, *window, sort=sort, page=page, size=7)
        answers: list[Any] = []
        for store in stores:
            async with store.transaction() as tx:
                found = await tx.logs.find(asked)
            answers.append(([one.message for one in found.results], found.total))
        assert answers[0] == answers[1], asked


async def test_a_page_of_many_hours(stores: list[Store]) -> None:
    asked = query(where("kind", "NOT_IN", ["LOOP"]), page=1, size=250)
    answers: list[Any] = []
    for store in stores:
        async with store.transaction() as tx:
            answers.append([one.id for one in (await tx.executions.find(asked)).results])
    assert answers[0] == answers[1]


async def test_statistics_by_flow_follow_every_change(stores: list[Store]) -> None:
    places = (Measure("NAMESPACE"), Measure("FLOW_ID"), Measure("START_DATE", unit=TimeUnit.DAY))
    count = Measure(aggregation=Aggregation.COUNT)
    total = Measure("DURATION", Aggregation.SUM)
    flow = where("flowId", "EQUALS", "hello")
    for filters, window, settled in itertools.product(
        [(), (flow,), EXECUTIONS[2], EXECUTIONS[3]], windows(), (True, False)
    ):
        answers: list[Any] = []
        for store in stores:
            async with store.transaction() as tx:
                found = await tx.executions.find(query(*filters, *window, size=40))
            async with store.transaction() as tx:
                for one in found.results:
                    moved = replace(one, version=one.version + 1, is_settled=settled)
                    tx.executions.save(moved, (), ())
            async with store.transaction() as tx:
                analysis = Analysis(
                    Source.EXECUTIONS,
                    (*places, Measure("STATE"), count, total),
                    (*filters, *window),
                )
                answers.append(await tx.analytics.rows(analysis))
        assert answers[0] == answers[1], (filters, window)
        assert answers[0]
        assert await in_parts(stores[1], analysis) == answers[0], (filters, window)


async def in_parts(store: Store, analysis: Analysis) -> list[tuple[Any, ...]]:
    """The answer as it is put together from parts: what is aggregated are sums."""
    async with store.transaction() as tx:
        rows = await tx.analytics.rows(replace(analysis, in_parts=True))
    groups: dict[tuple[Any, ...], list[list[Any]]] = {}
    measures = analysis.measures
    for row in rows:
        pairs = list(zip(measures, row, strict=True))
        key = tuple(cell for measure, cell in pairs if measure.aggregation is None)
        groups.setdefault(key, []).append([cell for measure, cell in pairs if measure.aggregation])
    found = []
    for key in sorted(groups):
        sums = iter([added(column) for column in zip(*groups[key], strict=True)])
        places = iter(key)
        found.append(tuple(next(sums if each.aggregation else places) for each in measures))
    return found


def added(cells: tuple[Any, ...]) -> Any:
    known = [cell for cell in cells if cell is not None]
    return sum(known) if known else None


COUNT = Measure(aggregation=Aggregation.COUNT)
TOTAL = Measure("DURATION", Aggregation.SUM)
QUESTIONS = [
    (Measure("START_DATE", unit=TimeUnit.DAY), Measure("STATE"), COUNT, TOTAL),
    (Measure("STATE"), TOTAL, Measure("START_DATE", unit=TimeUnit.WEEK)),
    (Measure("NAMESPACE"), Measure("START_DATE", unit=TimeUnit.DAY), Measure("STATE"), COUNT),
    (Measure("START_DATE", unit=TimeUnit.MONTH), COUNT),
    (COUNT, TOTAL),
]
SEARCHED = ["team1", "e1", "1", "E2 team", "hello", "team 1", "nosuch", "é", "2 1", "*", " "]


@pytest.mark.parametrize("bound", ["_NAMES_MAX", "_STATES_MAX", "_DAYS_APART_MAX", None])
async def test_statistics_of_searches_in_names_and_ids(
    stores: list[Store], monkeypatch: pytest.MonkeyPatch, bound: str | None
) -> None:
    if bound is not None:
        monkeypatch.setattr(name_words if bound == "_NAMES_MAX" else analytics, bound, 1)
    whole = (
        where("startDate", "GREATER_THAN_OR_EQUAL_TO", NOW - timedelta(days=1)),
        where("endDate", "LESS_THAN", NOW + timedelta(days=7, minutes=7)),
    )
    searches = [(where("q", "EQUALS", text),) for text in SEARCHED]
    searches += [
        (where("q", "NOT_EQUALS", "team1"),),
        (where("q", "EQUALS", "1"), where("q", "EQUALS", "2")),
        (where("q", "EQUALS", "1"), where("namespace", "PREFIX", "company.team1")),
        (where("q", "EQUALS", "1"), *EXECUTIONS[2]),
        (where("q", "EQUALS", "1"), where("id", "EQUALS", "e001")),
    ]
    for store in stores:
        async with store.transaction() as tx:
            found = await tx.executions.find(query(size=150))
        async with store.transaction() as tx:
            for one in found.results:
                settled = replace(one, version=one.version + 1, is_settled=True)
                tx.executions.save(settled, (), ())
    questions = itertools.product(QUESTIONS, searches, [*windows(), whole])
    for measures, filters, window in some(stores, questions):
        analysis = Analysis(Source.EXECUTIONS, measures, (*filters, *window))
        answers: list[Any] = []
        for store in stores:
            async with store.transaction() as tx:
                answers.append(await tx.analytics.rows(analysis))
        assert answers[0] == answers[1], (measures, filters, window)
        assert await in_parts(stores[1], analysis) == answers[0], (measures, filters, window)


async def test_rows_of_a_state_are_those_of_a_walk(stores: list[Store]) -> None:
    measures = (Measure("ID"), Measure("STATE"), Measure("START_DATE"))
    for state, window in itertools.product(("RUNNING", "FAILED", "KILLED"), windows()):
        filters = (where("state", "IN", [state]), where("kind", "NOT_IN", ["LOOP"]), *window)
        answers: list[Any] = []
        for store in stores:
            async with store.transaction() as tx:
                answers.append(
                    await tx.analytics.rows(Analysis(Source.EXECUTIONS, measures, filters))
                )
        assert answers[0] == answers[1], (state, window)
