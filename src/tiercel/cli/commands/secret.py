"""`tiercel secret`: the secrets of a namespace of a running server, never their values."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tiercel.cli.commands.secret_keys import check, discard, rotate, show_keys
from tiercel.cli.groups import group_of
from tiercel.cli.options import prints_answer
from tiercel.cli.output import Done, done, show_done
from tiercel.cli.parameters.pairs import pairs_of
from tiercel.cli.parameters.shared import FIRST_PAGE, IdempotencyKey, Namespace, Paging
from tiercel.cli.tables import Row, table_of

if TYPE_CHECKING:
    from tiercel.cli.api.secrets import SecretNameView, SecretPage
    from tiercel.cli.client import Client

Key = Annotated[str, typer.Argument(help="The key of the secret.")]


def add(app: typer.Typer) -> None:
    group = group_of(
        "Secrets of a namespace, and the keys that they are stored under.",
        {
            "list": (show_list, "tiercel secret list company.team"),
            "set": (set_value, "tiercel secret set company.team API_KEY < key.txt"),
            "delete": (delete, "tiercel secret delete company.team API_KEY"),
            "keys": (show_keys, "tiercel secret keys --data ./data"),
            "check": (check, "tiercel secret check --data ./data"),
            "rotate": (rotate, "tiercel secret rotate --config tiercel.yml"),
            "discard": (discard, "tiercel secret discard --data ./data"),
        },
    )
    app.add_typer(group, name="secret")


def _row(secret: SecretNameView) -> Row:
    tags = " ".join(f"{tag.key}={tag.value}" for tag in secret.tags)
    return (secret.key, secret.namespace, tags, secret.description)


@prints_answer(table_of(("key", "namespace", "tags", "description"), _row))
def show_list(client: Client, namespace: Namespace, paging: Paging = FIRST_PAGE) -> SecretPage:
    """Secrets that the namespace can use, without their values."""
    from tiercel.cli.api.secrets import FindSecrets

    return client.call(FindSecrets(namespace=namespace, size=paging.size, page=paging.page))


@prints_answer(show_done)
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
) -> Done:
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
    return done("stored", namespace=namespace, key=key)


@prints_answer(show_done)
def delete(client: Client, namespace: Namespace, key: Key) -> Done:
    """Remove a secret; flows that name it fail from now on."""
    from tiercel.cli.api.secrets import DeleteSecret

    client.call(DeleteSecret(namespace=namespace, key=key))
    return done("deleted", namespace=namespace, key=key)


def _value(file: Path | None) -> str:
    if file is not None:
        return file.read_text(encoding="utf-8").rstrip("\r\n")
    if sys.stdin.isatty():
        return str(typer.prompt("Value", hide_input=True))
    return sys.stdin.read().rstrip("\r\n")
