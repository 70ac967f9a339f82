"""Loop of 2.0: one iteration execution per value (spec/dialect-2.0.md §6).

The loop's task run counts its iterations; the executions themselves are made here and run like
any other, with the branches of the Loop as their top level.
"""

from __future__ import annotations

import msgspec

from tiercel.engine.draft import Draft
from tiercel.engine.end import finish_task_run
from tiercel.engine.plan import TaskPlan
from tiercel.engine.storage_paths import execution_path
from tiercel.engine.task_scope import draft_source
from tiercel.expr import is_truthy
from tiercel.model.decisions import CaptureFile, RestartChild, ResumeChild, StartIteration
from tiercel.model.errors import TiercelError
from tiercel.model.events import ChildChanged, ChildEnded
from tiercel.model.execution import Caller, Execution, LoopItem, LoopRun, Metadata, TaskRun
from tiercel.model.json_types import Json
from tiercel.model.limits import STARTS_PER_STEP_MAX
from tiercel.model.log import Level
from tiercel.model.shape import Turns
from tiercel.model.state import StateType, new_state

LOOP_KIND = "LOOP"
ERRORS = frozenset({StateType.FAILED, StateType.KILLED, StateType.CANCELLED})


def start_turns(draft: Draft, plan: TaskPlan, task_run: TaskRun, shape: Turns) -> None:
    """Begin the first iterations; a loop without values is done."""
    if not shape.values:
        finish_task_run(draft, plan, task_run, StateType.SUCCESS)
        return
    start_more(draft, task_run, shape)


def start_more(draft: Draft, task_run: TaskRun, shape: Turns) -> None:
    """Fill the free places with the next iterations, and store the counts."""
    limit = shape.concurrency or len(shape.values)
    free = min(limit - len(shape.children), len(shape.values) - shape.next_index)
    if shape.is_broken or shape.is_failed:
        free = 0
    free = min(free, STARTS_PER_STEP_MAX)
    children = dict(shape.children)
    for index in range(shape.next_index, shape.next_index + max(free, 0)):
        child = iteration(draft, task_run, shape, index)
        children[str(index)] = child.id
        draft.decide(StartIteration(child, index))
    shape = msgspec.structs.replace(
        shape, children=children, next_index=shape.next_index + max(free, 0)
    )
    store_counts(draft, task_run, shape)


def store_counts(draft: Draft, task_run: TaskRun, shape: Turns) -> TaskRun:
    """The shape with its outputs as they are visible while the loop runs."""
    task_run = draft.runs[task_run.id]
    outputs: dict[str, Json] = {
        **(task_run.outputs or {}),
        "iterationCount": len(shape.values),
        "runningIterations": len(shape.children),
        "terminatedIterations": dict(shape.counts),
    }
    return draft.change(task_run, shape=shape, outputs=outputs)


def iteration(draft: Draft, task_run: TaskRun, shape: Turns, index: int) -> Execution:
    """The execution of one turn."""
    execution = draft.execution
    outer = execution.loop_run
    key = shape.keys[index] if shape.keys else None
    loop_run = LoopRun(
        execution_id=execution.id,
        root_id=execution.id if outer is None else outer.root_id,
        task_id=task_run.task_id,
        task_run_id=task_run.id,
        item=LoopItem(index, shape.values[index], key),
        parents=() if outer is None else (*outer.parents, outer.item),
        trigger=execution.trigger if outer is None else outer.trigger,
    )
    child_id = draft.env.ids.next()
    metadata = Metadata(
        attempt_number=1, original_created=draft.now, depth=execution.metadata.depth + 1
    )
    return Execution(
        id=child_id,
        namespace=execution.namespace,
        flow_id=execution.flow_id,
        flow_revision=execution.flow_revision,
        state=new_state(StateType.CREATED, draft.now),
        original_id=child_id,
        metadata=metadata,
        labels=execution.labels,
        inputs=execution.inputs,
        variables=execution.variables,
        parent_id=execution.id,
        kind=LOOP_KIND,
        loop_run=loop_run,
        caller=Caller(execution.id, task_run.id, index),
    )


def turn_ended(draft: Draft, event: ChildEnded) -> None:
    """An iteration ended: count it, keep its outputs, start the next or end the loop."""
    task_run = draft.run(event.task_run_id)
    plan = draft.plan_of(task_run) if task_run is not None else None
    if task_run is None or plan is None or not isinstance(task_run.shape, Turns):
        return
    shape = task_run.shape
    if shape.children.get(str(event.index)) != event.child_id:
        return
    children = {key: child for key, child in shape.children.items() if child != event.child_id}
    counts = dict(shape.counts)
    counts[event.state.value] = counts.get(event.state.value, 0) + 1
    failed = dict(shape.failed)
    if event.state in ERRORS:
        failed[str(event.index)] = event.child_id
    paused = tuple(child for child in shape.paused if child != event.child_id)
    shape = msgspec.structs.replace(
        shape, children=children, counts=counts, failed=failed, paused=paused
    )
    if task_run.is_terminated:
        # Too late to be shown; a restart of the loop must know it all the same.
        draft.change(task_run, shape=shape)
        return
    task_run = _with_outputs(draft, plan, task_run, event, shape)
    is_error = event.state in ERRORS and shape.transmit_failed
    if is_error and draft.current is not StateType.KILLING:
        _fail(draft, plan, task_run, event, shape)
        return
    if not shape.is_broken and _breaks(draft, plan, task_run, event):
        shape = msgspec.structs.replace(shape, is_broken=True)
    _go_on(draft, plan, task_run, shape)


def _go_on(draft: Draft, plan: TaskPlan, task_run: TaskRun, shape: Turns) -> None:
    if draft.current is StateType.KILLING:
        store_counts(draft, task_run, shape)
        return
    is_last = shape.is_broken or shape.next_index >= len(shape.values)
    if is_last and not shape.children:
        task_run = store_counts(draft, task_run, shape)
        _return_from_pause(draft, task_run)
        _store_list(draft, draft.runs[task_run.id], shape)
        finish_task_run(draft, plan, draft.runs[task_run.id], StateType.SUCCESS)
        return
    if not shape.paused:
        _return_from_pause(draft, task_run)
    start_more(draft, task_run, shape)


def _fail(draft: Draft, plan: TaskPlan, task_run: TaskRun, event: ChildEnded, shape: Turns) -> None:
    execution = draft.execution
    draft.log(
        Level.ERROR,
        f"Loop iteration {event.index} ended in {event.state.value} in sub-execution"
        f' [[link execution="{event.child_id}" flowId="{execution.flow_id}"'
        f' namespace="{execution.namespace}"]], check that execution\'s logs for details',
        task_run,
    )
    task_run = store_counts(draft, task_run, msgspec.structs.replace(shape, is_failed=True))
    _return_from_pause(draft, task_run)
    finish_task_run(draft, plan, draft.runs[task_run.id], StateType.FAILED)


def _with_outputs(
    draft: Draft, plan: TaskPlan, task_run: TaskRun, event: ChildEnded, shape: Turns
) -> TaskRun:
    index = event.index or 0
    if not plan.task.properties.get("outputs") or not event.outputs:
        return draft.change(task_run, shape=shape)
    item: dict[str, Json] = {"value": shape.values[index], "iteration": index}
    if shape.keys:
        item["key"] = shape.keys[index]
    kept: dict[str, Json] = event.outputs
    if shape.stores:
        uri = _uri_of_iteration(draft, event.child_id)
        draft.decide(CaptureFile(uri, msgspec.json.encode(event.outputs).decode()))
        kept = {"uri": uri}
    outputs = dict(task_run.outputs or {})
    entries = [*(outputs.get("outputs") or ()), {"item": item, "outputs": kept}]
    entries.sort(key=lambda entry: entry["item"]["iteration"])
    outputs["outputs"] = entries
    return draft.change(task_run, shape=shape, outputs=outputs)


def _uri_of_iteration(draft: Draft, child_id: str) -> str:
    execution = draft.execution
    folder = execution_path(execution.namespace, execution.flow_id, child_id)
    digits = int.from_bytes(draft.env.ids.next().encode()[:7], "big")
    return f"kestra://{folder}/{digits}.ion"


def _store_list(draft: Draft, task_run: TaskRun, shape: Turns) -> None:
    """With STORE also one file that lists every iteration's item and outputs."""
    entries = (task_run.outputs or {}).get("outputs")
    if not shape.stores or not entries:
        return
    execution = draft.execution
    folder = execution_path(execution.namespace, execution.flow_id, execution.id)
    uri = f"kestra://{folder}/{draft.env.ids.next()}.ion"
    lines = "".join(f"{msgspec.json.encode(entry).decode()}\n" for entry in entries)
    draft.decide(CaptureFile(uri, lines))
    draft.change(task_run, outputs={**(task_run.outputs or {}), "uri": uri})


def _breaks(draft: Draft, plan: TaskPlan, task_run: TaskRun, event: ChildEnded) -> bool:
    condition = plan.task.properties.get("breakWhen")
    shape = task_run.shape
    if condition is None or not isinstance(shape, Turns):
        return False
    index = event.index or 0
    item: dict[str, Json] = {"index": index, "value": shape.values[index]}
    if shape.keys:
        item["key"] = shape.keys[index]
    variables = draft_source(draft).for_task_run(plan, task_run)
    variables["item"] = item
    variables["iteration"] = {
        "executionId": event.child_id,
        "state": event.state.value,
        "outputs": event.outputs,
    }
    env = draft.env
    try:
        return is_truthy(env.renderer.render(str(condition), variables, env.lookups))
    except TiercelError as error:
        draft.log(Level.ERROR, error.explained, task_run)
        return False


def turn_changed(draft: Draft, event: ChildChanged) -> None:
    """An iteration paused, or goes on again: the loop and its execution show it."""
    task_run = draft.run(event.task_run_id)
    if task_run is None or task_run.is_terminated or not isinstance(task_run.shape, Turns):
        return
    shape = task_run.shape
    paused = set(shape.paused)
    if event.state is StateType.PAUSED:
        paused.add(event.child_id)
    else:
        paused.discard(event.child_id)
    task_run = draft.change(
        task_run, shape=msgspec.structs.replace(shape, paused=tuple(sorted(paused)))
    )
    if paused and task_run.current is StateType.RUNNING:
        draft.enter(task_run, StateType.PAUSED)
        if draft.current is StateType.RUNNING:
            draft.move(StateType.PAUSED)
    elif not paused:
        _return_from_pause(draft, task_run)


def _return_from_pause(draft: Draft, task_run: TaskRun) -> None:
    """The loop runs again; its execution too, unless something else holds it."""
    if task_run.current is not StateType.PAUSED:
        return
    draft.enter(task_run, StateType.RUNNING)
    if draft.current is StateType.PAUSED and not any_paused(draft):
        draft.move(StateType.RESTARTED)
        draft.move(StateType.RUNNING)


def any_paused(draft: Draft) -> bool:
    """Whether some task run is paused."""
    return any(run.current is StateType.PAUSED for run in draft.each_alive())


def resume_turns(draft: Draft, task_run: TaskRun) -> None:
    """Resume the paused iteration with the lowest index."""
    shape = task_run.shape
    assert isinstance(shape, Turns)
    by_index = sorted(shape.children.items(), key=lambda item: int(item[0]))
    for _, child_id in by_index:
        if child_id in shape.paused:
            draft.decide(ResumeChild(child_id))
            return


def restart_turns(draft: Draft, task_run: TaskRun) -> None:
    """A failed loop goes on: its failed iterations are restarted, missing ones started."""
    shape = task_run.shape
    assert isinstance(shape, Turns)
    counts = {
        state: count for state, count in shape.counts.items() if StateType(state) not in ERRORS
    }
    for index, child_id in shape.failed.items():
        draft.decide(RestartChild(child_id, task_run.id, int(index)))
    shape = msgspec.structs.replace(
        shape,
        is_failed=False,
        counts=counts,
        children={**shape.children, **shape.failed},
        failed={},
    )
    outputs = dict(task_run.outputs or {})
    again = {int(index) for index in shape.children}
    entries = outputs.pop("outputs", None)
    if entries:
        outputs["outputs"] = [e for e in entries if e["item"]["iteration"] not in again]
    task_run = draft.enter(task_run, StateType.RUNNING, outputs=outputs)
    draft.begin_attempt(task_run)
    start_more(draft, draft.runs[task_run.id], shape)
