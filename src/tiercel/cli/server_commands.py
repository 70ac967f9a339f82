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
Plugins = Annotated[
    str | None,
    typer.Option("--plugins", "-p", help="Folder of plugins.", envvar="KESTRA_PLUGINS_PATH"),
]
Indexer = Annotated[bool, typer.Option("--no-indexer", help="Accepted: there is no indexer.")]
SkipExecutions = Annotated[
    str | None, typer.Option("--skip-executions", help="Leave these alone, a,b,…")
]
SkipFlows = Annotated[
    str | None, typer.Option("--skip-flows", help="Leave executions of these flows alone.")
]
SkipNamespaces = Annotated[
    str | None, typer.Option("--skip-namespaces", help="Leave those of these namespaces alone.")
]
SkipTenants = Annotated[
    str | None, typer.Option("--skip-tenants", help="Leave those of these tenants alone.")
]


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
    plugins: Plugins = None,
    worker_thread: Threads = None,
    flow_path: Flows = None,
    log_level: Level = "INFO",
    verbose: Verbose = 0,
    no_tutorials: Tutorials = False,
    no_indexer: Indexer = False,
    skip_executions: SkipExecutions = None,
    skip_flows: SkipFlows = None,
    skip_namespaces: SkipNamespaces = None,
    skip_tenants: SkipTenants = None,
) -> None:
    """Everything in one process: API, executor, worker, scheduler."""
    from tiercel.cli.serve import serve
    from tiercel.cli.server_log import set_up
    from tiercel.settings import read_settings

    given: dict[str, Json] = {
        "micronaut": {"server": {"host": host, "port": port}},
        "data": data,
        "plugins": {"path": plugins},
        "worker": {"threads": worker_thread},
        "tutorial_flows": {"enabled": False if no_tutorials else None},
        "server": {
            "skip_executions": skip_executions,
            "skip_flows": skip_flows,
            "skip_namespaces": skip_namespaces,
            "skip_tenants": skip_tenants,
        },
    }
    settings = read_settings(config=config, overrides=_without_nones(given))
    set_up(settings.logger, ["INFO", "DEBUG", "TRACE"][min(verbose, 2)] if verbose else log_level)
    raise typer.Exit(serve(context.obj, settings, flow_path))


def _without_nones(document: dict[str, Json]) -> dict[str, Json]:
    """What was given; options that were not leave the settings alone."""
    return {
        key: _without_nones(value) if isinstance(value, dict) else value
        for key, value in document.items()
        if value is not None
    }
