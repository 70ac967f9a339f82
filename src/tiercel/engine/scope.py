"""The variables that expressions see, built lazily over the execution (spec/engine.md §10, §11)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Protocol

from tiercel.engine.env import EngineConfig
from tiercel.engine.plan import FlowPlan, TaskPlan
from tiercel.expr import Lookups
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.flow import TENANT
from tiercel.model.json_types import Json
from tiercel.model.label import SYSTEM_PREFIX, Label
from tiercel.model.maps import Map
from tiercel.model.stored.encrypted import is_encrypted

SCHEDULE_TYPES = (".trigger.Schedule", ".types.Schedule")
# Encrypted values stand near the top of outputs; deeper ones are left as they are.
ENCRYPTED_DEPTH_MAX = 16


class RunsById(Protocol):
    """Task runs by id: the map of an execution, or the one a step works on."""

    def get(self, key: str, /) -> TaskRun | None:
        """The task run, or None."""


class TreeMap(Mapping[str, Json]):
    """A map over the output tree: task id, then loop values, then what `read` makes of a run."""

    __slots__ = ("_read", "_runs", "_tree")

    def __init__(
        self,
        tree: Map[str, Json],
        runs: RunsById,
        read: Callable[[TaskRun], Mapping[str, Json] | None],
    ) -> None:
        self._tree = tree
        self._runs = runs
        self._read = read

    def _value(self, node: Json) -> Mapping[str, Json] | None:
        if isinstance(node, str):
            task_run = self._runs.get(node)
            return self._read(task_run) if task_run is not None else None
        return TreeMap(node, self._runs, self._read) if self._has_any(node) else None

    def _has_any(self, node: Json) -> bool:
        if isinstance(node, str):
            return self._value(node) is not None
        return any(self._has_any(below) for below in node.values())

    def __getitem__(self, key: str) -> Json:
        node = self._tree.get(key)
        value = self._value(node) if node is not None else None
        if value is None:
            raise KeyError(key)
        return value

    def __iter__(self) -> Iterator[str]:
        def first_seq(item: tuple[str, Json]) -> int:
            node = item[1]
            while not isinstance(node, str):
                node = next(iter(node.values()))
            task_run = self._runs.get(node)
            return task_run.seq if task_run is not None else 0

        for key, node in sorted(self._tree.items(), key=first_seq):
            if self._value(node) is not None:
                yield key

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Overlay(Mapping[str, Json]):
    """One map on top of another."""

    __slots__ = ("_above", "_below")

    def __init__(self, above: Mapping[str, Json], below: Mapping[str, Json]) -> None:
        self._above = above
        self._below = below

    def __getitem__(self, key: str) -> Json:
        try:
            return self._above[key]
        except KeyError:
            return self._below[key]

    def __iter__(self) -> Iterator[str]:
        yield from self._below
        for key in self._above:
            if key not in self._below:
                yield key

    def __len__(self) -> int:
        return sum(1 for _ in self)


class ParentMap(Mapping[str, Json]):
    """One flowable above a task run: `task`, `taskrun` if it has a value, `outputs` if it has any.

    Compat: before 2.0 flowables without a value were left out, so the value of a loop was that of
    the nearest parent. Asked for, `taskrun` gives the value of the nearest loop therefore.
    """

    __slots__ = ("_config", "_nearest", "_task_run")

    def __init__(self, task_run: TaskRun, nearest: str | None, config: EngineConfig) -> None:
        self._task_run = task_run
        self._nearest = nearest
        self._config = config

    def __getitem__(self, key: str) -> Json:
        task_run = self._task_run
        if key == "task":
            return {"id": task_run.task_id}
        if key == "taskrun" and self._nearest is not None:
            return {"value": self._nearest}
        if key == "outputs" and task_run.outputs:
            return decrypted(task_run.outputs, self._config)
        raise KeyError(key)

    def __iter__(self) -> Iterator[str]:
        yield "task"
        if self._task_run.value is not None:
            yield "taskrun"
        if self._task_run.outputs:
            yield "outputs"

    def __len__(self) -> int:
        return sum(1 for _ in self)


def decrypted(value: Json, config: EngineConfig, depth: int = 0) -> Json:
    """The value with encrypted texts in clear, as expressions read them."""
    if config.decrypt is None or depth > ENCRYPTED_DEPTH_MAX:
        return value
    if isinstance(value, dict):
        if is_encrypted(value):
            return config.decrypt(value)
        changed = {key: decrypted(item, config, depth + 1) for key, item in value.items()}
        return changed if any(changed[key] is not value[key] for key in value) else value
    if isinstance(value, list):
        items = [decrypted(item, config, depth + 1) for item in value]
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    return value


def outputs_map(tree: Map[str, Json], runs: RunsById, config: EngineConfig) -> Mapping[str, Json]:
    """`outputs`: task id -> (loop values ->) outputs."""

    def read(task_run: TaskRun) -> Mapping[str, Json] | None:
        return decrypted(task_run.outputs, config) if task_run.outputs is not None else None

    return TreeMap(tree, runs, read)


def states_map(tree: Map[str, Json], runs: RunsById) -> Mapping[str, Json]:
    """`tasks`: task id -> (loop values ->) `{state}`."""
    return TreeMap(tree, runs, lambda task_run: {"state": task_run.current.value})


def nested_labels(labels: tuple[Label, ...]) -> dict[str, Json]:
    """`labels`: key -> value, `system.x` nested below `system`."""
    result: dict[str, Json] = {}
    for label in labels:
        if label.key.startswith(SYSTEM_PREFIX):
            system = result.setdefault("system", {})
            if isinstance(system, dict):
                system[label.key.removeprefix(SYSTEM_PREFIX)] = label.value
        else:
            result[label.key] = label.value
    return result


class ScopeSource:
    """What variables are made of: the execution with its live task runs and output tree."""

    __slots__ = ("config", "execution", "outputs", "owners", "plan", "runs")

    def __init__(
        self,
        execution: Execution,
        plan: FlowPlan,
        config: EngineConfig,
        *,
        owners: tuple[Execution, ...] = (),
        live: tuple[RunsById, Map[str, Json]] | None = None,
    ) -> None:
        """`live` are the task runs and the output tree of a step that is under way."""
        self.execution = execution
        self.plan = plan
        self.config = config
        self.owners = owners
        self.runs: RunsById = execution.task_runs if live is None else live[0]
        self.outputs: Map[str, Json] = execution.index.outputs if live is None else live[1]

    def base(self) -> dict[str, Json]:
        """Variables that are the same for every task run of the execution."""
        execution, config, flow = self.execution, self.config, self.plan.flow
        outputs = outputs_map(self.outputs, self.runs, config)
        states = states_map(self.outputs, self.runs)
        for owner in self.owners:
            outer = owner.index.outputs
            outputs = Overlay(outputs, outputs_map(outer, owner.task_runs, config))
            states = Overlay(states, states_map(outer, owner.task_runs))
        variables: dict[str, Json] = {
            "flow": {
                "id": flow.id,
                "namespace": flow.namespace,
                "revision": execution.flow_revision,
                "tenantId": TENANT,
            },
            "execution": _execution_variables(self.owners[0] if self.owners else execution),
            "outputs": outputs,
            "tasks": states,
            "vars": self._vars(),
            "labels": nested_labels(execution.labels),
            "envs": config.envs,
            "globals": config.globals,
            "kestra": {"environment": config.environment, "url": config.url},
        }
        if execution.inputs:
            variables["inputs"] = self._inputs(execution.inputs)
        loop_run = execution.loop_run
        trigger = execution.trigger if loop_run is None else loop_run.trigger
        if trigger is not None:
            variables["trigger"] = decrypted(trigger.variables, config)
            if trigger.type.endswith(SCHEDULE_TYPES):
                variables["schedule"] = trigger.variables
        if loop_run is not None:
            variables["item"] = _item_variables(execution)
        return variables

    def _inputs(self, inputs: dict[str, Json]) -> dict[str, Json]:
        if not self.plan.secret_inputs:
            return inputs
        clear: dict[str, Json] = decrypted(inputs, self.config)
        return clear

    def _vars(self) -> dict[str, Json]:
        flow_variables = self.plan.flow.variables
        if not self.execution.variables:
            return flow_variables
        return deep_merged(flow_variables, self.execution.variables)

    def for_task_run(self, plan: TaskPlan, task_run: TaskRun) -> dict[str, Json]:
        """The variables of one task run."""
        variables = self.base()
        variables["task"] = {"id": plan.task.id, "type": plan.task.type}
        variables["taskrun"] = _task_run_variables(task_run)
        above = task_run.parent_id
        if above is not None and self.runs.get(above) is not None:
            parents = self._parents(above)
            variables["parents"] = parents
            if parents:
                variables["parent"] = parents[0]
        elif self.owners:
            variables["parents"] = []
        return variables

    def _parents(self, task_run_id: str) -> list[Json]:
        parents: list[Json] = []
        outwards: list[TaskRun] = []
        current = self.runs.get(task_run_id)
        while current is not None:
            outwards.append(current)
            current = self.runs.get(current.parent_id) if current.parent_id else None
        value = None
        for task_run in reversed(outwards):
            value = task_run.value if task_run.value is not None else value
            parents.append(ParentMap(task_run, value, self.config))
        return parents[::-1]

    def for_worker_child(
        self, plan: TaskPlan, task_run: TaskRun, worker_run: TaskRun
    ) -> dict[str, Json]:
        """The variables of a child of a WorkingDirectory: value and parents are those above."""
        variables = self.for_task_run(plan, task_run)
        variables["workerTaskrun"] = _task_run_variables(worker_run)
        if worker_run.value is not None:
            variables["taskrun"]["value"] = worker_run.value
        variables.pop("parent", None)
        parents = self._parents(worker_run.parent_id) if worker_run.parent_id else []
        variables["parents"] = parents
        if parents:
            variables["parent"] = parents[0]
        return variables


def loop_owners(execution: Execution, lookups: Lookups) -> tuple[Execution, ...]:
    """The executions that a loop iteration belongs to, nearest first, asked from outside."""
    owners: list[Execution] = []
    while execution.loop_run is not None:
        execution = lookups.lookup("execution", (execution.loop_run.execution_id,))
        owners.append(execution)
    return tuple(owners)


def deep_merged(below: Mapping[str, Json], above: Mapping[str, Json]) -> dict[str, Json]:
    """Maps merged key by key; anything else above replaces what is below."""
    result = dict(below)
    for key, value in above.items():
        under = result.get(key)
        if isinstance(value, Mapping) and isinstance(under, Mapping):
            result[key] = deep_merged(under, value)
        else:
            result[key] = value
    return result


def _execution_variables(execution: Execution) -> dict[str, Json]:
    variables: dict[str, Json] = {
        "id": execution.id,
        "startDate": execution.state.start,
        "originalId": execution.original_id,
        "state": execution.current.value,
    }
    if execution.outputs:
        variables["outputs"] = execution.outputs
    return variables


def _task_run_variables(task_run: TaskRun) -> dict[str, Json]:
    variables: dict[str, Json] = {
        "id": task_run.id,
        "startDate": task_run.state.start,
        "attemptsCount": len(task_run.attempts),
    }
    if task_run.parent_id is not None:
        variables["parentId"] = task_run.parent_id
    if task_run.value is not None:
        variables["value"] = task_run.value
    if task_run.iteration is not None:
        variables["iteration"] = task_run.iteration
    return variables


def _item_variables(execution: Execution) -> dict[str, Json]:
    loop_run = execution.loop_run
    assert loop_run is not None

    def entry(index: int, value: str, key: str | None) -> dict[str, Json]:
        fields: dict[str, Json] = {"index": index, "value": value}
        if key is not None:
            fields["key"] = key
        return fields

    item = entry(loop_run.item.index, loop_run.item.value, loop_run.item.key)
    parents = [entry(turn.index, turn.value, turn.key) for turn in loop_run.parents]
    if parents:
        item["parent"] = parents[-1]
        item["parents"] = parents
    return item
