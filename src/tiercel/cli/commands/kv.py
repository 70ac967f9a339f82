"""`tiercel kv`: key-value entries of a namespace of a running server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tiercel.cli.options import AsJson, IdempotencyKey, asks_server

if TYPE_CHECKING:
    from tiercel.cli.client import Client

Namespace = Annotated[str, typer.Argument(help="A namespace.")]
Key = Annotated[str, typer.Argument(help="The key.")]
EXAMPLES = {
    "list": "tiercel kv list company.team",
    "get": "tiercel kv get company.team colour",
    "set": "tiercel kv set company.team colour blue --expiration PT1H",
    "delete": "tiercel kv delete company.team colour",
}


def add(app: typer.Typer) -> None:
    group = typer.Typer(help="Key-value entries of a namespace.", no_args_is_help=True)
    commands = {"list": show_list, "get": get, "set": set_value, "delete": delete}
    for name, command in commands.items():
        group.command(name, epilog=f"Example: {EXAMPLES[name]}")(command)
    app.add_typer(group, name="kv")


@asks_server
def show_list(client: Client, namespace: Namespace, as_json: AsJson = False) -> None:
    """The keys of a namespace, without their values."""
    from tiercel.cli.api.namespaces import ListKeys
    from tiercel.cli.output import print_json
    from tiercel.cli.tables import print_table

    found = client.call(ListKeys(namespace=namespace))
    if as_json:
        print_json(found)
        return
    print_table(
        ("key", "revision", "updated", "expires", "description"),
        (
            (each.key, each.revision, each.update_date, each.expiration_date, each.description)
            for each in found
        ),
    )


@asks_server
def get(client: Client, namespace: Namespace, key: Key, as_json: AsJson = False) -> None:
    """Print the value of a key: a text as it is, anything else as JSON."""
    from tiercel.cli.api.namespaces import GetKey
    from tiercel.cli.output import print_json

    found = client.call(GetKey(namespace=namespace, key=key))
    value = None if found.value is msgspec.UNSET else found.value
    if as_json:
        print_json(found)
    else:
        typer.echo(value if isinstance(value, str) else msgspec.json.encode(value))


@asks_server
def set_value(  # noqa: PLR0913  One parameter an option.
    client: Client,
    namespace: Namespace,
    key: Key,
    value: Annotated[str | None, typer.Argument(help="The value.")] = None,
    expiration: Annotated[
        str | None, typer.Option("--expiration", "-e", help="Life as an ISO duration.")
    ] = None,
    kind: Annotated[str | None, typer.Option("--type", "-t", help="STRING, NUMBER, …")] = None,
    file_value: Annotated[
        Path | None, typer.Option("--file-value", "-f", help="The value is in this file.")
    ] = None,
    idempotency_key: IdempotencyKey = None,
) -> None:
    """Set a key."""
    from tiercel.cli.api.namespaces import SetKey

    text = file_value.read_text(encoding="utf-8") if file_value is not None else value
    if text is None:
        raise typer.BadParameter("Give a value, or a file with --file-value")
    try:
        is_json = json.loads(text) is not ...
    except ValueError:
        is_json = False
    if (kind or "").upper() == "STRING" or not (is_json or (kind or "STRING").upper() != "STRING"):
        text = json.dumps(text)
    body = msgspec.Raw(text.encode())
    client.call(SetKey(namespace=namespace, key=key, ttl=expiration, body=body), idempotency_key)


@asks_server
def delete(client: Client, namespace: Namespace, key: Key) -> None:
    """Remove a key; exit 1 when it is not there."""
    from tiercel.cli.api.namespaces import DeleteKey
    from tiercel.model.errors import NotFound

    if not client.call(DeleteKey(namespace=namespace, key=key)):
        raise NotFound(f"The namespace '{namespace}' has no key '{key}'.")
    typer.echo(f"{namespace} {key} deleted")
