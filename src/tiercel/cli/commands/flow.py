"""`tiercel flow`: check flows, and change those of a running server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.options import (
    SERVER,
    AsJson,
    Headers,
    IdempotencyKey,
    Server,
    Tenant,
    Token,
    User,
    client_of,
)
from tiercel.cli.pairs import pairs_of

if TYPE_CHECKING:
    from tiercel.cli.api.flows import CreateFlow, UpdateFlow
    from tiercel.cli.client import Client
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


def add(app: typer.Typer) -> None:
    group = typer.Typer(help="Check, create and change flows.", no_args_is_help=True)
    for command in (validate, create, update, delete, updates, export, run):
        group.command(command.__name__)(command)
    namespaces = typer.Typer(help="Flows of a namespace.", no_args_is_help=True)
    namespaces.command("update")(update_namespace)
    group.add_typer(namespaces, name="namespace")
    app.add_typer(group, name="flow")


def validate(  # noqa: PLR0913  One parameter an option.
    place: FlowPath,
    local: Annotated[bool, typer.Option("--local", help="Without a server.")] = False,
    server: Server = SERVER,
    headers: Headers = None,
    user: User = None,
    api_token: Token = None,
    tenant: Tenant = None,
) -> None:
    """Check flows; exit 1 when one is not valid."""
    from tiercel.cli import flow_reports
    from tiercel.cli.flow_files import flow_files

    files = flow_files(place)
    if local:
        reports = flow_reports.local(files)
    else:
        client = client_of(server, headers, user, api_token, tenant)
        reports = flow_reports.remote(client, files)
    raise typer.Exit(flow_reports.show(reports))


def create(  # noqa: PLR0913
    file: File,
    server: Server = SERVER,
    headers: Headers = None,
    user: User = None,
    api_token: Token = None,
    tenant: Tenant = None,
    idempotency_key: IdempotencyKey = None,
) -> None:
    """Create a flow."""
    from tiercel.cli.api.flows import CreateFlow

    client = client_of(server, headers, user, api_token, tenant)
    _send(client, CreateFlow(body=file.read_bytes()), file, idempotency_key)
    typer.echo("Flow successfully created !")


def update(  # noqa: PLR0913
    file: File,
    namespace: Namespace,
    flow_id: FlowId,
    server: Server = SERVER,
    headers: Headers = None,
    user: User = None,
    api_token: Token = None,
    tenant: Tenant = None,
) -> None:
    """Update a flow."""
    from tiercel.cli.api.flows import UpdateFlow

    client = client_of(server, headers, user, api_token, tenant)
    _send(client, UpdateFlow(namespace=namespace, id=flow_id, body=file.read_bytes()), file)
    typer.echo("Flow successfully updated !")


def delete(  # noqa: PLR0913
    namespace: Namespace,
    flow_id: FlowId,
    server: Server = SERVER,
    headers: Headers = None,
    user: User = None,
    api_token: Token = None,
    tenant: Tenant = None,
) -> None:
    """Delete a flow."""
    from tiercel.cli.api.flows import DeleteFlow

    client = client_of(server, headers, user, api_token, tenant)
    client.call(DeleteFlow(namespace=namespace, id=flow_id))
    typer.echo("Flow successfully deleted !")


def updates(  # noqa: PLR0913
    folder: FlowPath,
    delete_others: Delete = False,
    namespace: Annotated[
        str | None, typer.Option("--namespace", help="Refuse flows of any other.")
    ] = None,
    dry_run: DryRun = False,
    server: Server = SERVER,
    headers: Headers = None,
    user: User = None,
    api_token: Token = None,
    tenant: Tenant = None,
) -> None:
    """Create or update all flows of a folder, in one step."""
    from tiercel.cli.flow_files import flow_files

    client = client_of(server, headers, user, api_token, tenant)
    _deploy(client, flow_files(folder), namespace=namespace, delete=delete_others, dry_run=dry_run)


def update_namespace(  # noqa: PLR0913
    namespace: Namespace,
    folder: FlowPath,
    delete_others: Delete = False,
    override: Annotated[
        bool,
        typer.Option("--override-namespaces/--no-override-namespaces", help="Rewrite them."),
    ] = False,
    dry_run: DryRun = False,
    server: Server = SERVER,
    headers: Headers = None,
    user: User = None,
    api_token: Token = None,
    tenant: Tenant = None,
) -> None:
    """Create or update the flows of a namespace."""
    from tiercel.cli.flow_files import flow_files, in_namespace

    files = flow_files(folder)
    if override:
        files = in_namespace(files, namespace)
    client = client_of(server, headers, user, api_token, tenant)
    _deploy(client, files, namespace=namespace, delete=delete_others, dry_run=dry_run)


def export(  # noqa: PLR0913
    folder: Folder,
    namespace: Annotated[str | None, typer.Option("--namespace", help="Only this one.")] = None,
    server: Server = SERVER,
    headers: Headers = None,
    user: User = None,
    api_token: Token = None,
    tenant: Tenant = None,
) -> None:
    """Write the sources of flows to `flows.zip` in a folder."""
    import io
    import zipfile

    from tiercel.cli.api.flows import ExportFlows

    client = client_of(server, headers, user, api_token, tenant)
    content = client.call(ExportFlows(namespace=namespace))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        count = len(archive.namelist())
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "flows.zip"
    target.write_bytes(content)
    typer.echo(f"{count} flow(s) exported to {target}")


def run(  # noqa: PLR0913
    namespace: Namespace,
    flow_id: FlowId,
    inputs: Annotated[
        list[str] | None, typer.Option("--input", "-i", help="An input as id=value.")
    ] = None,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Until it has ended.")] = True,
    as_json: AsJson = False,
    server: Server = SERVER,
    headers: Headers = None,
    user: User = None,
    api_token: Token = None,
    tenant: Tenant = None,
    idempotency_key: IdempotencyKey = None,
) -> None:
    """Start an execution of a flow of the server; exit 1 when it does not end well."""
    from tiercel.cli.api.executions import StartExecution

    client = client_of(server, headers, user, api_token, tenant)
    sent = pairs_of(inputs or [], "input")
    ask = StartExecution(namespace=namespace, id=flow_id, wait=wait, body=sent or None)
    execution = client.call(ask, idempotency_key)
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
    from tiercel.cli.client import ServerRefused
    from tiercel.cli.flow_changes import refused_sources
    from tiercel.cli.flow_files import flow_files

    try:
        client.call(ask, key)
    except ServerRefused as error:
        raise typer.Exit(refused_sources(client, flow_files(file), error)) from None


def _deploy(
    client: Client, files: list[FlowFile], *, namespace: str | None, delete: bool, dry_run: bool
) -> None:
    from tiercel.cli.client import ServerRefused
    from tiercel.cli.flow_changes import Deployment, refused_sources

    deployment = Deployment(client, files, namespace=namespace, delete=delete)
    try:
        changes = deployment.planned() if dry_run else deployment.carry_out()
    except ServerRefused as error:
        raise typer.Exit(refused_sources(client, files, error)) from None
    changes.show(is_done=not dry_run)
