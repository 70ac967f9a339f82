"""Metrics that tasks published: names, values, and sums over time (metrics.md)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from tiercel.model.errors import IllegalArgument
from tiercel.model.lists.analysis import Aggregation, Analysis, Measure, Source, TimeUnit
from tiercel.model.lists.paging import Filter, Operation, Page, Query
from tiercel.model.log import MetricEntry
from tiercel.ports.store import Store
from tiercel.service.observability.buckets import Buckets
from tiercel.service.observability.zones import offsets_of

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
        return await self._distinct("NAME", _of_flow(namespace, flow_id, task_id))

    async def task_ids(self, namespace: str, flow_id: str) -> list[str]:
        """Tasks of a flow that published metrics."""
        return await self._distinct("TASK_ID", _of_flow(namespace, flow_id))

    async def aggregates(self, query: MetricQuery, buckets: Buckets) -> list[Aggregate]:
        """One value a bucket. Raises: IllegalArgument for an unknown aggregation."""
        if query.aggregation not in AGGREGATIONS:
            raise IllegalArgument(f"Invalid aggregation: {query.aggregation}")
        if query.start > query.end:
            raise IllegalArgument("Start date must be before End Date")
        analysis = Analysis(
            Source.METRICS,
            (
                Measure("DATE", unit=TimeUnit(buckets.unit)),
                Measure("VALUE", Aggregation(query.aggregation.upper())),
            ),
            (
                *_of_flow(query.namespace, query.flow_id, query.task_id),
                Filter("name", Operation.EQUALS, query.metric),
                Filter("startDate", Operation.GREATER_THAN_OR_EQUAL_TO, query.start),
                Filter("endDate", Operation.LESS_THAN_OR_EQUAL_TO, query.end),
            ),
            offsets=offsets_of(buckets.zone, query.start, query.end),
        )
        async with self._store.transaction() as tx:
            values = {date: (value,) for date, value in await tx.analytics.rows(analysis)}
        return [
            Aggregate(date, found[0], is_empty=False) if found else Aggregate(date)
            for date, found in buckets.filled(values, includes_end=False)
        ]

    async def _distinct(self, field: str, filters: Sequence[Filter]) -> list[str]:
        analysis = Analysis(Source.METRICS, (Measure(field),), tuple(filters))
        async with self._store.transaction() as tx:
            return [row[0] for row in await tx.analytics.rows(analysis)]


def _of_flow(namespace: str, flow_id: str, task_id: str | None = None) -> list[Filter]:
    found = [
        Filter("namespace", Operation.EQUALS, namespace),
        Filter("flowId", Operation.EQUALS, flow_id),
    ]
    if task_id is not None:
        found.append(Filter("taskId", Operation.EQUALS, task_id))
    return found
