"""`tiercel blueprint`: the catalogue of examples of a running server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.groups import group_of
from tiercel.cli.options import asks_server, prints_answer
from tiercel.cli.parameters.shared import FIRST_PAGE, Paging
from tiercel.cli.tables import Row, table_of

if TYPE_CHECKING:
    from tiercel.cli.api.blueprints import BlueprintPage, BlueprintView
    from tiercel.cli.client import Client

FLOW = "flow"


def add(app: typer.Typer) -> None:
    group = group_of(
        "The catalogue of examples.",
        {
            "list": (show_list, "tiercel blueprint list --query csv"),
            "show": (show, "tiercel blueprint show hello-world > hello.yaml"),
        },
    )
    app.add_typer(group, name="blueprint")


def _row(blueprint: BlueprintView) -> Row:
    return (blueprint.id, blueprint.title, " ".join(blueprint.tags))


@prints_answer(table_of(("id", "title", "tags"), _row))
def show_list(
    client: Client,
    text: Annotated[str | None, typer.Option("--query", "-q", help="Words of its texts.")] = None,
    paging: Paging = FIRST_PAGE,
) -> BlueprintPage:
    """Blueprints of flows with their titles."""
    from tiercel.cli.api.blueprints import FindBlueprints

    return client.call(FindBlueprints(q=text, size=paging.size, page=paging.page))


@asks_server
def show(
    client: Client, blueprint_id: Annotated[str, typer.Argument(help="The id of a blueprint.")]
) -> None:
    """Print the source of a blueprint, a flow that runs as it is."""
    from tiercel.cli.api.blueprints import GetBlueprintSource

    source = client.call(GetBlueprintSource(kind=FLOW, id=blueprint_id))
    typer.echo(source.rstrip())
