"""Tasks, retries and triggers from a document."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from tiercel.flowlang.catalog import BranchProperty, PluginType, TypeCatalog
from tiercel.flowlang.coerce import (
    as_bool,
    as_duration,
    as_int,
    as_number,
    as_text,
    as_texts,
    is_map,
    maps,
)
from tiercel.flowlang.paths import joined
from tiercel.flowlang.properties import TASK_COMMON, TRIGGER_COMMON
from tiercel.model.flow import TriggerDefinition
from tiercel.model.json_types import Json
from tiercel.model.task import Retry, RetryBehavior, RetryType, Task

ANY_FLOWABLE = (BranchProperty("errors"), BranchProperty("finally"))
_RETRY_TYPES = {kind.value: kind for kind in RetryType}
_RETRY_BEHAVIORS = {behavior.value: behavior for behavior in RetryBehavior}


class Child(NamedTuple):
    """A child task in a document: branch, place, source, and the ids it depends on in a graph."""

    branch: str
    path: str
    source: dict[str, Json]
    depends_on: tuple[str, ...] = ()


def wanted_workers(source: dict[str, Json]) -> Json:
    """Which workers a flow, task or trigger names, else what selects them by tags.

    Shapes: `{key, fallback}` or `{tags, match, fallback}`.
    """
    group = source.get("workerGroup")
    return group if is_map(group) and group.get("key") else source.get("workerSelector") or group


def branches_of(plugin: PluginType) -> tuple[BranchProperty, ...]:
    """The properties that hold child tasks; every flowable may have `errors` and `finally`."""
    if not plugin.is_flowable:
        return plugin.branches
    names = {branch.name for branch in plugin.branches}
    return plugin.branches + tuple(b for b in ANY_FLOWABLE if b.name not in names)


def children_of(branch: BranchProperty, value: Json, path: str) -> Iterator[Child]:
    """The child tasks in the value of a branch property, in the order of the source."""
    name = branch.name
    if branch.form == "single":
        if is_map(value):
            yield Child(name, path, value)
    elif branch.form == "map":
        for key, tasks in value.items() if is_map(value) else ():
            for index, source in maps(tasks):
                yield Child(f"{name}.{key}", f"{joined(path, key)}[{index}]", source)
    elif branch.form == "nodes":
        for index, node in maps(value):
            if is_map(node.get("task")):
                ids = as_texts(node.get("dependsOn"))
                yield Child(name, f"{path}[{index}].task", node["task"], ids)
    else:
        for index, source in maps(value):
            yield Child(name, f"{path}[{index}]", source)


def build_tasks(value: Json, path: str, catalog: TypeCatalog) -> tuple[Task, ...]:
    """The tasks of a list."""
    return tuple(build_task(source, f"{path}[{index}]", catalog) for index, source in maps(value))


def build_task(source: dict[str, Json], path: str, catalog: TypeCatalog) -> Task:
    """One task with its children. Never raises: what can't be read is left out."""
    type_name = as_text(source.get("type")) or ""
    plugin = catalog.find(type_name)
    branch_properties = branches_of(plugin) if plugin is not None else ()
    branches: dict[str, list[Task]] = {}
    dependencies: dict[str, tuple[str, ...]] = {}
    for branch in branch_properties:
        for child in children_of(branch, source.get(branch.name), joined(path, branch.name)):
            task = build_task(child.source, child.path, catalog)
            branches.setdefault(child.branch, []).append(task)
            if branch.form == "nodes":
                dependencies[task.id] = child.depends_on
    when_key = "when" if source.get("when") is not None else "runIf"
    when = as_text(source.get(when_key))
    return Task(
        id=as_text(source.get("id")) or "",
        type=type_name,
        path=path,
        properties=_own(source, plugin, TASK_COMMON, {b.name for b in branch_properties}),
        branches={name: tuple(tasks) for name, tasks in branches.items()},
        dependencies=dependencies,
        description=as_text(source.get("description")),
        run_if="true" if when is None else when,
        run_if_key=when_key,
        timeout=source.get("timeout"),
        retry=build_retry(source.get("retry")),
        allow_failure=as_bool(source.get("allowFailure")),
        allow_warning=as_bool(source.get("allowWarning")),
        disabled=as_bool(source.get("disabled")),
        log_level=as_text(source.get("logLevel")),
        log_to_file=as_bool(source.get("logToFile")),
        worker_group=wanted_workers(source),
        task_cache=source.get("taskCache"),
    )


def _own(
    source: dict[str, Json], plugin: PluginType | None, common: frozenset[str], taken: set[str]
) -> dict[str, Json]:
    """The plugin's own properties. One that is both common and its own is in both places."""
    own: frozenset[str] = plugin.properties if plugin is not None else frozenset()
    return {
        key: value
        for key, value in source.items()
        if key not in taken and (key not in common or (key in own and key != "id"))
    }


def build_retry(value: Json) -> Retry | None:
    """A retry policy; None when there is none, or none that can be followed."""
    if not is_map(value):
        return None
    kind = as_text(value.get("type")) or "constant"
    if kind not in _RETRY_TYPES:
        return None
    interval = as_duration(value.get("minInterval" if kind == "random" else "interval"))
    attempts = value.get("maxAttempts", value.get("maxAttempt"))
    factor = as_number(value.get("delayFactor"))
    behavior = as_text(value.get("behavior")) or ""
    return Retry(
        type=_RETRY_TYPES[kind],
        interval=interval if interval is not None else timedelta(),
        max_interval=as_duration(value.get("maxInterval")),
        delay_factor=2.0 if factor is None else factor,
        max_attempts=as_int(attempts),
        max_duration=as_duration(value.get("maxDuration")),
        warning_on_retry=as_bool(value.get("warningOnRetry")),
        behavior=_RETRY_BEHAVIORS.get(behavior, RetryBehavior.RETRY_FAILED_TASK),
    )


def build_trigger(source: dict[str, Json], path: str, catalog: TypeCatalog) -> TriggerDefinition:
    """One trigger. Never raises."""
    type_name = as_text(source.get("type")) or ""
    plugin = catalog.find(type_name)
    inputs = source.get("inputs")
    conditions = [*maps(source.get("conditions")), *maps(source.get("scheduleConditions"))]
    return TriggerDefinition(
        id=as_text(source.get("id")) or "",
        type=type_name,
        path=path,
        properties=_own(source, plugin, TRIGGER_COMMON, {"scheduleConditions"}),
        conditions=tuple(condition for _, condition in conditions),
        when=as_text(source.get("when")),
        disabled=as_bool(source.get("disabled")),
        labels=source.get("labels"),
        inputs=inputs if is_map(inputs) else None,
        stop_after=as_texts(source.get("stopAfter")),
        log_level=as_text(source.get("logLevel", source.get("minLogLevel"))),
        fail_on_trigger_error=as_bool(source.get("failOnTriggerError")),
        allow_concurrent=as_bool(source.get("allowConcurrent")),
        worker_group=wanted_workers(source),
    )
