"""`tiercel token`: tokens with which programs ask the API of a running server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.options import AsJson, IdempotencyKey, asks_server

if TYPE_CHECKING:
    from tiercel.cli.client import Client

EXAMPLES = {
    "list": "tiercel token list",
    "create": "tiercel token create deploy --max-age P90D",
    "delete": "tiercel token delete 6fGkP1",
}


def add(app: typer.Typer) -> None:
    group = typer.Typer(help="Tokens of the API.", no_args_is_help=True)
    for name, command in {"list": show_list, "create": create, "delete": delete}.items():
        group.command(name, epilog=f"Example: {EXAMPLES[name]}")(command)
    app.add_typer(group, name="token")


@asks_server
def show_list(client: Client, as_json: AsJson = False) -> None:
    """Tokens without their texts, expired ones too."""
    from tiercel.cli.api.tokens import ListTokens
    from tiercel.cli.output import print_json
    from tiercel.cli.tables import print_table

    found = client.call(ListTokens())
    if as_json:
        print_json(found)
        return
    print_table(
        ("id", "name", "begins with", "created", "expires", "expired", "description"),
        (
            (each.id, each.name, each.prefix, each.iat, each.exp, each.expired, each.description)
            for each in found.results
        ),
    )


@asks_server
def create(  # noqa: PLR0913  One parameter an option.
    client: Client,
    name: Annotated[str, typer.Argument(help="What the token is for.")],
    max_age: Annotated[
        str | None, typer.Option("--max-age", help="Its life as an ISO duration; else for good.")
    ] = None,
    description: Annotated[str | None, typer.Option("--description", help="Some words.")] = None,
    idempotency_key: IdempotencyKey = None,
    as_json: AsJson = False,
) -> None:
    """Create a token and print it; it is shown only now."""
    from tiercel.cli.api.tokens import CreateToken, TokenInput
    from tiercel.cli.output import print_json

    body = TokenInput(name=name, description=description, max_age=max_age)
    created = client.call(CreateToken(body=body), idempotency_key)
    if as_json:
        print_json(created)
    else:
        typer.echo(created.full_token or "")


@asks_server
def delete(
    client: Client, token_id: Annotated[str, typer.Argument(help="The id of a token.")]
) -> None:
    """Revoke a token: requests with it are refused from now on."""
    from tiercel.cli.api.tokens import DeleteToken

    client.call(DeleteToken(id=token_id))
    typer.echo(f"{token_id} deleted")
