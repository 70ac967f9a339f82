"""Graphs of flows and executions, and the links between flows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from tiercel.engine.graphs.graph import execution_graph, flow_graph
from tiercel.engine.graphs.parts import Graph
from tiercel.engine.graphs.topology import FlowKey, Link, links_of
from tiercel.flowlang.source import chars_to_read
from tiercel.model.authorization.grants import Namespaces
from tiercel.model.errors import IllegalArgument, NotFound
from tiercel.model.execution import Execution
from tiercel.model.flow import Flow
from tiercel.model.limits import GRAPH_SUBFLOWS_MAX
from tiercel.model.task import Task
from tiercel.plugin.properties import is_expression
from tiercel.ports.store import Store
from tiercel.service.executions.executions import ExecutionService
from tiercel.service.flows.cache import FlowCache
from tiercel.service.off_loop import by_length

# A task run takes as long to draw as so many characters of a source.
_CHARS_OF_A_RUN = 50
SubflowKey = tuple[str, str, int | None]


class Topology(msgspec.Struct, frozen=True):
    """Flows and the links between them."""

    flows: tuple[FlowKey, ...]
    links: tuple[Link, ...]

    def within(self, visible: Namespaces) -> Topology:
        """The flows in some namespaces, and the links between these."""
        if visible.is_all:
            return self
        links = (
            one for one in self.links if visible.has(one.source[0]) and visible.has(one.target[0])
        )
        return Topology(tuple(key for key in self.flows if visible.has(key[0])), tuple(links))


class _FlowNeeded(Exception):
    """A subflow is not loaded yet."""

    def __init__(self, key: SubflowKey, task_id: str) -> None:
        super().__init__(key)
        self.key = key
        self.task_id = task_id


class GraphService:
    """Use cases that draw."""

    def __init__(self, store: Store, flow_cache: FlowCache, executions: ExecutionService) -> None:
        self._store = store
        self._flow_cache = flow_cache
        self._executions = executions
        self._links: list[Link] = []
        self._flows: list[FlowKey] = []
        self._version = (-1, 0)

    async def of_flow(
        self, namespace: str, flow_id: str, revision: int | None, subflows: Sequence[str]
    ) -> Graph:
        """The graph of a stored flow. Raises: NotFound, IllegalArgument."""
        async with self._store.transaction() as tx:
            plan = await self._flow_cache.plan(tx, namespace, flow_id, revision)
        if plan is None:
            ending = "" if revision is None else f"_{revision}"
            raise NotFound(f"Unable to find flow {namespace}_{flow_id}{ending}")
        return await self._drawn(plan.flow, subflows)

    async def of_source(self, source: str, subflows: Sequence[str] = ()) -> Graph:
        """The graph of a source that need not be stored. Raises: InvalidSource."""
        return await self._drawn(await self._flow_cache.read_soon(source), subflows)

    async def of_execution(
        self, execution_id: str, subflows: Sequence[str]
    ) -> tuple[Graph, Execution]:
        """The graph of an execution, and the execution. Raises: NotFound."""
        execution = await self._executions.get(execution_id)
        flow = (await self._executions.plan_of(execution)).flow
        wanted = frozenset(subflows)
        loaded: dict[SubflowKey, Flow] = {}
        while True:
            try:
                expansion = _Expansion(wanted, loaded)
                drawn = await by_length(
                    chars_to_read(flow.source) + _CHARS_OF_A_RUN * len(execution.task_runs),
                    execution_graph,
                    execution,
                    flow,
                    self._flow_cache.catalog,
                    expansion,
                )
            except _FlowNeeded as needed:
                await self._load(needed, loaded)
            else:
                return drawn, execution

    async def _drawn(self, flow: Flow, subflows: Sequence[str]) -> Graph:
        wanted = frozenset(subflows)
        loaded: dict[SubflowKey, Flow] = {}
        while True:
            try:
                expansion = _Expansion(wanted, loaded)
                return await by_length(
                    chars_to_read(flow.source),
                    flow_graph,
                    flow,
                    self._flow_cache.catalog,
                    expansion,
                )
            except _FlowNeeded as needed:
                await self._load(needed, loaded)

    async def _load(self, needed: _FlowNeeded, loaded: dict[SubflowKey, Flow]) -> None:
        if len(loaded) >= GRAPH_SUBFLOWS_MAX:
            raise IllegalArgument(f"More than {GRAPH_SUBFLOWS_MAX} subflows can't be drawn")
        namespace, flow_id, revision = needed.key
        async with self._store.transaction() as tx:
            plan = await self._flow_cache.plan(tx, namespace, flow_id, revision)
        if plan is None:
            raise NotFound(
                f"Unable to find subflow {namespace}.{flow_id} for task {needed.task_id}"
            )
        loaded[needed.key] = plan.flow

    async def of_neighbours(
        self, namespace: str, flow_id: str, *, only_incoming: bool, expands: bool
    ) -> Topology:
        """A flow and those linked with it; `expands` follows the links of these, too."""
        links = await self._all_links()
        start = (namespace, flow_id)
        found: dict[Link, None] = {}
        waiting, seen = [start], {start}
        while waiting:
            current = waiting.pop()
            for link in links:
                is_in, is_out = link.target == current, link.source == current
                if not is_in and (only_incoming or not is_out):
                    continue
                found[link] = None
                other = link.source if is_in else link.target
                if expands and other not in seen:
                    seen.add(other)
                    waiting.append(other)
        return Topology(_ends(found), tuple(found))

    async def following(self, namespace: str, flow_id: str, *, expands: bool) -> frozenset[FlowKey]:
        """The flows that this one leads to; `expands`: and those that these lead to."""
        links = await self._all_links()
        found: set[FlowKey] = set()
        waiting = [(namespace, flow_id)]
        while waiting:
            current = waiting.pop()
            news = {link.target for link in links if link.source == current} - found
            found |= news
            waiting.extend(news if expands else ())
        return frozenset(found)

    async def of_namespace(self, namespace: str) -> Topology:
        """The flows of exactly that namespace and those linked with them."""
        links = tuple(
            link
            for link in await self._all_links()
            if namespace in (link.source[0], link.target[0])
        )
        own = [key for key in self._flows if key[0] == namespace]
        return Topology(tuple(dict.fromkeys([*_ends(links), *own])), links)

    async def of_all(self) -> Topology:
        """Every flow and every link."""
        links = tuple(await self._all_links())
        return Topology(tuple(dict.fromkeys([*_ends(links), *self._flows])), links)

    async def _all_links(self) -> list[Link]:
        """The links between all current flows, computed anew when a flow has changed."""
        async with self._store.transaction() as tx:
            version = await self._flow_cache.version(tx)
            if version != self._version:
                flows = await self._flow_cache.flows_of(await tx.flows.all_latest())
                self._links = links_of(flows, self._flow_cache.catalog)
                self._flows = [(flow.namespace, flow.id) for flow in flows]
                self._version = version
        return self._links


class _Expansion:
    """Says what is drawn in place of a subflow task."""

    def __init__(self, wanted: frozenset[str], loaded: dict[SubflowKey, Flow]) -> None:
        self._wanted = wanted
        self._loaded = loaded

    def __call__(self, uid: str, task: Task) -> Flow | None:
        """The flow, None when it is not wanted. Raises: _FlowNeeded, IllegalArgument."""
        if uid not in self._wanted:
            return None
        namespace = str(task.properties.get("namespace"))
        flow_id = str(task.properties.get("flowId"))
        if is_expression(namespace) or is_expression(flow_id):
            raise IllegalArgument(
                f"Can't expand subflow task '{task.id}' because namespace and/or flowId contains"
                " dynamic values. This can only be viewed on an execution."
            )
        revision = task.properties.get("revision")
        key = (namespace, flow_id, revision if isinstance(revision, int) else None)
        if key not in self._loaded:
            raise _FlowNeeded(key, task.id)
        return self._loaded[key]


def _ends(links: Iterable[Link]) -> tuple[FlowKey, ...]:
    return tuple(dict.fromkeys(key for link in links for key in (link.source, link.target)))
