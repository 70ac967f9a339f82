"""`tiercel audit`: who changed what on a running server, and whether the log of it is whole."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.groups import group_of
from tiercel.cli.options import asks_server, prints_answer
from tiercel.cli.parameters.shared import AsJson
from tiercel.cli.tables import Row, table_of

if TYPE_CHECKING:
    from tiercel.cli.api.audit import AuditPage, AuditReportView, FoundAuditEntryView
    from tiercel.cli.client import Client

HEADINGS = ("date", "user", "type", "resource", "id", "namespace", "operation", "denied")
Resources = Annotated[
    list[str] | None, typer.Option("--resource", help="What was changed, such as FLOW.")
]
By = Annotated[str | None, typer.Option("--by", help="The name of who did it.")]
Namespace = Annotated[str | None, typer.Option("--namespace", "-n", help="And those below it.")]
Since = Annotated[str | None, typer.Option("--since", help="An ISO date.")]


def add(app: typer.Typer) -> None:
    group = group_of(
        "Who changed what.",
        {
            "list": (show_list, "tiercel audit list --resource FLOW"),
            "export": (export, "tiercel audit export --jsonl > audit.jsonl"),
            "verify": (verify, "tiercel audit verify"),
        },
    )
    app.add_typer(group, name="audit")


def _row(found: FoundAuditEntryView) -> Row:
    entry, user = found.audit_log, found.user
    if not entry or not user:
        return ()
    detail = entry.detail
    return (
        entry.date,
        user.username,
        entry.type,
        detail.get("resource"),
        detail.get("id"),
        detail.get("namespace"),
        detail.get("operation"),
        bool(detail.get("denied")),
    )


def _show_report(report: AuditReportView) -> None:
    typer.echo(
        f"{report.entries} entries, {report.seals} seals, {report.unsealed} not sealed yet;"
        f" the newest seal: {report.last or 'none'}"
    )
    for problem in report.problems:
        typer.echo(problem, err=True)


@prints_answer(table_of(HEADINGS, _row))
def show_list(  # noqa: PLR0913  One parameter an option.
    client: Client,
    resources: Resources = None,
    by: By = None,
    namespace: Namespace = None,
    since: Since = None,
    size: Annotated[int, typer.Option("--size", help="At most so many.", min=1)] = 50,
) -> AuditPage:
    """The newest entries."""
    from tiercel.cli.api.audit import FindAuditEntries

    return client.call(
        FindAuditEntries(
            resources=resources or (),
            user=by,
            namespace=namespace,
            start_date=since,
            size=size,
        )
    )


@asks_server
def export(  # noqa: PLR0913  One parameter an option.
    client: Client,
    resources: Resources = None,
    by: By = None,
    namespace: Namespace = None,
    since: Since = None,
    as_lines: Annotated[
        bool, typer.Option("--jsonl", help="Lines of JSON with all that there is, else CSV.")
    ] = False,
) -> None:
    """Write matching entries to the standard output, the newest first."""
    from tiercel.cli.api.audit import ExportAuditLog

    content = client.call(
        ExportAuditLog(
            resources=resources or (),
            user=by,
            namespace=namespace,
            start_date=since,
            format="jsonl" if as_lines else "csv",
        )
    )
    sys.stdout.buffer.write(content)


@asks_server
def verify(
    client: Client,
    as_json: AsJson = False,
) -> None:
    """Compare all entries with their seals; exit 1 when something was changed, added or removed."""
    from tiercel.cli.api.audit import VerifyAuditLog
    from tiercel.cli.output import print_json

    report = client.call(VerifyAuditLog())
    if as_json:
        print_json(report)
    else:
        _show_report(report)
    if not report.intact:
        raise typer.Exit(1)
