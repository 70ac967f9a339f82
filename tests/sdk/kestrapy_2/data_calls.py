"""Namespace files, key-value pairs, logs, metrics, outputs, triggers."""

from __future__ import annotations

from kestrapy.models.delete_triggers_by_query_request import DeleteTriggersByQueryRequest
from kestrapy.models.kv_controller_api_delete_bulk_request import KVControllerApiDeleteBulkRequest
from kestrapy.models.query_filter_field import QueryFilterField as Field
from kestrapy.query import contains, eq, in_
from kestrapy_2.execution_calls import start
from recorder import Recorder
from sources import NAMESPACE, TENANT, all_of


def run(recorder: Recorder, ended: dict[str, str]) -> None:
    recorder.section(_files)
    recorder.section(_pairs)
    recorder.section(_logs, ended)
    recorder.section(_metrics)
    recorder.section(_outputs, ended)
    recorder.section(_triggers)
    recorder.section(_backfills)


def _files(recorder: Recorder) -> None:
    files = recorder.of("files")
    files.create_namespace_directory(NAMESPACE, TENANT, path="/scripts")
    files.create_namespace_file(NAMESPACE, "/scripts/a.py", TENANT, b"print(1)")
    files.create_namespace_file(NAMESPACE, "/scripts/a.py", TENANT, b"print(2)")
    files.create_namespace_file(NAMESPACE, "/text.txt", TENANT, "text")
    found = files.list_namespace_directory_files(NAMESPACE, TENANT)
    recorder.say("directory", found is not None and len(found) == 2, str(found))
    files.list_namespace_directory_files(NAMESPACE, TENANT, path="/scripts")
    content = files.file_content(NAMESPACE, "/scripts/a.py", TENANT)
    recorder.say("content", content == b"print(2)", str(content))
    content = files.file_content(NAMESPACE, "/scripts/a.py", TENANT, revision=1)
    recorder.say("first revision", content == b"print(1)", str(content))
    files.file_metadatas(NAMESPACE, TENANT, path="/scripts/a.py")
    found = files.file_revisions(NAMESPACE, TENANT, path="/scripts/a.py")
    recorder.say("revisions", found is not None and len(found) == 2, str(found))
    found = files.search_namespace_files(NAMESPACE, "a.py", TENANT)
    recorder.say("search", found is not None and len(found) == 1, str(found))
    exported = files.export_namespace_files(NAMESPACE, TENANT)
    recorder.say("zip", bool(exported and exported[:2] == b"PK"))
    files.move_file_directory(NAMESPACE, "/text.txt", "/moved.txt", TENANT)
    files.delete_file_directory(NAMESPACE, "/scripts", TENANT)
    files.refused(404).file_content(NAMESPACE, "/scripts/a.py", TENANT)
    files.refused(404).file_metadatas(NAMESPACE, TENANT, path="/nowhere")


def _pairs(recorder: Recorder) -> None:
    kv = recorder.of("kv")
    values = {"text": '"x"', "number": "1", "flag": "true", "list": "[1, 2]", "map": '{"a": 1}'}
    for key, value in values.items():
        kv.set_key_value(NAMESPACE, key, TENANT, value)
    kv.set_key_value(NAMESPACE, "raw", TENANT, "plain words")
    kv.set_key_value(NAMESPACE, "date", TENANT, "2026-05-01")
    kv.set_key_value(NAMESPACE, "moment", TENANT, "2026-05-01T10:00:00Z")
    kv.set_key_value(NAMESPACE, "span", TENANT, "PT5M")
    for key in (*values, "raw", "date", "moment", "span"):
        found = kv.key_value(NAMESPACE, key, TENANT)
        recorder.say(f"value {key}", found is not None and found.value is not None, str(found))
    kv.list_all_keys(TENANT, page=1, size=5, sort=["key:asc"])
    kv.list_all_keys(TENANT, filters=all_of(eq(Field.NAMESPACE, NAMESPACE)))
    kv.list_all_keys(TENANT, filters=all_of(eq(Field.QUERY, "te")))
    kv.list_keys_with_inheritance(NAMESPACE, TENANT)
    recorder.say("deleted", kv.delete_key_value(NAMESPACE, "text", TENANT) is True)
    kv.refused(404).key_value(NAMESPACE, "text", TENANT)
    found = kv.delete_key_values(
        NAMESPACE, TENANT, KVControllerApiDeleteBulkRequest(keys=["number", "flag"])
    )
    recorder.say("bulk", found is not None and sorted(found.keys) == ["flag", "number"])


def _logs(recorder: Recorder, ended: dict[str, str]) -> None:
    logs = recorder.of("logs")
    found = logs.list_logs_from_execution(ended["hello"], TENANT)
    recorder.say("logs", bool(found), str(found))
    logs.list_logs_from_execution(ended["hello"], TENANT, min_level="WARN", task_id="greet")
    logs.list_logs_from_execution(ended["hello"], TENANT, task_run_id=ended["task_run"], attempt=0)
    text = logs.download_logs_from_execution(ended["hello"], TENANT)
    recorder.say("download", bool(text) and "Hello you" in text, str(text))
    logs.download_logs_from_execution(ended["hello"], TENANT, min_level="ERROR")
    _follow(recorder, ended["hello"])
    found = logs.search_logs(TENANT, page=1, size=5, sort=["timestamp:desc"])
    recorder.say("search", found is not None and bool(found.results), str(found))
    logs.search_logs(
        TENANT, filters=all_of(eq(Field.NAMESPACE, NAMESPACE), eq(Field.LEVEL, "INFO"))
    )
    logs.search_logs(TENANT, filters=all_of(eq(Field.QUERY, "Hello")))
    done = start(recorder, "hello", wait=True)
    logs.delete_logs_from_execution(done.id, TENANT)
    found = logs.list_logs_from_execution(done.id, TENANT)
    recorder.say("logs gone", found == [], str(found))
    logs.delete_logs_from_flow(NAMESPACE, "triggered", "daily", TENANT)


def _follow(recorder: Recorder, execution_id: str) -> None:
    """The stream of logs has no end: the client leaves after the first lines."""
    recorder.called.add("logs.follow_logs_from_execution")
    stream = recorder.client.logs.follow_logs_from_execution(execution_id, TENANT, "INFO")
    seen = [next(stream), next(stream)]
    stream.close()
    texts = [entry.message for entry in seen if entry.message]
    recorder.say("follow logs", "Hello you" in texts, str(seen))


def _metrics(recorder: Recorder) -> None:
    metrics = recorder.of("metrics")
    done = start(recorder, "metered", wait=True)
    found = metrics.execution_metrics(done.id, TENANT)
    recorder.say("metrics", found is not None and found["total"] >= 2, str(found))
    task_run = done.task_run_list[0].id
    metrics.execution_metrics(
        done.id, TENANT, page=1, size=1, sort=["name:asc"], task_run_id=task_run, task_id="measure"
    )
    found = metrics.flow_metric_names(NAMESPACE, "metered", TENANT)
    recorder.say("names", "rows" in (found or []), str(found))
    metrics.task_metric_names(NAMESPACE, "metered", "measure", TENANT)
    found = metrics.tasks_with_metrics(NAMESPACE, "metered", TENANT)
    recorder.say("tasks", found == ["measure"], str(found))
    metrics.aggregate_flow_metric(NAMESPACE, "metered", "rows", TENANT)
    window = {"start_date": "2020-01-01T00:00:00Z", "end_date": "2030-01-01T00:00:00Z"}
    metrics.aggregate_flow_metric(NAMESPACE, "metered", "rows", TENANT, aggregation="avg", **window)
    metrics.aggregate_task_metric(
        NAMESPACE, "metered", "measure", "rows", TENANT, aggregation="sum", **window
    )


def _outputs(recorder: Recorder, ended: dict[str, str]) -> None:
    outputs = recorder.of("outputs")
    found = outputs.execution_outputs(ended["hello"], TENANT)
    recorder.say("outputs", found == {"said": "you"}, str(found))
    found = outputs.task_outputs_information(ended["hello"], TENANT)
    recorder.say("task outputs", bool(found) and found[0].task_id == "echo", str(found))
    found = outputs.task_run_outputs(ended["hello"], found[0].task_run_id, TENANT)
    recorder.say("value", found == {"value": "you"}, str(found))
    outputs.refused(404).execution_outputs("nowhere", TENANT)


def _trigger(trigger_id: str) -> dict[str, str]:
    return {"namespace": NAMESPACE, "flowId": "triggered", "triggerId": trigger_id}


def _triggers(recorder: Recorder) -> None:
    triggers = recorder.of("triggers")
    found = triggers.search_triggers(TENANT, page=1, size=10, sort=["triggerId:asc"])
    recorder.say("triggers", found is not None and found["total"] >= 2, str(found))
    only = all_of(eq(Field.NAMESPACE, NAMESPACE), eq(Field.FLOW_ID, "triggered"))
    found = triggers.search_triggers(TENANT, filters=only)
    recorder.say("of the flow", found is not None and found["total"] >= 2, str(found))
    triggers.search_triggers(TENANT, filters=all_of(eq(Field.QUERY, "dai")))
    triggers.search_triggers(TENANT, filters=all_of(contains(Field.TRIGGER_ID, "dai")))
    triggers.search_triggers(TENANT, date_filter="NEXT_EXECUTION_DATE")
    triggers.search_triggers_for_flow(TENANT, NAMESPACE, "triggered", page=1, size=1, q="daily")
    text = triggers.export_triggers(TENANT, filters=only)
    recorder.say("csv", bool(text) and "daily" in text, str(text))
    triggers.disable_trigger_by_id(TENANT, {**_trigger("daily"), "disabled": True})
    request = {"triggers": [_trigger("daily"), _trigger("weekly")], "disabled": False}
    triggers.disabled_triggers_by_ids(TENANT, request)
    triggers.disabled_triggers_by_query(TENANT, disabled=True, filters=only)
    triggers.disabled_triggers_by_query(TENANT, disabled=False, filters=only)
    triggers.restart_trigger(TENANT, NAMESPACE, "triggered", "daily")
    triggers.refused(409).unlock_trigger(TENANT, NAMESPACE, "triggered", "daily")
    triggers.unlock_triggers_by_ids(TENANT, [_trigger("daily")])
    triggers.unlock_triggers_by_query(TENANT, filters=only)


def _backfills(recorder: Recorder) -> None:
    triggers = recorder.of("triggers")
    only = all_of(eq(Field.NAMESPACE, NAMESPACE), in_(Field.TRIGGER_ID, ["daily"]))
    dates = {"start": "2026-01-01T00:00:00Z", "end": "2026-02-01T00:00:00Z"}
    backfill = {**dates, "inputs": {}, "labels": [{"key": "made", "value": "late"}]}
    triggers.create_backfill(TENANT, {**_trigger("weekly"), "backfill": backfill})
    triggers.pause_backfill(TENANT, _trigger("weekly"))
    triggers.delete_backfill(TENANT, _trigger("weekly"))
    triggers.create_backfill(TENANT, {**_trigger("weekly"), "backfill": backfill})
    triggers.unpause_backfill(TENANT, _trigger("weekly"))
    for method in (triggers.pause_backfill_by_ids, triggers.unpause_backfill_by_ids):
        method(TENANT, [_trigger("weekly")])
    for method in (triggers.pause_backfill_by_query, triggers.unpause_backfill_by_query):
        method(TENANT, filters=only)
    triggers.delete_backfill_by_ids(TENANT, [_trigger("daily")])
    triggers.delete_backfill_by_query(TENANT, filters=only)
    triggers.delete_trigger(TENANT, NAMESPACE, "triggered", "weekly")
    triggers.delete_triggers_by_ids(TENANT, [_trigger("daily")])
    request = DeleteTriggersByQueryRequest.from_dict({"filters": []})
    triggers.delete_triggers_by_query(TENANT, request)
