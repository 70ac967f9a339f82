"""Everything that a step can ask for: the closed union of decisions.

The runtime carries decisions out in the transaction that saves the execution.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from tiercel.model.execution import Execution
from tiercel.model.json_types import Json
from tiercel.model.log import Level


class SendJob(msgspec.Struct, frozen=True, gc=False):
    """Hand a task run to a worker; `attempt` counts from 0.

    `is_inline` marks tasks that neither block nor act outside: the runtime runs them in place.
    `handle` names work elsewhere that an earlier attempt has left: it is taken over, or with
    `is_cancel` only stopped, since the task run is over.
    """

    task_run_id: str
    attempt: int
    is_inline: bool = False
    worker_group: str | None = None
    handle: bytes = b""
    is_cancel: bool = False


class StopJobs(msgspec.Struct, frozen=True, gc=False):
    """Interrupt the jobs of these task runs and forget those not started."""

    task_run_ids: tuple[str, ...]


class StartTimer(msgspec.Struct, frozen=True, gc=False):
    """Deliver WaitOver(key) at `due`; a timer of the same key is replaced."""

    key: str
    due: datetime


class StopTimer(msgspec.Struct, frozen=True, gc=False):
    """Forget a timer; unknown keys are fine."""

    key: str


class AskSlot(msgspec.Struct, frozen=True, gc=False):
    """Ask for a place under the flow's concurrency limit; answered by SlotGranted/Refused."""

    limit: int


class FreeSlot(msgspec.Struct, frozen=True, gc=False):
    """The execution gives its slot back: the oldest queued one may have it.

    `had_slot` is false when it only leaves the queue, so that the next one is looked at.
    """

    had_slot: bool = True


class StartFlow(msgspec.Struct, frozen=True, gc=False):
    """Create a child execution of a flow; answered by ChildStarted or ChildRefused.

    `variables` are the trigger variables of the child; `labels` pairs to set on it.
    """

    task_run_id: str
    child_id: str
    namespace: str
    flow_id: str
    task_id: str
    task_type: str
    revision: int | None = None
    inputs: dict[str, Json] = {}
    labels: tuple[tuple[str, str], ...] = ()
    variables: dict[str, Json] = {}
    schedule_date: datetime | None = None
    index: int | None = None
    waits: bool = True
    outputs: dict[str, Json] | None = None
    depth: int = 0


class StartIteration(msgspec.Struct, frozen=True, gc=False):
    """Insert a ready-made iteration execution of a Loop."""

    child: Execution
    index: int


class RestartChild(msgspec.Struct, frozen=True, gc=False):
    """Restart a failed child execution in place; one that is gone counts as FAILED again."""

    child_id: str
    task_run_id: str
    index: int | None = None


class ResumeChild(msgspec.Struct, frozen=True, gc=False):
    """Resume a paused iteration."""

    child_id: str


class KillChildren(msgspec.Struct, frozen=True, gc=False):
    """Kill executions that this one started.

    `child_ids` names them; with `is_all` every execution whose trigger or loop names this one.
    With `cascade` their children too.
    """

    child_ids: tuple[str, ...] = ()
    is_all: bool = False
    cascade: bool = True


class NotifyParent(msgspec.Struct, frozen=True, gc=False):
    """Deliver an event to the execution that waits for this one."""

    parent_id: str
    event: Json  # An Event; typed loosely to keep the unions acyclic.


class StartReplacement(msgspec.Struct, frozen=True, gc=False):
    """Insert a ready-made execution that replaces this one (retry as a new execution)."""

    execution: Execution


class Announce(msgspec.Struct, frozen=True, gc=False):
    """Notify flow triggers and watchers that the execution entered a state."""

    execution_id: str
    state: str


class WriteLog(msgspec.Struct, frozen=True, gc=False):
    """Write a line to the log of the execution."""

    level: Level
    message: str
    task_run_id: str | None = None
    attempt: int | None = None


class ServerLog(msgspec.Struct, frozen=True, gc=False):
    """Write a line to the server's own log; not visible in the execution."""

    message: str


class CaptureFile(msgspec.Struct, frozen=True, gc=False):
    """Store text at an address of the internal storage before anything else happens."""

    uri: str
    text: str


Decision = (
    SendJob
    | StopJobs
    | StartTimer
    | StopTimer
    | AskSlot
    | FreeSlot
    | StartFlow
    | StartIteration
    | RestartChild
    | ResumeChild
    | KillChildren
    | NotifyParent
    | StartReplacement
    | Announce
    | WriteLog
    | ServerLog
    | CaptureFile
)
