"""`tiercel kv`: key-value entries of a namespace of a running server."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from tiercel.cli.groups import group_of
from tiercel.cli.options import prints_answer
from tiercel.cli.output import Done, done, show_done
from tiercel.cli.parameters.shared import IdempotencyKey, Namespace
from tiercel.cli.tables import Row, table_of

if TYPE_CHECKING:
    from tiercel.cli.api.namespaces import KvEntryView, KvValueView
    from tiercel.cli.client import Client

Key = Annotated[str, typer.Argument(help="The key.")]
HEADINGS = ("key", "revision", "updated", "expires", "description")


def add(app: typer.Typer) -> None:
    group = group_of(
        "Key-value entries of a namespace.",
        {
            "list": (show_list, "tiercel kv list company.team"),
            "get": (get, "tiercel kv get company.team colour"),
            "set": (set_value, "tiercel kv set company.team colour blue --expiration PT1H"),
            "delete": (delete, "tiercel kv delete company.team colour"),
        },
    )
    app.add_typer(group, name="kv")


def _row(entry: KvEntryView) -> Row:
    return (
        entry.key,
        entry.revision,
        entry.update_date,
        entry.expiration_date,
        entry.description,
    )


def _show_value(found: KvValueView) -> None:
    value = None if found.value is msgspec.UNSET else found.value
    typer.echo(value if isinstance(value, str) else msgspec.json.encode(value))


@prints_answer(table_of(HEADINGS, _row))
def show_list(client: Client, namespace: Namespace) -> list[KvEntryView]:
    """The keys of a namespace, without their values."""
    from tiercel.cli.api.namespaces import ListKeys

    return client.call(ListKeys(namespace=namespace))


@prints_answer(_show_value)
def get(client: Client, namespace: Namespace, key: Key) -> KvValueView:
    """Print the value of a key: a text as it is, anything else as JSON."""
    from tiercel.cli.api.namespaces import GetKey

    return client.call(GetKey(namespace=namespace, key=key))


@prints_answer(show_done)
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
) -> Done:
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
    # Without a line for people, as the command of Kestra does it.
    return Done("stored", {"namespace": namespace, "key": key}, message="")


@prints_answer(show_done)
def delete(client: Client, namespace: Namespace, key: Key) -> Done:
    """Remove a key; exit 1 when it is not there."""
    from tiercel.cli.api.namespaces import DeleteKey
    from tiercel.model.errors import NotFound

    if not client.call(DeleteKey(namespace=namespace, key=key)):
        raise NotFound(f"The namespace '{namespace}' has no key '{key}'.")
    return done("deleted", namespace=namespace, key=key)
