"""Shapes: data that says how the children of a flowable run.

A shape is fixed when its task run starts and is stored with it. It names branches of the task
instead of holding tasks, so that it stays small and survives a restart of the server.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from tiercel.model.json_types import Json


class Sequence(msgspec.Struct, frozen=True, tag="sequence"):
    """Children run one after the other. An empty branch name means that there is none."""

    branch: str = "tasks"
    # A body that ends FAILED counts as WARNING once the errors branch is done.
    forgives: bool = False


class Parallel(msgspec.Struct, frozen=True, tag="parallel"):
    """Children run at once, at most `concurrency` of them (0 = no limit)."""

    branch: str = "tasks"
    concurrency: int = 0
    # What happens to running siblings of a failed child: CONTINUE, CANCELLED, FAILED, KILLED.
    on_child_failure: str = "CONTINUE"


class Graph(msgspec.Struct, frozen=True, tag="graph"):
    """Children run when those that they depend on (`Task.dependencies`) have ended."""

    branch: str = "tasks"
    concurrency: int = 0
    on_child_failure: str = "CONTINUE"


class Each(msgspec.Struct, frozen=True, tag="each"):
    """The branch runs once per value; `concurrency` groups at once (0 = all).

    `is_flat` runs every (value, task) pair on its own, at most `concurrency` pairs at once;
    otherwise the tasks of one value are a sequence.
    """

    values: tuple[str, ...]
    branch: str = "tasks"
    concurrency: int = 1
    is_flat: bool = False


class Until(msgspec.Struct, frozen=True, tag="until"):
    """The branch runs again and again until a condition holds (LoopUntil)."""

    condition: str
    every: timedelta
    branch: str = "tasks"
    iterations_max: int | None = None
    duration_max: timedelta | None = None
    fails_on_max: bool = False


class OneWorker(msgspec.Struct, frozen=True, tag="one_worker"):
    """All children run in one job on one worker, in order (WorkingDirectory).

    Shapes: `attempt` is how many attempts there were before the job, set by the engine.
    """

    branch: str = "tasks"
    attempt: int = 0


class Hold(msgspec.Struct, frozen=True, tag="hold"):
    """The execution pauses here (Pause, Approval).

    Shapes: `due` is when the hold ends by itself and `due_action` what it then does (RESUME,
    WARN, FAIL, CANCEL, EXPIRE). `before` is a branch that runs before the pause (`onPause` does
    not hold it up, `onWait` does: `is_before_awaited`). `after` is the branch that runs once
    resumed. `kind` is pause or approval; `behaviors` maps the decision of an approval
    (APPROVED, DENIED, EXPIRED) to what follows.
    """

    kind: str = "pause"
    delay: timedelta | None = None
    due: datetime | None = None
    due_action: str = "RESUME"
    before: str = ""
    is_before_awaited: bool = False
    after: str = ""
    decision: str = ""
    behaviors: dict[str, str] = {}


class Subflow(msgspec.Struct, frozen=True, tag="subflow"):
    """One child execution of a flow (Subflow)."""

    namespace: str
    flow_id: str
    revision: int | None = None
    inputs: dict[str, Json] = {}
    labels: tuple[tuple[str, str], ...] = ()
    wait: bool = True
    transmit_failed: bool = True
    inherit_labels: bool = False
    schedule_date: datetime | None = None
    restart_behavior: str = "RETRY_FAILED"
    child_id: str | None = None


class Batches(msgspec.Struct, frozen=True, tag="batches"):
    """One child execution of a flow per batch of a file (the items task of ForEachItem).

    `uris` are the batch files in order; `splits_uri` the file that lists them.
    """

    namespace: str
    flow_id: str
    uris: tuple[str, ...] = ()
    revision: int | None = None
    wait: bool = True
    transmit_failed: bool = True
    inherit_labels: bool = False
    schedule_date: datetime | None = None
    restart_behavior: str = "RETRY_FAILED"
    counts: dict[str, int] = {}
    children: tuple[str, ...] = ()


class Turns(msgspec.Struct, frozen=True, tag="turns"):
    """One iteration execution per value (Loop of 2.0).

    Shapes: `values` as text, `keys` alongside for maps. `from_uri` is the file that the values
    come from, one per row. `counts` maps end state to number; `running` iteration indexes.
    """

    values: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    concurrency: int = 1
    transmit_failed: bool = True
    stores: bool = False
    from_uri: str | None = None
    next_index: int = 0
    counts: dict[str, int] = {}
    children: dict[str, str] = {}  # Index as text -> execution id, of those that run.
    failed: dict[str, str] = {}  # The same, of those that ended in error.
    paused: tuple[str, ...] = ()  # Execution ids of paused iterations.
    is_broken: bool = False
    is_failed: bool = False


class Patch(msgspec.Struct, frozen=True, tag="patch"):
    """The task changes its own execution and ends at once (Labels, SetVariables, Exit)."""

    labels: tuple[tuple[str, str], ...] = ()
    variables: dict[str, Json] | None = None
    exit_state: str | None = None


Shape = (
    Sequence
    | Parallel
    | Graph
    | Each
    | Until
    | OneWorker
    | Hold
    | Subflow
    | Batches
    | Turns
    | Patch
)
