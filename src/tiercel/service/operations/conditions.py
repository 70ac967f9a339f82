"""Filters and namespaces from the conditions of requests, and all that meets them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import TypeVar

from msgspec.structs import replace

from tiercel.model.lists.paging import Filter, Operation, Page, Query
from tiercel.model.stored.limits import STORE_PAGE_ROWS_MAX
from tiercel.plugin.globs import glob_pattern

T = TypeVar("T")


def place_filters(namespace: str | None, flow_id: str | None) -> list[Filter]:
    """A namespace, with those below it unless a flow is given, and the flow."""
    filters = []
    if namespace:
        operation = Operation.EQUALS if flow_id else Operation.PREFIX
        filters.append(Filter("namespace", operation, namespace))
    if flow_id:
        filters.append(Filter("flowId", Operation.EQUALS, flow_id))
    return filters


def date_filters(start: datetime | None, end: datetime | None) -> list[Filter]:
    """Filters for executions that began at `start` or later and ended at `end` or earlier."""
    filters = []
    if start is not None:
        filters.append(Filter("startDate", Operation.GREATER_THAN_OR_EQUAL_TO, start))
    if end is not None:
        filters.append(Filter("endDate", Operation.LESS_THAN_OR_EQUAL_TO, end))
    return filters


def one_of(field: str, values: Sequence[object]) -> list[Filter]:
    """A field that has one of these values; no values are no condition."""
    return [Filter(field, Operation.IN, list(values))] if values else []


def chosen_namespaces(
    known: Iterable[str], named: Sequence[str], pattern: str | None, *, with_children: bool
) -> tuple[str, ...]:
    """Of the known namespaces those that are named or match a glob, all without either."""
    names = sorted(known)
    if pattern:
        glob = glob_pattern(pattern)
        return tuple(name for name in names if glob.fullmatch(name))
    if not named:
        return tuple(names)
    if not with_children:
        return tuple(name for name in names if name in named)
    return tuple(
        name for name in names if any(name == each or name.startswith(each + ".") for each in named)
    )


async def each_of(
    find: Callable[[Query], Awaitable[Page[T]]], filters: tuple[Filter, ...]
) -> AsyncIterator[T]:
    """All that matches, one page of the store at a time."""
    query = Query(filters, size=STORE_PAGE_ROWS_MAX)
    while True:
        page = await find(query)
        for each in page.results:
            yield each
        if len(page.results) < query.size:
            return
        query = replace(query, page=query.page + 1)
