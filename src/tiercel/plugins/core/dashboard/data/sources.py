"""Where the rows and numbers of charts come from. The server answers the queries."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import AliasChoices, Field

from tiercel.plugin import DataPlugin, Example, Json, KpiDataPlugin, Part, Prop, Static, plugin

EXECUTION_FIELDS = (
    "ID",
    "NAMESPACE",
    "FLOW_ID",
    "FLOW_REVISION",
    "STATE",
    "DURATION",
    "LABELS",
    "START_DATE",
    "END_DATE",
    "TRIGGER_EXECUTION_ID",
    "SCOPE",
)
LOG_FIELDS = (
    "NAMESPACE",
    "FLOW_ID",
    "EXECUTION_ID",
    "TASK_ID",
    "DATE",
    "TASK_RUN_ID",
    "ATTEMPT_NUMBER",
    "TRIGGER_ID",
    "LEVEL",
    "MESSAGE",
)
METRIC_FIELDS = (
    "NAMESPACE",
    "FLOW_ID",
    "TASK_ID",
    "EXECUTION_ID",
    "TASK_RUN_ID",
    "TYPE",
    "NAME",
    "VALUE",
    "DATE",
)
FLOW_FIELDS = ("ID", "NAMESPACE", "REVISION")
TRIGGER_FIELDS = (
    "ID",
    "NAMESPACE",
    "FLOW_ID",
    "TRIGGER_ID",
    "EXECUTION_ID",
    "NEXT_EXECUTION_DATE",
    "WORKER_ID",
)


class Column(Part):
    """A column of a chart: a field, an aggregation, or both."""

    field: Annotated[str | None, Prop("The field; not needed for COUNT.")] = None
    agg: Annotated[
        Literal["AVG", "MAX", "MIN", "SUM", "COUNT"] | None, Prop("How rows are put together.")
    ] = None
    display_name: Annotated[str | None, Prop("The title of the column.")] = None
    label_key: Annotated[
        str | None,
        Field(validation_alias=AliasChoices("labelKey", "key", "label_key")),
        Prop("Which label, for the field LABELS."),
    ] = None
    graph_style: Annotated[
        Literal["LINES", "BARS", "POINTS"] | None, Prop("How a time series draws it.")
    ] = None
    column_alignment: Annotated[
        Literal["LEFT", "RIGHT", "CENTER"] | None, Prop("How a table aligns it.")
    ] = "LEFT"


class Order(Part):
    """An order of rows."""

    column: Annotated[
        str,
        Field(min_length=1),
        Prop("The name of the column that rows are sorted by, as it is among `columns`."),
    ]
    order: Annotated[
        Literal["ASC", "DESC"],
        Prop("Whether the smallest comes first (`ASC`) or the largest (`DESC`)."),
    ] = "ASC"


Filters = Annotated[
    Static[list[dict[str, Json]] | None], Prop("Filters: `{field, type, value or values}`.")
]
EXAMPLE = (
    "columns:\n  total: {agg: COUNT}\nwhere:\n  - {field: NAMESPACE, type: EQUAL_TO, value: a}"
)
KPI_EXAMPLE = "columns: {field: ID, agg: COUNT}\nnumerator:\n  - {field: ID, type: IS_NOT_NULL}"


class RowSource(DataPlugin):
    """Rows with a cell for each column; `where` chooses what they are made of."""

    columns: Annotated[Static[dict[str, Column] | None], Prop("The columns by key.")] = None
    where: Filters = None
    order_by: Annotated[Static[list[Order] | None], Prop("The order of rows.")] = None


class NumberSource(KpiDataPlugin):
    """A number, or the part that `numerator` makes of it."""

    columns: Annotated[
        Static[Column | None],
        Prop("The one column whose aggregation is the figure, with its `field` and `agg`."),
    ] = None
    numerator: Filters = None
    where: Filters = None


def kpi(name: str) -> str:
    """The type of a number source."""
    return f"io.kestra.plugin.core.dashboard.data.{name}KPI"


@plugin(
    "io.kestra.plugin.core.dashboard.data.Executions",
    title="Rows of executions, for a chart.",
    examples=[Example(EXAMPLE)],
)
class Executions(RowSource):
    """Rows of executions, or a number of them."""

    rows_of: ClassVar[str] = "EXECUTIONS"
    fields_of_rows: ClassVar[tuple[str, ...]] = EXECUTION_FIELDS


@plugin(kpi("Executions"), title="A number of executions.", examples=[Example(KPI_EXAMPLE)])
class ExecutionsKPI(NumberSource):
    """Rows of executions, or a number of them."""

    rows_of: ClassVar[str] = "EXECUTIONS"
    fields_of_rows: ClassVar[tuple[str, ...]] = EXECUTION_FIELDS


@plugin(
    "io.kestra.plugin.core.dashboard.data.Logs",
    title="Rows of log entries, for a chart.",
    examples=[Example(EXAMPLE)],
)
class Logs(RowSource):
    """Rows of log entries, or a number of them."""

    rows_of: ClassVar[str] = "LOGS"
    lone_fields: ClassVar[frozenset[str]] = frozenset({"MESSAGE"})
    fields_of_rows: ClassVar[tuple[str, ...]] = LOG_FIELDS


@plugin(kpi("Logs"), title="A number of log entries.", examples=[Example(KPI_EXAMPLE)])
class LogsKPI(NumberSource):
    """Rows of log entries, or a number of them."""

    rows_of: ClassVar[str] = "LOGS"
    fields_of_rows: ClassVar[tuple[str, ...]] = LOG_FIELDS


@plugin(
    "io.kestra.plugin.core.dashboard.data.Metrics",
    title="Rows of metrics, for a chart.",
    examples=[Example(EXAMPLE)],
)
class Metrics(RowSource):
    """Rows of metric entries, or a number of them."""

    rows_of: ClassVar[str] = "METRICS"
    fields_of_rows: ClassVar[tuple[str, ...]] = METRIC_FIELDS


@plugin(kpi("Metrics"), title="A number of metrics.", examples=[Example(KPI_EXAMPLE)])
class MetricsKPI(NumberSource):
    """Rows of metric entries, or a number of them."""

    rows_of: ClassVar[str] = "METRICS"
    fields_of_rows: ClassVar[tuple[str, ...]] = METRIC_FIELDS


@plugin(
    "io.kestra.plugin.core.dashboard.data.Flows",
    title="Rows of flows, for a chart.",
    examples=[Example(EXAMPLE)],
)
class Flows(RowSource):
    """Rows of the newest revisions of flows, or a number of them."""

    rows_of: ClassVar[str] = "FLOWS"
    fields_of_rows: ClassVar[tuple[str, ...]] = FLOW_FIELDS


@plugin(kpi("Flows"), title="A number of flows.", examples=[Example(KPI_EXAMPLE)])
class FlowsKPI(NumberSource):
    """Rows of the newest revisions of flows, or a number of them."""

    rows_of: ClassVar[str] = "FLOWS"
    fields_of_rows: ClassVar[tuple[str, ...]] = FLOW_FIELDS


@plugin(
    "io.kestra.plugin.core.dashboard.data.Triggers",
    title="Rows of triggers, for a chart.",
    examples=[Example(EXAMPLE)],
)
class Triggers(RowSource):
    """Rows of the states of triggers, or a number of them."""

    rows_of: ClassVar[str] = "TRIGGERS"
    fields_of_rows: ClassVar[tuple[str, ...]] = TRIGGER_FIELDS


# Not in the reference, where triggers can be listed and not counted (dashboards.md §11).
@plugin(kpi("Triggers"), title="A number of triggers.", examples=[Example(KPI_EXAMPLE)])
class TriggersKPI(NumberSource):
    """Rows of the states of triggers, or a number of them."""

    rows_of: ClassVar[str] = "TRIGGERS"
    fields_of_rows: ClassVar[tuple[str, ...]] = TRIGGER_FIELDS
