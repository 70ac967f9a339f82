"""Executions of the 1.x client: one by one and in bulk."""

from __future__ import annotations

import time
from datetime import UTC, datetime

from kestrapy import (
    ExecutionControllerSetLabelsByIdsRequest,
    ExecutionControllerStateRequest,
    ExecutionRepositoryInterfaceFlowFilter,
    Label,
    QueryFilterField,
    StateType,
)
from kestrapy_1.arguments import AT, FLOW_ID, IN, LABELS, PAGE, equals, of_namespace
from recorder import Json, Recorder
from sources import NAMESPACE

KEY = "sdk-two-webhook-key"


def run(recorder: Recorder) -> None:
    ended = start(recorder, "hello", wait=True, additional_form_datas={"who": "you"})
    recorder.say("inputs", ended.inputs == {"who": "you"}, str(ended.inputs))
    ended = recorder.of("executions").execution(**AT, execution_id=ended.id)
    recorder.section(_reading, ended)
    recorder.section(_files)
    recorder.section(_acting, ended)
    recorder.section(_holding)
    recorder.section(_queueing)
    recorder.section(_webhooks)
    recorder.section(_bulk_ended)
    recorder.section(_bulk_open)


def start(
    recorder: Recorder, flow_id: str, state: str = "", *, wait: bool = False, **options: Json
) -> Json:
    """A new execution, once it is in a state."""
    created = recorder.of("executions").create_execution(**IN, id=flow_id, wait=wait, **options)
    return until(recorder, created.id, state) if state else created


def until(recorder: Recorder, execution_id: str, state: str) -> Json:
    """The execution once it is in a state, or as it is after some seconds."""
    deadline = time.monotonic() + 10
    while True:
        read = recorder.client.executions.execution(**AT, execution_id=execution_id)
        if read.state.current == state:
            return read
        if time.monotonic() > deadline:
            recorder.say(f"{execution_id} is {state}", False, str(read.state.current))
            return read
        time.sleep(0.02)


def _reading(recorder: Recorder, ended: Json) -> None:
    executions = recorder.of("executions")
    one = {"execution_id": ended.id, **AT}
    executions.refused(404).execution(**AT, execution_id="nowhere")
    start(recorder, "hello", schedule_date=datetime(2099, 1, 1, tzinfo=UTC), labels=["a:b"])
    found = executions.search_executions(**PAGE, sort=["id:asc"])
    recorder.say("search", found is not None and found.total >= 1, str(found))
    for entry in (
        equals(FLOW_ID, "hello"),
        equals(LABELS, {"a": "b"}),
        equals(QueryFilterField.STATE, "SUCCESS"),
        equals(QueryFilterField.TIME_RANGE, "PT24H"),
    ):
        found = executions.search_executions(**PAGE, filters=of_namespace(entry)["filters"])
        recorder.say(f"found {entry.var_field}", found is not None and found.total >= 1)
    executions.search_executions_by_flow_id(**PAGE, namespace=NAMESPACE, flow_id="hello")
    wanted = [ExecutionRepositoryInterfaceFlowFilter(namespace=NAMESPACE, id="hello")]
    executions.latest_executions(**AT, execution_repository_interface_flow_filter=wanted)
    executions.execution_flow_graph(**one)
    # The client's model reads no flow that has labels.
    executions.flow_from_execution(**IN, flow_id="paused")
    unlabelled = start(recorder, "paused")
    executions.flow_from_execution_by_id(**AT, execution_id=unlabelled.id)
    seen = executions.follow_execution(**one)
    recorder.say("follow", bool(seen) and seen[-1]["state"]["current"] == "SUCCESS", str(seen))
    parent = start(recorder, "parent", wait=True)
    executions.follow_dependencies_executions(
        **AT, execution_id=parent.id, destination_only=False, expand_all=True
    )


def _files(recorder: Recorder) -> None:
    executions = recorder.of("executions")
    done = start(
        recorder,
        "inputs",
        wait=True,
        additional_form_datas={"text": "content", "number": "7"},
        additional_files={"document": ("a.txt", b"content")},
    )
    recorder.say("file input", "document" in (done.inputs or {}), str(done.inputs))
    one = {"execution_id": done.id, "path": done.inputs["document"], **AT}
    content = executions.download_file_from_execution(**one)
    recorder.say("content", bytes(content or b"") == b"content", str(content))
    executions.file_metadatas_from_execution(**one)


def _acting(recorder: Recorder, ended: Json) -> None:
    executions = recorder.of("executions")
    one = {"execution_id": ended.id, **AT}
    executions.replay_execution(**one)
    executions.replay_execution(**one, task_run_id=ended.task_run_list[-1].id)
    executions.replay_execution_withinputs(**one, additional_form_datas={"who": "them"})
    failed = start(recorder, "failing", "FAILED")
    one = {"execution_id": failed.id, **AT}
    executions.restart_execution(**one)
    until(recorder, failed.id, "FAILED")
    executions.update_execution_status(**one, status=StateType.WARNING)
    read = until(recorder, failed.id, "WARNING")
    executions.update_task_run_state(
        **one,
        execution_controller_state_request=ExecutionControllerStateRequest(
            taskRunId=read.task_run_list[0].id, state=StateType.SUCCESS
        ),
    )
    until(recorder, failed.id, "SUCCESS")
    executions.set_labels_on_terminated_execution(**one, label=[Label(key="x", value="y")])
    executions.delete_execution(**one, delete_logs=True, delete_metrics=True, delete_storage=True)
    executions.refused(404).delete_execution(**one)


def _holding(recorder: Recorder) -> None:
    executions = recorder.of("executions")
    paused = start(recorder, "paused", "PAUSED")
    executions.resume_execution(
        **AT, execution_id=paused.id, additional_form_datas={"reason": "ok"}
    )
    until(recorder, paused.id, "SUCCESS")
    busy = start(recorder, "sleeping", "RUNNING")
    executions.pause_execution(**AT, execution_id=busy.id)
    until(recorder, busy.id, "PAUSED")
    executions.kill_execution(**AT, execution_id=busy.id, is_on_kill_cascade=True)
    until(recorder, busy.id, "KILLED")


def _queueing(recorder: Recorder) -> None:
    executions = recorder.of("executions")
    first = start(recorder, "limited", "RUNNING")
    others = [start(recorder, "limited", "QUEUED", labels=[f"bulk:{n}"]) for n in range(6)]
    ids = [each.id for each in others]
    executions.unqueue_execution(**AT, execution_id=ids[0], state=StateType.RUNNING)
    executions.force_run_execution(**AT, execution_id=ids[1])
    executions.unqueue_executions_by_ids(**AT, state=StateType.RUNNING, request_body=ids[2:3])
    executions.unqueue_executions_by_query(
        **of_namespace(equals(LABELS, {"bulk": "3"})), new_state=StateType.RUNNING
    )
    executions.force_run_by_ids(**AT, request_body=ids[4:5])
    executions.force_run_executions_by_query(**of_namespace(equals(LABELS, {"bulk": "5"})))
    everyone = [first.id, *ids]
    for execution_id in everyone:
        until(recorder, execution_id, "RUNNING")
    executions.kill_executions_by_ids(**AT, request_body=everyone)
    for execution_id in everyone:
        until(recorder, execution_id, "KILLED")


def _webhooks(recorder: Recorder) -> None:
    executions = recorder.of("executions")
    hook = {"id": "triggered", "key": KEY, **IN}
    executions.trigger_execution_by_get_webhook(**hook)
    for method in ("get", "post", "put"):
        name = f"trigger_execution_by_{method}_webhook_with_path"
        getattr(executions, name)(**hook, path="some-path")


def _bulk_ended(recorder: Recorder) -> None:
    executions = recorder.of("executions")
    ids = [start(recorder, "failing", "FAILED", labels=["bulk:ended"]).id for _ in range(2)]
    query = of_namespace(equals(LABELS, {"bulk": "ended"}))
    executions.restart_executions_by_ids(**AT, request_body=ids)
    for execution_id in ids:
        until(recorder, execution_id, "FAILED")
    executions.restart_executions_by_query(**query)
    for execution_id in ids:
        until(recorder, execution_id, "FAILED")
    labels = [Label(key="x", value="y")]
    executions.set_labels_on_terminated_executions_by_ids(
        **AT,
        execution_controller_set_labels_by_ids_request=ExecutionControllerSetLabelsByIdsRequest(
            executionsId=ids, executionLabels=labels
        ),
    )
    executions.set_labels_on_terminated_executions_by_query(**query, label=labels)
    executions.update_executions_status_by_ids(**AT, new_status=StateType.WARNING, request_body=ids)
    executions.update_executions_status_by_query(**query, new_status=StateType.FAILED)
    executions.replay_executions_by_ids(**AT, request_body=ids, latest_revision=True)
    executions.replay_executions_by_query(**query, latest_revision=False)
    executions.refused(400).restart_executions_by_ids(**AT, request_body=["nowhere"])
    executions.delete_executions_by_ids(**AT, request_body=ids)
    executions.delete_executions_by_query(**query, include_non_terminated=True)


def _bulk_open(recorder: Recorder) -> None:
    executions = recorder.of("executions")
    query = of_namespace(equals(LABELS, {"bulk": "open"}))
    busy = start(recorder, "sleeping", "RUNNING", labels=["bulk:open"])
    executions.pause_executions_by_ids(**AT, request_body=[busy.id])
    until(recorder, busy.id, "PAUSED")
    executions.resume_executions_by_ids(**AT, request_body=[busy.id])
    until(recorder, busy.id, "RUNNING")
    executions.pause_executions_by_query(**query)
    until(recorder, busy.id, "PAUSED")
    executions.resume_executions_by_query(**query)
    until(recorder, busy.id, "RUNNING")
    executions.kill_executions_by_query(**query)
    until(recorder, busy.id, "KILLED")
