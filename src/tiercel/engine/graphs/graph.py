"""The graph of a flow, or of an execution of it, as the topology view draws it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import msgspec

from tiercel.engine.graphs.parts import Edge, Graph, GraphCluster, GraphNode, NodeKind, sources_of
from tiercel.engine.plan import PluginClasses
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.flow import Flow
from tiercel.model.ids import Ids
from tiercel.model.json_types import Json
from tiercel.model.task import Task
from tiercel.plugin.task import ChildTask, FlowableTask, ShapedTask

ERROR, FINALLY, AFTER = "ERROR", "FINALLY", "AFTER_EXECUTION"
SEQUENTIAL, PARALLEL, DYNAMIC = "SEQUENTIAL", "PARALLEL", "DYNAMIC"
# Branches that are no part of the drawn body.
_OTHER_BRANCHES = frozenset({"errors", "finally", "onPause", "onWait"})


# Gives the flow that a subflow task is expanded to; raises to stop.
Expand = Callable[[str, Task], Flow | None]


def flow_graph(
    flow: Flow, classes: PluginClasses, expand: Expand = lambda uid, task: None
) -> Graph:
    """The graph of a flow.

    Shapes: `expand(uid, task)` gives the flow to draw in place of a subflow task, or None.
    Raises: what `expand` raises.
    Source: spec/api/flows.md §1.4.
    """
    drawing = _Drawing(classes, Ids(f"graph:{flow.uid}", flow.revision), expand, None)
    return drawing.whole(flow)


def execution_graph(
    execution: Execution, flow: Flow, classes: PluginClasses, expand: Expand
) -> Graph:
    """The graph of an execution: one node for each task run."""
    ids = Ids(f"graph:{execution.id}", execution.version)
    return _Drawing(classes, ids, expand, execution).whole(flow)


class _Box:
    """A cluster while it is drawn."""

    def __init__(self, path: str, relation: str, branch: str, ids: Ids) -> None:
        self.path = path
        self.relation = relation
        self.branch = branch
        self.is_subflow = False
        self.task_node: GraphNode | None = None
        self.root = GraphNode(f"{path}.root-{ids.next()}", NodeKind.ROOT, branch)
        self.end = GraphNode(f"{path}.end-{ids.next()}", NodeKind.END, branch)
        self.final = GraphNode(f"{path}.finally-{ids.next()}", NodeKind.FINALLY, branch)
        self.after = GraphNode(f"{path}.after-{ids.next()}", NodeKind.AFTER, branch)
        self.items: list[GraphNode | _Box] = [self.root, self.end]
        self.edges: list[Edge] = []

    @property
    def uid(self) -> str:
        return f"cluster_{self.path}"

    def link(
        self,
        start: GraphNode | _Box,
        end: GraphNode | _Box,
        relation: str = "",
        value: str | None = None,
    ) -> None:
        source = start.end if isinstance(start, _Box) else start
        target = end.root if isinstance(end, _Box) else end
        self.edges.append(Edge(source.uid, target.uid, relation, value))


class _Tasks(msgspec.Struct, frozen=True):
    """One list of tasks to draw into a box, and where it leads."""

    tasks: tuple[Task, ...]
    start: GraphNode
    end: GraphNode
    relation: str = SEQUENTIAL
    value: str | None = None
    branch: str = ""


class _Context(msgspec.Struct, frozen=True):
    """What surrounds a list of tasks: the flow, the task run above, the values of loops."""

    flow: Flow
    sources: Mapping[str, dict[str, Json]]
    parent: TaskRun | None = None
    values: tuple[str, ...] = ()


class _Drawing:
    """Draws boxes into boxes."""

    def __init__(
        self, classes: PluginClasses, ids: Ids, expand: Expand, execution: Execution | None
    ) -> None:
        self._classes = classes
        self._ids = ids
        self._expand = expand
        self._runs = None if execution is None else _runs_by_task(execution)

    def whole(self, flow: Flow) -> Graph:
        """The finished graph of the flow."""
        box = _Box("root", "", "", self._ids)
        self._flow_into(box, flow)
        return _flattened(box)

    def _flow_into(self, box: _Box, flow: Flow) -> None:
        context = _Context(flow, sources_of(flow))
        if flow.triggers:
            self._triggers_into(box, context)
        body_end = box.end
        if flow.after_execution:
            box.items.append(box.after)
            body_end = box.after
        self._body_into(
            box, context, [_Tasks(flow.tasks, box.root, body_end)], (flow.errors, flow.finally_)
        )
        if flow.after_execution:
            branch = _Tasks(flow.after_execution, box.after, box.end, AFTER, branch=AFTER)
            self._list_into(box, branch, context)

    def _triggers_into(self, box: _Box, context: _Context) -> None:
        triggers = _Box(f"{box.path}.Triggers", "", "", self._ids)
        for trigger in context.flow.triggers:
            node = GraphNode(
                f"{triggers.path}.{trigger.id}",
                NodeKind.TRIGGER,
                trigger=trigger,
                source=context.sources.get(f"trigger:{trigger.id}", {}),
                flow=(context.flow.namespace, context.flow.id),
            )
            triggers.items.append(node)
            triggers.link(triggers.root, node)
            triggers.link(node, triggers.end)
        box.items.append(triggers)
        box.link(triggers, box.root)

    def _body_into(
        self,
        box: _Box,
        context: _Context,
        lists: Iterable[_Tasks],
        sides: tuple[tuple[Task, ...], tuple[Task, ...]],
    ) -> None:
        """Lists of tasks, then the branch for errors, then the one that always runs."""
        errors, finals = sides
        end = box.end
        for each in lists:
            end = each.end
            if finals:
                each = msgspec.structs.replace(each, end=box.final)
            self._list_into(box, each, context)
        if errors:
            target = box.final if finals else end
            self._list_into(box, _Tasks(errors, box.root, target, ERROR, branch=ERROR), context)
        if finals:
            box.items.append(box.final)
            self._list_into(box, _Tasks(finals, box.final, end, FINALLY, branch=FINALLY), context)

    def _list_into(self, box: _Box, each: _Tasks, context: _Context) -> None:
        previous: GraphNode | _Box = each.start
        is_parallel = each.relation == PARALLEL
        is_first = True
        for task in each.tasks:
            for run in self._runs_of(task, context):
                current = self._drawn(task, run, box, context, each.branch or box.branch)
                relation = _relation_of(box, each, is_first=is_first)
                value = run.value if run is not None and run.value is not None else each.value
                box.link(previous, current, relation, value)
                is_first = False
                # Compat: every run of the last task leads to the end, not only the last one.
                if is_parallel or task is each.tasks[-1]:
                    box.link(current, each.end)
                if not is_parallel:
                    previous = current
        if is_first:
            box.link(previous, each.end)

    def _runs_of(self, task: Task, context: _Context) -> list[TaskRun | None]:
        if self._runs is None:
            return [None]
        parent = None if context.parent is None else context.parent.id
        return list(self._runs.get((task.id, parent), ())) or [None]

    def _drawn(
        self, task: Task, run: TaskRun | None, box: _Box, context: _Context, branch: str
    ) -> GraphNode | _Box:
        plugin = self._classes.class_of(task.type)
        if plugin is not None and issubclass(plugin, ShapedTask):
            task = plugin.expand(task)
        values = context.values
        if run is not None and run.value is not None:
            values = (*values, run.value)
        path = ".".join((box.path, "_".join((task.id, *values))))
        is_child = plugin is not None and issubclass(plugin, ChildTask)
        node = GraphNode(
            path,
            NodeKind.SUBFLOW if is_child and "flowId" in task.properties else NodeKind.TASK,
            branch,
            task=task,
            source=context.sources.get(task.id, {"id": task.id, "type": task.type}),
            task_run=run,
            values=values if self._runs is not None else None,
            flow=(context.flow.namespace, context.flow.id),
        )
        drawn: GraphNode | _Box = node
        inside = msgspec.structs.replace(context, parent=run, values=values)
        if node.kind is NodeKind.SUBFLOW:
            drawn = self._subflow(node, branch)
        elif _has_body(task) and plugin is not None and issubclass(plugin, FlowableTask):
            drawn = self._flowable(node, plugin.relation, inside)
        box.items.append(drawn)
        return drawn

    def _subflow(self, node: GraphNode, branch: str) -> GraphNode | _Box:
        assert node.task is not None
        flow = self._expand(node.uid, node.task)
        if flow is None:
            return node
        box = _Box(node.uid, "", branch, self._ids)
        box.is_subflow = True
        box.task_node = node
        # Compat: pages look the task up among the nodes; nothing leads on from it.
        box.items.append(node)
        box.link(box.root, node)
        self._flow_into(box, flow)
        return box

    def _flowable(self, node: GraphNode, relation: str, inside: _Context) -> _Box:
        task = node.task
        assert task is not None
        box = _Box(node.uid, relation, node.branch, self._ids)
        own = msgspec.structs.replace(node, relation=relation)
        box.task_node = own
        box.items.append(own)
        box.link(box.root, own)
        if task.dependencies:
            self._graph_into(box, own, inside)
            lists: list[_Tasks] = []
        else:
            kind = PARALLEL if relation == PARALLEL else SEQUENTIAL
            lists = [
                _Tasks(children, own, box.end, kind, _label(name))
                for name, children in task.branches.items()
                if name not in _OTHER_BRANCHES
            ]
        sides = (task.branches.get("errors", ()), task.branches.get("finally", ()))
        self._body_into(box, inside, lists, sides)
        return box

    def _graph_into(self, box: _Box, own: GraphNode, inside: _Context) -> None:
        """Tasks by their dependencies."""
        assert own.task is not None
        tasks = own.task.branches.get("tasks", ())
        needs = own.task.dependencies
        end = box.final if own.task.branches.get("finally") else box.end
        drawn: dict[str, GraphNode | _Box] = {}
        for task in tasks:
            run = self._runs_of(task, inside)[0]
            drawn[task.id] = self._drawn(task, run, box, inside, box.branch)
        needed = {name for names in needs.values() for name in names}
        for task in tasks:
            starts = [drawn[name] for name in needs.get(task.id, ()) if name in drawn]
            for start in starts or [own]:
                box.link(start, drawn[task.id], SEQUENTIAL if starts else PARALLEL)
            if task.id not in needed:
                box.link(drawn[task.id], end)


def _relation_of(box: _Box, each: _Tasks, *, is_first: bool) -> str:
    if each.branch == ERROR:
        return ERROR
    if each.branch in (FINALLY, AFTER):
        return "" if is_first else each.branch
    if is_first or each.relation == PARALLEL or box.relation == DYNAMIC:
        return box.relation
    return each.relation


def _label(branch: str) -> str | None:
    """The word on the arrow into a branch."""
    return None if branch == "tasks" else branch.removeprefix("cases.")


def _has_body(task: Task) -> bool:
    return any(children for name, children in task.branches.items() if name != "onPause")


def _runs_by_task(execution: Execution) -> dict[tuple[str, str | None], list[TaskRun]]:
    found: dict[tuple[str, str | None], list[TaskRun]] = {}
    for run in execution.task_run_list():
        found.setdefault((run.task_id, run.parent_id), []).append(run)
    return found


def _flattened(box: _Box) -> Graph:
    found: _Parts = ([], [], [])
    _flatten(box, (), found)
    nodes, edges, clusters = found
    return Graph(tuple(nodes), tuple(edges), tuple(clusters))


_Parts = tuple[list[GraphNode], list[Edge], list[GraphCluster]]


def _flatten(box: _Box, parents: tuple[str, ...], found: _Parts) -> None:
    """Not a function in a function: that would be a cycle, which keeps a large graph alive."""
    nodes, edges, clusters = found
    edges.extend(box.edges)
    for item in box.items:
        if isinstance(item, GraphNode):
            nodes.append(item)
            continue
        clusters.append(_cluster(item, parents))
        _flatten(item, (*parents, item.uid), found)


def _cluster(box: _Box, parents: tuple[str, ...]) -> GraphCluster:
    return GraphCluster(
        uid=box.uid,
        relation=box.relation,
        task_node=box.task_node,
        nodes=tuple(item.uid for item in box.items),
        parents=parents,
        start=box.root.uid,
        end=box.end.uid,
        finally_=box.final.uid,
        is_subflow=box.is_subflow,
    )
