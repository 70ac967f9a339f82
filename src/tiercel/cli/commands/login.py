"""`tiercel login`, `logout` and `profile`: sign in to a server once, then just ask it."""

from __future__ import annotations

import sys
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.groups import add_commands, group_of
from tiercel.cli.parameters.shared import AsJson

if TYPE_CHECKING:
    from tiercel.cli.api.tokens import TokenView
    from tiercel.cli.client import Client
    from tiercel.cli.profiles import Profile

ProfileName = Annotated[
    str, typer.Option("--profile", "-p", help="A name for it.", envvar="TIERCEL_PROFILE")
]
Named = Annotated[str, typer.Argument(help="The name of a profile.")]
GONE = (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND)
SIGN_IN = "tiercel login --server https://flows.example.com --user ann@example.com"


def add(app: typer.Typer) -> None:
    add_commands(app, {"login": (login, SIGN_IN), "logout": (logout, "tiercel logout")})
    group = group_of(
        "The servers that you signed in to.",
        {
            "list": (show_list, "tiercel profile list"),
            "use": (use, "tiercel profile use production"),
        },
    )
    app.add_typer(group, name="profile")


def login(
    server: Annotated[
        str, typer.Option("--server", help="Address of the server.", envvar="TIERCEL_SERVER")
    ] = "http://localhost:8080",
    user: Annotated[str | None, typer.Option("--user", help="Who you are; else asked.")] = None,
    profile: ProfileName = "default",
    max_age: Annotated[
        str, typer.Option("--max-age", help="Life of the token as an ISO duration.")
    ] = "P90D",
    tenant: Annotated[
        str | None, typer.Option("--tenant", help="Tenant, part of the path.")
    ] = None,
) -> None:
    """Sign in to a server: later commands ask it, as you.

    The password is asked for, or comes from a pipe. It is sent to the server once and kept nowhere:
    the file of profiles, which only you can read, has a token that the server makes.
    """
    from tiercel.cli.client import Client, Target
    from tiercel.cli.profiles import Profile, read_profiles, write_profiles

    known = read_profiles()
    if _asks_nobody(Client(Target(server=server, tenant=tenant))):
        write_profiles(known.with_profile(profile, Profile(server=server, tenant=tenant or "")))
        typer.echo(f"{server} asks nobody who they are: profile '{profile}' is without a token.")
        return
    name = _user(user)
    client = Client(Target(server=server, tenant=tenant, user=f"{name}:{_password()}"))
    token = _new_token(client, profile, max_age)
    _revoke_former(client, known.profiles.get(profile), server)
    signed_in = Profile(
        server=server,
        user=name,
        token=token.full_token or "",
        token_id=token.id,
        tenant=tenant or "",
    )
    write_profiles(known.with_profile(profile, signed_in))
    typer.echo(f"Signed in to {server} as {name}: profile '{profile}', until {token.exp}.")


def logout(
    profile: Annotated[
        str | None,
        typer.Option("--profile", "-p", help="Which; else the current.", envvar="TIERCEL_PROFILE"),
    ] = None,
    local: Annotated[
        bool, typer.Option("--local", help="Only forget it here; the token stays valid.")
    ] = False,
) -> None:
    """Revoke the token of a profile, and forget the profile."""
    from tiercel.cli.client import Client, Target
    from tiercel.cli.profiles import read_profiles, write_profiles
    from tiercel.cli.refusals import Unreachable

    known = read_profiles()
    name = profile or known.current
    found = known.named(name)
    if found.token and not local:
        target = Target(server=found.server, token=found.token, tenant=found.tenant or None)
        try:
            _revoke(Client(target), found)
        except Unreachable as error:
            typer.echo(error.message, err=True)
            typer.echo("To forget the profile here all the same: --local", err=True)
            raise typer.Exit(1) from None
    write_profiles(known.without(name))
    typer.echo(f"Signed out of {found.server}: profile '{name}' is forgotten.")


def show_list(as_json: AsJson = False) -> None:
    """Profiles without their tokens; the current one is marked."""
    from tiercel.cli.output import print_json
    from tiercel.cli.profiles import read_profiles
    from tiercel.cli.tables import print_table

    known = read_profiles()
    rows = [
        (name, each.server, each.user, name == known.current)
        for name, each in sorted(known.profiles.items())
    ]
    headings = ("name", "server", "user", "current")
    if as_json:
        print_json([dict(zip(headings, row, strict=True)) for row in rows])
        return
    print_table(headings, rows)


def use(name: Named) -> None:
    """Make a profile the current one."""
    import msgspec

    from tiercel.cli.profiles import read_profiles, write_profiles

    known = read_profiles()
    found = known.named(name)
    write_profiles(msgspec.structs.replace(known, current=name))
    typer.echo(f"Commands ask {found.server} now.")


def _asks_nobody(client: Client) -> bool:
    """Whether the server answers those who did not sign in."""
    from tiercel.cli.api.users import GetUser
    from tiercel.cli.refusals import ServerRefused

    try:
        client.call(GetUser())
    except ServerRefused as error:
        if error.status == HTTPStatus.UNAUTHORIZED:
            return False
        raise
    return True


def _new_token(client: Client, profile: str, max_age: str) -> TokenView:
    from platform import node

    from tiercel.cli.api.tokens import CreateToken, TokenInput

    body = TokenInput(name=f"tiercel login {profile} on {node()}"[:100], max_age=max_age)
    return client.call(CreateToken(body=body))


def _revoke_former(client: Client, former: Profile | None, server: str) -> None:
    """The token that the new one replaces would only be one more to lose."""
    if former is not None and former.token and former.is_of(server):
        _revoke(client, former)


def _revoke(client: Client, profile: Profile) -> None:
    """What is expired or revoked already is well."""
    from tiercel.cli.api.tokens import DeleteToken
    from tiercel.cli.refusals import ServerRefused

    try:
        client.call(DeleteToken(id=profile.token_id))
    except ServerRefused as error:
        if error.status not in GONE:
            raise


def _user(given: str | None) -> str:
    """A name that basic authentication can carry. Raises: BadParameter."""
    name = given or str(typer.prompt("User"))
    if ":" in name:
        raise typer.BadParameter(
            "a user has no ':'; the password is asked for", param_hint="--user"
        )
    return name


def _password() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Password", hide_input=True))
    return sys.stdin.readline().rstrip("\r\n")
