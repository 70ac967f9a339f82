"""`tiercel blueprint`: the catalogue of examples of a running server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.options import AsJson, asks_server

if TYPE_CHECKING:
    from tiercel.cli.client import Client

FLOW = "flow"
EXAMPLES = {
    "list": "tiercel blueprint list --query csv",
    "show": "tiercel blueprint show hello-world > hello.yaml",
}


def add(app: typer.Typer) -> None:
    group = typer.Typer(help="The catalogue of examples.", no_args_is_help=True)
    for name, command in {"list": show_list, "show": show}.items():
        group.command(name, epilog=f"Example: {EXAMPLES[name]}")(command)
    app.add_typer(group, name="blueprint")


@asks_server
def show_list(
    client: Client,
    text: Annotated[str | None, typer.Option("--query", "-q", help="Words of its texts.")] = None,
    size: Annotated[int, typer.Option("--size", help="So many at most.", min=1)] = 100,
    page: Annotated[int, typer.Option("--page", help="The page, from 1.", min=1)] = 1,
    as_json: AsJson = False,
) -> None:
    """Blueprints of flows with their titles."""
    from tiercel.cli.api.blueprints import FindBlueprints
    from tiercel.cli.output import print_json
    from tiercel.cli.tables import print_table

    found = client.call(FindBlueprints(q=text, size=size, page=page))
    if as_json:
        print_json(found)
        return
    print_table(
        ("id", "title", "tags"),
        ((each.id, each.title, " ".join(each.tags)) for each in found.results),
    )


@asks_server
def show(
    client: Client, blueprint_id: Annotated[str, typer.Argument(help="The id of a blueprint.")]
) -> None:
    """Print the source of a blueprint, a flow that runs as it is."""
    from tiercel.cli.api.blueprints import GetBlueprintSource

    source = client.call(GetBlueprintSource(kind=FLOW, id=blueprint_id))
    typer.echo(source.rstrip())
