"""Which questions the tables of counted hours and days can answer, and what is left to the rows.

A question about a window is cut in three: the whole hours in the middle come from the counts,
the rest of an hour on either side from the rows themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

import msgspec
from msgspec.structs import replace

from tiercel.adapters.analysis import SECOND, Field
from tiercel.model.lists.analysis import Aggregation, Analysis, Measure, Source, TimeUnit
from tiercel.model.lists.conditions import (
    AnyOf,
    Compare,
    Condition,
    Constant,
    OneOf,
    Search,
    Text,
)
from tiercel.model.lists.paging import Operation

Row = tuple[Any, ...]

HOUR = 3_600 * SECOND
DAY = 24 * HOUR
# Shorter windows are read from the rows at once.
HOURS_MIN = 24
DAYS_MIN = 2
# The names of flows: counts by flow are kept by them.
NAMES = ("namespace", "flow_id")


class HourTable(msgspec.Struct, frozen=True):
    """A table of counted hours, or of counted days.

    Shapes: `time` is the column of the rows that the hours are made of, `columns` are those that
    counts are kept by, `sums` maps a column and an aggregation to where it is kept. `place` and
    `width` are the column and the length of an hour or day; windows of fewer than `least` are not
    worth it. `has_names` says that counts are kept by name, so that searches in names can be
    answered.
    """

    name: str
    time: str
    columns: frozenset[str]
    sums: Mapping[tuple[str, Aggregation], str] = {}
    place: str = "hour"
    width: int = HOUR
    least: int = HOURS_MIN
    has_names: bool = False


_DURATIONS = {
    ("duration", Aggregation.SUM): "duration",
    ("duration", Aggregation.MIN): "shortest",
    ("duration", Aggregation.MAX): "longest",
}
TABLES = {
    Source.EXECUTIONS: HourTable(
        "execution_hours",
        "started",
        frozenset(("namespace", "kind", "state")),
        _DURATIONS,
    ),
    Source.LOGS: HourTable("log_hours", "timestamp", frozenset(("namespace", "level"))),
}
EXECUTION_DAYS = HourTable(
    "execution_days",
    "started",
    frozenset(("namespace", "flow_id", "kind", "state")),
    _DURATIONS,
    place="day",
    width=DAY,
    least=DAYS_MIN,
    has_names=True,
)
_UNITS = {HOUR: TimeUnit.HOUR, DAY: TimeUnit.DAY}
# Columns that every row has, so that counting them counts rows.
_ALWAYS = frozenset(
    ("id", "namespace", "flow_id", "kind", "state", "started", "timestamp", "level", "*")
)


class Span(msgspec.Struct, frozen=True):
    """The matching rows from `start` on and before `end`; there is at least one."""

    start: int
    end: int
    count: int


class Cut(msgspec.Struct, frozen=True):
    """A question in parts: conditions on whole hours, on the rows beside them, and on the rest.

    Shapes: `columns` are the measures over counts, which are grouped unless each is a row of the
    answer. With a `search`, these parts are only of rows whose names have all its words; others
    from `first` to before `last`, the numbers of whole hours or days, may meet it and `plain`.
    """

    table: HourTable
    columns: tuple[str, ...]
    whole: tuple[Condition, ...]
    edges: tuple[tuple[Condition, ...], ...]
    rest: tuple[Condition, ...]
    is_grouped: bool = True
    plain: tuple[Condition, ...] = ()
    search: Search | None = None
    first: int | None = None
    last: int | None = None


def by_names(search: Search) -> Search:
    """The search in names alone."""
    return Search(NAMES, search.tokens)


def cut_of(
    analysis: Analysis, fields: Sequence[Field], conditions: Sequence[Condition]
) -> Cut | None:
    """The question in parts; None when the counts can't answer it or it is not worth it."""
    tables = [TABLES[analysis.source]] if analysis.source in TABLES else []
    if analysis.source is Source.EXECUTIONS:
        tables.append(EXECUTION_DAYS)
    for table in tables:
        cut = _cut_by(table, analysis, fields, conditions)
        if cut is not None:
            return cut
    return None


def _cut_by(
    table: HourTable, analysis: Analysis, fields: Sequence[Field], conditions: Sequence[Condition]
) -> Cut | None:
    seconds = table.width // SECOND
    if any(part % seconds for pair in analysis.offsets[1:] for part in pair):
        return None
    if analysis.offsets[0][1] % seconds:
        return None
    is_grouped = not (analysis.in_parts and _is_row_by_row(table, analysis, fields))
    columns = []
    for measure, field in zip(analysis.measures, fields, strict=True):
        cell = _kept(table, measure, field)
        if cell is None:
            return None
        columns.append(_together_of(measure, cell) if is_grouped else cell)
    window = [
        each
        for each in conditions
        if isinstance(each, Compare) and each.column == table.time and isinstance(each.value, int)
    ]
    others = tuple(each for each in conditions if each not in window)
    searches = [each for each in others if _is_of_names(table, each)]
    plain = tuple(each for each in others if each not in searches)
    if len(searches) > 1 or not all(is_counted_by(table, each) for each in plain):
        return None
    if not searches:
        cut = _cut(table, tuple(columns), window, (others, others))
        return None if cut is None else replace(cut, is_grouped=is_grouped)
    if any(starts_range(each, "namespace") for each in plain):
        # An index has the rows of the namespace in one place.
        return None
    (search,) = searches
    assert isinstance(search, Search)
    cut = _cut(table, tuple(columns), window, (others, (*plain, by_names(search))))
    if cut is None:
        return None
    return replace(cut, is_grouped=is_grouped, plain=plain, search=search)


def _is_of_names(table: HourTable, condition: Condition) -> bool:
    return (
        table.has_names
        and isinstance(condition, Search)
        and not condition.is_negated
        and bool(condition.tokens)
        and set(NAMES) < set(condition.columns)
    )


def _is_row_by_row(table: HourTable, analysis: Analysis, fields: Sequence[Field]) -> bool:
    """Whether grouping counts would leave as many rows: nearly all are of one kind."""
    pairs = zip(analysis.measures, fields, strict=True)
    groups = {field.column: measure for measure, field in pairs if measure.aggregation is None}
    time = groups.get(table.time)
    has_all = table.columns - {"kind"} <= groups.keys()
    return has_all and time is not None and time.unit is _UNITS[table.width]


def _kept(table: HourTable, measure: Measure, field: Field) -> str | None:
    """What a count keeps of a measure."""
    match measure.aggregation:
        case None if field.column == table.time:
            is_finer = measure.unit is TimeUnit.HOUR and table.width > HOUR
            if measure.unit in (None, TimeUnit.MINUTE) or is_finer:
                return None
            return f"{table.place} * {table.width}"
        case None:
            return field.column if field.column in table.columns else None
        case Aggregation.COUNT:
            return "n" if field.column in _ALWAYS else None
        case _:
            return table.sums.get((field.column, measure.aggregation))


def _together_of(measure: Measure, cell: str) -> str:
    """The expression for a measure over several counts."""
    if measure.aggregation is None:
        return cell
    if measure.aggregation is Aggregation.COUNT:
        return f"coalesce(sum({cell}), 0)"
    return f"{measure.aggregation.value.lower()}({cell})"


def is_counted_by(table: HourTable, condition: Condition) -> bool:
    """Whether the condition holds for all rows of a count, or for none."""
    match condition:
        case OneOf(column=column) | Text(column=column) | Compare(column=column):
            return column in table.columns
        case AnyOf(conditions=several):
            return all(is_counted_by(table, each) for each in several)
        case Constant():
            return True
        case _:
            return False


def starts_range(condition: Condition, column: str) -> bool:
    """Whether an index that starts with the column is entered at one place for the condition."""
    match condition:
        case OneOf(is_negated=is_negated):
            return condition.column == column and not is_negated
        case Text(how=how):
            return condition.column == column and how in (
                Operation.PREFIX,
                Operation.STARTS_WITH,
            )
        case _:
            return False


def _cut(
    table: HourTable,
    columns: tuple[str, ...],
    window: Sequence[Compare],
    others: tuple[tuple[Condition, ...], tuple[Condition, ...]],
) -> Cut | None:
    """Shapes: `others` are the conditions on rows, and those on what is counted."""
    start, end = bounds_of(window)
    width = table.width
    of_rows, of_counts = others
    whole, rest = list(of_counts), list(of_counts)
    edges: list[tuple[Condition, ...]] = []
    first, last = None, None
    if start is not None:
        first = -(-start // width)
        whole.append(Compare(table.place, ">=", first))
        rest.append(Compare(table.time, ">=", first * width))
        edges.append((*of_rows, *between(table.time, start, first * width)))
    if end is not None:
        last = end // width
        whole.append(Compare(table.place, "<", last))
        rest.append(Compare(table.time, "<", last * width))
        edges.append((*of_rows, *between(table.time, last * width, end)))
    if first is not None and last is not None and last - first < table.least:
        return None
    return Cut(table, columns, tuple(whole), tuple(edges), tuple(rest), first=first, last=last)


def bounds_of(window: Sequence[Compare]) -> tuple[int | None, int | None]:
    """The first moment in the window, and the first one after it."""
    start, end = None, None
    for each in window:
        assert isinstance(each.value, int)
        if each.sign in (">", ">="):
            bound = each.value + (each.sign == ">")
            start = bound if start is None else max(start, bound)
        else:
            bound = each.value + (each.sign == "<=")
            end = bound if end is None else min(end, bound)
    return start, end


def between(column: str, start: int, end: int) -> tuple[Condition, Condition]:
    """From `start` on, before `end`."""
    return Compare(column, ">=", start), Compare(column, "<", end)


def of_page(spans: Sequence[Span], size: int, offset: int) -> tuple[list[Span], int]:
    """The spans that the rows of a page are in, and how many rows of the first to skip."""
    wanted: list[Span] = []
    before = skipped = 0
    for span in spans:
        if before >= offset + size:
            break
        if before + span.count > offset:
            if not wanted:
                skipped = offset - before
            wanted.append(span)
        before += span.count
    return wanted, skipped


def merged(measures: Sequence[Measure], parts: Sequence[Sequence[Row]]) -> list[Row]:
    """The rows of the parts together, those of the same group as one, in order of the groups.

    Shapes: each part is in that order, and has a group once.
    """
    places = [place for place, each in enumerate(measures) if each.aggregation is None]
    key_of = _key_of(places)
    longest, *others = sorted(parts, key=len, reverse=True)
    few: dict[Row, Row] = {}
    for row in chain.from_iterable(others):
        key = key_of(row)
        known = few.get(key)
        few[key] = row if known is None else _together(measures, (known, row))
    if not few:
        return list(longest)
    found: list[Row] = []
    for row in longest:
        other = few.pop(key_of(row), None)
        found.append(row if other is None else _together(measures, (row, other)))
    found.extend(few.values())
    try:
        return sorted(found, key=key_of)
    except TypeError:
        # Absent values come first.
        return sorted(found, key=lambda row: [(cell is not None, cell) for cell in key_of(row)])


def _key_of(places: Sequence[int]) -> Callable[[Row], Row]:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda row: tuple(row[place] for place in places)


def _together(measures: Sequence[Measure], rows: Sequence[Row]) -> Row:
    return tuple(
        _cell(measure.aggregation, [row[place] for row in rows])
        for place, measure in enumerate(measures)
    )


def _cell(aggregation: Aggregation | None, cells: Sequence[object]) -> object:
    if aggregation is None:
        return cells[0]
    numbers = [cell for cell in cells if isinstance(cell, int | float)]
    if not numbers:
        return 0 if aggregation is Aggregation.COUNT else None
    if aggregation is Aggregation.MIN:
        return min(numbers)
    return max(numbers) if aggregation is Aggregation.MAX else sum(numbers)
