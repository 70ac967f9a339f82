"""Lists of a server: conditions as parameters of the API, and the rows of one page or of all."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from tiercel.plugin import Json, PluginError
from tiercel.plugin.server import Filter, Operation

T = TypeVar("T")
# Pages that one task reads at most: a server that ignores their numbers ends there.
PAGES_MAX = 10_000
# As many as a page of a server has: a larger one would look like the last.
PAGE_ROWS_MAX = 10_000


def filters_of(*conditions: tuple[str, str, Json]) -> tuple[Filter, ...]:
    """Conditions of (field, operation, value); those without a value are left out."""
    return tuple(
        Filter(field, Operation(operation), value)
        for field, operation, value in conditions
        if value not in (None, [], {})
    )


def filter_params(filters: Iterable[Filter]) -> dict[str, str]:
    """Conditions as the API takes them: `filters[state][IN]=FAILED,WARNING`."""
    found: dict[str, str] = {}
    for each in filters:
        name = f"filters[{each.field}][{each.operation.value}]"
        if isinstance(each.value, dict):
            found.update({f"{name}[{key}]": str(value) for key, value in each.value.items()})
        else:
            found[name] = _text(each.value)
    return found


def rows_of_pages(
    page_of: Callable[[int], Sequence[T]], page: int | None, size: int
) -> Iterator[T]:
    """The rows of one page from 1; without its number those of all, `size` at a time.

    Raises: PluginError for a page or size below 1, a larger size, and when there is no end.
    """
    if size < 1 or (page is not None and page < 1):
        raise PluginError("`page` and `size` must be 1 or more")
    if size > PAGE_ROWS_MAX:
        raise PluginError(f"`size` must be {PAGE_ROWS_MAX} at most: a page has no more rows")
    first = page or 1
    for number in range(first, first + PAGES_MAX):
        found = page_of(number)
        yield from found
        if page is not None or len(found) < size:
            return
    raise PluginError(f"The list has more than {PAGES_MAX} pages: give a larger `size`")


def _text(value: Json) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
