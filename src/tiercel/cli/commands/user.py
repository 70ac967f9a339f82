"""`tiercel user`: who signs in to a running server."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.groups import group_of
from tiercel.cli.options import prints_answer
from tiercel.cli.output import Done, show_done
from tiercel.cli.tables import print_table

if TYPE_CHECKING:
    from tiercel.cli.api.users import MeView
    from tiercel.cli.client import Client


def add(app: typer.Typer) -> None:
    group = group_of(
        "Who signs in.",
        {
            "list": (show_list, "tiercel user list"),
            "set": (set_user, "tiercel user set ann@example.com < password.txt"),
        },
    )
    app.add_typer(group, name="user")


def _show_user(found: MeView) -> None:
    rows = [(found.email, found.super_admin)] if found.email else []
    print_table(("name", "owner"), rows)


@prints_answer(_show_user)
def show_list(client: Client) -> MeView:
    """The user of the server; no line where nobody signs in."""
    from tiercel.cli.api.users import GetUser

    return client.call(GetUser())


@prints_answer(show_done)
def set_user(
    client: Client,
    name: Annotated[str, typer.Argument(help="An address of electronic mail.")],
) -> Done:
    """Set the name and the password with which one signs in, also for the first time.

    The password is asked for, or comes from a pipe. Whoever signed in before has to sign in again.
    """
    from tiercel.cli.api.users import Credentials, SetUser

    client.call(SetUser(body=Credentials(username=name, password=_password())))
    return Done("set", {"name": name}, f"{name} signs in from now on")


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
