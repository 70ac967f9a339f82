"""Running again: restart in place, restart or replay as a copy, and states given by hand."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tiercel.engine.children import restart_subflow
from tiercel.engine.draft import Draft
from tiercel.engine.end import enter_end
from tiercel.engine.env import Env
from tiercel.engine.index import indexed
from tiercel.engine.plan import SIDE_BRANCHES, TaskPlan
from tiercel.engine.siblings import abandon_children, stop_waiting
from tiercel.engine.turns import restart_turns
from tiercel.model.decisions import StopTimer
from tiercel.model.errors import Conflict, IllegalArgument
from tiercel.model.execution import Breakpoint, Execution, TaskRun
from tiercel.model.json_types import Json
from tiercel.model.label import REPLAY, RESTARTED, Label, merged
from tiercel.model.maps import Map
from tiercel.model.shape import Each, Graph, Hold, OneWorker, Parallel, Sequence, Subflow, Turns
from tiercel.model.state import TERMINATED, StateType, new_state

replace = msgspec.structs.replace
NOTHING_TO_RESTART = "No task found to restart execution from!"
NOT_BEGUN = frozenset({StateType.CREATED, StateType.RESTARTED})
# What a task run in one of these states does to its execution, the strongest first.
PAUSED_STATES = (StateType.BREAKPOINT, StateType.PAUSED)
# States that a Pause may be given although they are no end.
GIVEN_TO_PAUSES = frozenset({StateType.RUNNING, StateType.KILLING})
AGAIN = frozenset({StateType.FAILED, StateType.PAUSED})
# States of an execution that was ended from outside: it goes on where it was.
CUT_SHORT = frozenset({StateType.KILLED, StateType.CANCELLED})
ALSO_AGAIN = {
    StateType.KILLED: CUT_SHORT,
    StateType.CANCELLED: CUT_SHORT,
    StateType.WARNING: frozenset({StateType.WARNING}),
}


def check_restartable(execution: Execution, *, only_failed: bool) -> None:
    """Raises: Conflict while it runs, IllegalArgument when nothing would run again."""
    state = execution.current
    is_open = execution.state.is_terminated or state is StateType.PAUSED
    if not is_open or (only_failed and state is StateType.KILLED):
        raise Conflict(
            f"Execution must be terminated to be restarted, current state is '{state}' !"
        )
    goes_on = state in CUT_SHORT and not only_failed
    if not goes_on and not _restart_points(execution, _again(execution, only_failed=only_failed)):
        raise IllegalArgument(NOTHING_TO_RESTART)


def _again(execution: Execution, *, only_failed: bool) -> frozenset[StateType]:
    """States of the task runs that run again."""
    also = frozenset() if only_failed else ALSO_AGAIN.get(execution.current, frozenset())
    return AGAIN | also


def _restart_points(execution: Execution, again: frozenset[StateType]) -> list[TaskRun]:
    """Task runs in such a state, in creation order; those of side branches never count."""
    return [
        task_run
        for task_run in execution.task_run_list()
        if task_run.current in again and not _is_side(execution, task_run)
    ]


def _is_side(execution: Execution, task_run: TaskRun) -> bool:
    current: TaskRun | None = task_run
    while current is not None:
        if current.branch in SIDE_BRANCHES:
            return True
        current = execution.task_runs.get(current.parent_id) if current.parent_id else None
    return False


def restart(draft: Draft) -> None:
    """Put failed and paused task runs back to work, their ancestors too.

    Of an execution that was killed, cancelled or warned also the task runs that were, unless
    settings want failed ones only. Raises: Conflict, IllegalArgument when that is not possible.
    """
    execution = draft.snapshot()
    only_failed = draft.env.config.restarts_failed_only
    check_restartable(execution, only_failed=only_failed)
    again = _again(execution, only_failed=only_failed)
    points = _restart_points(execution, again)
    remove_side_branches(draft)
    leaves: list[TaskRun] = []
    for task_run in points:
        if draft.run(task_run.id) is None:
            continue
        if _runs_below(draft, task_run, again):
            _go_on(draft, task_run)
        else:
            leaves.append(task_run)
    for task_run in leaves:
        if draft.run(task_run.id) is None:
            # Taken out with the restarted task run above it.
            continue
        _restart_leaf(draft, draft.runs[task_run.id])
        _revive_ancestors(draft, task_run)
    reopen(draft, (Label(RESTARTED, "true"),))


def reopen(draft: Draft, labels: tuple[Label, ...] = ()) -> None:
    """The execution is RESTARTED: counted anew, one attempt more."""
    _count_anew(draft)
    draft.set(
        labels=merged(draft.execution.labels, *labels),
        is_settled=False,
        kill_asked=False,
        kill_cascades=False,
        is_replaced=False,
    )
    draft.move(StateType.RESTARTED)


def _count_anew(draft: Draft) -> None:
    draft.reindex()
    metadata = draft.execution.metadata
    anew = replace(metadata, attempt_number=metadata.attempt_number + 1, is_detached=True)
    draft.set(metadata=anew)


def remove_side_branches(draft: Draft) -> None:
    """Take out everything of errors, finally, afterExecution and listener lists."""
    for task_run in draft.snapshot().task_run_list():
        if task_run.branch in SIDE_BRANCHES and draft.run(task_run.id) is not None:
            draft.remove(task_run)


def _runs_below(draft: Draft, task_run: TaskRun, again: frozenset[StateType]) -> bool:
    """Whether it is a child of the task run that runs again, rather than all of it."""
    if isinstance(task_run.shape, (OneWorker, Turns, Subflow)):
        return False
    return any(child.current in again for child in draft.children_of(task_run))


def _go_on(draft: Draft, task_run: TaskRun) -> None:
    draft.change(task_run, is_broken=False)
    if not isinstance(task_run.shape, OneWorker):
        # The attempts of a WorkingDirectory are those of its job, and none is sent here.
        draft.begin_attempt(task_run)
    draft.enter(task_run, StateType.RUNNING)


def _restart_leaf(draft: Draft, task_run: TaskRun) -> None:
    attempts = task_run.attempts
    if attempts and attempts[-1].state.current is StateType.RUNNING and _has_job(draft, task_run):
        draft.enter(task_run, StateType.RUNNING)
        return
    # A paused one has its attempt open.
    task_run = draft.close_attempt(task_run, StateType.FAILED)
    if isinstance(task_run.shape, Turns):
        restart_turns(draft, task_run)
        return
    if restart_subflow(draft, task_run):
        return
    for child in draft.children_of(task_run):
        draft.remove(child)
    draft.change(task_run, is_broken=False)
    draft.enter(task_run, StateType.RESTARTED)


def _has_job(draft: Draft, task_run: TaskRun) -> bool:
    plan = draft.plan_of(task_run)
    return plan is not None and plan.is_runnable


def _revive_ancestors(draft: Draft, task_run: TaskRun) -> None:
    above = draft.parent(task_run)
    while above is not None:
        if above.is_terminated:
            _go_on(draft, above)
        above = draft.parent(above)


def set_state(draft: Draft, task_run_id: str, state: StateType) -> None:
    """Give a task run another state and go on from there (spec/engine.md §13, "state").

    Raises: IllegalArgument for an unknown task run, and for a state that can't be given.
    """
    task_run = draft.run(task_run_id)
    plan = draft.plan_of(task_run) if task_run is not None else None
    if task_run is None or plan is None:
        raise IllegalArgument(NOTHING_TO_RESTART)
    state = _state_given(plan, task_run, state)
    was_terminated = draft.execution.state.is_terminated
    if was_terminated and not _is_side(draft.snapshot(), task_run):
        remove_side_branches(draft)
    draft.decide(StopTimer(f"run:{task_run_id}"))
    if state is StateType.RUNNING:
        _go_on(draft, draft.close_attempt(task_run, StateType.SUCCESS))
    else:
        _take_end(draft, task_run, state)
    _revive_ancestors(draft, task_run)
    if state is StateType.CANCELLED:
        draft.reindex()
        # The end that it had may not have been one for its caller.
        draft.set(is_settled=False)
        enter_end(draft, StateType.CANCELLED)
        return
    if was_terminated:
        reopen(draft, (Label(RESTARTED, "true"),))
    else:
        _carry_on(draft)


def _state_given(plan: TaskPlan, task_run: TaskRun, state: StateType) -> StateType:
    """The state that a task run enters when somebody gives it `state`."""
    check_given(task_run, state)
    if state is StateType.RUNNING:
        has_body = isinstance(task_run.shape, Hold) and plan.branches.get(task_run.shape.after)
        return StateType.RUNNING if has_body else StateType.SUCCESS
    return StateType.KILLED if state is StateType.KILLING else state


def check_given(task_run: TaskRun, state: StateType) -> None:
    """Raises: IllegalArgument for a state that only the work itself can lead to."""
    is_hold = isinstance(task_run.shape, Hold)
    if state in TERMINATED or (is_hold and state in GIVEN_TO_PAUSES):
        return
    allowed = ", ".join(sorted(TERMINATED | GIVEN_TO_PAUSES if is_hold else TERMINATED))
    raise IllegalArgument(
        f"Task run '{task_run.id}' can't be given the state {state.value}: only its work leads"
        f" there. Allowed are {allowed}."
    )


def _take_end(draft: Draft, task_run: TaskRun, state: StateType) -> None:
    abandon_children(draft, task_run, state)
    if isinstance(task_run.shape, Turns):
        # Its iterations are part of this execution: without their loop they are nothing.
        stop_waiting(draft, task_run)
    attempts = task_run.attempts
    if attempts:
        last = replace(attempts[-1], state=attempts[-1].state.moved(state, draft.now))
        task_run = draft.change(task_run, attempts=(*attempts[:-1], last))
    draft.enter(task_run, state)


def _carry_on(draft: Draft) -> None:
    """A living execution is RESTARTED, unless one of its task runs still holds it."""
    _count_anew(draft)
    alive = {task_run.current for task_run in draft.each_alive()}
    paused_state = next((state for state in PAUSED_STATES if state in alive), None)
    draft.move(paused_state or StateType.RESTARTED)


def copy_of(execution: Execution, execution_id: str, env: Env) -> Execution:
    """The execution under another id, with new ids for all its task runs."""
    ids = {task_run_id: env.ids.next() for task_run_id in _in_order(execution)}
    runs = {
        ids[task_run.id]: replace(
            task_run,
            id=ids[task_run.id],
            parent_id=ids.get(task_run.parent_id) if task_run.parent_id else None,
        )
        for task_run in execution.task_runs.values()
    }
    copied = replace(_unstarted(execution, execution_id), task_runs=Map(runs))
    return indexed(copied, env.plan.last_tasks)


def _unstarted(execution: Execution, execution_id: str) -> Execution:
    """The execution under another id, without what only the first one was in the middle of."""
    return replace(
        execution,
        id=execution_id,
        parent_id=execution.id,
        version=0,
        has_slot=False,
        is_settled=False,
        kill_asked=False,
        kill_cascades=False,
        is_replaced=False,
        caller=None,
        index=None,
    )


def _in_order(execution: Execution) -> list[str]:
    return [task_run.id for task_run in execution.task_run_list()]


def restarted_copy(execution: Execution, execution_id: str, env: Env) -> Execution:
    """Restart with another revision: a copy that goes on from the failed task runs."""
    copied = replace(copy_of(execution, execution_id, env), flow_revision=env.plan.flow.revision)
    draft = Draft(copied, env)
    restart(draft)
    _begin_anew(draft)
    return draft.finish()


class Replay(msgspec.Struct, frozen=True):
    """From where to run again, None for the start, and with what. `inputs` None: the same.

    Shapes: `kind` None keeps the kind. `outputs` by the id of a task run stand for those that it
    gave, so what runs again sees them.
    """

    task_run_id: str | None = None
    breakpoints: tuple[Breakpoint, ...] = ()
    inputs: dict[str, Json] | None = None
    kind: str | None = None
    outputs: Mapping[str, dict[str, Json]] = {}


def replayed(execution: Execution, execution_id: str, env: Env, replay: Replay) -> Execution:
    """A new execution with the cause and inputs of this one, from the start or from a task run.

    Raises: IllegalArgument for an unknown task run.
    """
    task_run_id, inputs = replay.task_run_id, replay.inputs
    if task_run_id is not None and task_run_id not in execution.task_runs:
        raise IllegalArgument(NOTHING_TO_RESTART)
    base = replace(
        _with_outputs(execution, replay.outputs),
        kind=replay.kind or execution.kind,
        breakpoints=replay.breakpoints,
        inputs=execution.inputs if inputs is None else inputs,
        flow_revision=env.plan.flow.revision,
    )
    if task_run_id is None:
        return _from_start(base, execution_id, env)
    copied = copy_of(base, execution_id, env)
    seq = execution.task_runs[task_run_id].seq
    chosen = next(run for run in copied.task_runs.values() if run.seq == seq)
    draft = Draft(copied, env)
    _rewind(draft, _restartable(draft, chosen))
    _begin_anew(draft)
    reopen(draft, (Label(REPLAY, "true"),))
    return draft.finish()


def _with_outputs(execution: Execution, outputs: Mapping[str, dict[str, Json]]) -> Execution:
    runs = execution.task_runs
    for task_run_id, given in outputs.items():
        if task_run_id not in runs:
            raise IllegalArgument(
                f"Outputs are given for the task run '{task_run_id}', which execution"
                f" '{execution.id}' does not have."
            )
        runs = runs.set(task_run_id, replace(runs[task_run_id], outputs=given))
    return replace(execution, task_runs=runs)


def _from_start(execution: Execution, execution_id: str, env: Env) -> Execution:
    metadata = execution.metadata
    fresh = replace(
        _unstarted(execution, execution_id),
        state=new_state(StateType.CREATED, env.now),
        metadata=replace(metadata, attempt_number=metadata.attempt_number + 1),
        labels=merged(execution.labels, Label(REPLAY, "true")),
        task_runs=Map(),
        next_seq=0,
        schedule_date=None,
    )
    return indexed(fresh, env.plan.last_tasks)


def _restartable(draft: Draft, task_run: TaskRun) -> TaskRun:
    """The task run, or the WorkingDirectory that it can only run in."""
    parent = draft.parent(task_run)
    if parent is not None and isinstance(parent.shape, OneWorker):
        is_body = task_run.branch == parent.shape.branch
        return parent if is_body else task_run
    return task_run


def _begin_anew(draft: Draft) -> None:
    """What is alive in the source has no job, timer or child in the copy: it begins anew."""
    for task_run in draft.alive_runs():
        is_plain = isinstance(task_run.shape, (Sequence, Parallel, Graph, Each))
        if draft.run(task_run.id) is None or task_run.current in NOT_BEGUN or is_plain:
            continue
        for child in draft.children_of(task_run):
            draft.remove(child)
        draft.close_attempt(task_run, StateType.KILLED)
        draft.change(task_run, is_broken=False)
        draft.enter(task_run, StateType.RESTARTED)


def _rewind(draft: Draft, chosen: TaskRun) -> None:
    """Back to the moment before the chosen task run: what came after it is taken out."""
    for child in draft.children_of(chosen):
        draft.remove(child)
    draft.close_attempt(chosen, StateType.KILLED)
    draft.change(chosen, is_broken=False)
    draft.enter(chosen, StateType.RESTARTED)
    current: TaskRun | None = draft.runs[chosen.id]
    while current is not None:
        _remove_successors(draft, current)
        current = draft.parent(current)
        if current is not None:
            _go_on(draft, current)
    for task_run in draft.snapshot().task_run_list():
        is_side = task_run.branch in SIDE_BRANCHES and draft.run(task_run.id) is not None
        if is_side and not _stays(draft, task_run, chosen):
            draft.remove(task_run)


def _stays(draft: Draft, task_run: TaskRun, chosen: TaskRun) -> bool:
    """Whether a task run of a side branch is, or stands before, the chosen one or one above it."""
    current: TaskRun | None = draft.runs[chosen.id]
    while current is not None:
        is_same_list = (current.parent_id, current.branch) == (task_run.parent_id, task_run.branch)
        if is_same_list and task_run.seq <= current.seq:
            return True
        current = draft.parent(current)
    return False


def _remove_successors(draft: Draft, task_run: TaskRun) -> None:
    plan = draft.plan_of(task_run)
    parent = draft.parent(task_run)
    if plan is None:
        return
    shape = parent.shape if parent is not None else None
    for sibling in _siblings(draft, task_run):
        other = draft.plan_of(sibling)
        if other is not None and _follows(plan, task_run, other, sibling, shape):
            draft.remove(sibling)


def _siblings(draft: Draft, task_run: TaskRun) -> list[TaskRun]:
    owner = task_run.parent_id or draft.root
    runs = draft.scope(owner, task_run.branch).runs
    return [draft.runs[key] for key in runs.values() if key != task_run.id and key in draft.runs]


def _follows(
    plan: TaskPlan,
    task_run: TaskRun,
    other: TaskPlan,
    sibling: TaskRun,
    shape: Json,
) -> bool:
    if isinstance(shape, Parallel):
        return False
    if isinstance(shape, Graph):
        return _depends(other, plan)
    if isinstance(shape, Each):
        if sibling.value == task_run.value:
            return other.place > plan.place
        return shape.concurrency == 1 and sibling.seq > task_run.seq
    return other.place > plan.place


def _depends(task: TaskPlan, on: TaskPlan) -> bool:
    owner = task.owner
    dependencies = owner.task.dependencies if owner is not None else {}
    waiting = list(dependencies.get(task.task.id, ()))
    seen: set[str] = set()
    while waiting:
        needed = waiting.pop()
        if needed == on.task.id:
            return True
        if needed not in seen:
            seen.add(needed)
            waiting.extend(dependencies.get(needed, ()))
    return False
