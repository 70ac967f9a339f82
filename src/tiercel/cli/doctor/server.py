"""The whole report: the configuration, and all that it says about the machine."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Protocol

from tiercel.cli.config_report import report_on
from tiercel.cli.doctor.port import look_at_port
from tiercel.cli.doctor.sandbox import look_at_sandbox
from tiercel.cli.violation_lines import violation_line
from tiercel.model.errors import Invalid, TiercelError
from tiercel.service.instance import machine
from tiercel.service.instance.finding import Finding, Health
from tiercel.settings import Settings, read_settings

# What a start would change in the database: names of migrations.
Plan = Callable[[Settings], Awaitable[list[str]]]


class Wired(Protocol):
    """What only the wiring of a server knows."""

    async def plan(self, settings: Settings) -> list[str]:
        """The names of the migrations that the database lacks."""

    def sandbox_gaps(self, settings: Settings) -> list[str]:
        """What this machine can't do of the sandbox of scripts, in words."""

    def sandbox_left_open(self, settings: Settings) -> list[str]:
        """What no machine can close of it as the settings are, in words."""


async def examine(
    wired: Wired, config: Path | None, data: Path | None, environ: Mapping[str, str], now: datetime
) -> list[Finding]:
    """Everything that can be looked at without starting a server; nothing is changed."""
    findings = machine.look_at_all(environ, now)
    configuration, is_usable = look_at_configuration(config, environ)
    if not is_usable:
        return [*configuration, *findings]
    settings = read_settings(
        config=config, overrides={} if data is None else {"data": data}, environ=environ
    )
    return [
        *configuration,
        look_at_port(settings.http.host, settings.http.port),
        *([] if settings.is_memory else [machine.look_at_folder(settings.data)]),
        await look_at_database(wired.plan, settings),
        look_at_sandbox(settings, wired.sandbox_gaps(settings), wired.sandbox_left_open(settings)),
        *findings,
    ]


def look_at_configuration(
    config: Path | None, environ: Mapping[str, str]
) -> tuple[list[Finding], bool]:
    """What `config check` says, a finding for each mistake; whether a server could be started."""
    try:
        report = report_on(config, environ)
    except TiercelError as error:
        return [_of_configuration(Health.BROKEN, error.message)], False
    lines = [violation_line(each.violation, file=each.file) for each in report.mistakes]
    if lines:
        return [_of_configuration(Health.BROKEN, line) for line in lines], False
    if report.warnings:
        return [_of_configuration(Health.DOUBTFUL, text) for text in report.warnings], True
    names = ", ".join(report.files) or "no file: environment and defaults"
    return [Finding(subject="configuration", health=Health.GOOD, text=names)], True


def _of_configuration(health: Health, text: str) -> Finding:
    remedy = "correct it, then: tiercel config check"
    return Finding(subject="configuration", health=health, text=text, remedy=remedy)


async def look_at_database(plan: Plan, settings: Settings) -> Finding:
    """Whether the database answers, and how many migrations a start would run."""
    name = settings.store_type
    try:
        migrations = await plan(settings)
    except (TiercelError, OSError) as error:
        text = str(error) if isinstance(error, Invalid | OSError) else error.message
        return Finding(
            subject="database",
            health=Health.BROKEN,
            text=f"{name}: {text}",
            remedy="start the database, or correct datasources.postgres: url, username, password"
            if name == "postgres"
            else "let the user of the server read and write it, or name another folder: --data",
        )
    if settings.is_memory:
        return Finding(
            subject="database",
            health=Health.DOUBTFUL,
            text="memory: nothing is kept when the server ends",
            remedy="leave kestra.repository.type out for a database in the data folder",
        )
    waiting = f"; a start runs {len(migrations)} migration(s)" if migrations else ""
    return Finding(subject="database", health=Health.GOOD, text=f"{name} answers{waiting}")
