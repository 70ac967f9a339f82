"""Calls of the API about executions: see `make calls`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from msgspec import UNSET, UnsetType

from tiercel.cli.api.call import ApiCall, ApiRoute, Form, FormParts
from tiercel.model.json_types import Json
from tiercel.model.label import Label
from tiercel.model.log import Level
from tiercel.model.state import StateType
from tiercel.model.waiting import Cause


class ChangeView(Form, frozen=True, kw_only=True):
    """One entry of a history: the state entered and when."""

    state: StateType
    date: datetime


class StateView(Form, frozen=True, kw_only=True):
    """The current state with the history that led to it; the duration is an ISO one."""

    current: StateType
    histories: list[ChangeView]
    duration: str
    start_date: datetime
    end_date: datetime | UnsetType = UNSET


class AttemptView(Form, frozen=True, kw_only=True):
    """One try of a task run."""

    state: StateView
    worker_id: str | UnsetType = UNSET
    log_file: str | UnsetType = UNSET


class TaskRunView(Form, frozen=True, kw_only=True):
    """A task in an execution; `outputs` is null until it has some."""

    tenant_id: str = "main"
    id: str
    execution_id: str
    namespace: str
    flow_id: str
    task_id: str
    parent_task_run_id: str | UnsetType = UNSET
    value: str | UnsetType = UNSET
    attempts: list[AttemptView] | UnsetType = UNSET
    outputs: dict[str, Json] | None
    state: StateView
    iteration: int | UnsetType = UNSET
    dynamic: bool | UnsetType = UNSET
    force_execution: bool | UnsetType = UNSET


class ExecutionTriggerView(Form, frozen=True, kw_only=True):
    """What started an execution: a trigger or a calling task, with its variables."""

    id: str
    type: str
    variables: dict[str, Json]
    log_file: str | UnsetType = UNSET


class MetadataView(Form, frozen=True, kw_only=True):
    """The number of the attempt from 1, the first date of all attempts, the depth of calls."""

    attempt_number: int
    original_created_date: datetime
    execution_depth: int


class BreakpointView(Form, frozen=True, kw_only=True):
    """A task, and perhaps one loop value of it, before which an execution stops."""

    id: str
    value: str | UnsetType = UNSET


class LoopParentView(Form, frozen=True, kw_only=True):
    """The execution that a loop belongs to."""

    id: str
    tenant_id: str
    namespace: str
    flow_id: str
    flow_revision: int


class LoopTurnView(Form, frozen=True, kw_only=True):
    """One turn of a loop."""

    index: int
    value: str
    key: str | UnsetType = UNSET


class LoopRunView(Form, frozen=True, kw_only=True):
    """Which turn of which loop an execution is; `parents` are the turns of the loops around it."""

    parent: LoopParentView
    task_id: str
    task_run_id: str
    index: int
    value: str
    key: str | UnsetType = UNSET
    parents: list[LoopTurnView] | UnsetType = UNSET


class FailureView(Form, frozen=True, kw_only=True):
    """The task run that failed first, how often it was tried, and the last error of its log.

    Without a task run the execution failed as a whole. `errors` are the last of its attempt, oldest
    first: only where one execution is explained, for those who may read its log.
    """

    task_id: str | UnsetType = UNSET
    task_run_id: str | UnsetType = UNSET
    value: str | UnsetType = UNSET
    attempts: int | UnsetType = UNSET
    reason: str | UnsetType = UNSET
    errors: list[str] | UnsetType = UNSET


class ExecutionView(Form, frozen=True, kw_only=True):
    """One run of a flow. What is empty is absent; rows of a list may be short.

    `failure` is in slim rows, and where one is read or waited for.
    """

    tenant_id: str = "main"
    id: str
    namespace: str
    flow_id: str
    flow_revision: int
    task_run_list: list[TaskRunView] | UnsetType = UNSET
    inputs: dict[str, Json] | UnsetType = UNSET
    outputs: dict[str, Json] | UnsetType = UNSET
    labels: tuple[Label, ...] | UnsetType = UNSET
    variables: dict[str, Json] | UnsetType = UNSET
    state: StateView
    parent_id: str | UnsetType = UNSET
    trace_parent: str | UnsetType = UNSET
    original_id: str
    trigger: ExecutionTriggerView | UnsetType = UNSET
    deleted: bool = False
    metadata: MetadataView | UnsetType = UNSET
    schedule_date: datetime | UnsetType = UNSET
    kind: str | UnsetType = UNSET
    breakpoints: list[BreakpointView] | UnsetType = UNSET
    loop_run: LoopRunView | UnsetType = UNSET
    url: str | UnsetType = UNSET
    waiting_for: str | UnsetType = UNSET
    failure: FailureView | UnsetType = UNSET


class GetExecution(ApiCall[ExecutionView], frozen=True, kw_only=True):
    """An execution."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/executions/{executionId}")

    execution_id: str
    task_runs: bool | None = None


class ExecutionPage(Form, frozen=True, kw_only=True):
    """A page of executions."""

    results: list[ExecutionView]
    total: int


class FindExecutions(ApiCall[ExecutionPage], frozen=True, kw_only=True):
    """Search executions."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/executions/search")

    page: int | None = None
    size: int | None = None
    sort: Sequence[str] = ()
    q: str | None = None
    scope: Sequence[str] = ()
    namespace: str | None = None
    flow_id: str | None = None
    start_date: str | None = None
    end_date: str | None = None
    time_range: str | None = None
    state: Sequence[str] = ()
    labels: Sequence[str] = ()
    trigger_execution_id: str | None = None
    child_filter: str | None = None
    date_filter: str | None = None
    task_runs: bool | None = None
    view: str | None = None


class StartExecution(ApiCall[ExecutionView], frozen=True, kw_only=True):
    """Start an execution."""

    route: ClassVar[ApiRoute] = ApiRoute(
        "POST", "/executions/{namespace}/{id}", sends="multipart/form-data"
    )

    namespace: str
    id: str
    labels: Sequence[str] = ()
    wait: bool | None = None
    revision: int | None = None
    schedule_date: str | None = None
    breakpoints: Sequence[str] = ()
    kind: str | None = None
    body: FormParts | None = None


class QueueView(Form, frozen=True, kw_only=True):
    """The queue of a worker group, or of workers without one: see `model.waiting.Queue`."""

    group: str | UnsetType = UNSET
    workers: int
    places: int
    taken: int
    position: int


class ClaimingWorkerView(Form, frozen=True, kw_only=True):
    """The worker that has an attempt, its last heartbeat, and how long it may stay silent."""

    id: str
    hostname: str | UnsetType = UNSET
    heard: datetime | UnsetType = UNSET
    lease_until: datetime | UnsetType = UNSET


class LimitUseView(Form, frozen=True, kw_only=True):
    """The concurrency limit of the flow, who has its slots, and the place in its queue from 1."""

    limit: int | UnsetType = UNSET
    taken: int
    holders: list[str]
    position: int


class AttemptNumberView(Form, frozen=True, kw_only=True):
    """The number of the attempt to come, from 1, of so many at most."""

    number: int
    limit: int | UnsetType = UNSET


class AwaitedInputView(Form, frozen=True, kw_only=True):
    """An input that a pause asks for."""

    id: str
    type: str
    required: bool


class AwaitedExecutionView(Form, frozen=True, kw_only=True):
    """An execution that must end; of one that is gone nothing but its id is known."""

    id: str
    state: StateType | UnsetType = UNSET
    namespace: str | UnsetType = UNSET
    flow_id: str | UnsetType = UNSET


class WaitingReasonView(Form, frozen=True, kw_only=True):
    """One reason with its words; what does not belong to the cause is left out.

    Shapes: `until` is when it goes on by itself; `total` counts the executions that it waits for,
    of which `executions` are some; `executors` is how many run.
    """

    cause: Cause
    text: str
    task_id: str | UnsetType = UNSET
    task_run_id: str | UnsetType = UNSET
    until: datetime | UnsetType = UNSET
    queue: QueueView | UnsetType = UNSET
    worker: ClaimingWorkerView | UnsetType = UNSET
    limit: LimitUseView | UnsetType = UNSET
    attempt: AttemptNumberView | UnsetType = UNSET
    inputs: list[AwaitedInputView] | UnsetType = UNSET
    executions: list[AwaitedExecutionView] | UnsetType = UNSET
    total: int | UnsetType = UNSET
    executors: int | UnsetType = UNSET


class WaitingView(Form, frozen=True, kw_only=True):
    """An execution and what it waits for; `total` may be more than there are reasons.

    One that failed has its `failure`.
    """

    id: str
    state: StateType
    reasons: list[WaitingReasonView]
    total: int
    failure: FailureView | UnsetType = UNSET


class ExplainWaiting(ApiCall[WaitingView], frozen=True, kw_only=True):
    """Why an execution and its task runs wait: the causes, with numbers and words."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/executions/{executionId}/waiting")

    execution_id: str


class KillExecution(ApiCall[ExecutionView], frozen=True, kw_only=True):
    """Kill."""

    route: ClassVar[ApiRoute] = ApiRoute("DELETE", "/executions/{executionId}/actions/kill")

    execution_id: str
    is_on_kill_cascade: bool | None = None


class RestartExecution(ApiCall[ExecutionView], frozen=True, kw_only=True):
    """Restart."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/executions/{executionId}/actions/restart")

    execution_id: str
    revision: int | None = None


class ReplayExecution(ApiCall[ExecutionView], frozen=True, kw_only=True):
    """Replay."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/executions/{executionId}/actions/replay")

    execution_id: str
    task_run_id: str | None = None
    revision: int | None = None
    breakpoints: Sequence[str] = ()
    latest_revision: bool | None = None


class ReplayWithInputs(ApiCall[ExecutionView], frozen=True, kw_only=True):
    """Replay with inputs."""

    route: ClassVar[ApiRoute] = ApiRoute(
        "POST", "/executions/{executionId}/actions/replay-with-inputs", sends="multipart/form-data"
    )

    execution_id: str
    task_run_id: str | None = None
    revision: int | None = None
    breakpoints: Sequence[str] = ()
    latest_revision: bool | None = None
    body: FormParts | None = None


class ResumeExecution(ApiCall[ExecutionView], frozen=True, kw_only=True):
    """Resume."""

    route: ClassVar[ApiRoute] = ApiRoute(
        "POST", "/executions/{executionId}/actions/resume", sends="multipart/form-data"
    )

    execution_id: str
    body: FormParts | None = None


class LogEntryView(Form, frozen=True, kw_only=True):
    """One entry; `attemptNumber` is there even when it is null.

    `number` is there in windows of a log: `after` takes the one of the last entry.
    """

    tenant_id: str = "main"
    namespace: str
    flow_id: str
    task_id: str | UnsetType = UNSET
    execution_id: str | UnsetType = UNSET
    task_run_id: str | UnsetType = UNSET
    attempt_number: int | None
    trigger_id: str | UnsetType = UNSET
    timestamp: datetime
    level: Level
    thread: str | UnsetType = UNSET
    message: str
    execution_kind: str | UnsetType = UNSET
    deleted: bool = False
    number: int | UnsetType = UNSET


class ReadLog(ApiCall[list[LogEntryView]], frozen=True, kw_only=True):
    """The log of an execution; with `q`, `after`, `offset` or `limit` a part of it, in the order
    in which it was written."""

    route: ClassVar[ApiRoute] = ApiRoute("GET", "/logs/{executionId}")

    execution_id: str
    min_level: str | None = None
    task_run_id: str | None = None
    task_id: str | None = None
    attempt: int | None = None
    q: str | None = None
    after: int | None = None
    offset: int | None = None
    limit: int | None = None


class PauseExecution(ApiCall[ExecutionView], frozen=True, kw_only=True):
    """Pause."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/executions/{executionId}/actions/pause")

    execution_id: str


class ForceRunExecution(ApiCall[ExecutionView], frozen=True, kw_only=True):
    """Force run."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/executions/{executionId}/actions/force-run")

    execution_id: str


class ChangeStatus(ApiCall[ExecutionView], frozen=True, kw_only=True):
    """Change status."""

    route: ClassVar[ApiRoute] = ApiRoute("POST", "/executions/{executionId}/actions/change-status")

    execution_id: str
    status: str


class LabelInput(Form, frozen=True, kw_only=True):
    """A label; numbers and truth values are taken for their texts."""

    key: str | int | float | bool
    value: str | int | float | bool


class SetLabels(ApiCall[ExecutionView], frozen=True, kw_only=True):
    """Set labels."""

    route: ClassVar[ApiRoute] = ApiRoute(
        "POST", "/executions/{executionId}/labels", sends="application/json"
    )

    execution_id: str
    body: list[LabelInput] | dict[str, str | int | float | bool]


class DeleteExecution(ApiCall[None], frozen=True, kw_only=True):
    """Remove an execution for good."""

    route: ClassVar[ApiRoute] = ApiRoute("DELETE", "/executions/{executionId}")

    execution_id: str
    delete_logs: bool | None = None
    delete_metrics: bool | None = None
    delete_storage: bool | None = None
