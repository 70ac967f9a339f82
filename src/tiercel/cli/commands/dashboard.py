"""`tiercel dashboard`: the dashboards of a running server, and the data of their charts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.groups import group_of
from tiercel.cli.options import asks_server, prints_answer
from tiercel.cli.output import Done, done, show_done
from tiercel.cli.parameters.shared import FIRST_PAGE, IdempotencyKey, OfNamespace, Paging
from tiercel.cli.tables import Row, table_of

if TYPE_CHECKING:
    from tiercel.cli.api.dashboards import (
        CreateDashboard,
        DashboardPage,
        DashboardView,
        UpdateDashboard,
    )
    from tiercel.cli.client import Client

File = Annotated[
    Path, typer.Argument(help="A dashboard, a YAML file.", exists=True, dir_okay=False)
]
DashboardId = Annotated[str, typer.Argument(help="The id of a dashboard.")]


def add(app: typer.Typer) -> None:
    group = group_of(
        "Dashboards.",
        {
            "list": (show_list, "tiercel dashboard list"),
            "show": (show, "tiercel dashboard show 3xTq > overview.yaml"),
            "create": (create, "tiercel dashboard create overview.yaml"),
            "update": (update, "tiercel dashboard update 3xTq overview.yaml"),
            "delete": (delete, "tiercel dashboard delete 3xTq"),
            "export": (export, "tiercel dashboard export 3xTq executions_per_day > executions.csv"),
        },
    )
    app.add_typer(group, name="dashboard")


def _row(dashboard: DashboardView) -> Row:
    charts = " ".join(str(chart.get("id", "")) for chart in dashboard.charts)
    return (dashboard.id, dashboard.title, dashboard.updated, charts)


def _show_source(dashboard: DashboardView) -> None:
    typer.echo(dashboard.source_code.rstrip())


def _show_id(dashboard: DashboardView) -> None:
    typer.echo(dashboard.id)


def _show_updated(dashboard: DashboardView) -> None:
    typer.echo(f"{dashboard.id} updated")


@prints_answer(table_of(("id", "title", "updated", "charts"), _row))
def show_list(
    client: Client,
    text: Annotated[str | None, typer.Option("--query", "-q", help="Words of its title.")] = None,
    paging: Paging = FIRST_PAGE,
) -> DashboardPage:
    """Dashboards with the ids of their charts."""
    from tiercel.cli.api.dashboards import FindDashboards

    return client.call(FindDashboards(q=text, size=paging.size, page=paging.page))


@prints_answer(_show_source)
def show(client: Client, dashboard_id: DashboardId) -> DashboardView:
    """Print the source of a dashboard."""
    from tiercel.cli.api.dashboards import GetDashboard

    return client.call(GetDashboard(id=dashboard_id))


@prints_answer(_show_id)
def create(client: Client, file: File, idempotency_key: IdempotencyKey = None) -> DashboardView:
    """Create a dashboard and print its id."""
    from tiercel.cli.api.dashboards import CreateDashboard

    return _sent(client, CreateDashboard(body=file.read_bytes()), file, idempotency_key)


@prints_answer(_show_updated)
def update(client: Client, dashboard_id: DashboardId, file: File) -> DashboardView:
    """Replace the source of a dashboard."""
    from tiercel.cli.api.dashboards import UpdateDashboard

    return _sent(client, UpdateDashboard(id=dashboard_id, body=file.read_bytes()), file)


@prints_answer(show_done)
def delete(client: Client, dashboard_id: DashboardId) -> Done:
    """Delete a dashboard."""
    from tiercel.cli.api.dashboards import DeleteDashboard

    client.call(DeleteDashboard(id=dashboard_id))
    return done("deleted", id=dashboard_id)


@asks_server
def export(  # noqa: PLR0913  One parameter an option.
    client: Client,
    dashboard_id: DashboardId,
    chart_id: Annotated[str, typer.Argument(help="The id of a chart in it.")],
    start: Annotated[str | None, typer.Option("--start", help="The first date, ISO 8601.")] = None,
    end: Annotated[str | None, typer.Option("--end", help="The last one; else now.")] = None,
    namespace: OfNamespace = None,
) -> None:
    """Print the rows of a chart as CSV, those of the dashboard's time window by default."""
    from msgspec import UNSET

    from tiercel.cli.api.dashboards import ChartQueryInput, ExportChart

    body = ChartQueryInput(
        start_date=start or UNSET, end_date=end or UNSET, namespace=namespace or UNSET
    )
    content = client.call(ExportChart(id=dashboard_id, chart_id=chart_id, body=body))
    typer.echo(content, nl=False)


def _sent(
    client: Client,
    ask: CreateDashboard | UpdateDashboard,
    file: Path,
    key: str | None = None,
) -> DashboardView:
    """Send a source; what is wrong with it is said with the name of the file."""
    from tiercel.cli.refusals import ServerRefused, of_file

    try:
        return client.call(ask, key)
    except ServerRefused as error:
        raise of_file(error, str(file)) from None
