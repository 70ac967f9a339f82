"""Checks of tasks, triggers and conditions: types, property names, and what their plugin says."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import partial

from tiercel.flowlang.build_tasks import ANY_FLOWABLE, branches_of
from tiercel.flowlang.catalog import BranchProperty, PluginKind, PluginType, TypeCatalog
from tiercel.flowlang.check_inputs import check_input_constraints, check_input_shapes
from tiercel.flowlang.check_retry import check_retry
from tiercel.flowlang.check_table import (
    check_constraints,
    check_kinds,
    refuse_kind,
    refuse_unknown,
)
from tiercel.flowlang.coerce import as_text, is_map, label_pairs
from tiercel.flowlang.findings import Findings, listed
from tiercel.flowlang.graph import circles
from tiercel.flowlang.hints import did_you_mean, missing_type_hint, type_hint
from tiercel.flowlang.paths import joined
from tiercel.flowlang.properties import TASK_COMMON, TRIGGER_COMMON
from tiercel.flowlang.schema import TABLES
from tiercel.flowlang.walk import TASK_LISTS, Placed, all_conditions, all_tasks, all_triggers
from tiercel.model.json_types import Json
from tiercel.model.label import SYSTEM_PREFIX

_QUOTED = re.compile(r"'([^']+)'")
_NODE = ("task", "dependsOn")
_NODE_CLASS = "io.kestra.plugin.core.flow.Dag-DagTask"
# Plugin properties that hold input declarations when they are lists.
_INPUT_LISTS = ("onResume", "inputs")
# The property of a flowable that declares outputs as a flow does.
_OUTPUT_LIST = "outputs"
_DECLARED = {_OUTPUT_LIST: TABLES["Flow"][_OUTPUT_LIST]}


def check_plugin_shapes(findings: Findings, plain: dict[str, Json], catalog: TypeCatalog) -> None:
    """Types and property names of every plugin of a flow."""
    checker = _Shapes(findings, catalog)
    for name in TASK_LISTS:
        checker.check_items(plain.get(name), name, "task")
    checker.check_items(plain.get("triggers"), "triggers", "trigger")
    for index, listener in _listed(plain.get("listeners")):
        checker.check_items(listener.get("tasks"), f"listeners[{index}].tasks", "task")
    for placed in all_tasks(plain, catalog):
        checker.check_task(placed)
    for placed in all_triggers(plain, catalog):
        checker.check_trigger(placed)
    for placed in all_conditions(plain, catalog):
        checker.check_condition(placed)


def _listed(value: Json) -> list[tuple[int, dict[str, Json]]]:
    items = value if isinstance(value, list) else []
    return [(index, item) for index, item in enumerate(items) if is_map(item)]


class _Shapes:
    """What is wrong whatever the values are."""

    def __init__(self, findings: Findings, catalog: TypeCatalog) -> None:
        self._findings = findings
        self._catalog = catalog

    def check_items(self, value: Json, path: str, kind: PluginKind) -> None:
        """Items of a list that are no maps."""
        for index, item in enumerate(value if isinstance(value, list) else ()):
            if not is_map(item):
                hint = "write id: … and type: …"
                refuse_kind(self._findings, kind, item, f"{path}[{index}]", hint)

    def check_task(self, placed: Placed) -> None:
        """One task, without those below it."""
        plugin = placed.plugin
        if plugin is None:
            self._refuse_type(placed, "task")
            return
        branches = branches_of(plugin)
        known = TASK_COMMON | plugin.properties | {branch.name for branch in branches}
        self._check_names(placed, plugin, known)
        check_kinds(self._findings, TABLES["Task"], placed.source, placed.path)
        for branch in branches:
            self._check_branch(branch, placed)
        for name in _INPUT_LISTS:
            value = placed.source.get(name)
            if plugin.is_flowable and name in plugin.properties and isinstance(value, list):
                check_input_shapes(self._findings, value, joined(placed.path, name))
        if plugin.task_kind == "flowable" and _OUTPUT_LIST in plugin.properties:
            check_kinds(self._findings, _DECLARED, placed.source, placed.path)

    def check_trigger(self, placed: Placed) -> None:
        if placed.plugin is None:
            self._refuse_type(placed, "trigger")
            return
        known = TRIGGER_COMMON | placed.plugin.properties
        self._check_names(placed, placed.plugin, known)
        check_kinds(self._findings, TABLES["Trigger"], placed.source, placed.path)
        self.check_items(
            placed.source.get("conditions"), joined(placed.path, "conditions"), "condition"
        )

    def check_condition(self, placed: Placed) -> None:
        if placed.plugin is None:
            self._refuse_type(placed, "condition")
            return
        self._check_names(placed, placed.plugin, placed.plugin.properties | {"type", "id"})

    def _check_names(self, placed: Placed, plugin: PluginType, known: frozenset[str]) -> None:
        refuse_unknown(
            self._findings, placed.source, known, class_name=plugin.name, path=placed.path
        )

    def _refuse_type(self, placed: Placed, kind: PluginKind) -> None:
        place = joined(placed.path, "type")
        written = placed.source.get("type")
        if as_text(written) is None:
            hint = missing_type_hint(self._catalog, kind)
            self._findings.refuse(place, "Invalid type: <null>", hint=hint)
            return
        name = placed.type_name
        advice = partial(type_hint, self._catalog, name, kind)
        self._findings.refuse(place, f"Invalid type: {name}", hint=advice)

    def _check_branch(self, branch: BranchProperty, placed: Placed) -> None:
        value = placed.source.get(branch.name)
        if value is None:
            return
        place = joined(placed.path, branch.name)
        if branch.form in ("list", "nodes"):
            if not isinstance(value, list):
                hint = "put '- ' in front of each task"
                refuse_kind(self._findings, "list", value, place, hint)
            elif branch.form == "nodes":
                self._check_nodes(value, place)
            else:
                self.check_items(value, place, "task")
        elif not is_map(value):
            refuse_kind(self._findings, "map", value, place)
        elif branch.form == "map":
            for key, tasks in value.items():
                if not isinstance(tasks, list) and tasks is not None:
                    refuse_kind(self._findings, "list", tasks, joined(place, key))
                self.check_items(tasks, joined(place, key), "task")

    def _check_nodes(self, value: list[Json], path: str) -> None:
        for index, node in enumerate(value):
            place = f"{path}[{index}]"
            if not is_map(node):
                refuse_kind(self._findings, "map", node, place)
                continue
            refuse_unknown(self._findings, node, _NODE, class_name=_NODE_CLASS, path=place)
            if node.get("task") is not None and not is_map(node["task"]):
                refuse_kind(self._findings, "task", node["task"], joined(place, "task"))


def check_plugin_constraints(
    findings: Findings,
    plain: dict[str, Json],
    catalog: TypeCatalog,
    worker_groups: Collection[str] = (),
) -> None:
    """Required properties and values of every plugin of a flow, defaults merged in."""
    for placed in all_tasks(plain, catalog):
        check_constraints(findings, "Task", placed.source, placed.path)
        _check_group(findings, placed, worker_groups)
        _check_task(findings, placed, catalog)
    for placed in all_triggers(plain, catalog):
        check_constraints(findings, "Trigger", placed.source, placed.path)
        if placed.plugin is not None:
            _check_own(findings, placed, TRIGGER_COMMON, catalog)
            _check_trigger_labels(findings, placed)
    for placed in all_conditions(plain, catalog):
        if placed.plugin is not None:
            _check_own(findings, placed, frozenset({"type"}), catalog)


def _check_group(findings: Findings, placed: Placed, known: Collection[str]) -> None:
    """A group that never had a worker is refused."""
    group = placed.source.get("workerGroup")
    key = group.get("key") if is_map(group) else None
    if key is not None and key not in known:
        message = f"No worker of the group '{as_text(key)}' has ever been started"
        start = f"start one: tiercel server worker --worker-group {as_text(key)}"
        hint = f"{did_you_mean(as_text(key) or '', known)} {start}".strip()
        findings.constrain(joined(placed.path, "workerGroup"), message, hint=hint)


def _check_task(findings: Findings, placed: Placed, catalog: TypeCatalog) -> None:
    check_retry(findings, placed.source.get("retry"), joined(placed.path, "retry"))
    plugin = placed.plugin
    if plugin is None:
        return
    _check_own(findings, placed, TASK_COMMON, catalog)
    if plugin.branches:
        _check_children(findings, placed, plugin, catalog)
    for name in _INPUT_LISTS:
        value = placed.source.get(name)
        if plugin.is_flowable and name in plugin.properties and isinstance(value, list):
            check_input_constraints(findings, value, joined(placed.path, name))
    if plugin.task_kind == "flowable" and _OUTPUT_LIST in plugin.properties:
        for index, output in _listed(placed.source.get(_OUTPUT_LIST)):
            place = f"{joined(placed.path, _OUTPUT_LIST)}[{index}]"
            check_constraints(findings, "Output", output, place)


def _check_own(
    findings: Findings, placed: Placed, common: frozenset[str], catalog: TypeCatalog
) -> None:
    plugin = placed.plugin
    if plugin is None:
        return
    own = {
        key: value
        for key, value in placed.source.items()
        if key in plugin.properties and key not in common
    }
    for each in catalog.check(plugin, own, placed.path):
        written = own.get(each.path.removeprefix(f"{placed.path}."))
        findings.adopt([each], hint=partial(_word_hint, each.message, written))


def _word_hint(message: str, written: Json) -> str:
    """Advice when a plugin names the words that it takes: `… one of a, b`, `… be 'a' or 'b'`."""
    refused, is_list, words = message.partition(" is not one of ")
    allowed = words.split(", ") if is_list else _QUOTED.findall(message)
    # In a list the message says which item is meant.
    named = _QUOTED.findall(refused) if is_list else []
    word = written if isinstance(written, str) or not named else named[-1]
    # A message that only quotes what is written names no other words.
    if not isinstance(word, str) or any(each.strip("()") == word for each in allowed):
        return ""
    return did_you_mean(word, allowed)


def _check_children(
    findings: Findings, placed: Placed, plugin: PluginType, catalog: TypeCatalog
) -> None:
    forms = {branch.form for branch in plugin.branches}
    if "nodes" in forms:
        _check_graph(findings, placed, plugin)
    elif "map" in forms:
        bodies = [branch.name for branch in plugin.branches if branch not in ANY_FLOWABLE]
        if not any(_has_tasks(placed.source.get(name)) for name in bodies):
            message = "No task defined, neither cases or default have any tasks"
            findings.constrain(placed.path, message)
    else:
        for branch in plugin.branches:
            _check_list(findings, placed, branch, catalog)


def _has_tasks(value: Json) -> bool:
    if is_map(value):
        return any(_has_tasks(tasks) for tasks in value.values())
    return isinstance(value, list) and bool(value)


def _check_list(
    findings: Findings, placed: Placed, branch: BranchProperty, catalog: TypeCatalog
) -> None:
    value = placed.source.get(branch.name)
    if branch.only_runnable and not value:
        findings.constrain(placed.path, f"The '{branch.name}' property cannot be empty")
    elif branch.is_required and not value:
        findings.constrain(joined(placed.path, branch.name), "must not be empty")
    if not branch.only_runnable:
        return
    children = [child for _, child in _listed(value)]
    found = [catalog.find(as_text(child.get("type")) or "") for child in children]
    if any(each is not None and each.task_kind != "runnable" for each in found):
        message = "Only runnable tasks are allowed as children of a WorkingDirectory task"
        findings.constrain(placed.path, message)
    if any(is_map(group := child.get("workerGroup")) and group.get("key") for child in children):
        findings.constrain(
            placed.path,
            "Cannot set a Worker Group in any WorkingDirectory sub-tasks,"
            " it is only supported at the WorkingDirectory level",
        )


def _check_graph(findings: Findings, placed: Placed, plugin: PluginType) -> None:
    """Dependencies inside a graph: they exist, and no task waits for itself."""
    name = next(branch.name for branch in plugin.branches if branch.form == "nodes")
    nodes = _listed(placed.source.get(name))
    if not nodes:
        findings.constrain(placed.path, "No task defined")
        return
    graph: dict[str, list[str]] = {}
    for index, node in nodes:
        if not is_map(node.get("task")):
            findings.constrain(f"{placed.path}.{name}[{index}].task", "must not be null")
            continue
        depends_on = node.get("dependsOn")
        ids = [as_text(id_) or "" for id_ in depends_on] if isinstance(depends_on, list) else []
        graph[as_text(node["task"].get("id")) or ""] = ids
    missing = sorted({id_ for ids in graph.values() for id_ in ids if id_ not in graph})
    if missing:
        message = f"Not existing task id in dependency: {listed(missing)}"
        findings.constrain(placed.path, message, hint=partial(did_you_mean, missing[0], graph))
    cyclic = set().union(*circles(graph))
    if cyclic:
        ids_shown = listed(id_ for id_ in graph if id_ in cyclic)
        findings.constrain(placed.path, f"Cyclic dependency detected: {ids_shown}")


def _check_trigger_labels(findings: Findings, placed: Placed) -> None:
    labels = placed.source.get("labels")
    for index, (key, value) in enumerate(label_pairs(labels)):
        if (as_text(key) or "").startswith(SYSTEM_PREFIX):
            at = f"{placed.path}.labels"
            findings.constrain(
                f"{at}[{index}].<list element>",
                "System labels can only be set by Kestra itself,"
                f" offending label: {key}={as_text(value)}.",
                at=f"{at}.{key}" if is_map(labels) else f"{at}[{index}]",
            )
