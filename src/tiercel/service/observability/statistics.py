"""Numbers of executions and log entries over time, by flow and by namespace (stats.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from tiercel.model.authorization.grants import Namespaces
from tiercel.model.execution import Execution
from tiercel.model.json_types import Json
from tiercel.model.limits import STATISTICS_GROUPS_MAX
from tiercel.model.lists.analysis import Aggregation, Analysis, Measure, Source, TimeUnit
from tiercel.model.lists.paging import Filter, Operation, Query, Sort
from tiercel.model.state import TERMINATED
from tiercel.ports.store import Store, Tx
from tiercel.service.executions.executions import checked, shown
from tiercel.service.executions.task_runs import TaskRunQuery, TaskRunService
from tiercel.service.observability.buckets import Buckets
from tiercel.service.observability.windows import SPAN_DEFAULT, window_until
from tiercel.service.observability.zones import offsets_of
from tiercel.service.off_loop import by_rows

FlowKey = tuple[str, str]
# A row of an answer: what it is grouped by, then date, state, count and durations in seconds.
Row = tuple[Json, ...]
_DATE = -6
ALL_FLOWS = "*"
# The one that ended last is searched among so many of the newest first.
LATEST_SEARCHED = 6
_FLOWS_AT_ONCE = 1_000
_PLACES = (Measure("NAMESPACE"), Measure("FLOW_ID"))
_COUNT = Measure(aggregation=Aggregation.COUNT)
_DURATIONS = tuple(
    Measure("DURATION", way) for way in (Aggregation.MIN, Aggregation.MAX, Aggregation.SUM)
)


class StatsQuery(msgspec.Struct, frozen=True):
    """What to count: executions or entries that match the filters, from start to end.

    Shapes: `flows` narrows to these flows (namespace, id); `unit` is the width of the buckets, None
    what suits the window.
    """

    start: datetime
    end: datetime
    filters: tuple[Filter, ...] = ()
    flows: tuple[FlowKey, ...] = ()
    unit: str | None = None


class Bucket(msgspec.Struct, gc=False):
    """A bucket: its start, how many rows of each state, and their durations in seconds.

    There may be many in an answer, none of them refers back to another object.
    """

    start: datetime
    unit: str
    counts: dict[str, int]
    shortest: float = 0.0
    longest: float = 0.0
    total: float = 0.0


class StatisticsService:
    """Use cases that count."""

    def __init__(self, store: Store, zone: ZoneInfo, task_runs: TaskRunService) -> None:
        self._store = store
        self._zone = zone
        self._task_runs = task_runs

    async def summary(self, namespace: str | None, visible: Namespaces) -> tuple[int, int]:
        """How many visible flows and triggers there are, in exactly that namespace if given."""
        filters = visible.filters()
        if namespace is not None:
            filters = (*filters, Filter("namespace", Operation.EQUALS, namespace))
        async with self._store.transaction() as tx:
            flows = await tx.analytics.rows(Analysis(Source.FLOWS, (_COUNT,), filters))
            triggers = await tx.analytics.rows(Analysis(Source.TRIGGERS, (_COUNT,), filters))
        return flows[0][0], triggers[0][0]

    async def daily(self, query: StatsQuery) -> list[Bucket]:
        """Executions by bucket and state."""
        buckets = self._buckets(query)
        rows = await self._executions(query, buckets, ())
        return _ungrouped(buckets, rows)

    async def since_yesterday(self, now: datetime) -> list[Bucket]:
        """All executions of yesterday and of today, a bucket a day."""
        today = now.astimezone(self._zone).replace(hour=0, minute=0, second=0, microsecond=0)
        yesterday = (today - timedelta(days=1)).astimezone(UTC)
        return await self.daily(StatsQuery(yesterday, now, unit="day"))

    async def daily_by_flow(
        self, query: StatsQuery, *, only_namespaces: bool
    ) -> dict[str, dict[str, list[Bucket]]]:
        """The same by namespace and flow id; `*` stands for all flows of a namespace."""
        buckets = self._buckets(query)
        wanted = frozenset(query.flows)
        places = _PLACES[:1] if only_namespaces and not wanted else _PLACES
        rows = await self._executions(query, buckets, places)
        if wanted:
            rows = [row for row in rows if row[:2] in wanted]
        return await by_rows(len(rows), _by_place, buckets, rows, 1 if only_namespaces else 2)

    async def by_namespace(self, query: StatsQuery) -> dict[str, dict[str, int]]:
        """Executions of each namespace by state."""
        measures = (Measure("NAMESPACE"), Measure("STATE"), _COUNT)
        found: dict[str, dict[str, int]] = {}
        for namespace, state, count in await self._rows(query, Source.EXECUTIONS, measures):
            found.setdefault(namespace, {})[state] = count
        return found

    async def latest(self, flows: Sequence[FlowKey] | None) -> list[Execution]:
        """The execution of each flow that ended last; of every flow when None."""
        if flows is None:
            measures = (Measure("NAMESPACE"), Measure("FLOW_ID"))
            async with self._store.transaction() as tx:
                rows = await tx.analytics.rows(Analysis(Source.FLOWS, (measures[0], Measure("ID"))))
            flows = [(row[0], row[1]) for row in rows]
        flows = flows[:STATISTICS_GROUPS_MAX]
        found: dict[FlowKey, Execution | None] = {}
        async with self._store.transaction() as tx:
            for first in range(0, len(flows), _FLOWS_AT_ONCE):
                asked = flows[first : first + _FLOWS_AT_ONCE]
                found |= await tx.executions.last_ended(asked, shown(()), LATEST_SEARCHED)
            for key in [key for key, execution in found.items() if execution is None]:
                found[key] = await _latest(tx, *key)
        latest = [found.get(key) for key in flows]
        return [execution for execution in latest if execution is not None]

    async def logs(self, query: StatsQuery) -> list[Bucket]:
        """Log entries by bucket and level."""
        buckets = self._buckets(query)
        measures = (Measure("DATE", unit=TimeUnit(buckets.unit)), Measure("LEVEL"), _COUNT)
        rows = await self._rows(query, Source.LOGS, measures)
        found = ((*row, 0.0, 0.0, 0.0) for row in rows)
        return _ungrouped(buckets, found, includes_end=False)

    async def task_runs(self, query: TaskRunQuery, window: StatsQuery) -> list[Bucket]:
        """Task runs by bucket of their start and by state."""
        buckets = self._buckets(window)
        page = await self._task_runs.find(
            msgspec.structs.replace(
                query, start=window.start, end=window.end, page=1, size=STATISTICS_GROUPS_MAX
            )
        )
        found = []
        for run in (each.task_run for each in page.results):
            seconds = run.state.duration(window.end).total_seconds()
            date = buckets.start_of(run.state.start)
            found.append((date, run.current, 1, seconds, seconds, seconds))
        return _ungrouped(buckets, found)

    def _buckets(self, query: StatsQuery) -> Buckets:
        return Buckets(query.start, query.end, self._zone, query.unit)

    async def _executions(
        self, query: StatsQuery, buckets: Buckets, places: Sequence[Measure]
    ) -> list[Row]:
        date = Measure("START_DATE", unit=TimeUnit(buckets.unit))
        measures = (*places, date, Measure("STATE"), _COUNT, *_DURATIONS)
        return await self._rows(query, Source.EXECUTIONS, measures, in_parts=True)

    async def _rows(
        self,
        query: StatsQuery,
        source: Source,
        measures: Sequence[Measure],
        *,
        in_parts: bool = False,
    ) -> list[Row]:
        if query.start > query.end:
            return []
        filters = [
            *query.filters,
            Filter("startDate", Operation.GREATER_THAN_OR_EQUAL_TO, query.start),
            Filter("endDate", Operation.LESS_THAN_OR_EQUAL_TO, query.end),
        ]
        if query.flows:
            namespaces, ids = ({key[place] for key in query.flows} for place in (0, 1))
            filters.append(Filter("namespace", Operation.IN, sorted(namespaces)))
            filters.append(Filter("flowId", Operation.IN, sorted(ids)))
        is_of_executions = source is Source.EXECUTIONS
        async with self._store.transaction() as tx:
            analysis = Analysis(
                source,
                tuple(measures),
                await checked(tx, filters) if is_of_executions else tuple(filters),
                offsets=offsets_of(self._zone, query.start, query.end),
                limit=STATISTICS_GROUPS_MAX,
                in_parts=in_parts,
            )
            return await tx.analytics.rows(analysis)


async def _latest(tx: Tx, namespace: str, flow_id: str) -> Execution | None:
    """The execution of a flow that ended last, however old it is: such a walk may take long."""
    filters = shown(
        (
            Filter("namespace", Operation.EQUALS, namespace),
            Filter("flowId", Operation.EQUALS, flow_id),
            Filter("state", Operation.IN, sorted(TERMINATED)),
        )
    )
    sorts = (Sort("state.endDate", is_descending=True),)
    found = (await tx.executions.find(Query(filters, sorts, size=1))).results
    return found[0] if found else None


def default_window(
    start: datetime | None, end: datetime | None, now: datetime
) -> tuple[datetime, datetime]:
    """The window, thirty days up to now unless said."""
    return window_until(start or now - SPAN_DEFAULT, end or now, SPAN_DEFAULT)


def _ungrouped(buckets: Buckets, rows: Iterable[Row], *, includes_end: bool = True) -> list[Bucket]:
    """All buckets of rows that are grouped by nothing but date and state."""
    found = _by_date(buckets, rows, 0).get((), {})
    return _filled(buckets, found, includes_end=includes_end)


def _by_place(
    buckets: Buckets, rows: Iterable[Row], depth: int
) -> dict[str, dict[str, list[Bucket]]]:
    """All buckets of each namespace and flow, both in order."""
    found = _by_date(buckets, rows, depth)
    grouped: dict[str, dict[str, list[Bucket]]] = {}
    for key in sorted(found):
        namespace, flow_id = (*key, ALL_FLOWS)[:2]
        grouped.setdefault(namespace, {})[flow_id] = _filled(buckets, found[key])
    return grouped


def _by_date(
    buckets: Buckets, rows: Iterable[Row], depth: int
) -> dict[Row, dict[datetime, Bucket]]:
    """Rows by their first `depth` columns and by date. There may be fifty thousand."""
    found: dict[Row, dict[datetime, Bucket]] = {}
    for row in rows:
        key = row[:depth]
        of_key = found.get(key)
        if of_key is None:
            of_key = found[key] = {}
        date, state, count, shortest, longest, total = row[_DATE:]
        bucket = of_key.get(date)
        if bucket is None:
            of_key[date] = Bucket(date, buckets.unit, {state: count}, shortest, longest, total)
            continue
        bucket.counts[state] = bucket.counts.get(state, 0) + count
        bucket.total += total
        if shortest < bucket.shortest:
            bucket.shortest = shortest
        if longest > bucket.longest:
            bucket.longest = longest
    return found


def _filled(
    buckets: Buckets, found: Mapping[datetime, Bucket], *, includes_end: bool = True
) -> list[Bucket]:
    """All buckets in order, those without rows too."""
    if buckets.start > buckets.end:
        return []
    return [
        bucket or Bucket(date, buckets.unit, {})
        for date, bucket in buckets.filled(found, includes_end=includes_end)
    ]
