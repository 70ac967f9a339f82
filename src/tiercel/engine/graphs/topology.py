"""Which flows start which: links by subflow tasks and by flow triggers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum

import msgspec

from tiercel.engine.plan import PluginClasses
from tiercel.engine.triggers.conditions import kind_of
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.json_types import Json
from tiercel.model.task import Task
from tiercel.plugin.properties import is_expression
from tiercel.plugin.task import ChildTask, ShapedTask
from tiercel.plugin.trigger import TriggerPlugin

FlowKey = tuple[str, str]


class Relation(StrEnum):
    """How one flow leads to another."""

    TASK = "FLOW_TASK"
    TRIGGER = "FLOW_TRIGGER"


class Link(msgspec.Struct, frozen=True):
    """The source starts the target."""

    source: FlowKey
    target: FlowKey
    relation: Relation


def links_of(flows: Iterable[Flow], classes: PluginClasses) -> list[Link]:
    """All links between the flows, never from a flow to itself.

    Source: spec/api/flows.md §1.5.
    """
    listed = list(flows)
    known = {(flow.namespace, flow.id) for flow in listed}
    found: dict[Link, None] = {}
    for flow in listed:
        key = (flow.namespace, flow.id)
        for _, target in calls_of(flow, classes):
            if target in known and target != key:
                found[Link(key, target, Relation.TASK)] = None
        for trigger in flow.triggers:
            if not _is_flow_trigger(trigger, classes):
                continue
            for source in listed:
                other = (source.namespace, source.id)
                if other != key and accepts(trigger, source):
                    found[Link(other, key, Relation.TRIGGER)] = None
    return list(found)


def _is_flow_trigger(trigger: TriggerDefinition, classes: PluginClasses) -> bool:
    plugin = classes.class_of(trigger.type)
    return plugin is not None and issubclass(plugin, TriggerPlugin) and plugin.mechanism == "FLOW"


def calls_of(flow: Flow, classes: PluginClasses) -> Iterator[tuple[Task, FlowKey]]:
    """The tasks that name a flow literally, with that flow."""
    for task in _all_tasks(flow, classes):
        plugin = classes.class_of(task.type)
        if plugin is None or not issubclass(plugin, ChildTask):
            continue
        # The hidden task of a ForEachItem keeps both in one map.
        given = task.properties.get("subflowId")
        named = given if isinstance(given, Mapping) else task.properties
        namespace, flow_id = named.get("namespace"), named.get("flowId")
        if not isinstance(namespace, str) or not isinstance(flow_id, str):
            continue
        if not is_expression(namespace) and not is_expression(flow_id):
            yield task, (namespace, flow_id)


def _all_tasks(flow: Flow, classes: PluginClasses) -> Iterator[Task]:
    """Every task, those that types add by themselves included."""
    listeners = tuple(task for listener in flow.listeners for task in listener.tasks)
    waiting = [*flow.tasks, *flow.errors, *flow.finally_, *flow.after_execution, *listeners]
    while waiting:
        task = waiting.pop()
        plugin = classes.class_of(task.type)
        if plugin is not None and issubclass(plugin, ShapedTask):
            task = plugin.expand(task)
        yield task
        waiting.extend(child for children in task.branches.values() for child in children)


def accepts(trigger: TriggerDefinition, source: Flow) -> bool:
    """Whether executions of that flow can start the trigger, as far as namespace and id decide."""
    properties = trigger.properties
    for condition in trigger.conditions:
        if not _holds(condition, source):
            return False
    preconditions = properties.get("preconditions")
    if isinstance(preconditions, Mapping):
        return _preconditions_hold(preconditions, source)
    if properties.get("dependsOn"):
        return any(_names_flow(entry, source) for entry in _maps(properties["dependsOn"]))
    return True


def _holds(condition: Mapping[str, Json], source: Flow) -> bool:
    """A condition; those that namespace and id do not decide hold."""
    nested = condition.get("conditions") or ()
    inner = _maps(list(nested.values()) if isinstance(nested, Mapping) else nested)
    match kind_of(condition):
        case "ExecutionFlow" | "Flow":
            return _names_flow(condition, source)
        case "ExecutionNamespace" | "FlowNamespace":
            return _in_namespace(condition, source)
        case "Or" | "Multiple":
            return any(_holds(each, source) for each in inner)
        case "Not":
            return not any(_holds(each, source) for each in inner if _is_about_flows(each))
        case _:
            return True


def _is_about_flows(condition: Mapping[str, Json]) -> bool:
    return kind_of(condition) in ("ExecutionFlow", "Flow", "ExecutionNamespace", "FlowNamespace")


def _in_namespace(condition: Mapping[str, Json], source: Flow) -> bool:
    wanted = str(condition.get("namespace"))
    comparison = condition.get("comparison") or (
        "PREFIX" if condition.get("prefix") in (True, "true") else "EQUALS"
    )
    if comparison == "PREFIX":
        return source.namespace.startswith(wanted)
    if comparison == "SUFFIX":
        return source.namespace.endswith(wanted)
    return source.namespace == wanted


def _preconditions_hold(preconditions: Mapping[str, Json], source: Flow) -> bool:
    flows = _maps(preconditions.get("flows"))
    where = _maps(preconditions.get("where"))
    named = [_names_flow(entry, source) for entry in flows]
    groups = [_where_holds(entry, source) for entry in where]
    return any([*named, *groups]) if named or groups else True


def _where_holds(entry: Mapping[str, Json], source: Flow) -> bool:
    results = [_filter_holds(each, source) for each in _maps(entry.get("filters"))]
    return any(results) if entry.get("operand") == "OR" else all(results)


def _filter_holds(declared: Mapping[str, Json], source: Flow) -> bool:
    field = declared.get("field")
    if field not in ("FLOW_ID", "NAMESPACE"):
        return True
    text = source.id if field == "FLOW_ID" else source.namespace
    value = str(declared.get("value"))
    values = [str(each) for each in declared.get("values") or ()]
    match declared.get("type"):
        case "EQUAL_TO":
            return text == value
        case "NOT_EQUAL_TO":
            return text != value
        case "IN":
            return text in values
        case "NOT_IN":
            return text not in values
        case "STARTS_WITH":
            return text.startswith(value)
        case "ENDS_WITH":
            return text.endswith(value)
        case "CONTAINS":
            return value in text
        case _:
            return True


def _names_flow(entry: Mapping[str, Json], source: Flow) -> bool:
    if entry.get("namespace") not in (None, source.namespace):
        return False
    return entry.get("flowId") in (None, source.id)


def _maps(value: Json) -> list[Mapping[str, Json]]:
    return [each for each in value or () if isinstance(each, Mapping)]
