"""Questions about many rows: both stores give the same answers."""

from __future__ import annotations

import importlib
import random
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from msgspec.structs import replace

from tests.build import NAMESPACE, an_execution
from tiercel.adapters.memory.store import MemoryStore
from tiercel.model.errors import IllegalArgument
from tiercel.model.execution import Execution
from tiercel.model.label import Label
from tiercel.model.lists.analysis import Aggregation, Analysis, Measure, Source, TimeUnit
from tiercel.model.lists.analysis import ChartTest as Condition
from tiercel.model.lists.paging import Filter, Operation
from tiercel.model.log import Level, LogEntry, MetricEntry
from tiercel.model.state import Change, State, StateType
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.trigger import TriggerState
from tiercel.ports.store import Store

START = datetime(2026, 3, 1, 22, 30, tzinfo=UTC)
COUNT = Measure(aggregation=Aggregation.COUNT)
STATE = Measure("STATE")


def an_ended(number: int, state: str, start: datetime, seconds: float, team: str) -> Execution:
    end = Change(StateType(state), start + timedelta(seconds=seconds))
    return replace(
        an_execution(id=f"e{number}"),
        state=State((Change(StateType.CREATED, start), end)),
        labels=(Label("team", team),),
    )


EXECUTIONS = (
    an_ended(1, "SUCCESS", START, 2, "red"),
    an_ended(2, "SUCCESS", START + timedelta(hours=1), 4, "blue"),
    an_ended(3, "FAILED", START + timedelta(hours=2), 1.5, "red"),
)


async def fill(store: Store, *executions: Execution) -> None:
    async with store.transaction() as tx:
        for execution in executions or EXECUTIONS:
            tx.executions.insert(execution)


async def asked(store: Store, *measures: Measure, **members: Any) -> Sequence[tuple[Any, ...]]:
    source = members.pop("source", Source.EXECUTIONS)
    async with store.transaction() as tx:
        return await tx.analytics.rows(Analysis(source, measures, **members))


async def test_rows_are_grouped_by_columns_without_aggregation(store: Store) -> None:
    await fill(store)

    assert await asked(store, STATE, COUNT) == [("FAILED", 1), ("SUCCESS", 2)]
    assert await asked(store, STATE) == [("FAILED",), ("SUCCESS",)]


async def test_durations_are_seconds(store: Store) -> None:
    await fill(store)
    measures = [Measure("DURATION", Aggregation(name)) for name in ("SUM", "AVG", "MIN", "MAX")]

    assert await asked(store, *measures) == [(7.5, 2.5, 1.5, 4.0)]
    assert await asked(store, Measure("ID"), Measure("DURATION"), limit=1) == [("e1", 2.0)]


async def test_nothing_counts_as_zero(store: Store) -> None:
    total = Measure("DURATION", Aggregation.SUM)
    assert await asked(store, COUNT, total) == [(0, None)]
    assert await asked(store, STATE, COUNT) == []


async def test_many_rows_are_read_by_a_thread_to_the_same_answer(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await fill(store)
    measures = (Measure("START_DATE", unit=TimeUnit.DAY), STATE, Measure("DURATION"), COUNT)
    few = await asked(store, *measures)
    if not isinstance(store, MemoryStore):
        module = importlib.import_module(type(store).__module__.replace(".store", ".analytics"))
        monkeypatch.setattr(module, "STORE_INLINE_ROWS_MAX", 0)
    assert len(few) == 3
    assert await asked(store, *measures) == few


@pytest.mark.parametrize(
    ("unit", "buckets"),
    [
        (TimeUnit.MINUTE, [(1, 22, 30, 1), (1, 23, 30, 1), (2, 0, 30, 1)]),
        (TimeUnit.HOUR, [(1, 22, 0, 1), (1, 23, 0, 1), (2, 0, 0, 1)]),
        (TimeUnit.DAY, [(1, 0, 0, 2), (2, 0, 0, 1)]),
        (TimeUnit.MONTH, [(1, 0, 0, 3)]),
    ],
)
async def test_dates_fall_into_buckets(
    store: Store, unit: TimeUnit, buckets: list[tuple[int, int, int, int]]
) -> None:
    await fill(store)
    rows = await asked(store, Measure("START_DATE", unit=unit), COUNT)
    assert [(d.day, d.hour, d.minute, n) for d, n in rows] == buckets


async def test_weeks_begin_on_monday(store: Store) -> None:
    await fill(store)
    rows = await asked(store, Measure("START_DATE", unit=TimeUnit.WEEK), COUNT)
    assert rows == [
        (datetime(2026, 2, 23, tzinfo=UTC), 2),
        (datetime(2026, 3, 2, tzinfo=UTC), 1),
    ]


async def test_buckets_follow_the_offsets_of_a_zone(store: Store) -> None:
    await fill(store)
    change = int((START + timedelta(minutes=90)).timestamp())
    offsets = ((0, 3600), (change, 7200))

    rows = await asked(store, Measure("START_DATE", unit=TimeUnit.DAY), COUNT, offsets=offsets)

    # 23:30 and 00:30 at +1, 02:30 at +2: the second and third on the same day.
    assert rows == [
        (datetime(2026, 2, 28, 23, tzinfo=UTC), 1),
        (datetime(2026, 3, 1, 23, tzinfo=UTC), 2),
    ]


@pytest.mark.parametrize(
    ("test", "ids"),
    [
        (Condition("EQUAL_TO", "STATE", "FAILED"), "e3"),
        (Condition("NOT_EQUAL_TO", "STATE", "FAILED"), "e1 e2"),
        (Condition("IN", "STATE", values=("FAILED", "KILLED")), "e3"),
        (Condition("NOT_IN", "STATE", values=("FAILED",)), "e1 e2"),
        (Condition("GREATER_THAN", "DURATION", 2), "e2"),
        (Condition("LESS_THAN_OR_EQUAL_TO", "DURATION", "2"), "e1 e3"),
        (Condition("GREATER_THAN_OR_EQUAL_TO", "START_DATE", "2026-03-01T23:30:00Z"), "e2 e3"),
        (Condition("STARTS_WITH", "STATE", "SUC"), "e1 e2"),
        (Condition("ENDS_WITH", "STATE", "ED"), "e3"),
        (Condition("CONTAINS", "STATE", "CC"), "e1 e2"),
        (Condition("REGEX", "ID", "[13]"), "e1 e3"),
        (Condition("IS_NULL", "TRIGGER_EXECUTION_ID"), "e1 e2 e3"),
        (Condition("IS_NOT_NULL", "TRIGGER_EXECUTION_ID"), ""),
        (Condition("EQUAL_TO", "LABELS", "red", label="team"), "e1 e3"),
        (Condition("NOT_EQUAL_TO", "LABELS", "red", label="team"), "e2"),
        (Condition("IN", "LABELS", values=("blue",), label="team"), "e2"),
        (Condition("STARTS_WITH", "LABELS", "b", label="team"), "e2"),
        (Condition("IS_NULL", "LABELS", label="it's"), "e1 e2 e3"),
        (
            Condition(
                "OR",
                any_of=(
                    Condition("EQUAL_TO", "ID", "e1"),
                    Condition("EQUAL_TO", "STATE", "FAILED"),
                ),
            ),
            "e1 e3",
        ),
    ],
)
async def test_every_test_narrows_the_rows(store: Store, test: Condition, ids: str) -> None:
    await fill(store)
    rows = await asked(store, Measure("ID"), tests=(test,))
    assert " ".join(row[0] for row in rows) == ids


async def test_filters_of_lists_narrow_too(store: Store) -> None:
    await fill(store)
    since = Filter("startDate", Operation.GREATER_THAN, START)
    labels = Filter("labels", Operation.EQUALS, {"team": "red"})
    assert await asked(store, COUNT, filters=(since, labels)) == [(1,)]


async def test_labels_are_columns(store: Store) -> None:
    await fill(store)
    rows = await asked(store, Measure("LABELS", label="team"), COUNT)
    assert rows == [("blue", 1), ("red", 2)]
    assert await asked(store, Measure("LABELS", label="none"), COUNT) == [(None, 3)]


async def test_the_other_sources(store: Store) -> None:
    entry = LogEntry(NAMESPACE, "flow", START, Level.WARN, "hi", execution_id="e1")
    metric = MetricEntry(NAMESPACE, "flow", "e1", "t", "r", "counter", "n", 1.5, START)
    flow = StoredFlow(NAMESPACE, "flow", 1, "source", START, labels=(Label("team", "red"),))
    trigger = TriggerState(NAMESPACE, "flow", "t", next_date=START, version=1)
    async with store.transaction() as tx:
        tx.logs.add([entry, replace(entry, level=Level.INFO)])
        tx.metrics.add([metric, replace(metric, value=2.5)])
        tx.flows.put(flow)
        tx.triggers.put(trigger)
    async with store.transaction() as tx:
        tx.flows.put(replace(flow, revision=2))

    logs = await asked(store, Measure("LEVEL"), COUNT, source=Source.LOGS)
    assert logs == [("INFO", 1), ("WARN", 1)]
    severe = (Condition("IN", "LEVEL", values=("WARN", "ERROR")),)
    assert await asked(store, COUNT, source=Source.LOGS, tests=severe) == [(1,)]
    value = Measure("VALUE", Aggregation.AVG)
    assert await asked(store, Measure("NAME"), value, source=Source.METRICS) == [("n", 2.0)]
    team = Measure("LABELS", label="team")
    flows = await asked(store, Measure("ID"), Measure("REVISION"), team, source=Source.FLOWS)
    assert flows == [("flow", 2, "red")]
    dates = await asked(
        store, Measure("NEXT_EXECUTION_DATE", unit=TimeUnit.MINUTE), source=Source.TRIGGERS
    )
    assert dates == [(START,)]


async def test_unknown_fields_and_values_are_refused(store: Store) -> None:
    for test in (
        Condition("EQUAL_TO", "COLOUR", "red"),
        Condition("GREATER_THAN", "DURATION", "long"),
    ):
        with pytest.raises(IllegalArgument):
            await asked(store, COUNT, tests=(test,))
    for measure in (Measure("LABELS"), Measure("STATE", Aggregation.SUM)):
        with pytest.raises(IllegalArgument):
            await asked(store, measure)
    with pytest.raises(IllegalArgument):
        await asked(store, COUNT, tests=(Condition("SOUNDS_LIKE", "ID", "e1"),))


async def test_long_windows_are_answered_as_short_ones(store: Store) -> None:
    """A store may keep counts of whole hours: they follow every change of the rows."""
    dice = random.Random(7)
    made = [
        replace(
            an_ended(n, dice.choice(["RUNNING", "SUCCESS"]), a_date(dice), n, "red"),
            namespace=dice.choice(["a", "a.b", "c"]),
        )
        for n in range(200)
    ]
    await fill(store, *made)
    async with store.transaction() as tx:
        for execution in made[:60]:
            ended = execution.state.moved(StateType.FAILED, execution.state.last)
            changed = replace(execution, state=ended, version=execution.version + 1)
            tx.executions.save(changed, (), ())
            made[made.index(execution)] = changed
        for execution in made[50:90]:
            tx.executions.delete(execution.id)
        entries = [
            LogEntry(one.namespace, "flow", one.state.start, Level.INFO, "x", execution_id=one.id)
            for one in made
        ]
        tx.logs.add(entries)
    async with store.transaction() as tx:
        tx.logs.delete([Filter("executionId", Operation.IN, [one.id for one in made[:20]])])
    kept = made[:50] + made[90:]

    for start, end in WINDOWS:
        window = (
            Filter("startDate", Operation.GREATER_THAN_OR_EQUAL_TO, start),
            Filter("endDate", Operation.LESS_THAN_OR_EQUAL_TO, end),
        )
        inside = [one for one in kept if start <= one.state.start <= end]
        rows = await asked(store, STATE, COUNT, filters=window)
        assert dict(rows) == Counter(one.current.value for one in inside)
        place = Filter("namespace", Operation.PREFIX, "a")
        total = Measure("DURATION", Aggregation.SUM)
        longest = Measure("DURATION", Aggregation.MAX)
        below = [one for one in inside if one.namespace != "c"]
        seconds = [one.state.duration(end).total_seconds() for one in below]
        found = await asked(store, COUNT, total, longest, filters=(*window, place))
        assert found[0][0] == len(below)
        assert found[0][1:] == ((sum(seconds), max(seconds)) if below else (None, None))
        days = await asked(
            store,
            Measure("DATE", unit=TimeUnit.DAY),
            COUNT,
            source=Source.LOGS,
            filters=window,
            offsets=((0, 7200),),
        )
        logged = [one.state.start for one in made[20:] if start <= one.state.start <= end]
        assert dict(days) == Counter(day_of(date) for date in logged)


def a_date(dice: random.Random) -> datetime:
    return START + timedelta(minutes=dice.randrange(60 * 24 * 6))


def day_of(date: datetime) -> datetime:
    local = date + timedelta(hours=2)
    return local.replace(hour=0, minute=0) - timedelta(hours=2)


WINDOWS = (
    (START, START + timedelta(days=10)),
    (START + timedelta(minutes=17), START + timedelta(days=3, minutes=1)),
    (START + timedelta(hours=5), START + timedelta(hours=9)),
    (START - timedelta(days=9), START - timedelta(days=1)),
)
