"""`tiercel configs` and `sys`: looks at the settings, and upkeep of the database."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from tiercel.cli.commands import maintenance as maintenance_commands
from tiercel.cli.commands import transfer as transfer_commands

Config = Annotated[Path | None, typer.Option("--config", "-c", help="Configuration file (YAML).")]
EXAMPLES = {
    "properties": "tiercel configs properties --config config.yml",
    "migrate": "tiercel sys migrate --config config.yml --dry-run",
    "upgrade": "tiercel sys upgrade --check --data ./data",
    "backup": "tiercel sys backup backups/monday --data ./data",
}
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")]


def add(app: typer.Typer) -> None:
    configs = typer.Typer(help="The effective settings.", no_args_is_help=True)
    configs.command("properties", epilog=f"Example: {EXAMPLES['properties']}")(properties)
    app.add_typer(configs, name="configs")
    upkeep = typer.Typer(help="Upkeep of the database.", no_args_is_help=True)
    database = typer.Typer(help="The database.", no_args_is_help=True)
    database.command("migrate", epilog=f"Example: {EXAMPLES['migrate']}")(migrate)
    upkeep.command("migrate", epilog=f"Example: {EXAMPLES['migrate']}")(migrate)
    upkeep.command("upgrade", epilog=f"Example: {EXAMPLES['upgrade']}")(upgrade)
    upkeep.command("backup", epilog=f"Example: {EXAMPLES['backup']}")(backup)
    upkeep.add_typer(database, name="database")
    transfer_commands.add(upkeep)
    maintenance_commands.add(upkeep)
    app.add_typer(upkeep, name="sys")


def properties(config: Config = None) -> None:
    """All settings as YAML, secrets left out."""
    import yaml

    from tiercel.settings import read_settings

    document = read_settings(config=config).model_dump(mode="json", exclude={"origin"})
    document["server"]["basic_auth"]["password"] = None
    document["endpoints"]["all"]["basic_auth"]["password"] = None
    document["encryption"]["secret_key"] = None
    for source in document["datasources"].values():
        source["password"] = None
    typer.echo(yaml.safe_dump(document, sort_keys=False, allow_unicode=True))


def migrate(context: typer.Context, config: Config = None, dry_run: DryRun = False) -> None:
    """Bring the database to this version."""
    from tiercel.settings import read_settings

    if dry_run:
        names = asyncio.run(context.obj.plan(read_settings(config=config)))
        typer.echo(f"{len(names)} migration(s) would be applied.")
        for name in names:
            typer.echo(f"- {name}")
        return

    async def open_and_close() -> None:
        application = await context.obj(read_settings(config=config))
        await application.stop()

    asyncio.run(open_and_close())
    typer.echo("Successfully run the database schema migration.")


def upgrade(
    context: typer.Context,
    check: Annotated[bool, typer.Option("--check", help="Only try it, on a copy.")] = False,
    data: Annotated[Path | None, typer.Option("--data", help="The folder with the data.")] = None,
    config: Config = None,
) -> None:
    """Bring the data to this version, as a start of the server does; or try it on a copy."""
    from tiercel.settings import read_settings

    settings = read_settings(config=config, overrides={} if data is None else {"data": data})

    async def work() -> str:
        names = await context.obj.plan(settings)
        typer.echo("\n".join([f"{len(names)} migration(s) are missing.", *names]))
        if check:
            counts = await context.obj.try_upgrade(settings)
            rows = ", ".join(f"{count:,} {kind}" for kind, count in counts.items())
            return f"A copy was upgraded and read: {rows}. Nothing was changed."
        application = await context.obj(settings)
        await application.stop()
        return "The data is of this version."

    typer.echo(asyncio.run(work()))


def backup(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="A new folder for the copy.")],
    data: Annotated[Path | None, typer.Option("--data", help="The folder to copy.")] = None,
    config: Config = None,
) -> None:
    """Copy the database and the files, also while the server runs."""
    from tiercel.settings import read_settings

    settings = read_settings(config=config, overrides={} if data is None else {"data": data})
    size, files = context.obj.back_up(settings, folder)
    typer.echo(f"Backed up {size:,} bytes of database and {files:,} file(s) to {folder}.")
    if settings.storage.type.lower() != "local":
        typer.echo("The files are in a bucket: copy it with the tools of its store.")
