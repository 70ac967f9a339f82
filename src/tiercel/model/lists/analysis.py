"""Questions about many rows at once: which columns, grouped how, under which conditions."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from tiercel.model.json_types import Json
from tiercel.model.lists.paging import Filter


class Source(StrEnum):
    """The kind of rows that a chart counts."""

    EXECUTIONS = "EXECUTIONS"
    LOGS = "LOGS"
    METRICS = "METRICS"
    FLOWS = "FLOWS"
    TRIGGERS = "TRIGGERS"


class Aggregation(StrEnum):
    """How the values of a group become one."""

    COUNT = "COUNT"
    SUM = "SUM"
    AVG = "AVG"
    MIN = "MIN"
    MAX = "MAX"


class TimeUnit(StrEnum):
    """How wide a bucket of time is."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class Measure(msgspec.Struct, frozen=True):
    """One column of the answer.

    Shapes: without `aggregation` rows are grouped by it; `field` may be empty only for COUNT.
    `unit` puts a date into buckets. `label` is the key of the label for the field LABELS.
    """

    field: str = ""
    aggregation: Aggregation | None = None
    label: str = ""
    unit: TimeUnit | None = None


class ChartTest(msgspec.Struct, frozen=True):
    """A condition of a chart: all tests must hold.

    Shapes: `type` is EQUAL_TO, IN, CONTAINS, … as spec/api/dashboards.md §11 lists them; `any_of`
    are the tests of an OR. Durations are seconds, levels names, dates datetimes or ISO text.
    """

    type: str
    field: str = ""
    value: Json = None
    values: tuple[Json, ...] = ()
    label: str = ""
    any_of: tuple[ChartTest, ...] = ()


class Analysis(msgspec.Struct, frozen=True):
    """A question.

    Shapes: `filters` are those of the lists of the source, `tests` those of charts. `offsets` are
    the zone's offsets in seconds, each with the time (seconds since 1970) from which it holds, in
    order; the first holds before, too. At most `limit` rows come back, sorted by the columns that
    have no aggregation. With `in_parts` a group may come as several rows, and in any order: a
    store may answer sooner then, and whoever asks puts them together.
    """

    source: Source
    measures: tuple[Measure, ...]
    filters: tuple[Filter, ...] = ()
    tests: tuple[ChartTest, ...] = ()
    offsets: tuple[tuple[int, int], ...] = ((0, 0),)
    limit: int = 10_000
    in_parts: bool = False
