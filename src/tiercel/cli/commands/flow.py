"""`tiercel flow`: check flows, and change those of a running server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tiercel.cli.groups import group_of
from tiercel.cli.options import asks_server, prints_answer
from tiercel.cli.output import Done, print_json, show_done, show_state
from tiercel.cli.parameters.shared import (
    FIRST_PAGE,
    AsJson,
    DryRun,
    FlowName,
    IdempotencyKey,
    Labels,
    Namespace,
    OfNamespace,
    Paging,
    Words,
)
from tiercel.cli.tables import Row, table_of

if TYPE_CHECKING:
    from tiercel.cli.api.flows import CreateFlow, FlowPage, FlowView, IdWithNamespace, UpdateFlow
    from tiercel.cli.client import Client
    from tiercel.cli.flow_changes import Deployment
    from tiercel.cli.flow_files import FlowFile

File = Annotated[Path, typer.Argument(help="A flow, a YAML file.", exists=True, dir_okay=False)]
FlowPath = Annotated[Path, typer.Argument(help="A flow or a folder of flows.", exists=True)]
Folder = Annotated[Path, typer.Argument(help="A folder.", file_okay=False)]
Delete = Annotated[
    bool,
    typer.Option(
        "--delete/--no-delete",
        help="Delete the other flows of the namespaces that the files name, of no others.",
    ),
]
Revision = Annotated[int | None, typer.Option("--revision", help="Another than the newest.", min=1)]
Message = Annotated[str | None, typer.Option("--message", help="What is said of the revision.")]
HEADINGS = ("namespace", "id", "revision", "enabled", "updated", "description")


def add(app: typer.Typer) -> None:
    group = group_of(
        "Check, create and change flows.",
        {
            "list": (show_list, "tiercel flow list --namespace company.team"),
            "get": (get, "tiercel flow get company.team hello > hello.yaml"),
            "run": (run, "tiercel flow run company.team hello -i who=Ann"),
            "enable": (enable, "tiercel flow enable company.team hello"),
            "disable": (disable, "tiercel flow disable company.team hello"),
            "validate": (validate, "tiercel flow validate flows --local"),
            "create": (create, "tiercel flow create hello.yaml"),
            "update": (update, "tiercel flow update hello.yaml company.team hello"),
            "delete": (delete, "tiercel flow delete company.team hello"),
            "updates": (updates, "tiercel flow updates flows --dry-run"),
            "export": (export, "tiercel flow export backup --namespace company.team"),
        },
    )
    update_all = (update_namespace, "tiercel flow namespace update company.team flows --delete")
    group.add_typer(group_of("Flows of a namespace.", {"update": update_all}), name="namespace")
    app.add_typer(group, name="flow")


def _row(flow: FlowView) -> Row:
    return (
        flow.namespace,
        flow.id,
        flow.revision,
        not flow.disabled,
        flow.updated,
        flow.description,
    )


def _show_source(flow: FlowView) -> None:
    typer.echo((flow.source or "").rstrip())


@prints_answer(table_of(HEADINGS, _row))
def show_list(
    client: Client,
    namespace: OfNamespace = None,
    text: Words = None,
    labels: Labels = None,
    paging: Paging = FIRST_PAGE,
) -> FlowPage:
    """Flows with their newest revision."""
    from tiercel.cli.api.flows import FindFlows

    ask = FindFlows(
        namespace=namespace,
        q=text,
        labels=labels or (),
        sort=["namespace:asc", "id:asc"],
        size=paging.size,
        page=paging.page,
    )
    return client.call(ask)


@prints_answer(_show_source)
def get(
    client: Client,
    flow: FlowName,
    revision: Revision = None,
) -> FlowView:
    """Print the source of a flow."""
    from tiercel.cli.api.flows import GetFlow

    ask = GetFlow(namespace=flow.namespace, id=flow.flow_id, revision=revision, source=True)
    return client.call(ask)


@prints_answer(show_done)
def enable(client: Client, flow: FlowName) -> Done:
    """Let a flow be started again, by its triggers too."""
    from tiercel.cli.api.flows import EnableFlows

    client.call(EnableFlows(body=[_as_named(flow)]))
    return _done("enabled", flow)


@prints_answer(show_done)
def disable(client: Client, flow: FlowName) -> Done:
    """Let nothing start a flow until it is enabled."""
    from tiercel.cli.api.flows import DisableFlows

    client.call(DisableFlows(body=[_as_named(flow)]))
    return _done("disabled", flow)


@asks_server
def validate(
    client: Client,
    place: FlowPath,
    local: Annotated[bool, typer.Option("--local", help="Without a server.")] = False,
    as_json: AsJson = False,
) -> None:
    """Check flows; exit 1 when one is not valid."""
    from tiercel.cli import flow_reports
    from tiercel.cli.flow_files import flow_files
    from tiercel.cli.refusals import Unreachable

    files = flow_files(place)
    try:
        reports = flow_reports.local(files) if local else flow_reports.remote(client, files)
    except Unreachable as error:
        typer.echo(error.message, err=True)
        typer.echo("Without a server, with the plugins installed here: --local", err=True)
        raise typer.Exit(1) from None
    if as_json:
        print_json(reports)
        raise typer.Exit(flow_reports.exit_code(reports))
    raise typer.Exit(flow_reports.show(reports))


@prints_answer(lambda _: typer.echo("Flow successfully created !"))
def create(
    client: Client, file: File, message: Message = None, idempotency_key: IdempotencyKey = None
) -> FlowView:
    """Create a flow."""
    from tiercel.cli.api.flows import CreateFlow

    ask = CreateFlow(body=file.read_bytes(), message=message)
    return _sent(client, ask, file, idempotency_key)


@prints_answer(lambda _: typer.echo("Flow successfully updated !"))
def update(client: Client, file: File, flow: FlowName, message: Message = None) -> FlowView:
    """Update a flow."""
    from tiercel.cli.api.flows import UpdateFlow

    ask = UpdateFlow(
        namespace=flow.namespace, id=flow.flow_id, body=file.read_bytes(), message=message
    )
    return _sent(client, ask, file)


@prints_answer(show_done)
def delete(client: Client, flow: FlowName) -> Done:
    """Delete a flow."""
    from tiercel.cli.api.flows import DeleteFlow

    client.call(DeleteFlow(namespace=flow.namespace, id=flow.flow_id))
    return msgspec.structs.replace(_done("deleted", flow), message="Flow successfully deleted !")


@asks_server
def updates(  # noqa: PLR0913  One parameter an option.
    client: Client,
    folder: FlowPath,
    delete_others: Delete = False,
    namespace: Annotated[
        str | None, typer.Option("--namespace", help="Refuse flows of any other.")
    ] = None,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Create or update all flows of a folder, in one step."""
    from tiercel.cli.flow_files import flow_files

    deployment = _deployment(client, flow_files(folder), namespace, delete=delete_others)
    _deploy(deployment, dry_run=dry_run, as_json=as_json)


@asks_server
def update_namespace(  # noqa: PLR0913  One parameter an option.
    client: Client,
    namespace: Namespace,
    folder: FlowPath,
    delete_others: Delete = False,
    override: Annotated[
        bool,
        typer.Option("--override-namespaces/--no-override-namespaces", help="Rewrite them."),
    ] = False,
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Create or update the flows of a namespace."""
    from tiercel.cli.flow_files import flow_files, in_namespace

    files = flow_files(folder)
    if override:
        files = in_namespace(files, namespace)
    deployment = _deployment(client, files, namespace, delete=delete_others)
    _deploy(deployment, dry_run=dry_run, as_json=as_json)


@asks_server
def export(
    client: Client,
    folder: Folder,
    namespace: Annotated[str | None, typer.Option("--namespace", help="Only this one.")] = None,
) -> None:
    """Write the sources of flows to `flows.zip` in a folder."""
    import io
    import zipfile

    from tiercel.cli.api.flows import ExportFlows

    content = client.call(ExportFlows(namespace=namespace))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        count = len(archive.namelist())
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "flows.zip"
    target.write_bytes(content)
    typer.echo(f"{count} flow(s) exported to {target}")


@asks_server
def run(  # noqa: PLR0913  One parameter an option.
    client: Client,
    flow: FlowName,
    inputs: Annotated[
        list[str] | None,
        typer.Option("--input", "-i", help="An input as id=value; a file as id=@path; an @ as @@."),
    ] = None,
    labels: Labels = None,
    revision: Revision = None,
    schedule_date: Annotated[
        str | None, typer.Option("--schedule-date", help="Start it then; an ISO date with offset.")
    ] = None,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Until it has ended.")] = True,
    as_json: AsJson = False,
    idempotency_key: IdempotencyKey = None,
) -> None:
    """Start an execution of a flow of the server; exit 1 when it does not end well."""
    from tiercel.cli.api.executions import StartExecution
    from tiercel.cli.execution_texts import note_failure
    from tiercel.cli.parameters.input_parts import parts_of
    from tiercel.cli.watching import watch_to_end

    # Who looks at it sees what happens meanwhile.
    is_live = wait and not as_json and sys.stdout.isatty()
    parts = parts_of(inputs or [])
    ask = StartExecution(
        namespace=flow.namespace,
        id=flow.flow_id,
        labels=labels or (),
        revision=revision,
        schedule_date=schedule_date,
        wait=wait and not is_live,
        body=parts,
    )
    execution = client.call(ask, idempotency_key)
    if is_live:
        watch_to_end(client, execution.id)
        return
    state = execution.state.current
    if as_json:
        print_json(execution)
    else:
        show_state(execution)
        note_failure(execution)
    if wait and state not in ("SUCCESS", "WARNING"):
        raise typer.Exit(1)


def _sent(
    client: Client, ask: CreateFlow | UpdateFlow, file: Path, key: str | None = None
) -> FlowView:
    """The flow of one source; leaves with 1 and every violation when it is refused."""
    from tiercel.cli.flow_changes import refused_sources
    from tiercel.cli.flow_files import flow_files
    from tiercel.cli.refusals import ServerRefused

    try:
        return client.call(ask, key)
    except ServerRefused as error:
        raise typer.Exit(refused_sources(client, flow_files(file), error)) from None


def _as_named(flow: FlowName) -> IdWithNamespace:
    from tiercel.cli.api.flows import IdWithNamespace

    return IdWithNamespace(namespace=flow.namespace, id=flow.flow_id)


def _done(verb: str, flow: FlowName) -> Done:
    return Done(verb, {"namespace": flow.namespace, "id": flow.flow_id}, f"{flow} {verb}")


def _deployment(
    client: Client, files: list[FlowFile], namespace: str | None, *, delete: bool
) -> Deployment:
    from tiercel.cli.flow_changes import Deployment

    return Deployment(client, files, namespace=namespace, delete=delete)


def _deploy(deployment: Deployment, *, dry_run: bool, as_json: bool) -> None:
    from tiercel.cli.refusals import ServerRefused

    try:
        changes = deployment.planned() if dry_run else deployment.carry_out()
    except ServerRefused as error:
        raise typer.Exit(deployment.refused(error)) from None
    if as_json:
        print_json(changes.document())
    else:
        changes.show(is_done=not dry_run)
