"""`tiercel sys export` and `import`: a whole installation into an archive, and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from tiercel.cli.offline import Config, Data, with_application
from tiercel.cli.output import print_json

if TYPE_CHECKING:
    # It imports the services: half a second of every help.
    from tiercel.cli.serving.application import Application

EXPORT = "tiercel sys export /backup/tiercel.tar --data ./data"
IMPORT = "tiercel sys import /backup/tiercel.tar --config new.yml"
Archive = Annotated[
    Path, typer.Argument(help="A folder, or one file when the name ends with .tar.")
]
AsJson = Annotated[bool, typer.Option("--json", help="No progress; the counts as JSON at the end.")]
NoFiles = Annotated[
    bool, typer.Option("--no-files", help="Leave stored files out: the new server shares them.")
]
Live = Annotated[
    bool, typer.Option("--live", help="PostgreSQL: copy while servers run. Not for moving.")
]


def add(group: typer.Typer) -> None:
    """Add both to the group `sys`."""
    group.command("export", epilog=f"Example: {EXPORT}")(export_all)
    group.command("import", epilog=f"Example: {IMPORT}")(import_all)


def export_all(  # noqa: PLR0913  One parameter an option.
    context: typer.Context,
    archive: Archive,
    config: Config = None,
    data: Data = None,
    no_files: NoFiles = False,
    live: Live = False,
    as_json: AsJson = False,
) -> None:
    """Write everything into an archive: flows, executions, logs, files, secrets, triggers …"""
    from tiercel.cli.transfer_progress import TransferProgress
    from tiercel.service.transfer.exporting import Exporter, ExportRequest
    from tiercel.service.transfer.manifest import Manifest

    progress = TransferProgress(is_silent=as_json)

    async def work(application: Application) -> Manifest:
        request = ExportRequest(
            path=archive,
            source=application.services.settings.store_type,
            with_files=not no_files,
            is_live=live,
        )
        return await Exporter(application.services.ports, progress).export(request)

    with progress:
        manifest = with_application(context, config, data, work)
    if as_json:
        _print_export(archive, manifest)
        return
    progress.table("exported", [(name, (count,)) for name, count in manifest.counts.items()])
    typer.echo(f"Exported to {archive}: {len(manifest.parts)} part(s), {manifest.size:,} bytes.")


def import_all(
    context: typer.Context,
    archive: Archive,
    config: Config = None,
    data: Data = None,
    as_json: AsJson = False,
) -> None:
    """Read an archive into an empty installation; run it again when it was interrupted."""
    from tiercel.cli.transfer_progress import TransferProgress
    from tiercel.service.transfer.importing import Importer, Outcome

    progress = TransferProgress(is_silent=as_json)

    async def work(application: Application) -> Outcome:
        return await Importer(application.services.ports, progress).load(archive)

    with progress:
        outcome = with_application(context, config, data, work)
    if as_json:
        print_json({**msgspec.to_builtins(outcome), "isComplete": outcome.is_complete})
    elif outcome.was_done:
        typer.echo("This archive was imported here already: nothing to do.")
    else:
        rows = [(row.kind, (row.exported, row.imported)) for row in outcome.rows]
        progress.table("exported", rows, "imported")
    for warning in outcome.warnings:
        typer.echo(f"Warning: {warning}", err=True)
    if not outcome.is_complete:
        typer.echo("The import is not complete: the numbers above differ.", err=True)
        raise typer.Exit(1)
    if not as_json and not outcome.was_done:
        typer.echo("Imported." if not outcome.is_resumed else "Imported: what was missing.")


def _print_export(archive: Path, manifest: Any) -> None:
    print_json(
        {
            "archive": str(archive),
            "id": manifest.id,
            "counts": manifest.counts,
            "parts": len(manifest.parts),
            "bytes": manifest.size,
        }
    )
