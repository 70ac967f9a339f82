"""Metrics that tasks published: names, values, and sums over time (metrics.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from tiercel.model.errors import IllegalArgument
from tiercel.model.limits import METRIC_ROWS_MAX, STORE_PAGE_ROWS_MAX
from tiercel.model.log import MetricEntry
from tiercel.model.paging import Filter, Operation, Page, Query
from tiercel.ports.store import Store
from tiercel.service.buckets import Buckets

AGGREGATIONS = ("sum", "avg", "min", "max")


class Aggregate(msgspec.Struct, frozen=True):
    """One bucket: its start, and the value when there was any."""

    date: datetime
    value: float = 0.0
    is_empty: bool = True


class MetricQuery(msgspec.Struct, frozen=True):
    """Which values, over which time."""

    namespace: str
    flow_id: str
    metric: str
    start: datetime
    end: datetime
    task_id: str | None = None
    aggregation: str = "sum"


class MetricService:
    """Use cases over metric entries."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self, query: Query) -> Page[MetricEntry]:
        """A page of entries."""
        async with self._store.transaction() as tx:
            return await tx.metrics.find(query)

    async def names(self, namespace: str, flow_id: str, task_id: str | None = None) -> list[str]:
        """Names of the metrics of a flow, or of one task of it."""
        filters = _of_flow(namespace, flow_id, task_id)
        return sorted({entry.name for entry in await self._all(filters)})

    async def task_ids(self, namespace: str, flow_id: str) -> list[str]:
        """Tasks of a flow that published metrics."""
        found = await self._all(_of_flow(namespace, flow_id))
        return sorted({entry.task_id for entry in found})

    async def aggregates(self, query: MetricQuery, buckets: Buckets) -> list[Aggregate]:
        """One value a bucket. Raises: IllegalArgument for an unknown aggregation."""
        if query.aggregation not in AGGREGATIONS:
            raise IllegalArgument(f"Invalid aggregation: {query.aggregation}")
        if query.start > query.end:
            raise IllegalArgument("Start date must be before End Date")
        filters = [
            *_of_flow(query.namespace, query.flow_id, query.task_id),
            Filter("name", Operation.EQUALS, query.metric),
            Filter("startDate", Operation.GREATER_THAN_OR_EQUAL_TO, query.start),
            Filter("endDate", Operation.LESS_THAN_OR_EQUAL_TO, query.end),
        ]
        values: dict[datetime, list[float]] = {}
        for entry in await self._all(filters):
            values.setdefault(buckets.start_of(entry.timestamp), []).append(entry.value)
        filled = buckets.filled(values, includes_end=False)
        return [
            Aggregate(date, _aggregated(query.aggregation, found), is_empty=False)
            if found
            else Aggregate(date)
            for date, found in filled
        ]

    async def _all(self, filters: Sequence[Filter]) -> list[MetricEntry]:
        found: list[MetricEntry] = []
        page = 1
        while len(found) < METRIC_ROWS_MAX:
            query = Query(tuple(filters), page=page, size=STORE_PAGE_ROWS_MAX)
            results = (await self.find(query)).results
            found.extend(results)
            if len(results) < STORE_PAGE_ROWS_MAX:
                break
            page += 1
        return found


def _of_flow(namespace: str, flow_id: str, task_id: str | None = None) -> list[Filter]:
    found = [
        Filter("namespace", Operation.EQUALS, namespace),
        Filter("flowId", Operation.EQUALS, flow_id),
    ]
    if task_id is not None:
        found.append(Filter("taskId", Operation.EQUALS, task_id))
    return found


def _aggregated(how: str, values: Sequence[float]) -> float:
    if how == "min":
        return min(values)
    if how == "max":
        return max(values)
    return sum(values) / (len(values) if how == "avg" else 1)
