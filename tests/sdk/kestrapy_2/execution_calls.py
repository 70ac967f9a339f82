"""Executions: create with inputs, read, follow, act one by one, files, webhooks."""

from __future__ import annotations

import time

from kestrapy.models.execution_controller_state_request import ExecutionControllerStateRequest
from kestrapy.models.execution_kind import ExecutionKind
from kestrapy.models.execution_repository_interface_flow_filter import (
    ExecutionRepositoryInterfaceFlowFilter as FlowFilter,
)
from kestrapy.models.label import Label
from kestrapy.models.query_filter_field import QueryFilterField as Field
from kestrapy.models.state_type import StateType
from kestrapy.query import eq, gte, in_, not_eq
from recorder import Json, Recorder
from sources import NAMESPACE, TENANT, all_of

KEY = "sdk-two-webhook-key"


def run(recorder: Recorder) -> dict[str, str]:
    """Ids of ended executions, for the groups that come after."""
    ended = recorder.section(_running)
    recorder.section(_reading, ended)
    recorder.section(_files)
    recorder.section(_acting, ended)
    recorder.section(_holding)
    recorder.section(_queueing)
    recorder.section(_webhooks)
    return {"hello": ended.id, "task_run": ended.task_run_list[0].id}


def start(recorder: Recorder, flow_id: str, state: str = "", **options: Json) -> Json:
    """A new execution, once it is in a state."""
    executions = recorder.of("executions")
    created = executions.create_execution(TENANT, NAMESPACE, flow_id, **options)
    return until(recorder, created.id, state) if state else created


def until(recorder: Recorder, execution_id: str, state: str) -> Json:
    """The execution once it is in a state, or as it is after some seconds."""
    deadline = time.monotonic() + 10
    while True:
        read = recorder.client.executions.execution(execution_id, TENANT)
        if read.state.current == state:
            return read
        if time.monotonic() > deadline:
            recorder.say(f"{execution_id} is {state}", False, str(read.state.current))
            return read
        time.sleep(0.02)


def _running(recorder: Recorder) -> Json:
    executions = recorder.of("executions")
    done = start(recorder, "hello", wait=True, labels=["a:b", "c:d"], inputs={"who": "you"})
    recorder.say("ended", done.state.current == "SUCCESS", str(done.state))
    recorder.say("labels", {"a", "c"} <= {label.key for label in done.labels})
    recorder.say("inputs", done.inputs == {"who": "you"})
    start(recorder, "hello", revision=3, kind=ExecutionKind.TEST, wait=True)
    start(recorder, "hello", schedule_date="2099-01-01T00:00:00Z")
    broken = start(recorder, "hello", "BREAKPOINT", breakpoints="echo")
    executions.resume_execution_from_breakpoint(broken.id, TENANT)
    until(recorder, broken.id, "SUCCESS")
    typed = {"text": "x", "number": 7, "flag": True, "json": {"a": [1]}, "document": b"content"}
    start(recorder, "inputs", wait=True, inputs=typed)
    start(recorder, "inputs", wait=True, inputs={"text": "x", "document": ("a.txt", b"z")})
    executions.refused(422).create_execution(TENANT, NAMESPACE, "inputs")
    executions.refused(404).create_execution(TENANT, NAMESPACE, "nowhere")
    executions.validate_new_execution_inputs(NAMESPACE, "inputs", TENANT)
    executions.validate_new_execution_inputs(
        NAMESPACE, "inputs", TENANT, labels=["a:b"], revision=1, inputs=typed
    )
    return executions.execution(done.id, TENANT)


def _reading(recorder: Recorder, ended: Json) -> None:
    executions = recorder.of("executions")
    executions.refused(404).execution("nowhere", TENANT)
    found = executions.search_executions(TENANT, page=1, size=3, sort=["state.startDate:desc"])
    recorder.say("search", len(found["results"]) == 3 and found["total"] >= 4)
    for filters in (
        all_of(eq(Field.NAMESPACE, NAMESPACE), eq(Field.FLOW_ID, "hello")),
        all_of(in_(Field.STATE, ["SUCCESS", "FAILED"])),
        all_of(not_eq(Field.STATE, "RUNNING")),
        all_of(eq(Field.LABELS, {"a": "b"})),
        all_of(gte(Field.START_DATE, "2020-01-01T00:00:00Z")),
        all_of(eq(Field.TIME_RANGE, "PT24H")),
        all_of(eq(Field.KIND, "TEST")),
        all_of(eq(Field.SCOPE, ["USER"])),
        all_of(eq(Field.QUERY, "hel")),
    ):
        found = executions.search_executions(TENANT, filters=filters)
        recorder.say(f"found {filters[0].var_field}", found["total"] >= 1, str(filters))
    executions.search_executions_by_flow_id(TENANT, NAMESPACE, "hello", page=1, size=2)
    executions.latest_executions(TENANT, [FlowFilter(namespace=NAMESPACE, id="hello")])
    executions.execution_flow_graph(ended.id, TENANT)
    executions.flow_from_execution(TENANT, NAMESPACE, "hello", revision=2)
    executions.flow_from_execution_by_id(ended.id, TENANT)
    executions.eval_expression(ended.id, TENANT, "{{ outputs.echo.value }}")
    task_run = ended.task_run_list[0].id
    shown = executions.eval_task_run_expression(ended.id, task_run, TENANT, "{{ task.id }}")
    recorder.say("eval", shown is not None and bool(shown.result), str(shown))
    executions.find_distinct_execution_field_values(TENANT, "NAMESPACE")
    executions.find_distinct_execution_field_values(TENANT, "FLOW_ID", size=5)
    executions.export_executions_by_query_to_csv(TENANT)
    executions.list_executable_namespaces(TENANT)
    executions.list_executable_flows_by_namespace(NAMESPACE, TENANT)
    executions.execution_average_duration(NAMESPACE, "hello", TENANT)
    seen = executions.follow_execution(ended.id, TENANT)
    recorder.say("follow ends", bool(seen) and seen[-1].state.current == "SUCCESS", str(seen))
    fresh = start(recorder, "hello")
    seen = executions.follow_execution(fresh.id, TENANT)
    recorder.say("follow to the end", bool(seen) and seen[-1].state.current == "SUCCESS")
    parent = start(recorder, "parent", wait=True)
    executions.follow_dependencies_execution(parent.id, TENANT)
    executions.follow_dependencies_execution(
        parent.id, TENANT, destination_only=True, expand_all=True
    )
    for raw in (
        executions.follow_execution_raw(ended.id, TENANT),
        executions.follow_dependencies_execution_raw(parent.id, TENANT),
    ):
        recorder.say("raw stream", raw.headers["content-type"].startswith("text/event-stream"))
        raw.close()


def _files(recorder: Recorder) -> None:
    executions = recorder.of("executions")
    done = start(recorder, "inputs", wait=True, inputs={"text": "first\nsecond"})
    outputs = recorder.of("outputs").task_run_outputs(done.id, done.task_run_list[0].id, TENANT)
    uri = outputs["uri"]
    content = executions.download_file_from_execution(done.id, uri, TENANT)
    recorder.say("file", content in (b"first\nsecond", "first\nsecond"), str(content))
    metas = executions.file_metadatas_from_execution(done.id, uri, TENANT)
    recorder.say("metas", metas is not None and metas.size == 12)
    executions.preview_file_from_execution(done.id, uri, TENANT)
    executions.preview_file_from_execution(done.id, uri, TENANT, max_rows=1, encoding="UTF-8")
    executions.refused(404, 422).download_file_from_execution(done.id, uri + "x", TENANT)


def _acting(recorder: Recorder, ended: Json) -> None:
    executions = recorder.of("executions")
    again = executions.replay_execution(ended.id, TENANT)
    until(recorder, again.id, "SUCCESS")
    last = ended.task_run_list[-1].id
    executions.replay_execution(ended.id, TENANT, task_run_id=last, revision=3)
    executions.replay_execution_with_inputs(ended.id, TENANT, inputs={"who": "them"})
    failed = start(recorder, "failing", "FAILED")
    executions.restart_execution(failed.id, TENANT)
    until(recorder, failed.id, "FAILED")
    executions.restart_execution(failed.id, TENANT, revision=1)
    until(recorder, failed.id, "FAILED")
    executions.update_execution_status(failed.id, StateType.WARNING, TENANT)
    until(recorder, failed.id, "WARNING")
    read = executions.execution(failed.id, TENANT)
    request = ExecutionControllerStateRequest(
        taskRunId=read.task_run_list[0].id, state=StateType.SUCCESS
    )
    executions.update_task_run_state(failed.id, TENANT, request)
    until(recorder, failed.id, "SUCCESS")
    labels = [Label(key="x", value="y")]
    read = executions.set_labels_on_terminated_execution(failed.id, TENANT, labels)
    recorder.say("label", read is not None and "x" in {label.key for label in read.labels})
    executions.delete_execution(failed.id, TENANT)
    executions.refused(404).delete_execution(failed.id, TENANT)
    other = start(recorder, "hello", wait=True)
    executions.delete_execution(
        other.id, TENANT, delete_logs=True, delete_metrics=True, delete_storage=True
    )


def _holding(recorder: Recorder) -> None:
    executions = recorder.of("executions")
    paused = start(recorder, "paused", "PAUSED")
    executions.validate_resume_execution_inputs(paused.id, TENANT, inputs={"reason": "ok"})
    executions.resume_execution(paused.id, TENANT, inputs={"reason": "ok"})
    until(recorder, paused.id, "SUCCESS")
    executions.refused(409).resume_execution(paused.id, TENANT)
    paused = start(recorder, "paused", "PAUSED")
    executions.resume_execution(paused.id, TENANT)
    busy = start(recorder, "sleeping", "RUNNING")
    executions.pause_execution(busy.id, TENANT)
    until(recorder, busy.id, "PAUSED")
    executions.resume_execution(busy.id, TENANT)
    executions.kill_execution(busy.id, TENANT)
    until(recorder, busy.id, "KILLED")
    busy = start(recorder, "sleeping", "RUNNING")
    executions.kill_execution(busy.id, TENANT, is_on_kill_cascade=True)


def _queueing(recorder: Recorder) -> None:
    executions = recorder.of("executions")
    first = start(recorder, "limited", "RUNNING")
    second = start(recorder, "limited", "QUEUED")
    third = start(recorder, "limited", "QUEUED")
    executions.unqueue_execution(second.id, TENANT)
    until(recorder, second.id, "RUNNING")
    executions.force_run_execution(third.id, TENANT)
    until(recorder, third.id, "RUNNING")
    fourth = start(recorder, "limited", "QUEUED")
    executions.unqueue_execution(fourth.id, TENANT, state=StateType.CANCELLED)
    recorder.of("executions").kill_executions_by_ids(TENANT, [first.id, second.id, third.id])
    for execution in (first, second, third):
        until(recorder, execution.id, "KILLED")


def _webhooks(recorder: Recorder) -> None:
    executions = recorder.of("executions")
    found = executions.trigger_execution_by_get_webhook(TENANT, NAMESPACE, "triggered", KEY)
    recorder.say("webhook", found is not None and bool(found.id))
    executions.refused(404).trigger_execution_by_get_webhook(TENANT, NAMESPACE, "triggered", "no")
    for method in (
        executions.trigger_execution_by_get_webhook_with_path,
        executions.trigger_execution_by_post_webhook_with_path,
        executions.trigger_execution_by_put_webhook_with_path,
    ):
        method(TENANT, NAMESPACE, "triggered", KEY, "some-path")
