"""Commands on the keys of stored secrets; they work on the database itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from tiercel.cli.offline import Config, Data, with_application
from tiercel.cli.tables import print_table

if TYPE_CHECKING:
    from tiercel.cli.serving.application import Application
    from tiercel.model.request import Request

R = TypeVar("R")


def show_keys(context: typer.Context, config: Config = None, data: Data = None) -> None:
    """Keys of secrets in the database, the missing ones too, and how much is stored under each."""
    from tiercel.service.operations.instance.secret_keys import ListSecretKeys

    found = _run(context, config, data, ListSecretKeys())
    rows = [(use.key_id or "-", use.is_present, use.is_newest, use.secrets) for use in found]
    print_table(("key", "present", "newest", "secrets"), rows)


def check(context: typer.Context, config: Config = None, data: Data = None) -> None:
    """Open every secret of the database; list those that no key opens, and fail if there are any.

    With SQLite, stop the server.
    """
    from tiercel.service.operations.instance.secret_keys import CheckSecretKeys

    lost = _run(context, config, data, CheckSecretKeys())
    if lost:
        print_table(("namespace", "key"), lost)
        raise typer.Exit(1)
    typer.echo("Every stored secret can be read", err=True)


def rotate(
    context: typer.Context,
    values: Annotated[
        bool, typer.Option("--values", help="Seal the values anew too, under new data keys.")
    ] = False,
    config: Config = None,
    data: Data = None,
) -> None:
    """Bring all secrets of the database under the first key; the others are not needed any more.

    With SQLite, stop the server.
    """
    from tiercel.service.operations.instance.secret_keys import RotateSecretKeys

    changed = _run(context, config, data, RotateSecretKeys(with_values=values))
    typer.echo(f"{changed} secret(s) changed")


def discard(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Don't ask.")] = False,
    config: Config = None,
    data: Data = None,
) -> None:
    """Remove the secrets of the database that no key opens, when their key is lost for good."""
    from tiercel.service.operations.instance.secret_keys import DiscardUnreadable

    if not yes:
        typer.confirm("Remove all secrets that no key at hand opens?", abort=True)
    print_table(("namespace", "key"), _run(context, config, data, DiscardUnreadable()))


def _run(context: typer.Context, config: Config, data: Data, asked: Request[R]) -> R:
    from tiercel.model.access import SYSTEM

    async def work(application: Application) -> R:
        return await application.operations.run(SYSTEM, asked)

    return with_application(context, config, data, work)
