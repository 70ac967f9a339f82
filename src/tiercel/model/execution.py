"""An execution with its task runs: the state that the engine moves."""

from __future__ import annotations

from datetime import datetime

import msgspec

from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.maps import Map
from tiercel.model.shape import Shape
from tiercel.model.state import State, StateType


class Attempt(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One try of a task run."""

    state: State
    worker_id: str | None = None
    log_file: str | None = None


class TaskRun(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A task in an execution.

    Shapes: `seq` is the place in the creation order of the execution, from 0. `branch` names the
    list that the task stands in (`tasks`, `errors`, `finally`, `afterExecution`, `listeners`, or
    a branch of the parent's task). `value` and `iteration` say which turn of a loop it belongs
    to. `outputs` is None until a worker or flowable finished it. `shape` is how the children of a
    flowable run, fixed when it starts. `attempt_base` counts attempts made before a restart.
    """

    id: str
    task_id: str
    seq: int
    state: State
    branch: str = "tasks"
    parent_id: str | None = None
    value: str | None = None
    iteration: int | None = None
    attempts: tuple[Attempt, ...] = ()
    outputs: dict[str, Json] | None = None
    shape: Shape | None = None
    # Its shape can't be determined, or its job failed as a whole: it ends FAILED.
    is_broken: bool = False
    # It took the state of an ended owner while its job goes on; the result is still joined.
    is_abandoned: bool = False
    dynamic: bool = False
    force_execution: bool = False

    @property
    def current(self) -> StateType:
        return self.state.histories[-1].state

    @property
    def is_terminated(self) -> bool:
        """Whether it has ended."""
        return self.state.is_terminated


class ExecutionTrigger(msgspec.Struct, frozen=True):
    """What started an execution: a trigger or a calling task, with its variables."""

    id: str
    type: str
    variables: dict[str, Json] = {}
    log_file: str | None = None


class Breakpoint(msgspec.Struct, frozen=True):
    """A task, and perhaps one loop value of it, before which an execution stops."""

    id: str
    value: str | None = None


class LoopItem(msgspec.Struct, frozen=True):
    """One turn of a Loop: index from 0, value as text, key for maps."""

    index: int
    value: str
    key: str | None = None


class LoopRun(msgspec.Struct, frozen=True):
    """Which turn of which Loop an execution of kind LOOP is (spec/dialect-2.0.md §6.3).

    `parents` are the turns of the enclosing loops, outermost first. `root_id` is the id of the
    execution that is not itself an iteration, `trigger` what started that one.
    """

    execution_id: str
    root_id: str
    task_id: str
    task_run_id: str
    item: LoopItem
    parents: tuple[LoopItem, ...] = ()
    trigger: ExecutionTrigger | None = None


class Caller(msgspec.Struct, frozen=True):
    """The task run of another execution that started this one and may wait for its end.

    `index` numbers the batches of ForEachItem and the turns of a Loop; `waits` says whether the
    caller must be notified of the end.
    """

    execution_id: str
    task_run_id: str
    index: int | None = None
    waits: bool = True
    # Templates of the calling task (`Subflow.outputs`), rendered here at the end when the flow
    # declares no outputs of its own.
    outputs: dict[str, Json] | None = None


class Metadata(msgspec.Struct, frozen=True):
    """Attempt number from 1, first creation date, nesting depth by subflows and loops.

    `is_detached` says that it was run again: what was killed above before does not matter any
    more.
    """

    attempt_number: int
    original_created: datetime
    depth: int = 0
    is_detached: bool = False


class Execution(msgspec.Struct, frozen=True):
    """One run of a flow.

    Shapes: `task_runs` maps id to TaskRun; their order is `seq`. `next_seq` is the seq of the
    next one. `version` counts the saves; it seeds the ids of a step. `is_settled` is true when
    nothing follows any more: terminal, and afterExecution done.
    """

    id: str
    namespace: str
    flow_id: str
    flow_revision: int
    state: State
    original_id: str
    metadata: Metadata
    labels: tuple[Label, ...] = ()
    inputs: dict[str, Json] = {}
    outputs: dict[str, Json] = {}
    variables: dict[str, Json] = {}
    parent_id: str | None = None
    trigger: ExecutionTrigger | None = None
    schedule_date: datetime | None = None
    kind: str | None = None
    breakpoints: tuple[Breakpoint, ...] = ()
    loop_run: LoopRun | None = None
    caller: Caller | None = None
    has_slot: bool = False
    kill_asked: bool = False
    # It was killed with all that it started, so nothing below it may start any more.
    kill_cascades: bool = False
    # Nothing takes its place any more: another execution has, or it was killed before.
    is_replaced: bool = False
    # What it continues, as a header of W3C Trace Context; None begins a trace of its own.
    trace_parent: str | None = None
    is_settled: bool = False
    version: int = 0
    next_seq: int = 0
    task_runs: Map[str, TaskRun] = Map()
    # Counters and look-ups over `task_runs` that the engine keeps current; never stored.
    index: Json = None

    @property
    def current(self) -> StateType:
        return self.state.histories[-1].state

    @property
    def uid(self) -> str:
        """The flow it runs: namespace and flow id joined."""
        return f"{self.namespace}.{self.flow_id}"

    @property
    def awaits_replacement(self) -> bool:
        """Whether another execution is to take its place."""
        return self.current is StateType.RETRIED and not self.is_replaced

    def task_run_list(self) -> list[TaskRun]:
        """All task runs in creation order."""
        return sorted(self.task_runs.values(), key=lambda task_run: task_run.seq)
