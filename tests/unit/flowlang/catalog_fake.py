"""A small catalog of plugin types, enough to try the flow language without any plugin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tiercel.flowlang.catalog import BranchProperty, PluginKind, PluginType
from tiercel.model.errors import Violation
from tiercel.model.json_types import Json

CORE = "io.kestra.plugin.core."


def _task(name: str, *properties: str, **more: Json) -> PluginType:
    more.setdefault("task_kind", "runnable")
    return PluginType(CORE + name, "task", properties=frozenset(properties), **more)


def _flowable(name: str, branches: Sequence[BranchProperty], *properties: str) -> PluginType:
    return _task(name, *properties, task_kind="flowable", branches=tuple(branches))


def _condition(name: str, *properties: str) -> PluginType:
    return PluginType(f"{CORE}condition.{name}", "condition", properties=frozenset(properties))


def _trigger(name: str, *properties: str) -> PluginType:
    return PluginType(f"{CORE}trigger.{name}", "trigger", properties=frozenset(properties))


ONLY_RUNNABLE = BranchProperty("tasks", is_required=True, only_runnable=True)
TASKS = BranchProperty("tasks", is_required=True)
TYPES = (
    _task("log.Log", "message", "level"),
    _task("debug.Return", "format"),
    _task("debug.Echo", "format", "level", deprecated=True),
    _task("execution.Fail", "message", "condition"),
    _task("http.Request", "uri", "method", "headers", "body", "options"),
    _task("trigger.Toggle", "namespace", "flowId", "trigger", "enabled"),
    _task("flow.Subflow", "namespace", "flowId", "inputs", "wait", "outputs",
          task_kind="executable", deprecated_properties=frozenset({"outputs"})),
    _flowable("flow.Sequential", [TASKS]),
    _flowable("flow.Parallel", [TASKS], "concurrent", "onChildFailure"),
    _flowable("flow.ForEach", [TASKS], "values", "concurrencyLimit"),
    _flowable("flow.Dag", [BranchProperty("tasks", "nodes", True)], "concurrent"),
    _flowable("flow.If", [BranchProperty("then", is_required=True), BranchProperty("else")],
              "condition"),
    _flowable("flow.Switch", [BranchProperty("cases", "map"), BranchProperty("defaults")], "value"),
    _flowable("flow.Pause", [BranchProperty("onPause", "single"), BranchProperty("tasks")],
              "pauseDuration", "delay", "behavior", "onResume"),
    _flowable("flow.WorkingDirectory", [ONLY_RUNNABLE], "cache", "inputFiles", "outputFiles"),
    _trigger("Schedule", "cron", "timezone", "withSeconds", "interval"),
    _trigger("Flow", "states", "preconditions", "dependsOn", "window", "mode"),
    _trigger("Webhook", "key"),
    _condition("Expression", "expression"),
    _condition("Not", "conditions"),
    PluginType(CORE + "runner.Process", "runner"),
)  # fmt: skip
ALIASES = {
    "io.kestra.core.tasks.log.Log": CORE + "log.Log",
    "io.kestra.core.tasks.debugs.Return": CORE + "debug.Return",
    CORE + "flow.WaitFor": CORE + "flow.Sequential",
}
REQUIRED = {
    CORE + "log.Log": ("message",),
    CORE + "http.Request": ("uri",),
    CORE + "flow.If": ("condition",),
    CORE + "flow.Switch": ("value",),
    CORE + "flow.ForEach": ("values",),
    CORE + "flow.Subflow": ("namespace", "flowId"),
    CORE + "trigger.Schedule": ("cron",),
    CORE + "trigger.Webhook": ("key",),
    CORE + "condition.Expression": ("expression",),
}
ENUMS = {
    "method": ("GET", "POST", "PUT", "DELETE"),
    "onChildFailure": ("CONTINUE", "CANCEL", "FAIL"),
}


class FakeCatalog:
    """Knows the types above; checks required properties and a few words."""

    def __init__(self) -> None:
        self._types = {plugin.name: plugin for plugin in TYPES}

    def find(self, type_name: str) -> PluginType | None:
        """The plugin of that name or alias."""
        return self._types.get(ALIASES.get(type_name, type_name))

    def check(
        self, plugin: PluginType, properties: Mapping[str, Json], path: str
    ) -> list[Violation]:
        """Required properties, and words out of a list."""
        found = [
            Violation(f"{path}.{name}", "must not be null")
            for name in REQUIRED.get(plugin.name, ())
            if properties.get(name) is None
        ]
        for name, words in ENUMS.items():
            value = properties.get(name)
            if isinstance(value, str) and "{{" not in value and value not in words:
                message = f"'{value}' is not one of {', '.join(words)}"
                if name == "onChildFailure":
                    message = f"Input should be {' or '.join(map(repr, words))}"
                found.append(Violation(f"{path}.{name}", message))
        return found

    def advice(self, type_name: str) -> str:
        """Of a family that is not installed."""
        return "it is in another family" if type_name.startswith("com.family.") else ""

    def names(self, kind: PluginKind) -> Sequence[str]:
        """Canonical names of a kind."""
        return sorted(plugin.name for plugin in TYPES if plugin.kind == kind)
