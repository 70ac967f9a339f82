"""Options that all commands share which call a server."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from tiercel.cli.client import Client

Server = Annotated[
    str, typer.Option("--server", help="Address of the server.", envvar="TIERCEL_SERVER")
]
Headers = Annotated[
    list[str] | None, typer.Option("--headers", help="A header as name=value; repeatable.")
]
User = Annotated[str | None, typer.Option("--user", help="user:password", envvar="TIERCEL_USER")]
Token = Annotated[
    str | None, typer.Option("--api-token", help="API token.", envvar="TIERCEL_API_TOKEN")
]
Tenant = Annotated[str | None, typer.Option("--tenant", help="Tenant, part of the path.")]
IdempotencyKey = Annotated[
    str | None,
    typer.Option(
        "--idempotency-key",
        help="A name for this request: sent again with it, it makes nothing twice.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
SERVER = "http://localhost:8080"


def client_of(
    server: str,
    headers: list[str] | None,
    user: str | None,
    token: str | None,
    tenant: str | None,
) -> Client:
    """The client that these options ask for."""
    from tiercel.cli.client import Client, Target

    return Client(
        Target(server=server, headers=headers or (), user=user, token=token, tenant=tenant)
    )
