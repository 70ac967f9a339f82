"""Everything that can happen to an execution: the closed union of events.

An event is stored in the inbox of its execution until a step has folded it in.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from tiercel.model.execution import Breakpoint
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.state import StateType


class Submitted(msgspec.Struct, frozen=True, gc=False, tag="submitted"):
    """The execution was created, or must be looked at again (restart, replay, scheduled)."""


class SlotGranted(msgspec.Struct, frozen=True, gc=False, tag="slot_granted"):
    """A slot of the flow's concurrency limit is free for it."""


class SlotRefused(msgspec.Struct, frozen=True, gc=False, tag="slot_refused"):
    """The flow's concurrency limit is reached; `running` executions hold a slot."""

    running: int


class JobStarted(msgspec.Struct, frozen=True, gc=False, tag="job_started"):
    """A worker took the job of a task run."""

    task_run_id: str
    attempt: int
    worker_id: str
    date: datetime


class JobEnded(msgspec.Struct, frozen=True, gc=False, tag="job_ended"):
    """The attempt of a task run is over.

    Shapes: `attempt` is its number from 0. `state` is the end of the attempt; `started` and
    `ended` its dates. `outputs` are encoded plain values. `is_submitted_only` says that the job
    ended before it began (killed while waiting).
    """

    task_run_id: str
    attempt: int
    state: StateType
    started: datetime
    ended: datetime
    outputs: dict[str, Json] | None = None
    worker_id: str | None = None
    log_file: str | None = None


class JobLost(msgspec.Struct, frozen=True, gc=False, tag="job_lost"):
    """The worker of an attempt is gone; the job must be sent again, with what it remembered."""

    task_run_id: str
    attempt: int
    handle: bytes = b""


class StepEnded(msgspec.Struct, frozen=True, gc=False, tag="step_ended"):
    """One child of a WorkingDirectory job began (state RUNNING) or ended on the worker.

    Shapes: `attempt` counts from 0. RETRYING is a failed attempt that another one follows.
    """

    parent_id: str
    task_id: str
    state: StateType
    started: datetime
    ended: datetime
    outputs: dict[str, Json] | None = None
    worker_id: str | None = None
    attempt: int = 0
    log_file: str | None = None


class WaitOver(msgspec.Struct, frozen=True, gc=False, tag="wait_over"):
    """A timer of the execution is due; `key` is the one it was started with."""

    key: str


class ChildStarted(msgspec.Struct, frozen=True, gc=False, tag="child_started"):
    """A child execution exists."""

    task_run_id: str
    child_id: str
    index: int | None = None
    flow_id: str = ""
    namespace: str = ""


class ChildRefused(msgspec.Struct, frozen=True, gc=False, tag="child_refused"):
    """A child execution can't be created; `message` says why."""

    task_run_id: str
    message: str
    index: int | None = None


class ChildChanged(msgspec.Struct, frozen=True, gc=False, tag="child_changed"):
    """A child execution entered a state that its parent must know (PAUSED, RUNNING again)."""

    task_run_id: str
    child_id: str
    state: StateType
    index: int | None = None


class ChildEnded(msgspec.Struct, frozen=True, gc=False, tag="child_ended"):
    """A child execution has ended; `outputs` are its flow outputs."""

    task_run_id: str
    child_id: str
    state: StateType
    outputs: dict[str, Json] = {}
    index: int | None = None
    # True when the flow of the child declares outputs, also if they are empty.
    has_outputs: bool = False
    # Why the outputs could not be rendered, or "".
    error: str = ""
    original_id: str = ""


class KillAsked(msgspec.Struct, frozen=True, gc=False, tag="kill_asked"):
    """Kill the execution, and with `cascade` its children."""

    cascade: bool = True


class PauseAsked(msgspec.Struct, frozen=True, gc=False, tag="pause_asked"):
    """Start nothing new until resumed."""


class ResumeAsked(msgspec.Struct, frozen=True, gc=False, tag="resume_asked"):
    """Go on after a pause.

    Shapes: `task_run_id` names the paused task run, else the first paused one; `state` is the
    state to resume to (RUNNING, or an end state); `outputs` are merged into its outputs;
    `decision` is APPROVED or DENIED for an approval.
    """

    task_run_id: str | None = None
    state: StateType = StateType.RUNNING
    outputs: dict[str, Json] = {}
    decision: str = ""
    user: str | None = None


class BreakpointResumeAsked(msgspec.Struct, frozen=True, gc=False, tag="breakpoint_resume_asked"):
    """Go on from a breakpoint, with a new list of breakpoints."""

    breakpoints: tuple[Breakpoint, ...] = ()


class RestartAsked(msgspec.Struct, frozen=True, gc=False, tag="restart_asked"):
    """Run what failed again, in place."""


class StateChangeAsked(msgspec.Struct, frozen=True, gc=False, tag="state_change_asked"):
    """Give a task run (or, with `task_run_id` None, the execution) another state."""

    state: StateType
    task_run_id: str | None = None


class LabelsAsked(msgspec.Struct, frozen=True, gc=False, tag="labels_asked"):
    """Set the labels of an ended execution; the list is complete."""

    labels: tuple[Label, ...]


class ForceRunAsked(msgspec.Struct, frozen=True, gc=False, tag="force_run_asked"):
    """Run now, whatever the schedule date or the concurrency limit; `state` for unqueue."""

    state: StateType = StateType.RUNNING


class FlowChanged(msgspec.Struct, frozen=True, gc=False, tag="flow_changed"):
    """The flow or its concurrency limit changed: ask for a slot again."""


class Stuck(msgspec.Struct, frozen=True, gc=False, tag="stuck"):
    """Nothing would ever move the execution: it ends.

    Shapes: `moves` counts the changes of state that it had (`moves_of`); when it has had more
    since, the event is void.
    """

    moves: int


class SwitchApplied(msgspec.Struct, frozen=True, gc=False, tag="switch_applied"):
    """A kill switch covers the execution: it is killed, or starts nothing new and is cancelled.

    The executor asks for it before and after the other events while the switch is active, so it is
    never stored.
    """

    switch_id: str
    is_kill: bool


Event = (
    Submitted
    | SlotGranted
    | SlotRefused
    | JobStarted
    | JobEnded
    | JobLost
    | StepEnded
    | WaitOver
    | ChildStarted
    | ChildRefused
    | ChildChanged
    | ChildEnded
    | KillAsked
    | PauseAsked
    | ResumeAsked
    | BreakpointResumeAsked
    | RestartAsked
    | StateChangeAsked
    | LabelsAsked
    | ForceRunAsked
    | FlowChanged
    | Stuck
    | SwitchApplied
)
