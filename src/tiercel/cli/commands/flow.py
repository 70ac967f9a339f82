"""`tiercel flow`: check flows, and change those of a running server."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.options import AsJson, IdempotencyKey, asks_server

if TYPE_CHECKING:
    from tiercel.cli.api.flows import CreateFlow, UpdateFlow
    from tiercel.cli.client import Client
    from tiercel.cli.flow_changes import Deployment
    from tiercel.cli.flow_files import FlowFile

File = Annotated[Path, typer.Argument(help="A flow, a YAML file.", exists=True, dir_okay=False)]
FlowPath = Annotated[Path, typer.Argument(help="A flow or a folder of flows.", exists=True)]
Folder = Annotated[Path, typer.Argument(help="A folder.", file_okay=False)]
Namespace = Annotated[str, typer.Argument(help="A namespace.")]
FlowId = Annotated[str, typer.Argument(help="The id of a flow.")]
Delete = Annotated[
    bool,
    typer.Option(
        "--delete/--no-delete",
        help="Delete the other flows of the namespaces that the files name, of no others.",
    ),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")]

EXAMPLES = {
    "list": "tiercel flow list --namespace company.team",
    "get": "tiercel flow get company.team hello > hello.yaml",
    "run": "tiercel flow run company.team hello -i who=Ann",
    "enable": "tiercel flow enable company.team hello",
    "disable": "tiercel flow disable company.team hello",
    "validate": "tiercel flow validate flows --local",
    "create": "tiercel flow create hello.yaml",
    "update": "tiercel flow update hello.yaml company.team hello",
    "delete": "tiercel flow delete company.team hello",
    "updates": "tiercel flow updates flows --dry-run",
    "export": "tiercel flow export backup --namespace company.team",
}
OF_NAMESPACE = "tiercel flow namespace update company.team flows --delete"


def add(app: typer.Typer) -> None:
    group = typer.Typer(help="Check, create and change flows.", no_args_is_help=True)
    commands = {
        "list": show_list,
        "get": get,
        "run": run,
        "enable": enable,
        "disable": disable,
    }
    for name, command in commands.items():
        group.command(name, epilog=f"Example: {EXAMPLES[name]}")(command)
    for command in (validate, create, update, delete, updates, export):
        name = command.__name__
        group.command(name, epilog=f"Example: {EXAMPLES[name]}")(command)
    namespaces = typer.Typer(help="Flows of a namespace.", no_args_is_help=True)
    namespaces.command("update", epilog=f"Example: {OF_NAMESPACE}")(update_namespace)
    group.add_typer(namespaces, name="namespace")
    app.add_typer(group, name="flow")


@asks_server
def show_list(  # noqa: PLR0913  One parameter an option.
    client: Client,
    namespace: Annotated[
        str | None, typer.Option("--namespace", "-n", help="Of it and those below it.")
    ] = None,
    text: Annotated[str | None, typer.Option("--query", "-q", help="Words of its names.")] = None,
    labels: Annotated[
        list[str] | None, typer.Option("--label", help="A label as key:value; repeatable.")
    ] = None,
    size: Annotated[int, typer.Option("--size", help="So many at most.", min=1)] = 100,
    page: Annotated[int, typer.Option("--page", help="The page, from 1.", min=1)] = 1,
    as_json: AsJson = False,
) -> None:
    """Flows with their newest revision."""
    from tiercel.cli.api.flows import FindFlows
    from tiercel.cli.output import print_json
    from tiercel.cli.tables import print_table

    ask = FindFlows(
        namespace=namespace,
        q=text,
        labels=labels or (),
        sort=["namespace:asc", "id:asc"],
        size=size,
        page=page,
    )
    found = client.call(ask)
    if as_json:
        print_json(found)
        return
    print_table(
        ("namespace", "id", "revision", "enabled", "updated", "description"),
        (
            (
                each.namespace,
                each.id,
                each.revision,
                not each.disabled,
                each.updated,
                each.description,
            )
            for each in found.results
        ),
    )


@asks_server
def get(
    client: Client,
    namespace: Namespace,
    flow_id: FlowId,
    revision: Annotated[
        int | None, typer.Option("--revision", help="Another than the newest.", min=1)
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Print the source of a flow."""
    from tiercel.cli.api.flows import GetFlow
    from tiercel.cli.output import print_json

    ask = GetFlow(namespace=namespace, id=flow_id, revision=revision, source=True)
    flow = client.call(ask)
    if as_json:
        print_json(flow)
    else:
        typer.echo((flow.source or "").rstrip())


@asks_server
def enable(client: Client, namespace: Namespace, flow_id: FlowId) -> None:
    """Let a flow be started again, by its triggers too."""
    from tiercel.cli.api.flows import EnableFlows, IdWithNamespace

    client.call(EnableFlows(body=[IdWithNamespace(namespace=namespace, id=flow_id)]))
    typer.echo(f"{namespace}.{flow_id} enabled")


@asks_server
def disable(client: Client, namespace: Namespace, flow_id: FlowId) -> None:
    """Let nothing start a flow until it is enabled."""
    from tiercel.cli.api.flows import DisableFlows, IdWithNamespace

    client.call(DisableFlows(body=[IdWithNamespace(namespace=namespace, id=flow_id)]))
    typer.echo(f"{namespace}.{flow_id} disabled")


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
    from tiercel.cli.output import print_json
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


@asks_server
def create(
    client: Client,
    file: File,
    idempotency_key: IdempotencyKey = None,
) -> None:
    """Create a flow."""
    from tiercel.cli.api.flows import CreateFlow

    _send(client, CreateFlow(body=file.read_bytes()), file, idempotency_key)
    typer.echo("Flow successfully created !")


@asks_server
def update(
    client: Client,
    file: File,
    namespace: Namespace,
    flow_id: FlowId,
) -> None:
    """Update a flow."""
    from tiercel.cli.api.flows import UpdateFlow

    _send(client, UpdateFlow(namespace=namespace, id=flow_id, body=file.read_bytes()), file)
    typer.echo("Flow successfully updated !")


@asks_server
def delete(
    client: Client,
    namespace: Namespace,
    flow_id: FlowId,
) -> None:
    """Delete a flow."""
    from tiercel.cli.api.flows import DeleteFlow

    client.call(DeleteFlow(namespace=namespace, id=flow_id))
    typer.echo("Flow successfully deleted !")


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
    namespace: Namespace,
    flow_id: FlowId,
    inputs: Annotated[
        list[str] | None,
        typer.Option("--input", "-i", help="An input as id=value; a file as id=@path."),
    ] = None,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Until it has ended.")] = True,
    as_json: AsJson = False,
    idempotency_key: IdempotencyKey = None,
) -> None:
    """Start an execution of a flow of the server; exit 1 when it does not end well."""
    from tiercel.cli.api.executions import StartExecution
    from tiercel.cli.input_parts import parts_of
    from tiercel.cli.watching import watch_to_end

    # Who looks at it sees what happens meanwhile.
    is_live = wait and not as_json and sys.stdout.isatty()
    parts = parts_of(inputs or [])
    ask = StartExecution(namespace=namespace, id=flow_id, wait=wait and not is_live, body=parts)
    execution = client.call(ask, idempotency_key)
    if is_live:
        watch_to_end(client, execution.id)
        return
    state = execution.state.current
    if as_json:
        from tiercel.cli.output import print_json

        print_json(execution)
    else:
        typer.echo(f"{execution.id} {state}")
    if wait and state not in ("SUCCESS", "WARNING"):
        raise typer.Exit(1)


def _send(client: Client, ask: CreateFlow | UpdateFlow, file: Path, key: str | None = None) -> None:
    """Send one source; leaves with 1 and every violation when it is refused."""
    from tiercel.cli.flow_changes import refused_sources
    from tiercel.cli.flow_files import flow_files
    from tiercel.cli.refusals import ServerRefused

    try:
        client.call(ask, key)
    except ServerRefused as error:
        raise typer.Exit(refused_sources(client, flow_files(file), error)) from None


def _deployment(
    client: Client, files: list[FlowFile], namespace: str | None, *, delete: bool
) -> Deployment:
    from tiercel.cli.flow_changes import Deployment

    return Deployment(client, files, namespace=namespace, delete=delete)


def _deploy(deployment: Deployment, *, dry_run: bool, as_json: bool) -> None:
    from tiercel.cli.output import print_json
    from tiercel.cli.refusals import ServerRefused

    try:
        changes = deployment.planned() if dry_run else deployment.carry_out()
    except ServerRefused as error:
        raise typer.Exit(deployment.refused(error)) from None
    if as_json:
        print_json(changes.document())
    else:
        changes.show(is_done=not dry_run)
