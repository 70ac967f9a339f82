"""Operations that draw flows and executions, and the links between flows."""

from __future__ import annotations

from tiercel.engine.graphs.parts import Graph
from tiercel.model.access import (
    SEEN,
    SIGNED_IN,
    TENANT,
    Actor,
    Permission,
    Resource,
    in_namespace,
    of_execution,
)
from tiercel.model.execution import Execution
from tiercel.model.request import Request
from tiercel.service.flows.graphs import Topology
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services

_VIEW = Permission(Resource.FLOW, "VIEW")
_LIST = Permission(Resource.FLOW, "LIST")


class GetFlowGraph(Request[Graph], frozen=True, kw_only=True):
    """The graph of a flow; of `subflows`, uids of nodes, the flows are drawn in place."""

    namespace: str
    flow_id: str
    revision: int | None = None
    subflows: tuple[str, ...] = ()


class GetSourceGraph(Request[Graph], frozen=True, kw_only=True):
    """The graph of a source that need not be stored."""

    source: str
    subflows: tuple[str, ...] = ()


class GetExecutionGraph(Request[tuple[Graph, Execution]], frozen=True, kw_only=True):
    """The graph of an execution, and the execution."""

    execution_id: str
    subflows: tuple[str, ...] = ()


class ListFlowLinks(Request[Topology], frozen=True, kw_only=True):
    """A flow and those linked with it; with `expands` the links of these, too."""

    namespace: str
    flow_id: str
    only_incoming: bool = False
    expands: bool = False


class ListNamespaceLinks(Request[Topology], frozen=True, kw_only=True):
    """The flows of exactly that namespace and those linked with them."""

    namespace: str


class ListAllLinks(Request[Topology], frozen=True, kw_only=True):
    """All flows and the links between them."""


@operation("flow.graph", allows=_VIEW, scope=in_namespace())
async def of_flow(deps: Services, actor: Actor, ask: GetFlowGraph) -> Graph:
    """Nodes, edges and clusters of a flow. Raises: NotFound, IllegalArgument."""
    return await deps.graphs.of_flow(
        ask.namespace, ask.flow_id, ask.revision, _drawn(actor, ask.subflows)
    )


@operation("flow.source_graph", allows=SIGNED_IN, scope=TENANT)
async def of_source(deps: Services, actor: Actor, ask: GetSourceGraph) -> Graph:
    """The same of a source that is not stored. Raises: InvalidSource."""
    return await deps.graphs.of_source(ask.source, _drawn(actor, ask.subflows))


@operation("execution.graph", allows=Permission(Resource.EXECUTION, "VIEW"), scope=of_execution())
async def drawn_execution(
    deps: Services, actor: Actor, ask: GetExecutionGraph
) -> tuple[Graph, Execution]:
    """The graph of its flow, and the execution with its states.

    Raises: NotFound, IllegalArgument.
    """
    return await deps.graphs.of_execution(ask.execution_id, _drawn(actor, ask.subflows))


@operation("flow.links", allows=_VIEW, scope=in_namespace())
async def links(deps: Services, actor: Actor, ask: ListFlowLinks) -> Topology:
    """None for an unknown flow."""
    found = await deps.graphs.of_neighbours(
        ask.namespace, ask.flow_id, only_incoming=ask.only_incoming, expands=ask.expands
    )
    return found.within(actor.grants.visible(_VIEW))


@operation("namespace.links", allows=Permission(Resource.NAMESPACE, "VIEW"), scope=in_namespace())
async def namespace_links(deps: Services, actor: Actor, ask: ListNamespaceLinks) -> Topology:
    """Which flows of a namespace start others, and which others start them."""
    found = await deps.graphs.of_namespace(ask.namespace)
    return found.within(actor.grants.visible(_VIEW))


@operation("flow.all_links", allows=_LIST, scope=SEEN)
async def all_links(deps: Services, actor: Actor, ask: ListAllLinks) -> Topology:
    """Which flows start which, of those that the caller may list."""
    return (await deps.graphs.of_all()).within(actor.grants.visible(_LIST))


def _drawn(actor: Actor, subflows: tuple[str, ...]) -> tuple[str, ...]:
    """Which subflows are drawn in place: they may be of any namespace, so who sees all asks it."""
    return subflows if actor.grants.visible(_VIEW).is_all else ()
