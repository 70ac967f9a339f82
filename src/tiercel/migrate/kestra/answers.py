"""What servers of Kestra answer, in the forms of all generations.

Members that a move does not need are passed over; those that a generation does not have are None.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import msgspec

from tiercel.model.json_types import Json
from tiercel.model.label import Label

# A list of pairs, and the map of the oldest sources.
Labels = Mapping[str, Json] | Sequence[Label] | None


class Answer(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """Part of an answer."""


class Config(Answer, frozen=True, kw_only=True):
    """What a server says of itself."""

    version: str = ""


class FlowName(Answer, frozen=True, kw_only=True):
    """A flow in a list."""

    namespace: str
    id: str


class FlowRevision(Answer, frozen=True, kw_only=True):
    """One revision; `source` is None where the list of revisions does not have it."""

    namespace: str
    id: str
    revision: int
    source: str | None = None
    updated: datetime | None = None
    deleted: bool = False
    disabled: bool = False
    draft: bool = False
    description: str | None = None
    labels: Labels = None


class KvName(Answer, frozen=True, kw_only=True):
    """A key in a list."""

    key: str
    revision: int | None = None
    description: str | None = None
    creation_date: datetime | None = None
    update_date: datetime | None = None
    expiration_date: datetime | None = None


class KvValue(Answer, frozen=True, kw_only=True):
    """The value of a key."""

    type: str
    value: Json = None


class FileEntry(Answer, frozen=True, kw_only=True):
    """What lies in a folder of a namespace; `type` is Directory or File."""

    file_name: str
    type: str


class BackfillAnswer(Answer, frozen=True, kw_only=True):
    """A backfill under way."""

    start: datetime
    current_date: datetime | None = None
    end: datetime | None = None
    paused: bool = False
    inputs: dict[str, Json] | None = None
    labels: Labels = None
    previous_next_execution_date: datetime | None = None


class TriggerAnswer(Answer, frozen=True, kw_only=True):
    """The state of a trigger; the last date is `last_triggered_date` from 2.0 on, `date` before."""

    namespace: str
    flow_id: str
    trigger_id: str
    flow_revision: int | None = None
    date: datetime | None = None
    last_triggered_date: datetime | None = None
    next_execution_date: datetime | None = None
    next_evaluation_date: datetime | None = None
    disabled: bool = False
    stop_after: tuple[str, ...] | None = None
    backfill: BackfillAnswer | None = None
    updated_date: datetime | None = None
    updated_at: datetime | None = None


class FoundTrigger(Answer, frozen=True, kw_only=True):
    """A trigger in a list: its state is `state` from 2.0 on, `triggerContext` before."""

    state: TriggerAnswer | None = None
    trigger_context: TriggerAnswer | None = None


class DashboardAnswer(Answer, frozen=True, kw_only=True):
    """A dashboard."""

    id: str
    title: str = ""
    source_code: str = ""
    created: datetime | None = None
    updated: datetime | None = None
    deleted: bool = False


class ChangeAnswer(Answer, frozen=True, kw_only=True):
    """An entry of a history."""

    state: str
    date: datetime


class StateAnswer(Answer, frozen=True, kw_only=True):
    """A state with its history, oldest first."""

    current: str
    histories: list[ChangeAnswer] = []
    start_date: str = ""


class AttemptAnswer(Answer, frozen=True, kw_only=True):
    """A try of a task run."""

    state: StateAnswer
    worker_id: str | None = None
    log_file: str | None = None


class TaskRunAnswer(Answer, frozen=True, kw_only=True):
    """A task run."""

    id: str
    task_id: str
    state: StateAnswer
    parent_task_run_id: str | None = None
    value: str | None = None
    iteration: int | None = None
    attempts: list[AttemptAnswer] | None = None
    outputs: dict[str, Json] | None = None
    dynamic: bool | None = None
    force_execution: bool | None = None


class CauseAnswer(Answer, frozen=True, kw_only=True):
    """What started an execution."""

    id: str
    type: str
    variables: dict[str, Json] | None = None
    log_file: str | None = None


class MetadataAnswer(Answer, frozen=True, kw_only=True):
    """Which attempt an execution is, and how deep it is nested."""

    attempt_number: int | None = None
    original_created_date: datetime | None = None
    execution_depth: int | None = None


class TurnAnswer(Answer, frozen=True, kw_only=True):
    """One turn of a loop."""

    index: int
    value: str
    key: str | None = None


class LoopOwnerAnswer(Answer, frozen=True, kw_only=True):
    """The execution that a loop is in, itself perhaps a turn of another one."""

    id: str
    loop_run: LoopRunAnswer | None = None


class LoopRunAnswer(TurnAnswer, frozen=True, kw_only=True):
    """Which turn of which loop an execution is; `parents` are those of the loops around it."""

    parent: LoopOwnerAnswer
    task_id: str
    task_run_id: str
    parents: list[TurnAnswer] = []


class ExecutionAnswer(Answer, frozen=True, kw_only=True):
    """An execution with its task runs in the order of their creation.

    From 2.0 on its outputs and those of its task runs are answers of their own.
    """

    id: str
    namespace: str
    flow_id: str
    state: StateAnswer
    flow_revision: int | None = None
    original_id: str | None = None
    parent_id: str | None = None
    kind: str | None = None
    schedule_date: datetime | None = None
    metadata: MetadataAnswer | None = None
    labels: Labels = None
    inputs: dict[str, Json] | None = None
    outputs: dict[str, Json] | None = None
    variables: dict[str, Json] | None = None
    trigger: CauseAnswer | None = None
    trace_parent: str | None = None
    loop_run: LoopRunAnswer | None = None
    task_run_list: list[TaskRunAnswer] | None = None


class OutputsName(Answer, frozen=True, kw_only=True):
    """A task run in the list of those that have outputs."""

    task_run_id: str


class LogAnswer(Answer, frozen=True, kw_only=True):
    """A line of the log of an execution."""

    namespace: str
    flow_id: str
    timestamp: datetime
    level: str
    message: str | None = None
    execution_id: str | None = None
    task_id: str | None = None
    task_run_id: str | None = None
    attempt_number: int | None = None
    trigger_id: str | None = None
    thread: str | None = None
    execution_kind: str | None = None


class MetricAnswer(Answer, frozen=True, kw_only=True):
    """A value of a metric."""

    namespace: str
    flow_id: str
    execution_id: str
    task_id: str
    task_run_id: str
    type: str
    name: str
    value: float
    timestamp: datetime
    tags: dict[str, str] | None = None


class SecretName(Answer, frozen=True, kw_only=True):
    """A secret in a list, never its value."""

    key: str
