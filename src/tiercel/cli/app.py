"""The command `tiercel`: finds the module of a command group and imports only that one."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from tiercel import __version__
from tiercel.cli.parameters.words import AllCommands
from tiercel.cli.violation_lines import violation_line
from tiercel.model.errors import Invalid, TiercelError

# Command or group -> module with `add(app)`; in the order of the help.
MODULES = {
    "init": "tiercel.cli.commands.init",
    "doctor": "tiercel.cli.commands.doctor",
    "server": "tiercel.cli.commands.server",
    "run": "tiercel.cli.commands.run",
    "expr": "tiercel.cli.commands.expr",
    "flow": "tiercel.cli.commands.flow",
    "execution": "tiercel.cli.commands.execution",
    "trigger": "tiercel.cli.commands.trigger",
    "kv": "tiercel.cli.commands.kv",
    "namespace": "tiercel.cli.commands.namespace",
    "files": "tiercel.cli.commands.files",
    "secret": "tiercel.cli.commands.secret",
    "token": "tiercel.cli.commands.token",
    "login": "tiercel.cli.commands.login",
    "logout": "tiercel.cli.commands.login",
    "profile": "tiercel.cli.commands.login",
    "user": "tiercel.cli.commands.user",
    "audit": "tiercel.cli.commands.audit",
    "auths": "tiercel.cli.commands.auths",
    "policy": "tiercel.cli.commands.governance.policy",
    "dashboard": "tiercel.cli.commands.dashboard",
    "blueprint": "tiercel.cli.commands.blueprint",
    "worker": "tiercel.cli.commands.worker",
    "kill-switch": "tiercel.cli.commands.governance.kill_switch",
    "plugin": "tiercel.cli.commands.plugin",
    "plugins": "tiercel.cli.commands.plugin",
    "config": "tiercel.cli.commands.config",
    "configs": "tiercel.cli.commands.sys",
    "sys": "tiercel.cli.commands.sys",
    "migrate": "tiercel.cli.commands.migrate",
}


# What Typer leaves with after a KeyboardInterrupt, without a word.
INTERRUPTED = 130


def run(arguments: Sequence[str], build: Any) -> int:
    """Run a command; the exit code: 0 well, 1 failed, 2 called wrongly, 130 interrupted.

    `build` makes a Application of Settings (`bootstrap.build`).
    """
    app = application(arguments)
    try:
        app(list(arguments), prog_name="tiercel", obj=build)
    except SystemExit as leaving:
        if leaving.code == INTERRUPTED:
            typer.echo("Interrupted", err=True)
        return leaving.code if isinstance(leaving.code, int) else int(bool(leaving.code))
    except Invalid as error:
        for violation in error.violations:
            typer.echo(violation_line(violation), err=True)
        return 1
    except TiercelError as error:
        typer.echo(error.message, err=True)
        return 1
    return 0


def application(arguments: Sequence[str]) -> typer.Typer:
    """The application with the command that the arguments name, or with all of them."""
    app = typer.Typer(
        cls=AllCommands,
        help="Workflow orchestration: run flows, serve the API, ask a running server.",
        no_args_is_help=True,
        add_completion=True,
        pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(root)
    first = next((word for word in arguments if not word.startswith("-")), None)
    module = MODULES.get(first or "")
    for name in [module] if module else dict.fromkeys(MODULES.values()):
        import_module(name).add(app)
    return app


def show_version(is_asked: bool) -> None:
    """Print the version and leave."""
    if is_asked:
        typer.echo(__version__)
        raise typer.Exit()


def root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", "-V", help="Print the version.", is_eager=True, callback=show_version
        ),
    ] = False,
) -> None:
    """Workflow orchestration: run flows, serve the API, ask a running server."""
