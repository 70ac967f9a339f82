"""Flow triggers: which flows an execution that entered a state starts, and with what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import blake2b

import msgspec

from tiercel.engine.scope import deep_merged, nested_labels
from tiercel.engine.triggers.conditions import (
    ConditionContext,
    all_hold,
    has_labels,
    holds,
    is_multiple,
)
from tiercel.engine.triggers.orders import (
    Line,
    StartOrder,
    TriggerEnv,
    rendered_inputs,
    rendered_labels,
    trigger_scope,
    when_holds,
)
from tiercel.engine.triggers.preconditions import precondition_results
from tiercel.engine.triggers.rules import iso, zone_of
from tiercel.engine.triggers.windows import (
    Remembered,
    Window,
    depends_on_kind,
    new_window,
    window_kind,
)
from tiercel.model.errors import TiercelError
from tiercel.model.execution import Execution, ExecutionTrigger
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.json_types import Json
from tiercel.model.label import CORRELATION_ID, Label, value_of
from tiercel.model.log import Level
from tiercel.model.state import TERMINATED, StateType

DEFAULT_STATES = frozenset({*(state.value for state in TERMINATED), "PAUSED", "RESUBMITTED"})


class Listener(msgspec.Struct, frozen=True):
    """A flow trigger and the flow that it starts."""

    flow: Flow
    definition: TriggerDefinition


class Upstream(msgspec.Struct, frozen=True):
    """An execution that entered a state; `variables` is the scope of its expressions."""

    execution: Execution
    state: str
    date: Json
    variables: Mapping[str, Json]


class Matched(msgspec.Struct, frozen=True):
    """What a state change means to one listener.

    Shapes: `windows` are to be stored by name, None meaning that the window is removed.
    """

    order: StartOrder | None = None
    windows: dict[str, Window | None] = {}
    lines: tuple[Line, ...] = ()


NOTHING = Matched()


class _Collected(msgspec.Struct, frozen=True):
    """One collecting condition after this event."""

    name: str
    window: Window | None
    is_complete: bool
    resets: bool


def listens_to(listener: Listener, execution: Execution, state: str) -> bool:
    """A cheap first test: never its own flow, never CREATED, only the states asked for."""
    flow, definition = listener.flow, listener.definition
    if flow.disabled or definition.disabled or flow.exception is not None:
        return False
    if (flow.namespace, flow.id) == (execution.namespace, execution.flow_id):
        return False
    if state == StateType.CREATED or execution.loop_run is not None:
        return False
    states = definition.properties.get("states") or DEFAULT_STATES
    return state in states


def window_names(definition: TriggerDefinition) -> list[str]:
    """Names of the windows that a trigger keeps: fetch them before `match`."""
    properties = definition.properties
    names = [str(each.get("id")) for each in definition.conditions if is_multiple(each)]
    if properties.get("preconditions"):
        names.append(str(properties["preconditions"].get("id")))
    if properties.get("dependsOn"):
        names.append(f"depends_on_{definition.id}")
    return names


def match(
    listener: Listener, upstream: Upstream, windows: Mapping[str, Window], env: TriggerEnv
) -> Matched:
    """What the listener does about the state change.

    Raises: LookupMissing only.
    Source: spec/triggers.md §5, spec/dialect-2.0.md §8.3.
    """
    definition = listener.definition
    context = _context(listener, upstream, env)
    plain = [each for each in definition.conditions if not is_multiple(each)]
    lines: list[Line] = []
    if not _plain_hold(listener, plain, context, lines):
        return Matched(lines=tuple(lines))
    try:
        if not when_holds(definition.when, upstream.variables, env):
            return NOTHING
        collected = list(_collect(listener, upstream, windows, context, env))
    except TiercelError as error:
        return Matched(lines=(_failed_condition(listener, "when", error),))
    changes = {each.name: each.window for each in collected}
    if not all(each.is_complete for each in collected):
        return Matched(windows=changes)
    for each in collected:
        if each.resets:
            changes[each.name] = None
    windows_seen = [each.window for each in collected if each.window is not None]
    order, more = _order(listener, upstream, windows_seen, env)
    return Matched(order, changes, more)


def _context(listener: Listener, upstream: Upstream, env: TriggerEnv) -> ConditionContext:
    return ConditionContext(
        renderer=env.renderer,
        variables=upstream.variables,
        lookups=env.lookups,
        flow=(listener.flow.namespace, listener.flow.id),
        execution=upstream.execution,
        state=upstream.state,
    )


def _plain_hold(
    listener: Listener,
    conditions: Iterable[Mapping[str, Json]],
    context: ConditionContext,
    lines: list[Line],
) -> bool:
    for condition in conditions:
        try:
            if not holds(condition, context):
                return False
        except TiercelError as error:
            lines.append(_failed_condition(listener, str(condition.get("type")), error))
            return False
    return True


def _failed_condition(listener: Listener, name: str, error: TiercelError) -> Line:
    flow = listener.flow
    return Line(
        Level.WARN,
        f"[namespace: {flow.namespace}] [flow: {flow.id}] [condition: {name}] Evaluate Condition"
        f" Failed with error '{error.explained}'",
    )


# Collecting conditions.


def _collect(
    listener: Listener,
    upstream: Upstream,
    windows: Mapping[str, Window],
    context: ConditionContext,
    env: TriggerEnv,
) -> Iterable[_Collected]:
    definition = listener.definition
    for condition in definition.conditions:
        if is_multiple(condition):
            yield _multiple(condition, upstream, windows, context, env)
    preconditions = definition.properties.get("preconditions")
    if preconditions:
        results = precondition_results(preconditions, context)
        yield _kept(preconditions, results, upstream, windows, env)
    depends_on = definition.properties.get("dependsOn")
    if depends_on:
        yield _depends_on(definition, depends_on, upstream, windows, context, env)


def _multiple(
    condition: Mapping[str, Json],
    upstream: Upstream,
    windows: Mapping[str, Window],
    context: ConditionContext,
    env: TriggerEnv,
) -> _Collected:
    nested: Mapping[str, Mapping[str, Json]] = condition.get("conditions") or {}
    results = {name: all_hold([each], context) for name, each in nested.items()}
    return _kept(condition, results, upstream, windows, env)


def _kept(
    declared: Mapping[str, Json],
    results: dict[str, bool],
    upstream: Upstream,
    windows: Mapping[str, Window],
    env: TriggerEnv,
) -> _Collected:
    """The window of preconditions or a MultipleCondition with this event's results."""
    name = str(declared.get("id"))
    resets = declared.get("resetOnSuccess") not in (False, "false")
    now = upstream.date
    window = windows.get(name)
    if window is None or not window.is_open(now):
        window = new_window(window_kind(declared), now, env.zone)
    if window is None:
        return _Collected(name, None, is_complete=False, resets=resets)
    window = _with(window, results, upstream, is_remembered=any(results.values()))
    is_complete = all(window.results.get(each, False) for each in results)
    return _Collected(name, window, is_complete, resets)


def _depends_on(  # noqa: PLR0913  Private; the same values all the way down.
    definition: TriggerDefinition,
    entries: Iterable[Mapping[str, Json]],
    upstream: Upstream,
    windows: Mapping[str, Window],
    context: ConditionContext,
    env: TriggerEnv,
) -> _Collected:
    declared = definition.properties.get("window") or {}
    name = f"depends_on_{definition.id}"
    zone = zone_of(declared.get("timezone"), env.zone)
    results = {_entry_key(entry): _entry_holds(entry, context, env) for entry in entries}
    window = windows.get(name)
    if window is None or not window.is_open(upstream.date):
        window = new_window(depends_on_kind(declared), upstream.date, zone)
    resets = declared.get("fireOnce") not in (False, "false")
    is_matching = any(results.values())
    if window is None or not is_matching:
        return _Collected(name, windows.get(name), is_complete=False, resets=resets)
    window = _with(window, results, upstream, is_remembered=True)
    satisfied = sum(window.results.get(key, False) for key in results)
    return _Collected(name, window, satisfied >= _needed(definition, len(results)), resets)


def _needed(definition: TriggerDefinition, entries: int) -> int:
    mode = definition.properties.get("mode") or "ALL"
    if mode == "ANY":
        return 1
    if mode == "AT_LEAST":
        return int(definition.properties.get("minSatisfied") or 1)
    return entries


def _entry_key(entry: Mapping[str, Json]) -> str:
    """The content of an entry in short: editing it forgets what it collected."""
    return blake2b(msgspec.json.encode(entry, order="deterministic"), digest_size=8).hexdigest()


def _entry_holds(entry: Mapping[str, Json], context: ConditionContext, env: TriggerEnv) -> bool:
    execution = context.execution
    assert execution is not None
    if entry.get("namespace") not in (None, execution.namespace):
        return False
    if entry.get("flowId") not in (None, execution.flow_id):
        return False
    if entry.get("states") and context.state not in entry["states"]:
        return False
    if entry.get("labels") and not has_labels(execution.labels, entry["labels"]):
        return False
    return when_holds(entry.get("when"), context.variables, env)


def _with(
    window: Window, results: Mapping[str, bool], upstream: Upstream, *, is_remembered: bool
) -> Window:
    """The window after an event: results become true and never false again."""
    merged = {**window.results, **{name: True for name, is_true in results.items() if is_true}}
    remembered = window.remembered
    execution = upstream.execution
    if is_remembered and execution.outputs:
        kept = (
            each
            for each in remembered
            if (each.namespace, each.flow_id) != (execution.namespace, execution.flow_id)
        )
        fresh = Remembered(execution.namespace, execution.flow_id, execution.outputs)
        remembered = (*kept, fresh)
    return msgspec.structs.replace(window, results=merged, remembered=remembered)


# The execution that it starts.


def _order(
    listener: Listener, upstream: Upstream, windows: list[Window], env: TriggerEnv
) -> tuple[StartOrder | None, tuple[Line, ...]]:
    flow, definition = listener.flow, listener.definition
    outputs = trigger_outputs(definition, upstream.execution, windows)
    variables = trigger_variables(upstream, outputs)
    inner: dict[str, Json] = {"outputs": outputs} if outputs else {}
    failure: tuple[Line, ...] = ()
    inputs: dict[str, Json] = {}
    try:
        inputs = rendered_inputs(definition, {**upstream.variables, "trigger": inner}, env)
    except TiercelError as error:
        line = Line(
            Level.WARN,
            f"Failed to trigger flow {flow.namespace}.{flow.id} for trigger {definition.id},"
            f" invalid inputs: {error.explained}",
        )
        if not definition.properties.get("dependsOn"):
            return None, (line,)
        failure = (line,)
    scope = trigger_scope(flow, definition, env.config, variables)
    labels, lines = rendered_labels(definition, scope, env)
    upstream_execution = upstream.execution
    order = StartOrder(
        namespace=flow.namespace,
        flow_id=flow.id,
        revision=flow.revision,
        trigger=ExecutionTrigger(definition.id, definition.type, variables),
        inputs=inputs,
        labels=labels,
        correlation_id=value_of(upstream_execution.labels, CORRELATION_ID) or upstream_execution.id,
        depth=upstream_execution.metadata.depth + 1,
        keeps_bad_inputs=not definition.properties.get("dependsOn"),
        failure=failure,
        lines=lines,
    )
    return order, ()


def trigger_variables(upstream: Upstream, outputs: dict[str, Json]) -> dict[str, Json]:
    """The variables of an execution that a flow trigger starts.

    Source: spec/dialect-2.0.md §8.4.
    """
    execution = upstream.execution
    visible: tuple[Label, ...] = tuple(each for each in execution.labels if not each.is_system)
    runs = execution.task_run_list()
    failed = next((run.task_id for run in runs if run.current is StateType.FAILED), None)
    end = execution.state.end
    variables: dict[str, Json] = {
        "executionId": execution.id,
        "executionLabels": nested_labels(visible),
        "namespace": execution.namespace,
        "flowId": execution.flow_id,
        "flowRevision": execution.flow_revision,
        "state": upstream.state,
        "startDate": iso(execution.state.start),
        "endDate": iso(end) if end is not None else None,
        "firstFailedTaskId": failed,
        "lastTaskId": runs[-1].task_id if runs else None,
        "outputs": outputs or None,
    }
    return {name: value for name, value in variables.items() if value is not None}


def trigger_outputs(
    definition: TriggerDefinition, execution: Execution, windows: list[Window]
) -> dict[str, Json]:
    """`trigger.outputs`: flat ones of the firing execution, and by flow those of the window.

    Source: spec/dialect-2.0.md §8.4 (rule for this server) for `dependsOn`; otherwise the outputs
    of all events of the window merged.
    """
    remembered = [each for window in windows for each in window.remembered]
    entries = definition.properties.get("dependsOn")
    if not entries:
        merged: dict[str, Json] = {}
        for each in remembered:
            merged = deep_merged(merged, each.outputs)
        return deep_merged(merged, execution.outputs)
    scoped: dict[str, Json] = {}
    for each in remembered:
        by_namespace = {each.namespace: {each.flow_id: each.outputs}}
        scoped = deep_merged(deep_merged(scoped, by_namespace), {each.flow_id: each.outputs})
    if len(entries) >= 2:
        return deep_merged(execution.outputs, scoped)
    return deep_merged(scoped, execution.outputs)
