"""Which names the expressions of a flow can find: its inputs, tasks, outputs and variables."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

import msgspec

from tiercel.engine.expressions.texts import PluginCatalog, View
from tiercel.engine.plan import FlowPlan, TaskPlan
from tiercel.expr.errors import near_misses
from tiercel.expr.inspection.readings import Reading
from tiercel.flowlang.coerce import is_map
from tiercel.model.flow import Flow
from tiercel.model.limits import PLUGIN_CLASSES_MAX
from tiercel.plugin.outputs import outputs_class_of
from tiercel.plugin.part import written_name
from tiercel.plugin.task import FlowableTask, Plugin

_EXECUTION_ROOTS = frozenset({
    "envs", "execution", "flow", "globals", "inputs", "item", "kestra", "labels", "outputs",
    "schedule", "tasks", "trigger", "vars",
})  # fmt: skip
_TASK_ROOTS = _EXECUTION_ROOTS | {"parent", "parents", "task", "taskrun", "workerTaskrun"}
_ROOTS: Mapping[View, frozenset[str]] = MappingProxyType(
    {View.TASK: _TASK_ROOTS, View.FLOW: _EXECUTION_ROOTS}
)
# What is in the variables whose form never changes; see `ScopeSource`.
_FIELDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "flow": frozenset({"id", "namespace", "revision", "tenantId"}),
        "execution": frozenset({"id", "originalId", "outputs", "startDate", "state"}),
        "task": frozenset({"id", "type"}),
        "taskrun": frozenset(
            {"attemptsCount", "id", "iteration", "parentId", "startDate", "value"}
        ),
        "kestra": frozenset({"environment", "url"}),
    }
)
_SET_VARIABLES = "io.kestra.plugin.core.execution.SetVariables"
_TEMPLATE_ARGUMENTS = "args"


class UnknownName(msgspec.Struct, frozen=True):
    """A name that is not there; `depth` says which one of the path it is, from 0."""

    code: str
    message: str
    depth: int
    hint: str = ""


class FlowNames:
    """What is known of one flow. Whatever may come from elsewhere is taken for known."""

    def __init__(self, flow: Flow, catalog: PluginCatalog) -> None:
        self._catalog = catalog
        self._plan = FlowPlan(flow, catalog)
        self._inputs = _tops(each.id for each in flow.inputs)
        self._input_ids = frozenset(each.id for each in flow.inputs)
        self._variables = self._all_variables(flow)
        # Tasks of templates and of types that are not there have children that nobody knows.
        tasks = self._plan.tasks.values()
        self._has_all_tasks = not self._plan.templates and all(each.is_known for each in tasks)

    def unknown(self, reading: Reading, view: View) -> UnknownName | None:
        """What is wrong with a path that is read; None when nothing is, or nobody can know."""
        if view in (View.TRIGGER, View.SOMEWHERE):
            return None
        names = reading.names
        roots = _ROOTS.get(view)
        root = names[0]
        if roots is not None and root not in roots:
            return self._unknown_root(root, roots)
        if len(names) == 1:
            return None
        if root in ("outputs", "tasks") and view is not View.CREATION:
            return self._unknown_output(reading)
        if root == "inputs":
            return self._unknown_input(reading)
        if root == "vars" and self._variables is not None and names[1] not in self._variables:
            return _missing("unknown-variable", "variable", reading, self._variables)
        if roots is not None and root in _FIELDS and names[1] not in _FIELDS[root]:
            hint = near_misses(names[1], _FIELDS[root])
            return UnknownName("unknown-field", f"`{root}` has no `{names[1]}`", 1, hint)
        return None

    def _unknown_root(self, root: str, roots: Collection[str]) -> UnknownName:
        message = f"There is no variable `{root}`"
        for owner, known in (("inputs", self._inputs), ("vars", self._variables or ())):
            if root in known:
                return UnknownName("unknown-variable", message, 0, f"write `{owner}.{root}`")
        if root in self._plan.tasks:
            hint = f"write `{_access('outputs', root)}`"
            return UnknownName("unknown-variable", message, 0, hint)
        hint = near_misses(root, roots)
        return UnknownName("unknown-variable", message, 0, hint if "did" in hint else "")

    def _unknown_input(self, reading: Reading) -> UnknownName | None:
        names = reading.names
        if names[1] not in self._inputs:
            return _missing("unknown-input", "input", reading, self._inputs)
        # An id with dots is a path; what is below an input is its value.
        for length in range(2, len(names) + 1):
            if ".".join(names[1:length]) in self._input_ids:
                return None
        if len(names) == 2:
            return None
        known = [
            id_.removeprefix(f"{names[1]}.")
            for id_ in self._input_ids
            if id_.startswith(f"{names[1]}.")
        ]
        if names[2] in _tops(known):
            return None
        hint = near_misses(names[2], known)
        return UnknownName(
            "unknown-input", f"The flow has no input `{names[1]}.{names[2]}`", 2, hint
        )

    def _unknown_output(self, reading: Reading) -> UnknownName | None:
        names = reading.names
        task = self._plan.tasks.get(names[1])
        if task is None:
            if not self._has_all_tasks:
                return None
            return _missing("unknown-task", "task", reading, self._plan.tasks)
        if names[0] == "tasks" or len(names) == 2 or is_iterated(task, self._catalog):
            return None
        plugin_class = self._catalog.class_of(task.task.type)
        known = None if plugin_class is None else output_names(plugin_class)
        if known is None or names[2] in known:
            return None
        message = f"Tasks of the type {task.task.type} have no output `{names[2]}`"
        return UnknownName("unknown-output", message, 2, near_misses(names[2], known))

    def _all_variables(self, flow: Flow) -> frozenset[str] | None:
        """The names of variables; None when tasks set some that are computed."""
        names = set(flow.variables)
        for plan in self._plan.tasks.values():
            found = self._catalog.find(plan.task.type)
            if found is None or found.name != _SET_VARIABLES:
                continue
            given = plan.task.properties.get("variables")
            if not is_map(given) or any("{" in key for key in given):
                return None
            names.update(given)
        return frozenset(names)


def is_iterated(task: TaskPlan, catalog: PluginCatalog) -> bool:
    """Whether values of a loop may stand between the id of a task and its outputs."""
    owner = task.owner
    while owner is not None:
        plugin_class = catalog.class_of(owner.task.type)
        is_flowable = plugin_class is not None and issubclass(plugin_class, FlowableTask)
        if not is_flowable or plugin_class.relation == "DYNAMIC":  # type: ignore[union-attr]
            return True
        owner = owner.owner
    return False


@lru_cache(maxsize=PLUGIN_CLASSES_MAX)
def output_names(plugin_class: type[Plugin]) -> frozenset[str] | None:
    """The outputs of a type by the names that flows read; None when they are not declared."""
    outputs = outputs_class_of(plugin_class)
    if outputs is None or outputs.model_config.get("extra") == "allow":
        return None
    return frozenset(written_name(name, field) for name, field in outputs.model_fields.items())


def _tops(ids: Iterator[str] | Collection[str]) -> frozenset[str]:
    """The first part of each dotted id."""
    return frozenset(id_.partition(".")[0] for id_ in ids)


def _missing(code: str, noun: str, reading: Reading, known: Collection[str]) -> UnknownName:
    """The second name of a path is not known."""
    owner, name = reading.names[:2]
    hint = near_misses(name, known)
    meant = [each for each in known if each.startswith(f"{name}-")]
    if reading.is_subtracted and meant:
        hint = f"a hyphen is a minus: write `{owner}['{meant[0]}']`"
    return UnknownName(code, f"The flow has no {noun} `{name}`", 1, hint)


def _access(owner: str, name: str) -> str:
    return f"{owner}.{name}" if name.isidentifier() else f"{owner}['{name}']"
