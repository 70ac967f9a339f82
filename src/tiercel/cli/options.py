"""Commands that ask a running server: what they are given, and how their answer is printed."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import Parameter, signature
from types import SimpleNamespace
from typing import Annotated, Any, TypeVar, get_type_hints

import msgspec
import typer

from tiercel.cli.parameters.shared import AsJson, Parameters

R = TypeVar("R")

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

    The client is the first parameter of `command`; its others are those of the command line, one
    of `Parameters` with each of its fields, and the options that say which server come after them.
    """

    @wraps(command)
    def asking(**given: Any) -> None:
        from tiercel.cli.client import Client
        from tiercel.cli.targets import target_of

        target = target_of(**{name: given.pop(name) for name in _TARGET})
        command(Client(target), **_folded(own, given))

    own = _own_parameters(command)
    shared = [
        Parameter(name, Parameter.KEYWORD_ONLY, annotation=kind, default=default)
        for name, (kind, default) in _TARGET.items()
    ]
    return _declared(asking, [*(one for each in own for one in _unfolded(each)), *shared])


def takes_parameters(command: Callable[..., None]) -> Callable[..., None]:
    """A command that asks no server of ours, and is given some of `Parameters` as one."""

    @wraps(command)
    def taking(**given: Any) -> None:
        command(**_folded(own, given))

    own = _typed(command, list(signature(command).parameters.values()))
    return _declared(taking, [one for each in own for one in _unfolded(each)])


def prints_answer(
    show: Callable[[R], None],
) -> Callable[[Callable[..., R]], Callable[..., None]]:
    """A command that asks a server, and returns what `show` prints; `--json` prints it as JSON."""

    def decorate(command: Callable[..., R]) -> Callable[..., None]:
        @wraps(command)
        def printing(client: Any, *, as_json: bool, **given: Any) -> None:
            from tiercel.cli.output import print_json

            answer = command(client, **given)
            if as_json:
                print_json(answer)
            else:
                show(answer)

        client = Parameter("client", Parameter.POSITIONAL_ONLY, annotation=object)
        as_json = Parameter("as_json", Parameter.KEYWORD_ONLY, annotation=AsJson, default=False)
        own = _own_parameters(command)
        return asks_server(_declared(printing, [client, *own, as_json]))

    return decorate


def _own_parameters(command: Callable[..., object]) -> list[Parameter]:
    """Those of the command line, with their types; the client comes from here."""
    _, *own = signature(command).parameters.values()
    return _typed(command, own)


def _typed(command: Callable[..., object], own: list[Parameter]) -> list[Parameter]:
    # The type of the answer is left out: its module is imported when the command is called.
    texts = SimpleNamespace(__annotations__={each.name: each.annotation for each in own})
    names = getattr(command, "__globals__", {})
    hints = get_type_hints(texts, globalns=names, include_extras=True)
    return [each.replace(kind=Parameter.KEYWORD_ONLY, annotation=hints[each.name]) for each in own]


def _unfolded(parameter: Parameter) -> list[Parameter]:
    """The parameter itself, or those that are the fields of its type."""
    if not _is_folded(parameter):
        return [parameter]
    hints = get_type_hints(parameter.annotation, include_extras=True)
    values = parameter.default
    return [
        Parameter(
            field.name,
            Parameter.KEYWORD_ONLY,
            annotation=hints[field.name],
            default=Parameter.empty if values is Parameter.empty else getattr(values, field.name),
        )
        for field in msgspec.structs.fields(parameter.annotation)
    ]


def _folded(own: list[Parameter], given: dict[str, Any]) -> dict[str, Any]:
    """What was given, with the values of each of `Parameters` in one object."""
    found = dict(given)
    for parameter in filter(_is_folded, own):
        names = [field.name for field in msgspec.structs.fields(parameter.annotation)]
        found[parameter.name] = parameter.annotation(**{name: found.pop(name) for name in names})
    return found


def _is_folded(parameter: Parameter) -> bool:
    kind = parameter.annotation
    return isinstance(kind, type) and issubclass(kind, Parameters)


def _declared(command: Callable[..., None], parameters: list[Parameter]) -> Callable[..., None]:
    """The command with these parameters, in the form in which the command line reads them."""
    command.__annotations__ = {each.name: each.annotation for each in parameters} | {"return": None}
    command.__signature__ = signature(command).replace(  # type: ignore[attr-defined]
        parameters=parameters, return_annotation=None
    )
    return command
