"""`tiercel blueprint`: the catalogue of examples of a running server, and those of its users."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.groups import group_of
from tiercel.cli.options import asks_server, prints_answer
from tiercel.cli.output import Done, done, show_done
from tiercel.cli.parameters.pairs import pairs_of
from tiercel.cli.parameters.shared import FIRST_PAGE, IdempotencyKey, Paging, Parameters
from tiercel.cli.tables import Row, table_of

if TYPE_CHECKING:
    from tiercel.cli.api.blueprints import (
        BlueprintInput,
        BlueprintPage,
        BlueprintView,
        CreateBlueprint,
        UpdateBlueprint,
    )
    from tiercel.cli.client import Client

BlueprintId = Annotated[str, typer.Argument(help="The id of a blueprint.")]
File = Annotated[
    Path, typer.Argument(help="A flow or a dashboard, a YAML file.", exists=True, dir_okay=False)
]
Own = Annotated[bool, typer.Option("--own", help="Of those that people wrote on this server.")]


Title = Annotated[str, typer.Option("--title", "-t", help="What it is called.")]


class About(Parameters, frozen=True, kw_only=True):
    """What may be said of a blueprint beside its title and source."""

    description: Annotated[
        str, typer.Option("--description", "-d", help="What it is for, in Markdown.")
    ] = ""
    tags: Annotated[list[str] | None, typer.Option("--tag", help="A tag; repeatable.")] = None


NOTHING = About()


def add(app: typer.Typer) -> None:
    group = group_of(
        "The catalogue of examples, and blueprints of your own.",
        {
            "list": (show_list, "tiercel blueprint list --query csv"),
            "show": (show, "tiercel blueprint show hello-world > hello.yaml"),
            "use": (use, "tiercel blueprint use 3xTq --input table=orders > flow.yaml"),
            "create": (create, "tiercel blueprint create hello.yaml --title Hello --tag team"),
            "update": (update, "tiercel blueprint update 3xTq hello.yaml --title Hello"),
            "delete": (delete, "tiercel blueprint delete 3xTq"),
        },
    )
    app.add_typer(group, name="blueprint")


def _row(blueprint: BlueprintView) -> Row:
    return (blueprint.id, blueprint.title, " ".join(blueprint.tags))


def _show_id(blueprint: BlueprintView) -> None:
    typer.echo(blueprint.id)


def _show_updated(blueprint: BlueprintView) -> None:
    typer.echo(f"{blueprint.id} updated")


@prints_answer(table_of(("id", "title", "tags"), _row))
def show_list(
    client: Client,
    text: Annotated[str | None, typer.Option("--query", "-q", help="Words of its texts.")] = None,
    paging: Paging = FIRST_PAGE,
    own: Own = False,
) -> BlueprintPage:
    """Blueprints of flows with their titles; with `--own` those of dashboards, too."""
    from tiercel.cli.api.blueprints import FindBlueprints, FindOwnBlueprints

    find = FindOwnBlueprints if own else FindBlueprints
    return client.call(find(q=text, size=paging.size, page=paging.page))


@asks_server
def show(client: Client, blueprint_id: BlueprintId, own: Own = False) -> None:
    """Print the source of a blueprint; one of the catalogue is a flow that runs as it is."""
    from tiercel.cli.api.blueprints import GetBlueprintSource, GetOwnBlueprintSource

    ask = (
        GetOwnBlueprintSource(id=blueprint_id)
        if own
        else GetBlueprintSource(kind="flow", id=blueprint_id)
    )
    typer.echo(client.call(ask).rstrip())


@asks_server
def use(
    client: Client,
    blueprint_id: BlueprintId,
    inputs: Annotated[
        list[str] | None, typer.Option("--input", "-i", help="An argument as id=value.")
    ] = None,
) -> None:
    """Print the flow that a blueprint makes of the arguments that it asks for."""
    from tiercel.cli.api.blueprints import BlueprintArgumentsInput, UseBlueprint

    body = BlueprintArgumentsInput(template_arguments_inputs={**pairs_of(inputs or [], "input")})
    made = client.call(UseBlueprint(id=blueprint_id, body=body))
    typer.echo(made.generated_flow_source.rstrip())


@prints_answer(_show_id)
def create(  # noqa: PLR0913  One parameter an option.
    client: Client,
    file: File,
    title: Title,
    about: About = NOTHING,
    is_dashboard: Annotated[
        bool, typer.Option("--dashboard", help="Of a dashboard, not of a flow.")
    ] = False,
    idempotency_key: IdempotencyKey = None,
) -> BlueprintView:
    """Write a blueprint for everybody on the server and print its id."""
    from msgspec.structs import replace

    from tiercel.cli.api.blueprints import CreateBlueprint

    body = _body(file, title, about)
    body = replace(body, kind="DASHBOARD") if is_dashboard else body
    return _sent(client, CreateBlueprint(body=body), file, idempotency_key)


@prints_answer(_show_updated)
def update(
    client: Client,
    blueprint_id: BlueprintId,
    file: File,
    title: Title,
    about: About = NOTHING,
) -> BlueprintView:
    """Replace a blueprint that somebody wrote: its source, title, description and tags."""
    from tiercel.cli.api.blueprints import UpdateBlueprint

    return _sent(client, UpdateBlueprint(id=blueprint_id, body=_body(file, title, about)), file)


@prints_answer(show_done)
def delete(client: Client, blueprint_id: BlueprintId) -> Done:
    """Delete a blueprint that somebody wrote; flows that were made of it stay."""
    from tiercel.cli.api.blueprints import DeleteBlueprint

    client.call(DeleteBlueprint(id=blueprint_id))
    return done("deleted", id=blueprint_id)


def _body(file: Path, title: str, about: About) -> BlueprintInput:
    from tiercel.cli.api.blueprints import BlueprintInput

    return BlueprintInput(
        title=title,
        source=file.read_text("utf-8"),
        description=about.description,
        tags=about.tags or [],
    )


def _sent(
    client: Client,
    ask: CreateBlueprint | UpdateBlueprint,
    file: Path,
    key: str | None = None,
) -> BlueprintView:
    """Send a source; what is wrong with it is said with the name of the file."""
    from tiercel.cli.refusals import ServerRefused, of_file

    try:
        return client.call(ask, key)
    except ServerRefused as error:
        raise of_file(error, str(file)) from None
