"""Answers of a server of Kestra as what a store of Tiercel holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from tiercel.migrate.kestra import answers
from tiercel.model.execution import (
    Attempt,
    Execution,
    ExecutionTrigger,
    LoopItem,
    LoopRun,
    Metadata,
    TaskRun,
)
from tiercel.model.json_types import Json
from tiercel.model.kv import KvEntry
from tiercel.model.label import Label
from tiercel.model.log import Level, LogEntry, MetricEntry
from tiercel.model.maps import Map
from tiercel.model.state import Change, State, StateType
from tiercel.model.stored.flow import StoredFlow
from tiercel.model.stored.moving import Document
from tiercel.model.stored.records import DASHBOARDS, TEMPLATES
from tiercel.model.trigger import Backfill, TriggerState

URI = "kestra://"
# What the API of the oldest servers does not date.
UNDATED = datetime(1970, 1, 1, tzinfo=UTC)


def flow_of(revision: answers.FlowRevision) -> StoredFlow:
    """One revision."""
    return StoredFlow(
        namespace=revision.namespace,
        id=revision.id,
        revision=revision.revision,
        source=revision.source or "",
        updated=revision.updated or UNDATED,
        deleted=revision.deleted,
        disabled=revision.disabled,
        draft=revision.draft,
        description=revision.description,
        labels=_labels(revision.labels),
    )


def kv_of(namespace: str, name: answers.KvName, value: answers.KvValue) -> KvEntry:
    """A key with its value; it expires when it would have expired."""
    updated = name.update_date or name.creation_date or UNDATED
    return KvEntry(
        namespace=namespace,
        key=name.key,
        type=value.type,
        value=value.value,
        created=name.creation_date or updated,
        updated=updated,
        revision=name.revision or 1,
        expires=name.expiration_date,
        description=name.description,
    )


def trigger_of(found: answers.TriggerAnswer) -> TriggerState:
    """The state of a trigger: what it has run stays run, and the next date stays the next."""
    backfill = found.backfill
    return TriggerState(
        namespace=found.namespace,
        flow_id=found.flow_id,
        trigger_id=found.trigger_id,
        flow_revision=found.flow_revision or 1,
        date=found.date or found.last_triggered_date,
        next_date=found.next_execution_date or found.next_evaluation_date,
        disabled=found.disabled,
        stop_after=found.stop_after or (),
        backfill=None
        if backfill is None
        else Backfill(
            start=backfill.start,
            current=backfill.current_date or backfill.start,
            end=backfill.end,
            paused=backfill.paused,
            inputs=backfill.inputs or {},
            labels=tuple((each.key, each.value) for each in _labels(backfill.labels)),
            previous_next=backfill.previous_next_execution_date,
        ),
        updated=found.updated_at or found.updated_date,
        version=1,
    )


def dashboard_of(found: answers.DashboardAnswer) -> Document:
    """A dashboard as a document of an archive."""
    created = found.created or UNDATED
    return Document(
        DASHBOARDS.document_key((found.id,)),
        {
            "id": found.id,
            "title": found.title,
            "source": found.source_code,
            "created": created.isoformat(),
            "updated": (found.updated or created).isoformat(),
            "deleted": found.deleted,
        },
    )


def template_of(found: Mapping[str, Json]) -> Document:
    """A template as a document of an archive."""
    members = ("id", "namespace", "description", "tasks", "errors")
    body = {name: found[name] for name in members if found.get(name) is not None}
    return Document(TEMPLATES.document_key((found["namespace"], found["id"])), body)


def has_ended(found: answers.ExecutionAnswer) -> bool:
    """Whether it can be copied; one that is under way can't go on elsewhere."""
    return bool(found.state.histories) and _state(found.state).is_terminated


def execution_of(found: answers.ExecutionAnswer) -> Execution:
    """An execution that has ended. Raises: ValueError for a state that nobody knows."""
    runs = [_task_run(seq, each) for seq, each in enumerate(found.task_run_list or [])]
    state = _state(found.state)
    metadata = found.metadata or answers.MetadataAnswer()
    cause = found.trigger
    return Execution(
        id=found.id,
        namespace=found.namespace,
        flow_id=found.flow_id,
        flow_revision=found.flow_revision or 1,
        state=state,
        original_id=found.original_id or found.id,
        metadata=Metadata(
            metadata.attempt_number or 1,
            metadata.original_created_date or state.start,
            metadata.execution_depth or 0,
        ),
        labels=_labels(found.labels),
        inputs=found.inputs or {},
        outputs=found.outputs or {},
        variables=found.variables or {},
        parent_id=found.parent_id,
        trigger=None
        if cause is None
        else ExecutionTrigger(cause.id, cause.type, cause.variables or {}, cause.log_file),
        schedule_date=found.schedule_date,
        kind=found.kind,
        loop_run=None if found.loop_run is None else _loop_run(found.loop_run),
        trace_parent=found.trace_parent,
        is_replaced=True,
        is_settled=True,
        version=1,
        next_seq=len(runs),
        task_runs=Map((run.id, run) for run in runs),
    )


def log_of(found: answers.LogAnswer) -> LogEntry:
    """A line of a log."""
    return LogEntry(
        namespace=found.namespace,
        flow_id=found.flow_id,
        timestamp=found.timestamp,
        level=Level(found.level),
        message=found.message or "",
        execution_id=found.execution_id,
        task_id=found.task_id,
        task_run_id=found.task_run_id,
        attempt_number=found.attempt_number,
        trigger_id=found.trigger_id,
        thread=found.thread,
        kind=found.execution_kind,
    )


def metric_of(found: answers.MetricAnswer) -> MetricEntry:
    """A value of a metric."""
    return MetricEntry(
        namespace=found.namespace,
        flow_id=found.flow_id,
        execution_id=found.execution_id,
        task_id=found.task_id,
        task_run_id=found.task_run_id,
        type=found.type,
        name=found.name,
        value=found.value,
        timestamp=found.timestamp,
        tags=found.tags or {},
    )


def own_files(execution: Execution) -> list[str]:
    """Addresses of the files that lie in the folder of an execution, each once."""
    own = f"/executions/{execution.id}/"
    values: list[Json] = [execution.inputs, execution.outputs, execution.variables]
    if execution.trigger is not None:
        values += [execution.trigger.variables, execution.trigger.log_file]
    for run in execution.task_run_list():
        values += [run.outputs, *(attempt.log_file for attempt in run.attempts)]
    return list(dict.fromkeys(uri for uri in _addresses(values) if own in uri))


def _addresses(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        if value.startswith(URI):
            yield value
    elif isinstance(value, Mapping):
        for each in value.values():
            yield from _addresses(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _addresses(each)


def _labels(given: answers.Labels) -> tuple[Label, ...]:
    if given is None:
        return ()
    if isinstance(given, Mapping):
        return tuple(Label(key, str(value)) for key, value in given.items())
    return tuple(given)


def _state(found: answers.StateAnswer) -> State:
    return State(tuple(Change(StateType(each.state), each.date) for each in found.histories))


def _loop_run(found: answers.LoopRunAnswer) -> LoopRun:
    root = found.parent
    while root.loop_run is not None:
        root = root.loop_run.parent
    return LoopRun(
        execution_id=found.parent.id,
        root_id=root.id,
        task_id=found.task_id,
        task_run_id=found.task_run_id,
        item=_turn(found),
        parents=tuple(_turn(each) for each in found.parents),
    )


def _turn(found: answers.TurnAnswer) -> LoopItem:
    return LoopItem(found.index, found.value, found.key)


def _task_run(seq: int, found: answers.TaskRunAnswer) -> TaskRun:
    return TaskRun(
        id=found.id,
        task_id=found.task_id,
        seq=seq,
        state=_state(found.state),
        parent_id=found.parent_task_run_id,
        value=found.value,
        iteration=found.iteration,
        attempts=tuple(
            Attempt(_state(each.state), each.worker_id, each.log_file)
            for each in found.attempts or []
        ),
        outputs=found.outputs,
        dynamic=bool(found.dynamic),
        force_execution=bool(found.force_execution),
    )
