"""Commands that ask a running server, and the options that all of them share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, signature
from typing import Annotated, Any, get_type_hints

import typer

IdempotencyKey = Annotated[
    str | None,
    typer.Option(
        "--idempotency-key",
        help="A name for this request: sent again with it, it makes nothing twice.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]

# Which server, and as whom: name, type and default of each option.
_TARGET: dict[str, tuple[Any, str | None]] = {
    "server": (
        Annotated[
            str | None,
            typer.Option(
                "--server",
                help="Address of the server; else that of the profile, or http://localhost:8080.",
                envvar="TIERCEL_SERVER",
            ),
        ],
        None,
    ),
    "profile": (
        Annotated[
            str | None,
            typer.Option(
                "--profile", help="A server of `tiercel login`.", envvar="TIERCEL_PROFILE"
            ),
        ],
        None,
    ),
    "headers": (
        Annotated[
            list[str] | None,
            typer.Option("--headers", help="A header as name=value; repeatable."),
        ],
        None,
    ),
    "user": (
        Annotated[str | None, typer.Option("--user", help="user:password", envvar="TIERCEL_USER")],
        None,
    ),
    "token": (
        Annotated[
            str | None,
            typer.Option("--api-token", help="API token.", envvar="TIERCEL_API_TOKEN"),
        ],
        None,
    ),
    "tenant": (
        Annotated[str | None, typer.Option("--tenant", help="Tenant, part of the path.")],
        None,
    ),
}


def asks_server(command: Callable[..., None]) -> Callable[..., None]:
    """A command that is given a client of the server that its options name.

    The client is the first parameter of `command`; its others are those of the command line, and
    the options that say which server come after them.
    """

    @wraps(command)
    def asking(**given: Any) -> None:
        from tiercel.cli.client import Client
        from tiercel.cli.targets import target_of

        target = target_of(**{name: given.pop(name) for name in _TARGET})
        command(Client(target), **given)

    # The client comes from here, so that its type need not be there for the command line.
    hints = get_type_hints(command, localns={"Client": object}, include_extras=True)
    own = [each for each in signature(command).parameters.values() if each.name in hints][1:]
    shared = [
        Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind, default=default)
        for name, (kind, default) in _TARGET.items()
    ]
    parameters = [
        *(each.replace(kind=Parameter.KEYWORD_ONLY, annotation=hints[each.name]) for each in own),
        *shared,
    ]
    asking.__annotations__ = {each.name: each.annotation for each in parameters} | {"return": None}
    asking.__signature__ = signature(command).replace(  # type: ignore[attr-defined]
        parameters=parameters, return_annotation=None
    )
    return asking
