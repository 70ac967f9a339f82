"""Executions in bulk: by ids and by query."""

from __future__ import annotations

from kestrapy.models.execution_controller_set_labels_by_ids_request import (
    ExecutionControllerSetLabelsByIdsRequest as LabelsRequest,
)
from kestrapy.models.label import Label
from kestrapy.models.query_filter_field import QueryFilterField as Field
from kestrapy.models.state_type import StateType
from kestrapy.query import eq
from kestrapy_2.execution_calls import start, until
from recorder import Recorder
from sources import NAMESPACE, TENANT, all_of


def run(recorder: Recorder) -> None:
    recorder.section(_ended)
    recorder.section(_open)
    recorder.section(_deleted)


def _labelled(key: str) -> list:
    return all_of(eq(Field.NAMESPACE, NAMESPACE), eq(Field.LABELS, {"bulk": key}))


def _ended(recorder: Recorder) -> None:
    executions = recorder.of("executions")
    ids = [start(recorder, "failing", "FAILED", labels=["bulk:ended"]).id for _ in range(2)]
    query = _labelled("ended")
    executions.replay_executions_by_ids(TENANT, ids)
    executions.replay_executions_by_ids(TENANT, ids[:1], latest_revision=True)
    executions.restart_executions_by_ids(TENANT, ids)
    for execution_id in ids:
        until(recorder, execution_id, "FAILED")
    labels = [Label(key="x", value="y")]
    executions.set_labels_on_terminated_executions_by_ids(
        TENANT, LabelsRequest(executionsId=ids, executionLabels=labels)
    )
    executions.update_executions_status_by_ids(TENANT, StateType.WARNING, ids)
    for execution_id in ids:
        until(recorder, execution_id, "WARNING")
    executions.refused(400).restart_executions_by_ids(TENANT, ["nowhere"])
    executions.refused(400).delete_executions_by_ids(TENANT, ["nowhere"])
    found = recorder.client.executions.search_executions(TENANT, filters=query, size=50)
    for each in found["results"]:
        if each["id"] not in ids:
            until(recorder, each["id"], "FAILED")
    executions.set_labels_on_terminated_executions_by_query(TENANT, labels, filters=query)
    executions.update_executions_status_by_query(TENANT, StateType.FAILED, filters=query)
    executions.restart_executions_by_query(TENANT, filters=query)
    for each in found["results"]:
        until(recorder, each["id"], "FAILED")
    executions.replay_executions_by_query(TENANT, filters=query, latest_revision=True)


def _open(recorder: Recorder) -> None:
    executions = recorder.of("executions")
    for action, query in (("ids", None), ("query", _labelled("busy"))):
        busy = start(recorder, "sleeping", "RUNNING", labels=["bulk:busy"])
        if query is None:
            executions.pause_executions_by_ids(TENANT, [busy.id])
            until(recorder, busy.id, "PAUSED")
            executions.resume_executions_by_ids(TENANT, [busy.id])
        else:
            executions.pause_executions_by_query(TENANT, filters=query)
            until(recorder, busy.id, "PAUSED")
            executions.resume_executions_by_query(TENANT, filters=query)
        until(recorder, busy.id, "RUNNING")
        if query is None:
            executions.kill_executions_by_ids(TENANT, [busy.id])
        else:
            executions.kill_executions_by_query(TENANT, filters=query)
        killed = until(recorder, busy.id, "KILLED")
        recorder.client.executions.delete_execution(killed.id, TENANT)
        recorder.say(f"opened by {action}", True)
    first = start(recorder, "limited", "RUNNING", labels=["bulk:first"])
    second = start(recorder, "limited", "QUEUED", labels=["bulk:second"])
    third = start(recorder, "limited", "QUEUED", labels=["bulk:third"])
    fourth = start(recorder, "limited", "QUEUED", labels=["bulk:fourth"])
    fifth = start(recorder, "limited", "QUEUED", labels=["bulk:fifth"])
    executions.unqueue_executions_by_ids(TENANT, StateType.RUNNING, [second.id])
    executions.unqueue_executions_by_query(
        TENANT, new_state=StateType.RUNNING, filters=_labelled("third")
    )
    executions.force_run_by_ids(TENANT, [fourth.id])
    executions.force_run_executions_by_query(TENANT, filters=_labelled("fifth"))
    everyone = [each.id for each in (first, second, third, fourth, fifth)]
    for execution_id in everyone:
        until(recorder, execution_id, "RUNNING")
    executions.kill_executions_by_ids(TENANT, everyone)
    for execution_id in everyone:
        until(recorder, execution_id, "KILLED")


def _deleted(recorder: Recorder) -> None:
    executions = recorder.of("executions")
    ids = [start(recorder, "hello", wait=True, labels=["bulk:old"]).id for _ in range(4)]
    executions.delete_executions_by_ids(
        TENANT,
        ids[:2],
        include_non_terminated=True,
        delete_logs=True,
        delete_metrics=True,
        delete_storage=True,
    )
    executions.delete_executions_by_query(TENANT, filters=_labelled("old"))
    found = executions.search_executions(TENANT, filters=_labelled("old"))
    recorder.say("all deleted", found["total"] == 0, str(found["total"]))
