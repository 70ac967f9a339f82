"""Failed executions by what went wrong: the task, and the error without what differs each time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

import msgspec

from tiercel.model.execution import Execution
from tiercel.model.failure import Failure
from tiercel.model.limits import (
    ERROR_BUCKETS_MAX,
    ERROR_EXAMPLES_MAX,
    ERROR_EXECUTIONS_MAX,
)
from tiercel.model.lists.paging import Filter, Operation, Query
from tiercel.model.state import StateType
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store
from tiercel.service.executions.executions import DATES, checked, recent
from tiercel.service.executions.failures import ExecutionFailures

_WINDOW = timedelta(days=7)
_SINCE = frozenset({Operation.GREATER_THAN, Operation.GREATER_THAN_OR_EQUAL_TO})
_UNTIL = frozenset({Operation.LESS_THAN, Operation.LESS_THAN_OR_EQUAL_TO})
# What differs from one run to the next, the longest forms first.
_VARIABLE_PARTS = (
    (
        re.compile(
            r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?)?(?:Z|[+-]\d\d:?\d\d)?"
        ),
        "<date>",
    ),
    (re.compile(r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b"), "<id>"),
    (re.compile(r"\b(?=[A-Za-z0-9]*[0-9])(?=[A-Za-z0-9]*[A-Za-z])[A-Za-z0-9]{16,}\b"), "<id>"),
    (re.compile(r"\b0x[0-9a-fA-F]+\b"), "<n>"),
    (re.compile(r"\d+(?:[.,]\d+)*"), "<n>"),
)


class ErrorGroup(msgspec.Struct, frozen=True):
    """Executions of a flow that failed alike.

    Shapes: without a task they failed as a whole; without a `signature` nothing was logged.
    `reason` is the error of the last of them, whose ids are the first of `execution_ids`.
    `counts` are how many ended in each bucket of time, none unless buckets were asked for.
    """

    namespace: str
    flow_id: str
    task_id: str | None
    signature: str | None
    reason: str | None
    count: int
    first: datetime
    last: datetime
    execution_ids: tuple[str, ...]
    counts: tuple[int, ...] = ()


class Span(msgspec.Struct, frozen=True):
    """A stretch of time in so many buckets of one width; what is outside counts at its ends."""

    start: datetime
    end: datetime
    buckets: int

    def counts(self, dates: Iterable[datetime]) -> tuple[int, ...]:
        """How many of the dates are in each bucket."""
        found = [0] * self.buckets
        width = (self.end - self.start) / self.buckets
        for date in dates:
            place = int((date - self.start) / width) if width else 0
            found[min(max(place, 0), self.buckets - 1)] += 1
        return tuple(found)


class ErrorGroups(msgspec.Struct, frozen=True):
    """The largest groups first; `read` of `total` failed executions were looked at.

    `span` is what the counts of the groups cover: None unless buckets were asked for. Where not
    all were read it begins with the oldest that was, for nothing is known of those before it.
    """

    groups: tuple[ErrorGroup, ...]
    read: int
    total: int
    span: Span | None = None


class ErrorGrouping:
    """Looks at the newest failed executions."""

    def __init__(self, store: Store, failures: ExecutionFailures, clock: Clock) -> None:
        self._store = store
        self._failures = failures
        self._clock = clock

    async def of(self, filters: Sequence[Filter], buckets: int = 0) -> ErrorGroups:
        """Those that match, of the last week unless a date is asked for."""
        now = self._clock.now()
        failed = Filter("state", Operation.IN, [StateType.FAILED])
        async with self._store.transaction() as tx:
            asked = await checked(tx, (*recent(filters, now - _WINDOW), failed))
            page = await tx.executions.find_heads(Query(asked, size=ERROR_EXECUTIONS_MAX))
        failures = await self._failures.of(page.results, most=ERROR_EXECUTIONS_MAX)
        read = len(page.results)
        span = None
        if buckets:
            dates = [each.state.last for each in page.results]
            bounds = bounds_of(asked, now, is_open=read == page.total)
            first = bounds[0] or min(dates, default=bounds[1])
            span = Span(min(first, bounds[1]), bounds[1], min(buckets, ERROR_BUCKETS_MAX))
        groups = grouped(((each, failures[each.id]) for each in page.results), span)
        return ErrorGroups(tuple(groups), read, page.total, span)


def bounds_of(
    filters: Iterable[Filter], now: datetime, *, is_open: bool
) -> tuple[datetime | None, datetime]:
    """The dates that filters ask for: the latest beginning, None unless `is_open`, and the end."""
    starts, ends = [], [now]
    for each in filters:
        if each.field in DATES and isinstance(each.value, datetime):
            if each.operation in _SINCE:
                starts.append(each.value)
            elif each.operation in _UNTIL:
                ends.append(each.value)
    return (max(starts, default=None) if is_open else None), min(ends)


def grouped(
    failed: Iterable[tuple[Execution, Failure]], span: Span | None = None
) -> list[ErrorGroup]:
    """Groups of executions that come newest first; the largest group first, then the newest."""
    groups: dict[tuple[str, str, str | None, str | None], list[tuple[Execution, Failure]]] = {}
    for execution, failure in failed:
        task_id = None if failure.task_run is None else failure.task_run.task_id
        text = None if failure.reason is None else signature(failure.reason)
        key = (execution.namespace, execution.flow_id, task_id, text)
        groups.setdefault(key, []).append((execution, failure))
    found = [
        ErrorGroup(
            *key,
            reason=members[0][1].reason,
            count=len(members),
            first=members[-1][0].state.last,
            last=members[0][0].state.last,
            execution_ids=tuple(each.id for each, _ in members[:ERROR_EXAMPLES_MAX]),
            counts=() if span is None else span.counts(each.state.last for each, _ in members),
        )
        for key, members in groups.items()
    ]
    found.sort(key=lambda group: (group.count, group.last), reverse=True)
    return found


def signature(reason: str) -> str:
    """An error without dates, ids and numbers."""
    for pattern, word in _VARIABLE_PARTS:
        reason = pattern.sub(word, reason)
    return reason
