"""`tiercel server`: start a server."""

from __future__ import annotations

import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.groups import group_of
from tiercel.model.errors import Invalid, Violation
from tiercel.model.json_types import Json

if TYPE_CHECKING:
    from tiercel.settings import Settings

Host = Annotated[str | None, typer.Option("--host", help="Address to listen on.")]
Anonymous = Annotated[
    bool,
    typer.Option(
        "--insecure-anonymous",
        help="Ask nobody for credentials, though other machines reach the port.",
    ),
]
SetUp = Annotated[
    bool,
    typer.Option("--setup", help="Whoever has the code of the log makes the first user."),
]
Port = Annotated[int | None, typer.Option("--port", help="Port to listen on.", min=0, max=65535)]
Cert = Annotated[
    Path | None, typer.Option("--tls-cert", help="Certificate (PEM): answer by HTTPS.")
]
Key = Annotated[Path | None, typer.Option("--tls-key", help="Private key of the certificate.")]
Data = Annotated[Path | None, typer.Option("--data", help="Folder of the database and the files.")]
Config = Annotated[Path | None, typer.Option("--config", "-c", help="Configuration file (YAML).")]
Threads = Annotated[
    int | None,
    typer.Option("--worker-thread", "-t", help="Jobs at once; 0 starts no worker.", min=0),
]
WorkerThreads = Annotated[int | None, typer.Option("--thread", "-t", help="Jobs at once.", min=1)]
WorkerGroup = Annotated[
    str | None, typer.Option("--worker-group", "-g", help="Take the jobs of this group only.")
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
NoPages = Annotated[bool, typer.Option("--no-ui", help="Serve the API without the pages.")]
Indexer = Annotated[bool, typer.Option("--no-indexer", help="Accepted: there is no indexer.")]
SkipExecutions = Annotated[
    str | None,
    typer.Option("--skip-executions", "--ignore-executions", help="Leave these alone, a,b,…"),
]
SkipFlows = Annotated[
    str | None,
    typer.Option("--skip-flows", "--ignore-flows", help="Leave executions of these flows alone."),
]
SkipNamespaces = Annotated[
    str | None,
    typer.Option(
        "--skip-namespaces", "--ignore-namespaces", help="Leave those of these namespaces alone."
    ),
]
SkipTenants = Annotated[
    str | None,
    typer.Option("--skip-tenants", "--ignore-tenants", help="Leave those of these tenants alone."),
]


def add(app: typer.Typer) -> None:
    group = group_of(
        "Start a server.",
        {
            "standalone": (standalone, "tiercel server standalone --data ./data --port 8080"),
            "local": (standalone, "tiercel server local"),
            "webserver": (webserver, "tiercel server webserver --config config.yml"),
            "executor": (executor, "tiercel server executor --config config.yml"),
            "worker": (worker, "tiercel server worker --config config.yml --thread 16"),
            "scheduler": (scheduler, "tiercel server scheduler --config config.yml"),
            "indexer": (indexer, "tiercel server indexer --config config.yml"),
        },
    )
    app.add_typer(group, name="server")


def standalone(  # noqa: PLR0913  One parameter an option.
    context: typer.Context,
    host: Host = None,
    port: Port = None,
    tls_cert: Cert = None,
    tls_key: Key = None,
    insecure_anonymous: Anonymous = False,
    setup: SetUp = False,
    data: Data = None,
    config: Config = None,
    plugins: Plugins = None,
    worker_thread: Threads = None,
    flow_path: Flows = None,
    log_level: Level = "INFO",
    verbose: Verbose = 0,
    no_tutorials: Tutorials = False,
    no_ui: NoPages = False,
    no_indexer: Indexer = False,
    skip_executions: SkipExecutions = None,
    skip_flows: SkipFlows = None,
    skip_namespaces: SkipNamespaces = None,
    skip_tenants: SkipTenants = None,
) -> None:
    """Everything in one process: API, executor, worker, scheduler."""
    given: dict[str, Json] = {
        "micronaut": {"server": {"host": host, "port": port}},
        "tls": {"cert": tls_cert, "key": tls_key},
        "data": data,
        "plugins": {"path": plugins},
        "worker": {"threads": worker_thread},
        "tutorial_flows": {"enabled": False if no_tutorials else None},
        "ui": {"enabled": False if no_ui else None},
        "server": {
            "insecure_anonymous": insecure_anonymous or None,
            "setup": setup or None,
            "skip_executions": skip_executions,
            "skip_flows": skip_flows,
            "skip_namespaces": skip_namespaces,
            "skip_tenants": skip_tenants,
        },
    }
    _serve(context, given, config, _level(log_level, verbose), flow_path)


def webserver(  # noqa: PLR0913  One parameter an option.
    context: typer.Context,
    host: Host = None,
    port: Port = None,
    tls_cert: Cert = None,
    tls_key: Key = None,
    insecure_anonymous: Anonymous = False,
    setup: SetUp = False,
    data: Data = None,
    config: Config = None,
    plugins: Plugins = None,
    flow_path: Flows = None,
    log_level: Level = "INFO",
    verbose: Verbose = 0,
    no_tutorials: Tutorials = False,
    no_ui: NoPages = False,
    no_indexer: Indexer = False,
) -> None:
    """The API and the user interface; executors, workers and schedulers run elsewhere."""
    given: dict[str, Json] = {
        "micronaut": {"server": {"host": host, "port": port}},
        "tls": {"cert": tls_cert, "key": tls_key},
        "data": data,
        "plugins": {"path": plugins},
        "tutorial_flows": {"enabled": False if no_tutorials else None},
        "ui": {"enabled": False if no_ui else None},
        "server": {
            "type": "WEBSERVER",
            "insecure_anonymous": insecure_anonymous or None,
            "setup": setup or None,
        },
    }
    _serve(context, given, config, _level(log_level, verbose), flow_path)


def executor(  # noqa: PLR0913  One parameter an option.
    context: typer.Context,
    data: Data = None,
    config: Config = None,
    plugins: Plugins = None,
    log_level: Level = "INFO",
    verbose: Verbose = 0,
    skip_executions: SkipExecutions = None,
    skip_flows: SkipFlows = None,
    skip_namespaces: SkipNamespaces = None,
    skip_tenants: SkipTenants = None,
) -> None:
    """Moves executions on."""
    given: dict[str, Json] = {
        "data": data,
        "plugins": {"path": plugins},
        "server": {
            "type": "EXECUTOR",
            "skip_executions": skip_executions,
            "skip_flows": skip_flows,
            "skip_namespaces": skip_namespaces,
            "skip_tenants": skip_tenants,
        },
    }
    _serve(context, given, config, _level(log_level, verbose))


def worker(  # noqa: PLR0913  One parameter an option.
    context: typer.Context,
    data: Data = None,
    config: Config = None,
    plugins: Plugins = None,
    thread: WorkerThreads = None,
    worker_group: WorkerGroup = None,
    log_level: Level = "INFO",
    verbose: Verbose = 0,
) -> None:
    """Runs tasks and polls."""
    given: dict[str, Json] = {
        "data": data,
        "plugins": {"path": plugins},
        "worker": {"threads": thread, "group": _group(worker_group)},
        "server": {"type": "WORKER"},
    }
    _serve(context, given, config, _level(log_level, verbose))


def scheduler(  # noqa: PLR0913  One parameter an option.
    context: typer.Context,
    data: Data = None,
    config: Config = None,
    plugins: Plugins = None,
    log_level: Level = "INFO",
    verbose: Verbose = 0,
) -> None:
    """Looks after schedules and other triggers."""
    given: dict[str, Json] = {
        "data": data,
        "plugins": {"path": plugins},
        "server": {"type": "SCHEDULER"},
    }
    _serve(context, given, config, _level(log_level, verbose))


def indexer(
    context: typer.Context,
    data: Data = None,
    config: Config = None,
    log_level: Level = "INFO",
    verbose: Verbose = 0,
) -> None:
    """Accepted for compatibility: everything is indexed when it is written."""
    given: dict[str, Json] = {"data": data, "server": {"type": "INDEXER"}}
    _serve(context, given, config, _level(log_level, verbose))


def _serve(
    context: typer.Context,
    given: dict[str, Json],
    config: Path | None,
    level: str,
    flow_path: Path | None = None,
) -> None:
    from tiercel.cli.server_log import set_up
    from tiercel.cli.serving.serve import serve
    from tiercel.settings import read_settings

    settings = read_settings(config=config, overrides=_without_nones(given))
    _check_folders(settings, flow_path)
    set_up(settings.logger, level)
    _log_warnings(settings)
    raise typer.Exit(serve(context.obj, settings, flow_path))


def _check_folders(settings: Settings, flow_path: Path | None) -> None:
    """Folders that were named must be there. Raises: Invalid."""
    plugins = settings.plugins.path
    named = (("--flow-path", flow_path), ("kestra.plugins.path", plugins and Path(plugins)))
    wrong = [
        Violation(name, f"there is no folder '{folder}'")
        for name, folder in named
        if folder and not folder.is_dir()
    ]
    if wrong:
        raise Invalid(wrong)


def _log_warnings(settings: Settings) -> None:
    """What has no effect or is weak: the start goes on all the same."""
    log = logging.getLogger("tiercel.settings")
    for warning in settings.origin.warnings:
        log.warning(warning)
    if settings.plugins.path:
        log.warning("kestra.plugins.path has no effect here: plugins are Python packages")


def _level(given: str, verbose: int) -> str:
    return ["INFO", "DEBUG", "TRACE"][min(verbose, 2)] if verbose else given


def _group(name: str | None) -> str | None:
    """A name of a worker group. Raises: BadParameter."""
    if name is not None and not re.fullmatch(r"[a-zA-Z0-9_-]+", name):
        raise typer.BadParameter("a worker group is letters, digits, '_' and '-'")
    return name


def _without_nones(document: dict[str, Json]) -> dict[str, Json]:
    """What was given; options that were not leave the settings alone."""
    return {
        key: _without_nones(value) if isinstance(value, dict) else value
        for key, value in document.items()
        if value is not None
    }
