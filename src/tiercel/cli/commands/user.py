"""`tiercel user`: who signs in to a running server."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.options import AsJson, asks_server

if TYPE_CHECKING:
    from tiercel.cli.client import Client

EXAMPLES = {
    "list": "tiercel user list",
    "set": "tiercel user set ann@example.com < password.txt",
}


def add(app: typer.Typer) -> None:
    group = typer.Typer(help="Who signs in.", no_args_is_help=True)
    group.command("list", epilog=f"Example: {EXAMPLES['list']}")(show_list)
    group.command("set", epilog=f"Example: {EXAMPLES['set']}")(set_user)
    app.add_typer(group, name="user")


@asks_server
def show_list(client: Client, as_json: AsJson = False) -> None:
    """The user of the server; no line where nobody signs in."""
    from tiercel.cli.api.users import GetUser
    from tiercel.cli.output import print_json
    from tiercel.cli.tables import print_table

    found = client.call(GetUser())
    if as_json:
        print_json(found)
        return
    rows = [(found.email, found.super_admin)] if found.email else []
    print_table(("name", "owner"), rows)


@asks_server
def set_user(
    client: Client,
    name: Annotated[str, typer.Argument(help="An address of electronic mail.")],
) -> None:
    """Set the name and the password with which one signs in, also for the first time.

    The password is asked for, or comes from a pipe. Whoever signed in before has to sign in again.
    """
    from tiercel.cli.api.users import Credentials, SetUser

    client.call(SetUser(body=Credentials(username=name, password=_password())))
    typer.echo(f"{name} signs in from now on")


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
