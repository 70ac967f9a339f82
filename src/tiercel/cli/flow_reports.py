"""What `flow validate` says of each flow, with or without a server."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
import typer

from tiercel.cli.api.flows import CheckFlows, ProblemView, ValidationReportView
from tiercel.cli.client import Client
from tiercel.cli.flow_files import FlowFile, joined
from tiercel.cli.flow_problems import problem_lines
from tiercel.engine.expressions.review import ExpressionRules, review_source
from tiercel.flowlang.places.problems import DEPRECATED
from tiercel.model.errors import Violation
from tiercel.model.problem import Problem
from tiercel.plugin.catalog.registry import Catalog


class Report(msgspec.Struct, frozen=True):
    """One flow: what to call it, what is wrong, what is doubtful or old."""

    name: str
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    infos: tuple[str, ...] = ()


def local(files: list[FlowFile]) -> list[Report]:
    """Checked here, with the installed plugins."""
    catalog = Catalog.of_builtins()
    found = []
    for file in files:
        report = review_source(file.source, catalog, ExpressionRules()).report
        flow = report.flow
        found.append(
            Report(
                file.path if flow is None else f"{flow.namespace}.{flow.id}",
                tuple(problem_lines(file, report.violations)),
                tuple(problem_lines(file, _warnings_of(report.problems))),
                tuple(report.infos),
            )
        )
    return found


def remote(client: Client, files: list[FlowFile]) -> list[Report]:
    """Checked by the server."""
    answers = client.call(CheckFlows(body=joined(files)))
    found = []
    for file, answer in zip(files, answers, strict=False):
        problems = tuple(_problems(file, answer))
        has_name = answer.flow and not problems
        found.append(
            Report(
                f"{answer.namespace}.{answer.flow}" if has_name else file.path,
                problems,
                tuple(_warnings(file, answer)),
                tuple(answer.infos or ()),
            )
        )
    return found


def show(reports: list[Report]) -> int:
    """Print the reports; 1 when a flow is not valid."""
    for report in reports:
        if report.problems:
            typer.echo(f"✘ - {report.name}", err=True)
            for line in report.problems:
                typer.echo(f"\t- {line}", err=True)
            continue
        typer.echo(f"✓ - {report.name}")
        for text in report.warnings:
            typer.echo(f"⚠ - {text}")
        for text in report.infos:
            typer.echo(f"ℹ - {text}")
    return exit_code(reports)


def exit_code(reports: list[Report]) -> int:
    """1 when a flow is not valid."""
    return int(any(report.problems for report in reports))


def _warnings_of(problems: Iterable[Problem | ProblemView]) -> list[Violation]:
    """Warnings with their places; what is old has a page of its own and is left out."""
    return [
        Violation(each.path, each.message, each.line, each.column, each.hint)
        for each in problems
        if each.severity == "warning" and each.code != DEPRECATED
    ]


def _warnings(file: FlowFile, answer: ValidationReportView) -> list[str]:
    """The warnings of one answer; a server that gives no places has only the texts."""
    if not answer.positions:
        return list(answer.warnings or ())
    return problem_lines(file, _warnings_of(answer.positions))


def _problems(file: FlowFile, answer: ValidationReportView) -> list[str]:
    """The lines of one answer; a server that gives no places has only the text."""
    if answer.violations:
        found = [Violation(**msgspec.structs.asdict(each)) for each in answer.violations]
        return problem_lines(file, found)
    text = answer.constraints or ""
    return [f"{file.path}: {line}" for line in text.strip().splitlines()]
