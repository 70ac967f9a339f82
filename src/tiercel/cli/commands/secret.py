"""`tiercel secret`: the secrets of a namespace of a running server, never their values."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.options import AsJson, IdempotencyKey, asks_server
from tiercel.cli.pairs import pairs_of

if TYPE_CHECKING:
    from tiercel.cli.client import Client

Namespace = Annotated[str, typer.Argument(help="A namespace.")]
Key = Annotated[str, typer.Argument(help="The key of the secret.")]
EXAMPLES = {
    "list": "tiercel secret list company.team",
    "set": "tiercel secret set company.team API_KEY < key.txt",
    "delete": "tiercel secret delete company.team API_KEY",
}


def add(app: typer.Typer) -> None:
    group = typer.Typer(help="Secrets of a namespace.", no_args_is_help=True)
    for name, command in {"list": show_list, "set": set_value, "delete": delete}.items():
        group.command(name, epilog=f"Example: {EXAMPLES[name]}")(command)
    app.add_typer(group, name="secret")


@asks_server
def show_list(
    client: Client,
    namespace: Namespace,
    size: Annotated[int, typer.Option("--size", help="So many at most.", min=1)] = 100,
    page: Annotated[int, typer.Option("--page", help="The page, from 1.", min=1)] = 1,
    as_json: AsJson = False,
) -> None:
    """Secrets that the namespace can use, without their values."""
    from tiercel.cli.api.secrets import FindSecrets
    from tiercel.cli.output import print_json
    from tiercel.cli.tables import print_table

    found = client.call(FindSecrets(namespace=namespace, size=size, page=page))
    if as_json:
        print_json(found)
        return
    print_table(
        ("key", "namespace", "tags", "description"),
        (
            (
                each.key,
                each.namespace,
                " ".join(f"{tag.key}={tag.value}" for tag in each.tags),
                each.description,
            )
            for each in found.results
        ),
    )


@asks_server
def set_value(  # noqa: PLR0913  One parameter an option.
    client: Client,
    namespace: Namespace,
    key: Key,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", help="The value is in it.", dir_okay=False)
    ] = None,
    description: Annotated[str | None, typer.Option("--description", help="What for.")] = None,
    tags: Annotated[
        list[str] | None, typer.Option("--tag", help="A tag as key=value; repeatable.")
    ] = None,
    idempotency_key: IdempotencyKey = None,
) -> None:
    """Store a secret; its value is asked for, or comes from a file or a pipe.

    It is no argument, which a shell would keep in its history. A line break at its end is left out.
    """
    from tiercel.cli.api.secrets import SecretValue, StoreSecret

    body = SecretValue(
        key=key,
        value=_value(file),
        description=description,
        tags={**pairs_of(tags or [], "tag")} or None,
    )
    client.call(StoreSecret(namespace=namespace, body=body), idempotency_key)
    typer.echo(f"{namespace} {key} stored")


@asks_server
def delete(client: Client, namespace: Namespace, key: Key) -> None:
    """Remove a secret; flows that name it fail from now on."""
    from tiercel.cli.api.secrets import DeleteSecret

    client.call(DeleteSecret(namespace=namespace, key=key))
    typer.echo(f"{namespace} {key} deleted")


def _value(file: Path | None) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    if sys.stdin.isatty():
        return str(typer.prompt("Value", hide_input=True))
    return sys.stdin.read().rstrip("\r\n")
