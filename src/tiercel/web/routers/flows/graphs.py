"""Graphs of flows and executions, links between flows (flows.md §2.16)."""

from __future__ import annotations

from datetime import datetime

from starlette.responses import Response

from tiercel.engine.graphs.parts import Graph
from tiercel.model.execution import Execution
from tiercel.model.limits import WEB_INLINE_NODES_MAX
from tiercel.ports.clock import Clock
from tiercel.service.off_loop import in_thread
from tiercel.service.operations.flows import graphs
from tiercel.web import params
from tiercel.web.call import Call
from tiercel.web.documented import JSON, TEXT, YAML, Answer, Body, flag, number, several
from tiercel.web.http.answers import encoded_list, json_answer
from tiercel.web.route import Route
from tiercel.web.views.graph import (
    FlowGraphView,
    FlowTopologyGraphView,
    graph_members,
    graph_view,
    topology_view,
)

SUBFLOWS = several("subflows", "Uids of subflow nodes to draw in place.")
GRAPH = Answer(schema=FlowGraphView)
LINKS = Answer(schema=FlowTopologyGraphView)
ONLY_INCOMING = flag("destinationOnly", "Only links that lead to the flow.")


class GraphRoutes:
    """Everything that is drawn."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def routes(self) -> list[Route]:
        one = "/flows/{namespace}/{id}"
        return [
            Route(
                "GET",
                f"{one}/graph",
                self.of_flow,
                "The graph of a flow.",
                "Flows",
                (number("revision", "The revision; the newest one by default."), SUBFLOWS),
                answers=(GRAPH,),
                errors=(404, 422),
                runs=(graphs.of_flow,),
            ),
            Route(
                "POST",
                "/flows/graph",
                self.of_source,
                "The graph of a source.",
                "Flows",
                (SUBFLOWS,),
                Body({"type": "string"}, (YAML, "application/yaml", "text/yaml", TEXT, JSON)),
                (GRAPH,),
                (404, 422),
                runs=(graphs.of_source,),
            ),
            Route(
                "GET",
                f"{one}/dependencies",
                self.of_neighbours,
                "Flows linked with a flow.",
                "Flows",
                (ONLY_INCOMING, flag("expandAll", "Follow the links of linked flows, too.")),
                answers=(LINKS,),
                runs=(graphs.links,),
            ),
            Route(
                "GET",
                "/namespaces/{namespace}/dependencies",
                self.of_namespace,
                "The flows of a namespace and their links.",
                "Namespaces",
                (ONLY_INCOMING,),
                answers=(LINKS,),
                runs=(graphs.namespace_links,),
            ),
            Route(
                "GET",
                "/dependencies",
                self.of_all,
                "All flows and the links between them.",
                "Flows",
                answers=(LINKS,),
                runs=(graphs.all_links,),
            ),
            Route(
                "GET",
                "/executions/{executionId}/graph",
                self.of_execution,
                "The graph of an execution.",
                "Executions",
                (SUBFLOWS,),
                answers=(GRAPH,),
                errors=(404, 422),
                runs=(graphs.drawn_execution,),
            ),
        ]

    async def of_flow(self, call: Call) -> Response:
        """Of a stored revision."""
        request = graphs.GetFlowGraph(
            namespace=call.params["namespace"],
            flow_id=call.params["id"],
            revision=params.integer(call, "revision"),
            subflows=tuple(params.listed(call, "subflows")),
        )
        return await _answer(await call.run(request))

    async def of_source(self, call: Call) -> Response:
        """Of a source in the body."""
        source = await call.source("flow")
        subflows = tuple(params.listed(call, "subflows"))
        graph = await call.run(graphs.GetSourceGraph(source=source, subflows=subflows))
        return await _answer(graph)

    async def of_neighbours(self, call: Call) -> Response:
        """Around one flow."""
        request = graphs.ListFlowLinks(
            namespace=call.params["namespace"],
            flow_id=call.params["id"],
            only_incoming=params.boolean(call, "destinationOnly"),
            expands=params.boolean(call, "expandAll"),
        )
        return json_answer(topology_view(await call.run(request)))

    async def of_namespace(self, call: Call) -> Response:
        """In and around a namespace; both directions are drawn whatever is asked."""
        params.boolean(call, "destinationOnly")
        request = graphs.ListNamespaceLinks(namespace=call.params["namespace"])
        return json_answer(topology_view(await call.run(request)))

    async def of_all(self, call: Call) -> Response:
        """Of every namespace that the caller sees."""
        return json_answer(topology_view(await call.run(graphs.ListAllLinks())))

    async def of_execution(self, call: Call) -> Response:
        """With its task runs."""
        request = graphs.GetExecutionGraph(
            execution_id=call.params["executionId"],
            subflows=tuple(params.listed(call, "subflows")),
        )
        graph, execution = await call.run(request)
        now = self._clock.now()
        return await _answer(graph, execution, now)


async def _answer(
    graph: Graph, execution: Execution | None = None, now: datetime | None = None
) -> Response:
    """A graph; a large one is shown by a thread, in which no single call takes long."""
    if len(graph.nodes) <= WEB_INLINE_NODES_MAX:
        return json_answer(graph_view(graph, execution, now))

    def in_parts() -> Response:
        nodes, edges, clusters = map(encoded_list, graph_members(graph, execution, now))
        return json_answer(FlowGraphView(nodes, edges, clusters))

    return await in_thread(in_parts)
