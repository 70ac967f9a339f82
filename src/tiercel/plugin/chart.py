"""The bases of dashboard charts and of the data that they show."""

from __future__ import annotations

from typing import ClassVar

from tiercel.plugin.task import Plugin


class ChartPlugin(Plugin):
    """A chart of a dashboard."""


class DataPlugin(Plugin):
    """A source of rows for charts; `fields` are the columns that it can give."""

    fields_of_rows: ClassVar[tuple[str, ...]] = ()


class KpiDataPlugin(DataPlugin):
    """A source of one number for a KPI chart."""
