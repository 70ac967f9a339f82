"""`tiercel auths`: users and tokens of the database itself, for who is locked out of the server."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from tiercel.cli.groups import group_of
from tiercel.cli.offline import Config, Data, with_application
from tiercel.cli.tables import print_table

if TYPE_CHECKING:
    from tiercel.cli.serving.application import Application
    from tiercel.model.request import Request
    from tiercel.service.access.recovery import OneTimePassword

R = TypeVar("R")
Email = Annotated[str, typer.Argument(help="The e-mail address of the user.")]
Owner = Annotated[bool, typer.Option("--instance-owner", help="They own the server.")]
Admin = Annotated[bool, typer.Option("--admin", help="They may do everything in the tenant.")]
User = Annotated[str, typer.Option("--user", help="Whose tokens: a user or a service account.")]


def add(app: typer.Typer) -> None:
    group = group_of(
        "Users and tokens of the database, for who is locked out. With SQLite, stop the server.",
        {"recover": (recover, "tiercel auths recover ann@example.com --data ./data")},
    )
    users = group_of(
        "Users of the database.",
        {
            "list": (show_users, "tiercel auths users list --data ./data"),
            "create": (create, "tiercel auths users create ann@example.com --admin"),
            "reset-password": (
                reset_password,
                "tiercel auths users reset-password ann@example.com --data ./data",
            ),
            "unlock": (unlock, "tiercel auths users unlock ann@example.com"),
            "disable": (disable, "tiercel auths users disable ann@example.com"),
            "enable": (enable, "tiercel auths users enable ann@example.com"),
            "set-instance-owner": (
                set_owner,
                "tiercel auths users set-instance-owner ann@example.com true",
            ),
        },
    )
    tokens = group_of(
        "Tokens of the database.",
        {"revoke": (revoke, "tiercel auths tokens revoke --user ann@example.com")},
    )
    group.add_typer(users, name="users")
    group.add_typer(tokens, name="tokens")
    app.add_typer(group, name="auths")


def recover(context: typer.Context, email: Email, config: Config = None, data: Data = None) -> None:
    """Have an owner who can sign in: the user of that address, or a new one."""
    from tiercel.service.operations.people.recovery import RecoverOwner

    _show_password(_run(context, config, data, RecoverOwner(username=email)))


def show_users(context: typer.Context, config: Config = None, data: Data = None) -> None:
    """All users: who owns the server, and who is disabled or locked."""
    from tiercel.service.operations.people.recovery import ListEverybody

    found = _run(context, config, data, ListEverybody())
    rows = [
        (
            user.username,
            user.kind.value,
            user.is_owner,
            user.is_disabled,
            user.locked_until > time.time(),
        )
        for user in found
    ]
    print_table(("name", "type", "owner", "disabled", "locked"), rows)


def create(  # noqa: PLR0913  One parameter an option.
    context: typer.Context,
    email: Email,
    instance_owner: Owner = False,
    admin: Admin = False,
    config: Config = None,
    data: Data = None,
) -> None:
    """Create a user with a password that has to be changed at once."""
    from tiercel.service.operations.people.recovery import AddUser

    asked = AddUser(username=email, is_owner=instance_owner, is_admin=admin)
    _show_password(_run(context, config, data, asked))


def reset_password(
    context: typer.Context, email: Email, config: Config = None, data: Data = None
) -> None:
    """Give a user a new password, which has to be changed at once, and unlock them."""
    from tiercel.service.operations.people.recovery import ResetPassword

    _show_password(_run(context, config, data, ResetPassword(username=email)))


def unlock(context: typer.Context, email: Email, config: Config = None, data: Data = None) -> None:
    """Let a user try again who was locked after failed sign-ins."""
    from tiercel.service.operations.people.recovery import UnlockByName

    _run(context, config, data, UnlockByName(username=email))
    typer.echo(f"{email} unlocked")


def disable(context: typer.Context, email: Email, config: Config = None, data: Data = None) -> None:
    """Shut a user out at once: sessions end, passwords and tokens are refused."""
    from tiercel.service.operations.people.recovery import ChangeUser

    _run(context, config, data, ChangeUser(username=email, is_disabled=True))
    typer.echo(f"{email} disabled")


def enable(context: typer.Context, email: Email, config: Config = None, data: Data = None) -> None:
    """Let a user in again who was disabled."""
    from tiercel.service.operations.people.recovery import ChangeUser

    _run(context, config, data, ChangeUser(username=email, is_disabled=False))
    typer.echo(f"{email} enabled")


def set_owner(
    context: typer.Context,
    email: Email,
    value: Annotated[bool, typer.Argument(help="true or false.")],
    config: Config = None,
    data: Data = None,
) -> None:
    """Make a user an owner of the server, or none."""
    from tiercel.service.operations.people.recovery import ChangeUser

    _run(context, config, data, ChangeUser(username=email, is_owner=value))
    typer.echo(f"{email} {'owns' if value else 'does not own'} the server")


def revoke(context: typer.Context, user: User, config: Config = None, data: Data = None) -> None:
    """Refuse all tokens of a user from now on."""
    from tiercel.service.operations.people.recovery import RevokeTokens

    typer.echo(f"{_run(context, config, data, RevokeTokens(username=user))} token(s) revoked")


def _run(context: typer.Context, config: Config, data: Data, asked: Request[R]) -> R:
    from tiercel.model.access import SYSTEM

    async def work(application: Application) -> R:
        await application.services.open()
        return await application.operations.run(SYSTEM, asked)

    return with_application(context, config, data, work)


def _show_password(made: OneTimePassword) -> None:
    """The password alone on standard output, so that it can be piped."""
    typer.echo(f"One-time password of {made.user.username}, to be changed at once:", err=True)
    typer.echo(made.password)
