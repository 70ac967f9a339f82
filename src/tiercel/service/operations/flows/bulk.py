"""Operations on many flows: all or none of them are changed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from tiercel.model.access import (
    Actor,
    Permission,
    Resource,
    in_namespace,
    in_source,
    of_flows,
    what_matches,
)
from tiercel.model.flow import Flow
from tiercel.model.lists.paging import Filter
from tiercel.model.request import Request
from tiercel.plugin.server import ExportFlows
from tiercel.service.flows.bulk import FlowId
from tiercel.service.operations.conditions import each_of
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_CREATE = Permission(Resource.FLOW, "CREATE")
_UPDATE = Permission(Resource.FLOW, "UPDATE")
_DELETE = Permission(Resource.FLOW, "DELETE")
_CHOSEN = of_flows(matching="matching")


class ReplaceFlows(Request[list[Flow]], frozen=True, kw_only=True):
    """Create or update flows of their sources; with `deletes` the others go.

    Shapes: with a namespace only flows in it, and with `allow_children` those below, may be among
    them and go. The deleted flows come first in the answer.
    """

    sources: tuple[str, ...]
    namespace: str | None = None
    allow_children: bool = False
    deletes: bool = True


class DeleteFlows(Request[int], frozen=True, kw_only=True):
    """Delete all of these flows or none; how many.

    Shapes: with `matching` the flows that meet all of its filters.
    """

    flows: tuple[FlowId, ...] = ()
    matching: tuple[Filter, ...] | None = None


class EnableFlows(Request[int], frozen=True, kw_only=True):
    """Enable all of these flows or none; how many were disabled.

    Shapes: with `matching` the flows that meet all of its filters.
    """

    flows: tuple[FlowId, ...] = ()
    matching: tuple[Filter, ...] | None = None


class DisableFlows(Request[int], frozen=True, kw_only=True):
    """Disable all of these flows or none; how many were enabled.

    Shapes: with `matching` the flows that meet all of its filters.
    """

    flows: tuple[FlowId, ...] = ()
    matching: tuple[Filter, ...] | None = None


class StreamFlows(Request[AsyncIterator[Flow]], frozen=True, kw_only=True):
    """All that meet the filters, by namespace and id."""

    filters: tuple[Filter, ...]


class ImportFlows(Request[list[str]], frozen=True, kw_only=True):
    """Create or update the flows of a file, YAML or a zip; what could not be imported."""

    name: str
    content: bytes
    fail_on_error: bool = False


@operation("flows.replace", allows=(_CREATE, _UPDATE, _DELETE), scope=in_namespace())
async def replace_all(deps: Services, actor: Actor, ask: ReplaceFlows) -> list[Flow]:
    """Without a namespace flows of all of them may go. Raises: Invalid, InvalidSource."""
    return await deps.flow_bulk.replace_all(
        ask.sources,
        namespace=ask.namespace,
        allow_children=ask.allow_children,
        delete=ask.deletes,
    )


@operation("flows.delete", allows=_DELETE, scope=_CHOSEN)
async def delete(deps: Services, actor: Actor, ask: DeleteFlows) -> int:
    """How many are gone. Raises: NotFound when one of those named is not there."""
    return await deps.flow_bulk.delete(await _chosen(deps, ask.flows, ask.matching))


@operation("flows.enable", allows=Permission(Resource.FLOW, "ENABLE"), scope=_CHOSEN)
async def enable(deps: Services, actor: Actor, ask: EnableFlows) -> int:
    """How many were switched on. Raises: NotFound when one of those named is not there."""
    chosen = await _chosen(deps, ask.flows, ask.matching)
    return await deps.flow_bulk.switch(chosen, disabled=False)


@operation("flows.disable", allows=Permission(Resource.FLOW, "DISABLE"), scope=_CHOSEN)
async def disable(deps: Services, actor: Actor, ask: DisableFlows) -> int:
    """How many were switched off. Raises: NotFound when one of those named is not there."""
    chosen = await _chosen(deps, ask.flows, ask.matching)
    return await deps.flow_bulk.switch(chosen, disabled=True)


@operation("flows.export", allows=Permission(Resource.FLOW, "EXPORT"), scope=_CHOSEN)
async def export(deps: Services, actor: Actor, ask: ExportFlows) -> bytes:
    """The bytes of a zip. Raises: NotFound when one of those named is not there."""
    return await deps.flow_bulk.archive(await _chosen(deps, ask.flows, ask.matching))


@operation(
    "flows.stream", allows=Permission(Resource.FLOW, "EXPORT"), scope=what_matches("filters")
)
async def stream(deps: Services, actor: Actor, ask: StreamFlows) -> AsyncIterator[Flow]:
    """One page of the store at a time."""
    return each_of(deps.flows.find, ask.filters)


@operation(
    "flows.import",
    allows=(Permission(Resource.FLOW, "IMPORT"), _CREATE, _UPDATE),
    scope=in_source("content"),
)
async def import_file(deps: Services, actor: Actor, ask: ImportFlows) -> list[str]:
    """Raises: Invalid when a flow is not valid and nothing may fail."""
    return await deps.flow_bulk.import_file(ask.name, ask.content, fail_on_error=ask.fail_on_error)


async def _chosen(
    deps: Services, named: Sequence[FlowId], matching: Sequence[Filter] | None
) -> Sequence[FlowId]:
    return named if matching is None else await deps.flow_bulk.ids_of(matching)
