"""How many rows of each whole hour match, by one walk over the counts or by leaps through them.

A walk looks at every count of every hour. Who sees some of the namespaces pays for those of the
others too, and for comparing each: half as much again as somebody who sees all. The counts of an
hour are in the order of their namespaces, so what somebody sees is in a few runs of neighbours, and
leaps from run to run read nothing else.
"""

from __future__ import annotations

from collections.abc import Sequence

import apsw
from msgspec.structs import replace

from tiercel.adapters.sql.filters import where
from tiercel.adapters.sql.hour_pages import HourWindow
from tiercel.adapters.sql.hours import HOUR, HourTable, Span
from tiercel.adapters.sql.namespaces import runs_of
from tiercel.adapters.sqlite.reader import fetch
from tiercel.model.stored.codec import encode_json

# As measured, in counts that are added up: what it costs to compare one with a list of namespaces,
# to find the next hour, and to find a run in it.
_COMPARED, _HOUR_LEAP, _RUN_LEAP = 0.65, 20, 8
# So many counts say how many an hour has.
_SAMPLE = 1_000
_Hours = list[tuple[int, int]]


def whole_hours(
    connection: apsw.Connection,
    table: HourTable,
    window: HourWindow,
    namespaces: Sequence[str] = (),
) -> list[Span]:
    """The hours that have matching rows, the last one first.

    Shapes: `namespaces` are all that rows have, in order, if that is known.
    """
    found = _by_leaps(connection, table, window, namespaces)
    if found is None:
        found = _by_walk(connection, table, window)
    return [Span(hour * HOUR, (hour + 1) * HOUR, count) for hour, count in found if count]


def _by_walk(connection: apsw.Connection, table: HourTable, window: HourWindow) -> _Hours:
    clause = where(window.hours("hour"))
    text = (
        f"SELECT hour, sum(n) FROM {table.name} WHERE {clause.text}"
        " GROUP BY hour ORDER BY hour DESC"
    )
    return fetch(connection, text, clause.bindings)


def _by_leaps(
    connection: apsw.Connection, table: HourTable, window: HourWindow, namespaces: Sequence[str]
) -> _Hours | None:
    """None when a walk is shorter."""
    for place, each in enumerate(window.others):
        runs = runs_of(each, namespaces)
        if runs:
            part = sum(map(len, runs)) / len(namespaces)
            if not _are_shorter(_counts_each(connection, table, window), len(runs), part):
                return None
            others = (*window.others[:place], *window.others[place + 1 :])
            return _leapt(connection, table.name, replace(window, others=others), runs)
    return None


def _are_shorter(counts: float, runs: int, part: float) -> bool:
    """Whether leaps are, over hours with so many counts, of which this part is in the runs."""
    return _HOUR_LEAP + _RUN_LEAP * runs + counts * part < counts * (1 + _COMPARED)


def _counts_each(connection: apsw.Connection, table: HourTable, window: HourWindow) -> float:
    """How many counts an hour of the window has, as the last ones say."""
    clause = where(replace(window, others=()).hours("hour"))
    text = (
        "SELECT count(*), count(DISTINCT hour) FROM ("
        f"SELECT hour FROM {table.name} WHERE {clause.text} ORDER BY hour DESC LIMIT ?)"
    )
    ((counts, hours),) = fetch(connection, text, (*clause.bindings, _SAMPLE))
    return float(counts / max(hours, 1))


def _leapt(
    connection: apsw.Connection, name: str, window: HourWindow, runs: Sequence[Sequence[str]]
) -> _Hours:
    within, others = where(replace(window, others=()).hours("hour")), where(window.others)
    text = (
        "WITH RECURSIVE runs(low, high) AS MATERIALIZED"
        " (SELECT value ->> 0, value ->> 1 FROM json_each(?)),"
        f" hours(hour) AS (SELECT max(hour) FROM {name} WHERE {within.text}"
        f" UNION ALL SELECT (SELECT max(hour) FROM {name}"
        f" WHERE {name}.hour < hours.hour AND {within.text}) FROM hours WHERE hour IS NOT NULL)"
        f" SELECT hour, (SELECT sum(n) FROM runs CROSS JOIN {name} WHERE {name}.hour = hours.hour"
        f" AND {name}.namespace >= low AND {name}.namespace <= high AND {others.text})"
        " FROM hours WHERE hour IS NOT NULL ORDER BY hour DESC"
    )
    ends = encode_json([(run[0], run[-1]) for run in runs]).decode()
    return fetch(connection, text, (ends, *within.bindings, *within.bindings, *others.bindings))
