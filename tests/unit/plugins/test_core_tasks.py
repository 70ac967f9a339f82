"""Core tasks that a worker runs, one call each."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from tiercel.model.errors import NotFound
from tiercel.model.log import Level, LogEntry
from tiercel.plugin import server
from tiercel.plugin.catalog.registry import Catalog
from tiercel.testing import START, FakeContext, Ran, World, run_task

CATALOG = Catalog.of_builtins()
FOLDER = "kestra:///a/namespace/a-flow/executions/an-execution/tasks/a-task/run"


def run(name: str, properties: Mapping[str, Any], world: World | None = None) -> Ran:
    task = CATALOG.class_of(f"io.kestra.plugin.core.{name}")
    assert task is not None
    return run_task(task, properties, world)  # type: ignore[arg-type]


def answer(value: Any) -> World:
    return World(server=lambda request: value)


def message_of(ran: Ran) -> str:
    assert ran.error is not None
    return ran.error.message


def test_log_writes_each_message_at_its_level() -> None:
    ran = run("log.Log", {"message": ["a {{ flow.id }}", "b"], "level": "WARN"})
    assert ran.context.log.entries == [(Level.WARN, "a a-flow"), (Level.WARN, "b")]
    assert ran.outputs == {}


def test_log_prints_other_scalars_and_refuses_maps() -> None:
    assert run("log.Log", {"message": [True, 3]}).logs == ["true", "3"]
    assert message_of(run("log.Log", {"message": {"a": 1}})) == (
        "Invalid message type 'class java.util.LinkedHashMap'"
    )


def test_an_unknown_level_fails_when_it_runs() -> None:
    assert "NOPE" in message_of(run("log.Log", {"message": "x", "level": "NOPE"}))


def test_return_gives_its_text_and_measures_it() -> None:
    ran = run("debug.Return", {"format": "{{ task.id }}"})
    assert ran.outputs == {"value": "a-task"}
    assert [m.name for m in ran.metrics] == ["length", "duration"]
    assert run("debug.Return", {}).outputs == {}


def test_output_values_are_rendered_deeply() -> None:
    ran = run("output.OutputValues", {"values": {"a": "{{ 1 + 1 }}", "b": ["{{ flow.id }}"]}})
    assert ran.outputs == {"values": {"a": "2", "b": ["a-flow"]}}


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        ({}, "Task failure"),
        ({"errorMessage": "no {{ task.id }}"}, "no a-task"),
        ({"condition": "{{ 1 == 1 }}"}, "Fail on a condition"),
    ],
)
def test_fail_fails(properties: Mapping[str, Any], message: str) -> None:
    assert message_of(run("execution.Fail", properties)) == message


def test_fail_passes_when_the_condition_does_not_hold() -> None:
    assert run("execution.Fail", {"condition": "{{ 1 == 2 }}"}).error is None


def test_assert_names_every_failed_condition() -> None:
    ran = run(
        "execution.Assert",
        {"conditions": ["{{ 1 == 1 }}", "{{ false }}", "{{ gone.x }}"], "errorMessage": "bad"},
    )
    assert message_of(ran) == "2 assertions failed!\nbad"
    assert ran.logs[0] == "Assertion `{{ false }}` failed!"
    assert ran.logs[1].startswith("Assertion `{{ gone.x }}` failed, failed to render `")
    assert [(m.name, m.value) for m in ran.metrics] == [("success", 1), ("failed", 2)]


def test_sleep_says_how_long_and_waits() -> None:
    ran = run("flow.Sleep", {"duration": "pt1m30s"})
    assert ran.logs == ["Waiting for PT1M30S"]
    assert ran.context.slept == [timedelta(seconds=90)]


def test_count_keeps_flows_by_expression() -> None:
    counts = (server.FlowCount("n", "a", 3), server.FlowCount("n", "b", 0))
    properties = {"namespaces": ["n"], "startDate": "2030-01-01", "expression": "{{ count > 0 }}"}
    ran = run("execution.Count", properties, answer(counts))
    assert ran.outputs == {
        "results": [{"namespace": "n", "flowId": "a", "count": 3}],
        "total": 3,
    }
    ran = run("execution.Count", {**properties, "startDate": "x"}, answer(counts))
    assert message_of(ran) == "Text 'x' could not be parsed as a date"
    del properties["namespaces"]
    assert message_of(run("execution.Count", properties)) == (
        "You must provide a list of flows or namespaces"
    )


def test_resume_names_the_own_execution_by_default() -> None:
    ran = run("execution.Resume", {"inputs": {"a": "{{ 1 }}"}}, answer(None))
    assert ran.context.server.asked == [
        server.ResumeExecution(execution_id="an-execution", inputs={"a": "1"})
    ]
    assert message_of(run("execution.Resume", {"flowId": "f"})) == (
        "`namespace` and `flowId` should only be set when `executionId` is set."
    )


def test_purge_executions_gives_counts() -> None:
    gone = answer(server.PurgedParts(logs=2))
    ran = run("execution.PurgeExecutions", {"endDate": "2030-01-01"}, gone)
    assert ran.outputs["logsCount"] == 2
    assert ran.context.server.asked == [
        server.PurgeExecutions(end_date=server.moment("2030-01-01T00:00:00Z"), batch_size=100)
    ]


def test_purges_ask_for_all_that_they_were_told() -> None:
    ran = run("namespace.PurgeFiles", {"namespaces": ["n"], "filePattern": "a/*"}, answer(3))
    (asked,) = ran.context.server.asked
    assert isinstance(asked, server.PurgeFileRevisions)
    assert (asked.namespaces, asked.file_pattern, asked.keep) == (("n",), "a/*", 1)
    assert ran.outputs == {"size": 3}
    properties = {"endDate": "2030-01-01", "batchSize": 7}
    (asked,) = run(
        "log.PurgeLogs", properties, answer(server.PurgedLogs(2, 1))
    ).context.server.asked
    assert isinstance(asked, server.PurgeLogs)
    assert asked.batch_size == 7


def test_fetch_writes_a_row_per_entry() -> None:
    entries = [LogEntry("n", "f", START, Level.INFO, text) for text in ("x", "y")]
    ran = run("log.Fetch", {"tasksId": ["a"]}, answer(entries))
    assert ran.outputs["size"] == 2
    rows = [json.loads(row) for row in ran.context.blobs.read(ran.outputs["uri"]).splitlines()]
    assert rows == [
        {
            "namespace": "n",
            "flowId": "f",
            "timestamp": "2030-01-02T03:04:05Z",
            "level": "INFO",
            "message": text,
        }
        for text in ("x", "y")
    ]


@pytest.mark.parametrize(
    ("value", "kind", "stored"),
    [
        ("{{ [1, 2] }}", None, [1, 2]),
        ("12", "NUMBER", 12),
        ("TRUE", "BOOLEAN", True),
        ("PT5M", "DURATION", 300.0),
        ('{"a": 1}', "JSON", {"a": 1}),
        ("12", None, "12"),
        (12, None, 12),
    ],
)
def test_kv_set_keeps_types(value: Any, kind: str | None, stored: Any) -> None:
    ran = run("kv.Set", {"key": "k", "value": value, **({"kvType": kind} if kind else {})})
    assert ran.error is None
    assert ran.context.kv.entries == {("a.namespace", "k"): stored}


def test_kv_keys_have_a_small_alphabet() -> None:
    assert message_of(run("kv.Set", {"key": "-k", "value": "x"})).startswith("Key must start")


def test_kv_get_of_a_missing_key() -> None:
    assert run("kv.Get", {"key": "k"}).outputs == {}
    assert message_of(run("kv.Get", {"key": "k", "errorOnMissing": True})) == (
        "No value found for key 'k' in namespace 'a.namespace' and `errorOnMissing` is set to true"
    )


@pytest.mark.parametrize(
    ("given", "stored", "result"),
    [
        ({"a": {"b": 1}}, {"a": {"c": 2}}, {"a": {"b": 1, "c": 2}}),
        ([{"key": "a.b", "value": 1}], {"a": {"c": 2}}, {"a": {"b": 1, "c": 2}}),
        ([{"value": 5}], {"a": 1}, 5),
        ([1, 2], {"a": 1}, [1, 2]),
    ],
)
def test_kv_put_merges(given: Any, stored: Any, result: Any) -> None:
    from tiercel.plugins.core.kv.entries import put_value

    assert put_value(given, stored) == result


def test_state_is_merged_under_the_key_of_the_reference() -> None:
    ran = run("state.Set", {"data": {"a": 1}})
    assert ran.outputs == {"count": 1, "key": "a-flow_states_tasks-states_default"}
    assert message_of(run("state.Get", {"errorOnMissing": True})) == (
        "Unable to find the state file 'default'"
    )


def test_the_hash_of_loop_values_is_murmur() -> None:
    from tiercel.plugins.core.state.murmur import murmur_hash

    assert murmur_hash("") == "0" * 32
    assert murmur_hash("hello") == "029bbd41b3a7d8cb191dae486a901e5b"
    assert murmur_hash("The quick brown fox jumps over the lazy dog") == (
        "6c1b07bc7bbc4be347939ac4a93c437a"
    )


FILE = f"{FOLDER}/in.txt"


def stored(content: bytes) -> World:
    return World(stored={FILE: content})


def test_concat_writes_the_separator_after_every_file() -> None:
    ran = run("storage.Concat", {"files": [FILE, FILE], "separator": "|"}, stored(b"a"))
    assert ran.context.blobs.read(ran.outputs["uri"]) == b"a|a|"
    assert ran.outputs["uri"].endswith(".tmp")
    assert message_of(run("storage.Concat", {"files": 3})) == (
        "Invalid `files` properties with type 'java.lang.Integer'"
    )


def test_reverse_turns_rows_around() -> None:
    ran = run("storage.Reverse", {"from": FILE}, stored(b"1\n2\n3"))
    assert ran.context.blobs.read(ran.outputs["uri"]) == b"3\n2\n1\n"


@pytest.mark.parametrize(
    ("properties", "files", "last"),
    [
        ({"partitions": 8}, 8, b"8\n"),
        ({"rows": 10}, 100, b"1000\n"),
        ({"bytes": "1KB", "rows": 1}, 4, b"1000\n"),
        ({"regexPattern": r"(\d)$"}, 10, b"1000\n"),
    ],
)
def test_split_cuts_between_rows(properties: Mapping[str, Any], files: int, last: bytes) -> None:
    content = b"".join(b"%d\n" % number for number in range(1, 1001))
    ran = run("storage.Split", {"from": FILE, **properties}, stored(content))
    uris = ran.outputs["uris"]
    parts = [ran.context.blobs.read(uri) for uri in uris]
    assert len(uris) == files
    assert all(uri.endswith(".txt") for uri in uris)
    assert sum(part.count(b"\n") for part in parts) == 1000
    assert any(part.endswith(last) for part in parts)


@pytest.mark.parametrize(
    ("pattern", "message"), [("(", "is not valid"), ("(a|aa)+[b-z]", "takes too long")]
)
def test_split_refuses_patterns_it_can_not_use(pattern: str, message: str) -> None:
    rows = stored(b"a" * 100 + b"-\n")
    assert message in message_of(
        run("storage.Split", {"from": FILE, "regexPattern": pattern}, rows)
    )


def test_split_needs_to_know_how() -> None:
    assert message_of(run("storage.Split", {"from": FILE}, stored(b"a"))) == (
        "Invalid configuration with no size, count, nor rows"
    )


ROWS = b'{"id":1,"n":1}\n{"id":2,"n":2}\n{id:1,n:3}\n'


def test_deduplicate_keeps_the_last_row_of_a_key() -> None:
    ran = run("storage.DeduplicateItems", {"from": FILE, "expr": "{{ id }}"}, stored(ROWS))
    assert ran.context.blobs.read(ran.outputs["uri"]) == b'{"id":2,"n":2}\n{id:1,n:3}\n'
    assert (ran.outputs["numKeys"], ran.outputs["droppedItemsTotal"]) == (2, 1)


def test_filter_keeps_rows_by_condition() -> None:
    properties = {"from": FILE, "filterCondition": " {{ n > 1 }} "}
    ran = run("storage.FilterItems", properties, stored(ROWS))
    assert ran.context.blobs.read(ran.outputs["uri"]) == b'{"id":2,"n":2}\n{id:1,n:3}\n'
    ran = run("storage.FilterItems", {**properties, "filterType": "EXCLUDE"}, stored(ROWS))
    assert ran.outputs["droppedItemsTotal"] == 2


def test_delete_says_what_is_missing() -> None:
    properties = {"uri": "kestra:///a/f/executions/e/gone.txt", "errorOnMissing": True}
    assert message_of(run("storage.Delete", properties)) == (
        "Unable to find file 'kestra:///a/f/executions/e/gone.txt'"
    )


def test_publish_records_metrics() -> None:
    metrics = [
        {"type": "counter", "name": "rows", "value": "{{ 2 }}"},
        {"type": "timer", "name": "time", "value": "PT2S", "tags": {"a": "b"}},
        {"type": "gauge", "name": "load", "value": 1.5},
    ]
    ran = run("metric.Publish", {"metrics": metrics})
    assert [(m.type, m.name, m.value) for m in ran.metrics] == [
        ("counter", "rows", 2.0),
        ("timer", "time", 2000.0),
        ("gauge", "load", 1.5),
    ]


def test_templated_task_runs_what_its_text_says() -> None:
    spec = 'type: io.kestra.plugin.core.debug.Return\nformat: "{{ flow.id }}"'
    assert run("templating.TemplatedTask", {"spec": spec}).outputs == {"value": "a-flow"}
    for name, message in (
        ("templating.TemplatedTask", "The templated task cannot be of type"),
        ("flow.Sequential", "The templated task must be a runnable task"),
    ):
        ran = run("templating.TemplatedTask", {"spec": f"type: io.kestra.plugin.core.{name}"})
        assert message_of(ran).startswith(message)


def test_toggle_names_its_own_flow_by_default() -> None:
    ran = run("trigger.Toggle", {"trigger": "t"}, answer(None))
    assert ran.context.server.asked == [
        server.DisableTrigger(namespace="a.namespace", flow_id="a-flow", trigger_id="t")
    ]


@pytest.mark.parametrize(
    ("missing", "message"),
    [
        (server.FlowMissing, "Unable to find flow a.namespace.a-flow. Make sure"),
        (server.TriggerMissing, "Unable to find trigger t for the flow a.namespace.a-flow"),
    ],
)
def test_toggle_says_what_is_not_there(missing: type[NotFound], message: str) -> None:
    def refuse(request: server.Request[Any]) -> None:
        raise missing("not there")

    ran = run("trigger.Toggle", {"trigger": "t"}, World(server=refuse))
    assert message_of(ran).startswith(message)


class NamespaceFiles:
    """A server that has files of a namespace."""

    def __init__(self) -> None:
        self.written: dict[str, str] = {}

    def __call__(self, request: server.Request[Any]) -> Any:
        match request:
            case server.ListNamespaceFiles():
                return (server.NamespaceFile("scripts/a.py", 1), server.NamespaceFile("b.sql", 1))
            case server.LocateNamespaceFile():
                return FILE
            case server.PutNamespaceFile():
                self.written[request.path] = request.uri
                return True
            case server.DeleteNamespaceFiles():
                return len(request.paths)
        raise AssertionError(request)


def test_namespace_files_are_found_by_glob() -> None:
    world = World(stored={FILE: b"x"}, server=NamespaceFiles())
    ran = run("namespace.DownloadFiles", {"namespace": "n", "files": ["scripts/**"]}, world)
    assert list(ran.outputs["files"]) == ["/scripts/a.py"]
    ran = run("namespace.DeleteFiles", {"namespace": "n", "files": "**.sql"}, world)
    assert ran.metrics[0].value == 1
    assert "string or a list of strings" in message_of(
        run("namespace.DownloadFiles", {"namespace": "n", "files": 3}, world)
    )


def test_upload_takes_a_map_and_skips_missing_files() -> None:
    files = NamespaceFiles()
    world = World(stored={FILE: b"x"}, server=files)
    properties = {"namespace": "n", "destination": "d", "filesMap": {"a": FILE, "b": f"{FILE}2"}}
    ran = run("namespace.UploadFiles", properties, world)
    assert ran.error is None
    assert files.written == {"d/a": FILE}
    assert message_of(run("namespace.UploadFiles", {"namespace": "n"}, world)) == (
        "files or filesMap is required"
    )


def test_purge_kv_refuses_both_forms_of_namespaces() -> None:
    ran = run("kv.PurgeKV", {"namespaces": ["a"], "namespacePattern": "b*"})
    assert "can't be used at the same time" in message_of(ran)
    ran = run(
        "kv.PurgeKV",
        {"behavior": {"type": "version", "keepAmount": 2}},
        answer(server.PurgedKeys(("a",), 4)),
    )
    assert ran.outputs == {"size": 4}
    assert ran.logs == ["purging 1 namespaces: [a]", "purged 4 keys"]
    assert isinstance(ran.context, FakeContext)
