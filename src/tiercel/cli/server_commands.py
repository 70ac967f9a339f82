"""`tiercel server`: start a server."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from tiercel.model.json_types import Json

Host = Annotated[str | None, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[int | None, typer.Option("--port", help="Port to listen on.", min=0, max=65535)]
Data = Annotated[Path | None, typer.Option("--data", help="Folder of the database and the files.")]
Config = Annotated[Path | None, typer.Option("--config", "-c", help="Configuration file (YAML).")]
Threads = Annotated[
    int | None,
    typer.Option("--worker-thread", "-t", help="Jobs at once; 0 starts no worker.", min=0),
]
Flows = Annotated[
    Path | None, typer.Option("--flow-path", "-f", help="Folder with flows to create or update.")
]
Level = Annotated[str, typer.Option("--log-level", "-l", help="TRACE, DEBUG, INFO, WARN or ERROR.")]
Verbose = Annotated[
    int, typer.Option("--verbose", "-v", count=True, help="More log lines; twice for all.")
]
Tutorials = Annotated[bool, typer.Option("--no-tutorials", help="Load no tutorial flows.")]


def add(app: typer.Typer) -> None:
    """Add the group."""
    group = typer.Typer(help="Start a server.", no_args_is_help=True)
    group.command("standalone")(standalone)
    group.command("local")(standalone)
    app.add_typer(group, name="server")


def standalone(  # noqa: PLR0913  One parameter an option.
    context: typer.Context,
    host: Host = None,
    port: Port = None,
    data: Data = None,
    config: Config = None,
    worker_thread: Threads = None,
    flow_path: Flows = None,
    log_level: Level = "INFO",
    verbose: Verbose = 0,
    no_tutorials: Tutorials = False,
) -> None:
    """Everything in one process: API, executor, worker, scheduler."""
    from tiercel.cli.serve import serve
    from tiercel.cli.server_log import set_up
    from tiercel.settings import read_settings

    http: dict[str, Json] = {}
    overrides: dict[str, Json] = {"micronaut": {"server": http}}
    if host is not None:
        http["host"] = host
    if port is not None:
        http["port"] = port
    if data is not None:
        overrides["data"] = data
    if worker_thread is not None:
        overrides["worker"] = {"threads": worker_thread}
    if no_tutorials:
        overrides["tutorial_flows"] = {"enabled": False}
    settings = read_settings(config=config, overrides=overrides)
    set_up(settings.logger, ["INFO", "DEBUG", "TRACE"][min(verbose, 2)] if verbose else log_level)
    raise typer.Exit(serve(context.obj, settings, flow_path))
