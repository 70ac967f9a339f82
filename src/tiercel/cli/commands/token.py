"""`tiercel token`: tokens with which programs ask the API of a running server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.groups import group_of
from tiercel.cli.options import prints_answer
from tiercel.cli.output import Done, done, show_done
from tiercel.cli.parameters.shared import IdempotencyKey
from tiercel.cli.tables import Row, table_of

if TYPE_CHECKING:
    from tiercel.cli.api.tokens import TokensView, TokenView
    from tiercel.cli.client import Client

HEADINGS = ("id", "name", "begins with", "created", "expires", "expired", "description")


def add(app: typer.Typer) -> None:
    group = group_of(
        "Tokens of the API.",
        {
            "list": (show_list, "tiercel token list"),
            "create": (create, "tiercel token create deploy --max-age P90D"),
            "delete": (delete, "tiercel token delete 6fGkP1"),
        },
    )
    app.add_typer(group, name="token")


def _row(token: TokenView) -> Row:
    return (
        token.id,
        token.name,
        token.prefix,
        token.iat,
        token.exp,
        token.expired,
        token.description,
    )


def _show_text(token: TokenView) -> None:
    typer.echo(token.full_token or "")


@prints_answer(table_of(HEADINGS, _row))
def show_list(client: Client) -> TokensView:
    """Tokens without their texts, expired ones too."""
    from tiercel.cli.api.tokens import ListTokens

    return client.call(ListTokens())


@prints_answer(_show_text)
def create(
    client: Client,
    name: Annotated[str, typer.Argument(help="What the token is for.")],
    max_age: Annotated[
        str | None, typer.Option("--max-age", help="Its life as an ISO duration; else for good.")
    ] = None,
    description: Annotated[str | None, typer.Option("--description", help="Some words.")] = None,
    idempotency_key: IdempotencyKey = None,
) -> TokenView:
    """Create a token and print it; it is shown only now."""
    from tiercel.cli.api.tokens import CreateToken, TokenInput

    body = TokenInput(name=name, description=description, max_age=max_age)
    return client.call(CreateToken(body=body), idempotency_key)


@prints_answer(show_done)
def delete(
    client: Client, token_id: Annotated[str, typer.Argument(help="The id of a token.")]
) -> Done:
    """Revoke a token: requests with it are refused from now on."""
    from tiercel.cli.api.tokens import DeleteToken

    client.call(DeleteToken(id=token_id))
    return done("deleted", id=token_id)
