"""`tiercel migrate`: data of older versions, and moving over from other servers."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.commands.config import check as check_configuration
from tiercel.cli.commands.sys import DryRun, migrate
from tiercel.cli.groups import Commands, add_commands, group_of
from tiercel.cli.options import takes_parameters
from tiercel.cli.parameters.shared import AsJson, Parameters

if TYPE_CHECKING:
    from tiercel.migrate.kestra.copy import Copied
    from tiercel.migrate.kestra.database import KestraDatabase
    from tiercel.migrate.kestra.server import KestraServer
    from tiercel.migrate.kestra.source import Source

From = Annotated[
    str, typer.Option("--from", help="Address of the server of Kestra.", envvar="KESTRA_HOST")
]
LEFT_OUT_MAX = 20  # Lines for people; --json has all of them.


class SignIn(Parameters, frozen=True, kw_only=True):
    """As whom a server of Kestra is asked."""

    user: Annotated[str | None, typer.Option("--user", help="user:password")] = None
    token: Annotated[str | None, typer.Option("--api-token", help="API token.")] = None
    headers: Annotated[
        list[str] | None, typer.Option("--headers", help="A header as name=value; repeatable.")
    ] = None


NOBODY = SignIn()


class Offline(Parameters, frozen=True, kw_only=True):
    """What is left of a server that does not start any more."""

    database: Annotated[
        str | None,
        typer.Option(
            "--from-database",
            help="postgresql://user@host/name instead of a server, or mysql://…; the password in"
            " PGPASSWORD or MYSQL_PWD.",
        ),
    ] = None
    storage: Annotated[
        Path | None,
        typer.Option("--storage", help="Folder of its internal storage, for --from-database."),
    ] = None


A_SERVER = Offline()


def add(app: typer.Typer) -> None:
    group = group_of(
        "Data of older versions, and moving over from other servers.",
        {
            "plan": (plan, "tiercel migrate plan"),
            "run": (migrate, "tiercel migrate run --config config.yml"),
        },
    )
    kestra: Commands = {
        "check": (check, "tiercel migrate kestra check http://kestra:8080"),
        "copy": (copy, "tiercel migrate kestra copy /backup/old --from http://kestra:8080"),
    }
    group.add_typer(group_of("Moving over from Kestra.", kestra), name="kestra")
    airflow = typer.Typer(help="Moving over from Airflow.", no_args_is_help=True)

    # With one command alone the group would be that command.
    @airflow.callback()
    def moving_from_airflow() -> None:
        """Moving over from Airflow."""

    add_commands(airflow, {"check": (check_dags, "tiercel migrate airflow check dags")})
    group.add_typer(airflow, name="airflow")
    app.add_typer(group, name="migrate")


def plan(dry_run: DryRun = True) -> None:
    """What `migrate run` would do: the server itself migrates when it starts."""
    typer.echo("Migrations are applied when the server starts; nothing has to be planned.")


@takes_parameters
def check(
    place: Annotated[
        str,
        typer.Argument(help="A folder of flows, the address of a server, or its configuration."),
    ],
    sign_in: SignIn = NOBODY,
    as_json: AsJson = False,
) -> None:
    """Say what runs here and what does not; exit 1 when something does not. Nothing is changed."""
    from tiercel.cli.flow_files import FlowFile, flow_files
    from tiercel.cli.migrating.kestra import check_flows

    if place.startswith(("http://", "https://")):
        found = _server(place, sign_in).sources()
        files = [FlowFile(name, source) for name, source in found]
    elif _is_configuration(Path(place)):
        check_configuration(Path(place), as_json=as_json)
        return
    else:
        files = flow_files(Path(place))
    raise typer.Exit(check_flows(files, as_json=as_json))


@takes_parameters
def copy(  # noqa: PLR0913  One parameter an option.
    archive: Annotated[Path, typer.Argument(help="A new folder for what is copied.")],
    source: From = "http://localhost:8080",
    sign_in: SignIn = NOBODY,
    offline: Offline = A_SERVER,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only count what there is.")] = False,
    as_json: AsJson = False,
) -> None:
    """Copy all that a server gives into an archive; run it again when it was interrupted.

    `tiercel sys import` reads it into a new installation. At the source nothing is changed.
    """
    if offline == A_SERVER:
        _copy(_server(source, sign_in), source, archive, is_dry=dry_run, as_json=as_json)
        return
    with closing(_database(offline)) as database:
        _copy(database, database.shown, archive, is_dry=dry_run, as_json=as_json)


def _copy(source: Source, name: str, archive: Path, *, is_dry: bool, as_json: bool) -> None:
    from tiercel.cli.output import print_json
    from tiercel.cli.transfer_progress import TransferProgress
    from tiercel.migrate.kestra.copy import Copy, survey

    progress = TransferProgress(is_silent=as_json)
    if is_dry:
        found = survey(source)
        if as_json:
            print_json(found)
        else:
            progress.table("at the source", [(name, (count,)) for name, count in found.items()])
        return
    with progress:
        copied = Copy(source, name, archive, progress).run()
    if as_json:
        print_json(copied)
    else:
        progress.table("copied", [(name, (count,)) for name, count in copied.counts.items()])
        _show(copied, archive)


def check_dags(
    place: Annotated[Path, typer.Argument(help="A file of DAGs or a folder.", exists=True)],
    as_json: AsJson = False,
) -> None:
    """Say what a move of DAGs would take; exit 1 for operators that nothing is known of.

    The files are read as text: nothing in them is imported or run, and Airflow is not needed.
    """
    from tiercel.cli.migrating.airflow import check_folder

    raise typer.Exit(check_folder(place, as_json=as_json))


def _show(copied: Copied, archive: Path) -> None:
    for text in copied.left_out[:LEFT_OUT_MAX]:
        typer.echo(f"Left out: {text}", err=True)
    if len(copied.left_out) > LEFT_OUT_MAX:
        typer.echo(f"{len(copied.left_out) - LEFT_OUT_MAX} more: --json has all.", err=True)
    if copied.secrets:
        typer.echo("Secrets have to be set by hand, no API gives their values:")
        for name in copied.secrets:
            typer.echo(f"  tiercel secret set {name}")
    typer.echo(f"Copied {copied.source}. Next: tiercel sys import {archive} --data ./data")


def _server(address: str, sign_in: SignIn) -> KestraServer:
    from tiercel.cli.client import Client
    from tiercel.cli.targets import target_of
    from tiercel.migrate.kestra.server import KestraServer

    target = target_of(
        server=address,
        profile=None,
        user=sign_in.user,
        token=sign_in.token,
        tenant=None,
        headers=sign_in.headers,
    )
    return KestraServer(Client(target).get)


def _database(offline: Offline) -> KestraDatabase:
    from tiercel.migrate.kestra.database import KestraDatabase
    from tiercel.migrate.kestra.storage import StorageFolder
    from tiercel.model.errors import Invalid

    if offline.database is None or offline.storage is None:
        missing = "--from-database" if offline.database is None else "--storage"
        raise Invalid(f"{missing} is missing: a database is read with its storage folder")
    return KestraDatabase(offline.database, StorageFolder(offline.storage))


def _is_configuration(place: Path) -> bool:
    """Whether a file is one of a server, and no flow."""
    from tiercel.cli.flow_files import text_of
    from tiercel.flowlang.source import parse

    if not place.is_file():
        return False
    document = parse(text_of(place)).value
    return isinstance(document, dict) and "tasks" not in document
