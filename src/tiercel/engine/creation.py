"""The single way an execution begins, whatever its cause."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tiercel.engine.env import Env
from tiercel.engine.index import indexed
from tiercel.engine.scope import nested_labels
from tiercel.engine.values.checks import BLOCK, FAIL, failed_checks
from tiercel.engine.values.inputs import InputEnv, read_inputs
from tiercel.model.decisions import WriteLog
from tiercel.model.errors import Conflict, IllegalArgument
from tiercel.model.execution import Breakpoint, Caller, Execution, ExecutionTrigger, Metadata
from tiercel.model.flow import TENANT, Flow
from tiercel.model.json_types import Json
from tiercel.model.label import CORRELATION_ID, FROM, READ_ONLY, Label, value_of
from tiercel.model.log import Level
from tiercel.model.state import StateType, new_state

# System labels that a caller may give.
ALLOWED_SYSTEM_LABELS = frozenset({CORRELATION_ID, FROM})


class Creation(msgspec.Struct, frozen=True):
    """Why and how an execution is to begin.

    Shapes: `inputs` raw by full id (files as storage URIs). `labels` come after those of the
    flow. `is_trusted` lets the server itself set any system label.
    """

    execution_id: str
    inputs: Mapping[str, Json] = {}
    labels: tuple[Label, ...] = ()
    trigger: ExecutionTrigger | None = None
    schedule_date: Json = None
    kind: str | None = None
    breakpoints: tuple[Breakpoint, ...] = ()
    caller: Caller | None = None
    depth: int = 0
    is_trusted: bool = False


class Created(msgspec.Struct, frozen=True):
    """The new execution, and the log lines of its creation."""

    execution: Execution
    logs: tuple[WriteLog, ...] = ()


def new_execution(creation: Creation, env: Env) -> Created:
    """The CREATED execution of a flow (FAILED when one of its checks says so).

    Raises: Conflict for a disabled or unreadable flow, Invalid for inputs, IllegalArgument for
    labels or a blocking check, LookupMissing.
    """
    flow = env.plan.flow
    refuse_unrunnable(flow)
    labels = labels_of(flow, creation)
    execution = Execution(
        id=creation.execution_id,
        namespace=flow.namespace,
        flow_id=flow.id,
        flow_revision=flow.revision,
        state=new_state(StateType.CREATED, env.now),
        original_id=creation.execution_id,
        metadata=Metadata(attempt_number=1, original_created=env.now, depth=creation.depth),
        labels=labels,
        trigger=creation.trigger,
        schedule_date=creation.schedule_date,
        kind=creation.kind,
        breakpoints=creation.breakpoints,
        caller=creation.caller,
    )
    if flow.inputs or creation.inputs:
        inputs = read_inputs(flow.inputs, creation.inputs, input_env(execution, env))
        execution = msgspec.structs.replace(execution, inputs=inputs)
    execution, logs = _checked(execution, env)
    return Created(indexed(execution, env.plan.last_tasks), logs)


def refuse_unrunnable(flow: Flow) -> None:
    """Raises: Conflict when the flow can't be executed at all."""
    if flow.disabled:
        raise Conflict("Requested Flow is disabled.")
    if flow.exception is not None:
        raise Conflict(f"Requested Flow is not valid. Error: {flow.exception}")


def labels_of(flow: Flow, creation: Creation) -> tuple[Label, ...]:
    """Labels of the flow without system ones, those asked for, and the correlation id.

    Raises: IllegalArgument for a system label that only the server may set.
    """
    asked: dict[str, Label] = {}
    for label in creation.labels:
        if label.is_system and not creation.is_trusted and label.key not in ALLOWED_SYSTEM_LABELS:
            raise IllegalArgument(
                "System labels can only be set by Kestra itself, offending label:"
                f" {label.key}={label.value}"
            )
        # The last of a key counts, at its own place.
        asked.pop(label.key, None)
        asked[label.key] = label
    labels = [label for label in flow.labels if not label.is_system and label.key not in asked]
    labels += [label for label in asked.values() if label.key != READ_ONLY]
    if value_of(tuple(labels), CORRELATION_ID) is None:
        labels.append(Label(CORRELATION_ID, creation.execution_id))
    return tuple(labels)


def creation_variables(execution: Execution, env: Env) -> dict[str, Json]:
    """The variables that exist before an execution runs."""
    flow, config = env.plan.flow, env.config
    variables: dict[str, Json] = {
        "flow": {
            "id": flow.id,
            "namespace": flow.namespace,
            "revision": flow.revision,
            "tenantId": TENANT,
        },
        "execution": {
            "id": execution.id,
            "startDate": execution.state.start,
            "originalId": execution.original_id,
        },
        "inputs": execution.inputs,
        "vars": flow.variables,
        "labels": nested_labels(execution.labels),
        "envs": config.envs,
        "globals": config.globals,
        "kestra": {"environment": config.environment, "url": config.url},
    }
    if execution.trigger is not None:
        variables["trigger"] = execution.trigger.variables
    return variables


def input_env(execution: Execution, env: Env) -> InputEnv:
    """What reading the inputs of an execution needs."""
    return InputEnv(
        renderer=env.renderer,
        lookups=env.lookups,
        variables=creation_variables(execution, env),
        encrypt=env.config.encrypt,
    )


def _checked(execution: Execution, env: Env) -> tuple[Execution, tuple[WriteLog, ...]]:
    checks = env.plan.flow.checks
    if not checks:
        return execution, ()
    failed = failed_checks(checks, env.renderer, creation_variables(execution, env), env.lookups)
    blocking = [check for check in failed if check.behavior == BLOCK]
    if blocking:
        names = ", ".join(check.message for check in blocking)
        raise IllegalArgument(
            "Flow execution blocked: one or more condition checks evaluated to false.\n"
            f"Failed checks: {names}"
        )
    failing = [check for check in failed if check.behavior == FAIL]
    if not failing:
        return execution, ()
    state = execution.state.moved(StateType.FAILED, env.now)
    logs = tuple(WriteLog(Level.ERROR, check.message) for check in failing)
    return msgspec.structs.replace(execution, state=state, is_settled=True), logs
