"""The bases of dashboard charts and of the data that they show."""

from __future__ import annotations

from typing import ClassVar

from tiercel.plugin.task import Plugin


class ChartPlugin(Plugin):
    """A chart of a dashboard.

    `aggregations` are the least and the greatest number of aggregated columns, None meaning any;
    charts without rows show a text.
    """

    aggregations: ClassVar[tuple[int, int | None]] = (0, None)
    has_rows: ClassVar[bool] = True


class DataPlugin(Plugin):
    """A source of rows for charts.

    `rows_of` says of what the rows are (EXECUTIONS, LOGS, METRICS, FLOWS, TRIGGERS),
    `fields_of_rows` are the columns that it can give; `lone_fields` can't stand beside
    aggregations.
    """

    rows_of: ClassVar[str] = ""
    fields_of_rows: ClassVar[tuple[str, ...]] = ()
    lone_fields: ClassVar[frozenset[str]] = frozenset()


class KpiDataPlugin(DataPlugin):
    """A source of one number for a KPI chart."""
