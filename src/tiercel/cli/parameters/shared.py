"""Arguments and options that several commands have, alone or together."""

from __future__ import annotations

from typing import Annotated

import msgspec
import typer

AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what would change.")]
ExecutionId = Annotated[str, typer.Argument(help="The id of an execution.")]
FlowId = Annotated[str, typer.Argument(help="The id of a flow.")]
IdempotencyKey = Annotated[
    str | None,
    typer.Option(
        "--idempotency-key",
        help="A name for this request: sent again with it, it makes nothing twice.",
    ),
]
Labels = Annotated[
    list[str] | None, typer.Option("--label", help="A label as key:value; repeatable.")
]
Namespace = Annotated[str, typer.Argument(help="A namespace.")]
OfFlow = Annotated[str | None, typer.Option("--flow", help="The id of a flow.")]
OfNamespace = Annotated[
    str | None, typer.Option("--namespace", "-n", help="Of it and those below it.")
]
Words = Annotated[str | None, typer.Option("--query", "-q", help="Words of its names.")]


class Parameters(msgspec.Struct, frozen=True, kw_only=True):
    """Several parameters of the command line that a command is given as one.

    Each field is a parameter; as a default serves an object with a value for each.
    """


class Paging(Parameters, frozen=True, kw_only=True):
    """Which part of a list."""

    size: Annotated[int, typer.Option("--size", help="So many at most.", min=1)] = 100
    page: Annotated[int, typer.Option("--page", help="The page, from 1.", min=1)] = 1


FIRST_PAGE = Paging()


class FlowName(Parameters, frozen=True, kw_only=True):
    """A flow of the server."""

    namespace: Namespace
    flow_id: FlowId

    def __str__(self) -> str:
        return f"{self.namespace}.{self.flow_id}"


class TriggerPlace(Parameters, frozen=True, kw_only=True):
    """A trigger of a flow of the server."""

    namespace: Annotated[str, typer.Argument(help="The namespace of the flow.")]
    flow_id: Annotated[str, typer.Argument(help="The id of the flow.")]
    trigger_id: Annotated[str, typer.Argument(help="The id of the trigger in the flow.")]

    def __str__(self) -> str:
        return f"{self.namespace}.{self.flow_id}.{self.trigger_id}"
