"""`tiercel dashboard`: the dashboards of a running server, and the data of their charts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.options import AsJson, IdempotencyKey, asks_server

if TYPE_CHECKING:
    from tiercel.cli.api.dashboards import CreateDashboard, DashboardView, UpdateDashboard
    from tiercel.cli.client import Client

File = Annotated[
    Path, typer.Argument(help="A dashboard, a YAML file.", exists=True, dir_okay=False)
]
DashboardId = Annotated[str, typer.Argument(help="The id of a dashboard.")]
EXAMPLES = {
    "list": "tiercel dashboard list",
    "show": "tiercel dashboard show 3xTq > overview.yaml",
    "create": "tiercel dashboard create overview.yaml",
    "update": "tiercel dashboard update 3xTq overview.yaml",
    "delete": "tiercel dashboard delete 3xTq",
    "export": "tiercel dashboard export 3xTq executions_per_day > executions.csv",
}


def add(app: typer.Typer) -> None:
    group = typer.Typer(help="Dashboards.", no_args_is_help=True)
    commands = {
        "list": show_list,
        "show": show,
        "create": create,
        "update": update,
        "delete": delete,
        "export": export,
    }
    for name, command in commands.items():
        group.command(name, epilog=f"Example: {EXAMPLES[name]}")(command)
    app.add_typer(group, name="dashboard")


@asks_server
def show_list(
    client: Client,
    text: Annotated[str | None, typer.Option("--query", "-q", help="Words of its title.")] = None,
    size: Annotated[int, typer.Option("--size", help="So many at most.", min=1)] = 100,
    page: Annotated[int, typer.Option("--page", help="The page, from 1.", min=1)] = 1,
    as_json: AsJson = False,
) -> None:
    """Dashboards with the ids of their charts."""
    from tiercel.cli.api.dashboards import FindDashboards
    from tiercel.cli.output import print_json
    from tiercel.cli.tables import print_table

    found = client.call(FindDashboards(q=text, size=size, page=page))
    if as_json:
        print_json(found)
        return
    print_table(
        ("id", "title", "updated", "charts"),
        (
            (
                each.id,
                each.title,
                each.updated,
                " ".join(str(chart.get("id", "")) for chart in each.charts),
            )
            for each in found.results
        ),
    )


@asks_server
def show(client: Client, dashboard_id: DashboardId, as_json: AsJson = False) -> None:
    """Print the source of a dashboard."""
    from tiercel.cli.api.dashboards import GetDashboard
    from tiercel.cli.output import print_json

    found = client.call(GetDashboard(id=dashboard_id))
    if as_json:
        print_json(found)
    else:
        typer.echo(found.source_code.rstrip())


@asks_server
def create(client: Client, file: File, idempotency_key: IdempotencyKey = None) -> None:
    """Create a dashboard and print its id."""
    from tiercel.cli.api.dashboards import CreateDashboard

    body = file.read_bytes()
    typer.echo(_sent(client, CreateDashboard(body=body), file, idempotency_key).id)


@asks_server
def update(client: Client, dashboard_id: DashboardId, file: File) -> None:
    """Replace the source of a dashboard."""
    from tiercel.cli.api.dashboards import UpdateDashboard

    _sent(client, UpdateDashboard(id=dashboard_id, body=file.read_bytes()), file)
    typer.echo(f"{dashboard_id} updated")


@asks_server
def delete(client: Client, dashboard_id: DashboardId) -> None:
    """Delete a dashboard."""
    from tiercel.cli.api.dashboards import DeleteDashboard

    client.call(DeleteDashboard(id=dashboard_id))
    typer.echo(f"{dashboard_id} deleted")


@asks_server
def export(  # noqa: PLR0913  One parameter an option.
    client: Client,
    dashboard_id: DashboardId,
    chart_id: Annotated[str, typer.Argument(help="The id of a chart in it.")],
    start: Annotated[str | None, typer.Option("--start", help="The first date, ISO 8601.")] = None,
    end: Annotated[str | None, typer.Option("--end", help="The last one; else now.")] = None,
    namespace: Annotated[
        str | None, typer.Option("--namespace", "-n", help="Of it and those below it.")
    ] = None,
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
