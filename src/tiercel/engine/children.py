"""Task runs that start executions of other flows and may wait for them (Subflow, ForEachItem)."""

from __future__ import annotations

import msgspec

from tiercel.engine.draft import Draft
from tiercel.engine.end import finish_task_run
from tiercel.engine.plan import TaskPlan
from tiercel.engine.retry import retried
from tiercel.engine.storage_paths import execution_path, task_run_path
from tiercel.engine.task_scope import draft_source
from tiercel.model.decisions import CaptureFile, RestartChild, StartFlow
from tiercel.model.errors import TiercelError
from tiercel.model.events import ChildEnded, ChildRefused, ChildStarted
from tiercel.model.execution import TaskRun
from tiercel.model.json_types import Json
from tiercel.model.log import Level
from tiercel.model.shape import Batches, Subflow
from tiercel.model.state import StateType

# End states of a child that a caller with `transmitFailed` takes over.
TRANSMITTED = frozenset({StateType.FAILED, StateType.KILLED, StateType.WARNING, StateType.PAUSED})


def start_subflow(draft: Draft, plan: TaskPlan, task_run: TaskRun, shape: Subflow) -> None:
    """Ask for the child execution."""
    if _is_too_deep(draft, plan, task_run):
        return
    child_id = draft.env.ids.next()
    draft.change(task_run, shape=msgspec.structs.replace(shape, child_id=child_id))
    draft.decide(
        StartFlow(
            task_run_id=task_run.id,
            child_id=child_id,
            namespace=shape.namespace,
            flow_id=shape.flow_id,
            task_id=plan.task.id,
            task_type=plan.task.type,
            revision=shape.revision,
            inputs=shape.inputs,
            labels=labels_for_child(draft, shape),
            variables=variables_for_child(draft, plan, task_run),
            schedule_date=shape.schedule_date,
            waits=shape.wait,
            outputs=plan.task.properties.get("outputs"),
            depth=draft.execution.metadata.depth + 1,
        )
    )


def _is_too_deep(draft: Draft, plan: TaskPlan, task_run: TaskRun) -> bool:
    """Whether no execution may start below this one; the task run fails then."""
    depth, deepest = draft.execution.metadata.depth, draft.env.config.depth_max
    if depth < deepest:
        return False
    draft.log(
        Level.ERROR,
        f"Executions may call each other {deepest} deep, and this one is that deep: do flows call"
        " each other in a circle? The setting tiercel.executions.max-depth allows more.",
        task_run,
    )
    finish_task_run(draft, plan, task_run, StateType.FAILED)
    return True


def restart_subflow(draft: Draft, task_run: TaskRun) -> bool:
    """Restart the failed child in place, if the task wants that and there is one."""
    shape = task_run.shape
    if not isinstance(shape, Subflow) or not shape.wait:
        return False
    outputs = task_run.outputs or {}
    child_id = outputs.get("executionId")
    if shape.restart_behavior != "RETRY_FAILED" or child_id is None:
        return False
    if outputs.get("state") != StateType.FAILED.value:
        return False
    shape = msgspec.structs.replace(shape, child_id=child_id)
    task_run = draft.enter(task_run, StateType.RUNNING, shape=shape)
    draft.begin_attempt(task_run)
    draft.decide(RestartChild(child_id, task_run.id))
    return True


def labels_for_child(draft: Draft, shape: Subflow | Batches) -> tuple[tuple[str, str], ...]:
    """Labels of the caller that a child inherits, then those of the task."""
    inherited = [
        (label.key, label.value)
        for label in draft.execution.labels
        if shape.inherit_labels or label.is_system
    ]
    own = shape.labels if isinstance(shape, Subflow) else ()
    return (*inherited, *own)


def variables_for_child(draft: Draft, plan: TaskPlan, task_run: TaskRun) -> dict[str, Json]:
    """The trigger variables of a child execution."""
    execution = draft.execution
    variables: dict[str, Json] = {
        "executionId": execution.id,
        "namespace": execution.namespace,
        "flowId": execution.flow_id,
        "flowRevision": execution.flow_revision,
        "taskId": plan.task.id,
        "taskRunId": task_run.id,
    }
    if task_run.value is not None:
        variables["taskRunValue"] = task_run.value
    if task_run.iteration is not None:
        variables["taskRunIteration"] = task_run.iteration
    if execution.loop_run is not None:
        variables["loopTaskRunId"] = execution.loop_run.task_run_id
        variables["loopIndex"] = execution.loop_run.item.index
    return variables


def start_batches(draft: Draft, plan: TaskPlan, task_run: TaskRun, shape: Batches) -> None:
    """Ask for one child execution per batch, all at once."""
    count = len(shape.uris)
    if count == 0:
        finish_task_run(draft, plan, task_run, StateType.SUCCESS)
        return
    if _is_too_deep(draft, plan, task_run):
        return
    children = tuple(draft.env.ids.next() for _ in shape.uris)
    # Compat: what nobody waits for counts as done.
    counts = {"RUNNING" if shape.wait else "SUCCESS": count}
    shape = msgspec.structs.replace(shape, children=children, counts=counts)
    task_run = draft.change(task_run, shape=shape, outputs=_batch_outputs(draft, task_run, shape))
    try:
        orders = [
            _batch_order(draft, plan, task_run, shape, index) for index in range(len(shape.uris))
        ]
    except TiercelError as error:
        draft.log(Level.ERROR, error.explained, task_run)
        finish_task_run(draft, plan, task_run, StateType.FAILED)
        return
    for order in orders:
        draft.decide(order)
    if not shape.wait:
        finish_task_run(draft, plan, draft.runs[task_run.id], StateType.SUCCESS)


def _batch_order(
    draft: Draft, plan: TaskPlan, task_run: TaskRun, shape: Batches, index: int
) -> StartFlow:
    """The child of one batch, its inputs and labels rendered."""
    scope = draft_source(draft).for_task_run(plan, task_run)
    scope["taskrun"] = {**scope["taskrun"], "items": shape.uris[index], "iteration": index}
    inputs = draft.env.renderer.render_deep(
        plan.task.properties.get("inputs") or {}, scope, draft.env.lookups
    )
    return StartFlow(
        task_run_id=task_run.id,
        child_id=shape.children[index],
        namespace=shape.namespace,
        flow_id=shape.flow_id,
        task_id=plan.task.id,
        task_type=plan.task.type,
        revision=shape.revision,
        inputs=inputs,
        labels=_batch_labels(draft, plan, shape, scope),
        variables={**variables_for_child(draft, plan, task_run), "taskRunIteration": index},
        schedule_date=shape.schedule_date,
        index=index,
        waits=shape.wait,
        depth=draft.execution.metadata.depth + 1,
    )


def _batch_labels(
    draft: Draft, plan: TaskPlan, shape: Batches, scope: dict[str, Json]
) -> tuple[tuple[str, str], ...]:
    declared = plan.task.properties.get("labels") or {}
    rendered = draft.env.renderer.render_deep(declared, scope, draft.env.lookups)
    pairs = (
        rendered.items()
        if isinstance(rendered, dict)
        else ((entry["key"], entry["value"]) for entry in rendered)
    )
    own = tuple((str(key), str(value)) for key, value in pairs)
    return (*labels_for_child(draft, shape), *own)


def _batch_outputs(draft: Draft, task_run: TaskRun, shape: Batches) -> dict[str, Json]:
    iterations: dict[str, int] = {"CREATED": 0, "RUNNING": 0} if shape.wait else {"RUNNING": 0}
    iterations.update(shape.counts)
    execution = draft.execution
    return {
        "iterations": iterations,
        "numberOfBatches": len(shape.uris),
        "subflowOutputsBaseUri": task_run_path(
            execution_path(execution.namespace, execution.flow_id, execution.id),
            task_run.task_id,
            task_run.id,
        ),
    }


def child_started(draft: Draft, event: ChildStarted) -> None:
    """A child execution exists: note it, and go on when nobody waits for its end."""
    task_run = draft.run(event.task_run_id)
    plan = draft.plan_of(task_run) if task_run is not None else None
    if task_run is None or plan is None or task_run.is_terminated:
        return
    shape = task_run.shape
    draft.log(
        Level.INFO,
        f'Created new execution [[link execution="{event.child_id}"'
        f' flowId="{event.flow_id}" namespace="{event.namespace}"]]',
        task_run,
    )
    if not isinstance(shape, Subflow):
        return
    outputs: dict[str, Json] = {"executionId": event.child_id}
    if not shape.wait:
        outputs["state"] = StateType.CREATED.value
        task_run = draft.change(task_run, outputs=outputs)
        finish_task_run(draft, plan, task_run, StateType.SUCCESS)
        return
    draft.change(task_run, outputs=outputs)


def child_refused(draft: Draft, event: ChildRefused) -> None:
    """A child execution can't be created: the task run fails."""
    task_run = draft.run(event.task_run_id)
    plan = draft.plan_of(task_run) if task_run is not None else None
    if task_run is None or plan is None or task_run.is_terminated:
        return
    if not isinstance(task_run.shape, (Subflow, Batches)):
        return
    draft.log(Level.ERROR, event.message, task_run)
    _end(draft, plan, task_run, StateType.FAILED)


def child_ended(draft: Draft, event: ChildEnded) -> None:
    """A child execution has ended: take its outputs and, as the task says, its state."""
    task_run = draft.run(event.task_run_id)
    plan = draft.plan_of(task_run) if task_run is not None else None
    if task_run is None or plan is None or task_run.is_terminated:
        return
    shape = task_run.shape
    if isinstance(shape, Subflow):
        # An end may be reported twice, and the task run may wait for another child by then.
        if _is_of(event, shape.child_id):
            _subflow_ended(draft, plan, task_run, event)
    elif isinstance(shape, Batches):
        _batch_ended(draft, plan, task_run, event)


def _is_of(event: ChildEnded, child_id: str | None) -> bool:
    """Whether it is the end of that child, or of an execution that took its place."""
    return bool(child_id) and child_id in (event.child_id, event.original_id)


def _subflow_ended(draft: Draft, plan: TaskPlan, task_run: TaskRun, event: ChildEnded) -> None:
    shape = task_run.shape
    assert isinstance(shape, Subflow)
    outputs: dict[str, Json] = {"executionId": event.child_id, "state": event.state.value}
    if event.outputs:
        outputs["outputs"] = event.outputs
    task_run = draft.change(task_run, outputs=outputs)
    if event.error:
        draft.log(
            Level.ERROR, f"Failed to extract outputs with the error: '{event.error}'", task_run
        )
        _end(draft, plan, task_run, StateType.FAILED)
        return
    state = StateType.SUCCESS
    if shape.transmit_failed and event.state in TRANSMITTED:
        state = event.state
        if state is StateType.FAILED:
            _log_failed_child(draft, task_run, event, shape)
    _end(draft, plan, task_run, state)


def _log_failed_child(draft: Draft, task_run: TaskRun, event: ChildEnded, shape: Subflow) -> None:
    draft.log(
        Level.ERROR,
        f'Subflow execution [[link execution="{event.child_id}" flowId="{shape.flow_id}"'
        f' namespace="{shape.namespace}"]] ends in {event.state.value} state',
        task_run,
    )


def _end(draft: Draft, plan: TaskPlan, task_run: TaskRun, state: StateType) -> None:
    if state is StateType.FAILED and draft.current is not StateType.KILLING:
        draft.close_attempt(task_run, state)
        if retried(draft, plan, draft.runs[task_run.id]):
            return
    finish_task_run(draft, plan, draft.runs[task_run.id], state)


def _batch_ended(draft: Draft, plan: TaskPlan, task_run: TaskRun, event: ChildEnded) -> None:
    shape = task_run.shape
    assert isinstance(shape, Batches)
    index = event.index or 0
    if index >= len(shape.children) or not _is_of(event, shape.children[index]):
        # The end of this batch was reported before.
        return
    children = (*shape.children[:index], "", *shape.children[index + 1 :])
    counts = dict(shape.counts)
    counts["RUNNING"] = counts.get("RUNNING", 0) - 1
    counts[event.state.value] = counts.get(event.state.value, 0) + 1
    shape = msgspec.structs.replace(shape, counts=counts, children=children)
    outputs = _batch_outputs(draft, task_run, shape)
    task_run = draft.change(task_run, shape=shape, outputs=outputs)
    if event.has_outputs and event.outputs:
        draft.decide(
            CaptureFile(
                f"kestra://{outputs['subflowOutputsBaseUri']}/{event.index}/outputs.ion",
                msgspec.json.encode(event.outputs).decode() + "\n",
            )
        )
    if counts["RUNNING"] <= 0:
        _end(draft, plan, task_run, _state_of_batches(shape))


def _state_of_batches(shape: Batches) -> StateType:
    if shape.transmit_failed:
        for state in (StateType.FAILED, StateType.KILLED, StateType.WARNING):
            if shape.counts.get(state.value):
                return state
    return StateType.SUCCESS
