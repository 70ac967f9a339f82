"""The charts of dashboards. The server computes their rows, the user interface draws them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from tiercel.plugin import ChartPlugin, Example, Json, NestedMark, Part, Prop, Static, plugin

ID_PATTERN = r"^[a-zA-Z0-9][a-zA-Z0-9_-]*"
ChartId = Annotated[
    Static[str],
    Field(min_length=1, pattern=ID_PATTERN),
    Prop("A name of its own within the dashboard."),
]
Rows = Annotated[Json, NestedMark("data"), Prop("Where the rows come from.")]
Number = Annotated[Json, NestedMark("filter"), Prop("Where the number comes from.")]
Tooltip = Annotated[Literal["NONE", "ALL", "SINGLE"], Prop("What a tooltip shows.")]


class Legend(Part):
    """The legend."""

    enabled: Annotated[bool, Prop("Whether there is one.")] = True


class Enabled(Part):
    """A part of a chart that can be left out."""

    enabled: Annotated[bool, Prop("Whether it is there.")] = True


class ChartOption(Part):
    """The properties of all charts."""

    display_name: Annotated[
        str, Field(min_length=1), Prop("The title above the chart, as plain text.")
    ]
    description: Annotated[str | None, Prop("A text below the title.")] = None
    width: Annotated[int, Field(ge=1, le=12), Prop("Columns of twelve that it takes.")] = 6


class MarkdownSource(Part):
    """Where a text comes from: one of two kinds, checked when the dashboard is read."""

    type: Annotated[
        str,
        Field(min_length=1),
        Prop(
            "Where the text comes from: `Text` for `content`, `FlowDescription` for a flow's own."
        ),
    ]
    content: Annotated[str | None, Prop("The text, for Text.")] = None
    namespace: Annotated[str | None, Prop("The namespace, for FlowDescription.")] = None
    flow_id: Annotated[str | None, Prop("The flow, for FlowDescription.")] = None


class ColumnOption(ChartOption):
    """Options of charts with a column of dates or names."""

    column: Annotated[str, Field(min_length=1), Prop("The column of the horizontal axis.")]
    tooltip: Tooltip = "ALL"
    legend: Annotated[
        Legend, Prop("The legend beside the chart; shown unless `enabled` is false.")
    ] = Legend()


class TimeSeriesOption(ColumnOption):
    """Options of a time series."""

    color_by_column: Annotated[str | None, Prop("The column that colours stand for.")] = None


class PieOption(ChartOption):
    """Options of a pie."""

    color_by_column: Annotated[str | None, Prop("The column that colours stand for.")] = None
    graph_style: Annotated[Literal["PIE", "DONUT"], Prop("With or without a hole.")] = "DONUT"
    tooltip: Tooltip = "ALL"
    legend: Annotated[
        Legend, Prop("The legend beside the chart; shown unless `enabled` is false.")
    ] = Legend()


class TableOption(ChartOption):
    """Options of a table."""

    header: Annotated[
        Enabled, Prop("The line of column names; shown unless `enabled` is false.")
    ] = Enabled()
    pagination: Annotated[
        Enabled, Prop("Whether rows are shown in pages; they are unless `enabled` is false.")
    ] = Enabled()


class KpiOption(ChartOption):
    """Options of a number."""

    number_type: Annotated[Literal["FLAT", "PERCENTAGE"], Prop("How it is shown.")] = "FLAT"


DATA = """data:
  type: io.kestra.plugin.core.dashboard.data.Executions
  columns:
    state: {field: STATE}
    total: {agg: COUNT}
"""


@plugin(
    "io.kestra.plugin.core.dashboard.chart.TimeSeries",
    title="Numbers over time, as bars or lines.",
    examples=[Example(f"id: by_day\nchartOptions:\n  displayName: Days\n  column: date\n{DATA}")],
)
class TimeSeries(ChartPlugin):
    """One or two aggregations by date."""

    aggregations: ClassVar[tuple[int, int | None]] = (1, 2)

    id: ChartId
    chart_options: Annotated[
        Static[TimeSeriesOption | None],
        Prop("How the chart looks: title, axes, colours and legend; only the title is required."),
    ] = None
    data: Rows


@plugin(
    "io.kestra.plugin.core.dashboard.chart.Bar",
    title="Bars, one for each value of a column.",
    examples=[Example(f"id: bars\nchartOptions:\n  displayName: States\n  column: state\n{DATA}")],
)
class Bar(ChartPlugin):
    """One aggregation by a column."""

    aggregations: ClassVar[tuple[int, int | None]] = (1, 1)

    id: ChartId
    chart_options: Annotated[
        Static[ColumnOption | None],
        Prop("How the chart looks: title, axis and legend; only the title is required."),
    ] = None
    data: Rows


@plugin(
    "io.kestra.plugin.core.dashboard.chart.Pie",
    title="A pie with a slice for each value.",
    examples=[Example(f"id: pie\nchartOptions:\n  displayName: States\n{DATA}")],
)
class Pie(ChartPlugin):
    """One aggregation by a column."""

    aggregations: ClassVar[tuple[int, int | None]] = (1, 1)

    id: ChartId
    chart_options: Annotated[
        Static[PieOption | None],
        Prop("How the chart looks: title, form and legend; only the title is required."),
    ] = None
    data: Rows


@plugin(
    "io.kestra.plugin.core.dashboard.chart.Table",
    title="Rows in a table, with the chosen columns.",
    examples=[Example(f"id: table\nchartOptions:\n  displayName: States\n{DATA}")],
)
class Table(ChartPlugin):
    """Any columns."""

    id: ChartId
    chart_options: Annotated[
        Static[TableOption | None],
        Prop("How the table looks: title, header and pages; only the title is required."),
    ] = None
    data: Rows


@plugin(
    "io.kestra.plugin.core.dashboard.chart.KPI",
    title="One number, alone or as a share.",
    examples=[
        Example(
            "id: success\nchartOptions:\n  displayName: Success\n  numberType: PERCENTAGE\n"
            "data:\n  type: io.kestra.plugin.core.dashboard.data.ExecutionsKPI\n"
            "  columns: {field: ID, agg: COUNT}\n"
            "  numerator:\n    - {field: STATE, type: IN, values: [SUCCESS]}"
        )
    ],
)
class KPI(ChartPlugin):
    """A count, or a part of one."""

    aggregations: ClassVar[tuple[int, int | None]] = (1, 1)

    id: ChartId
    chart_options: Annotated[
        Static[KpiOption | None],
        Prop("How the figure looks: title and kind of number; only the title is required."),
    ] = None
    data: Number


@plugin(
    "io.kestra.plugin.core.dashboard.chart.Markdown",
    title="A text in Markdown, or the description of a flow.",
    examples=[Example("id: text\nsource:\n  type: Text\n  content: '## Hello'")],
)
class Markdown(ChartPlugin):
    """Written here, or the description of a flow."""

    has_rows: ClassVar[bool] = False

    id: ChartId
    chart_options: Annotated[
        Static[ChartOption | None], Prop("How the text looks: its title, which is required.")
    ] = None
    content: Annotated[
        Static[str | None],
        Prop("The text in Markdown; an older name of `source.content`.", deprecated=True),
    ] = None
    source: Annotated[
        Static[MarkdownSource | None],
        Prop("`{type: Text, content}` or `{type: FlowDescription, namespace, flowId}`."),
    ] = None
