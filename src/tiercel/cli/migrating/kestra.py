"""What `migrate kestra check` says of flows."""

from __future__ import annotations

import typer

from tiercel.cli.flow_files import FlowFile
from tiercel.cli.flow_reports import Report, local
from tiercel.cli.output import print_json
from tiercel.cli.tables import print_table
from tiercel.migrate.kestra.check import TypeUse, used_secrets, used_types
from tiercel.plugin.catalog.registry import Catalog


def check_flows(files: list[FlowFile], *, as_json: bool) -> int:
    """Print what was found; 1 when a flow does not run as it is."""
    sources = [each.source for each in files]
    types = used_types(sources, Catalog.of_builtins())
    reports = local(files)
    secrets = used_secrets(sources)
    if as_json:
        print_json({"flows": reports, "types": types, "secrets": secrets})
    else:
        _show(types, reports, secrets)
    return int(any(report.problems for report in reports))


def _show(types: list[TypeUse], reports: list[Report], secrets: list[str]) -> None:
    print_table(
        ("type", "here", "uses", "flows", "note"),
        ((each.type, each.is_here, each.uses, each.flows, each.note) for each in types),
    )
    for report in reports:
        for line in report.problems:
            typer.echo(f"✘ {line}", err=True)
        for line in (*report.warnings, *report.infos):
            typer.echo(f"⚠ {line}", err=True)
    if secrets:
        typer.echo(f"Secrets to set: {', '.join(secrets)}")
    good = sum(not report.problems for report in reports)
    missing = sum(not each.is_here for each in types)
    typer.echo(f"{good} of {len(reports)} flows run as they are; {missing} types are missing.")
