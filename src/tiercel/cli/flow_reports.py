"""What `flow validate` says of each flow, with or without a server."""

from __future__ import annotations

import msgspec
import typer

from tiercel.cli.client import Client
from tiercel.flowlang.constraints import constraints
from tiercel.flowlang.validate import validate_source
from tiercel.plugin.registry import Catalog


class Report(msgspec.Struct, frozen=True):
    """One flow: what to call it, what is wrong (None: nothing), what is doubtful or old."""

    name: str
    problems: str | None = None
    warnings: tuple[str, ...] = ()
    infos: tuple[str, ...] = ()


def local(sources: list[tuple[str, str]]) -> list[Report]:
    """Checked here, with the installed plugins."""
    catalog = Catalog.of_builtins()
    found = []
    for name, source in sources:
        report = validate_source(source, catalog)
        if report.flow is not None:
            name = f"{report.flow.namespace} / {report.flow.id}"
        lines = [
            f"{name}:{each.line}:{each.column}: " if each.line else "" for each in report.violations
        ]
        texts = [
            f"{place}{constraints([each], report.document).rstrip()}"
            + (f" ({each.hint})" if each.hint else "")
            for place, each in zip(lines, report.violations, strict=True)
        ]
        found.append(
            Report(name, "\n".join(texts) or None, tuple(report.warnings), tuple(report.infos))
        )
    return found


def remote(client: Client, sources: list[tuple[str, str]]) -> list[Report]:
    """Checked by the server."""
    if not sources:
        return []
    body = "\n---\n".join(source for _, source in sources).encode()
    answers = client.json(
        "POST", "/flows/validate", body=body, headers={"Content-Type": "application/x-yaml"}
    )
    found = []
    for (name, _), answer in zip(sources, answers, strict=False):
        if answer.get("flow") and not answer.get("constraints"):
            name = f"{answer['namespace']}.{answer['flow']}"
        found.append(
            Report(
                name,
                answer.get("constraints"),
                tuple(answer.get("warnings") or ()),
                tuple(answer.get("infos") or ()),
            )
        )
    return found


def show(reports: list[Report]) -> int:
    """Print the reports; 1 when a flow is not valid."""
    for report in reports:
        if report.problems is None:
            typer.echo(f"✓ - {report.name}")
            for text in report.warnings:
                typer.echo(f"⚠ - {text}")
            for text in report.infos:
                typer.echo(f"ℹ - {text}")
        else:
            typer.echo(f"✘ - {report.name}", err=True)
            for line in report.problems.strip().splitlines():
                typer.echo(f"\t- {line}", err=True)
    return int(any(report.problems is not None for report in reports))
