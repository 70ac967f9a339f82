"""Flows: create, read, change, search, switch, export, check, graph, delete."""

from __future__ import annotations

import sources
from kestrapy.models.concurrency_limit import ConcurrencyLimit
from kestrapy.models.flow import Flow
from kestrapy.models.id_with_namespace import IdWithNamespace
from kestrapy.models.query_filter_field import QueryFilterField as Field
from kestrapy.query import and_, contains, eq, in_, or_, prefix, where
from recorder import Recorder
from sources import NAMESPACE, TENANT, all_of


def run(recorder: Recorder) -> None:
    flows = recorder.of("flows")
    for source in (
        sources.HELLO,
        sources.INPUTS,
        sources.PAUSED,
        sources.SLEEPING,
        sources.FAILING,
        sources.LIMITED,
        sources.TRIGGERED,
        sources.CHILD,
        sources.METERED,
    ):
        flows.create_flow(tenant=TENANT, body=source)
    flows.refused(409, 422).create_flow(tenant=TENANT, body=sources.HELLO)
    flows.refused(422).create_flow(tenant=TENANT, body="id: x\nnamespace: a.b\ntasks: []\n")
    recorder.section(_objects)
    recorder.section(_reading)
    recorder.section(_searching)
    recorder.section(_switching)
    recorder.section(_checking)
    recorder.section(_moving)
    recorder.section(_replacing)


def _objects(recorder: Recorder) -> None:
    flows = recorder.of("flows")
    plain = {
        "id": "from_dict",
        "namespace": NAMESPACE,
        "tasks": [{"id": "a", "type": "io.kestra.plugin.core.log.Log", "message": "x"}],
    }
    created = flows.create_flow_from_object(TENANT, plain)
    recorder.say("object revision", created is not None and created.revision == 1)
    flows.create_flow_from_object(TENANT, {**plain, "id": "from_draft"}, draft=True)
    changed = {**plain, "description": "changed"}
    updated = flows.update_flow_from_object(NAMESPACE, "from_dict", TENANT, changed)
    recorder.say("object update", updated is not None and updated.revision == 2)
    model = Flow.from_dict(
        {**plain, "id": "from_model", "disabled": False, "deleted": False, "draft": False}
    )
    flows.create_flow_from_object(TENANT, model)


def _reading(recorder: Recorder) -> None:
    flows = recorder.of("flows")
    read = flows.flow(NAMESPACE, "hello", TENANT)
    recorder.say("flow id", read is not None and read.id == "hello")
    read = flows.flow(NAMESPACE, "hello", TENANT, source=True, revision=1, allow_deleted=True)
    recorder.say("flow source", bool(read and read.source and "Says hello" in read.source))
    flows.refused(404).flow(NAMESPACE, "nowhere", TENANT)
    changed = sources.HELLO.replace("Says hello", "Says hello twice")
    read = flows.update_flow(NAMESPACE, "hello", TENANT, changed)
    recorder.say("flow revision", read is not None and read.revision == 2)
    flows.update_flow(NAMESPACE, "hello", TENANT, sources.HELLO)
    found = flows.list_flow_revisions(NAMESPACE, "hello", TENANT)
    recorder.say("revisions", found is not None and [each.revision for each in found] == [1, 2, 3])
    flows.list_flow_revisions(NAMESPACE, "hello", TENANT, allow_delete=True)
    flows.delete_revisions(NAMESPACE, "hello", TENANT, [1])
    found = flows.list_flows_by_namespace(NAMESPACE, TENANT)
    recorder.say("flows of namespace", found is not None and len(found) >= 9)
    found = flows.list_distinct_namespaces(TENANT)
    recorder.say("distinct", found is not None and NAMESPACE in found)
    flows.list_distinct_namespaces(TENANT, q="sdk")
    flows.list_deprecated(TENANT)
    flows.list_deprecated(TENANT, namespace=NAMESPACE)
    task = flows.task_from_flow(NAMESPACE, "hello", "greet", TENANT)
    recorder.say("task", task is not None and task.id == "greet")
    flows.generate_flow_graph(NAMESPACE, "hello", TENANT)
    flows.generate_flow_graph(NAMESPACE, "parent", TENANT, revision=1, subflows=["call"])
    flows.generate_flow_graph(NAMESPACE, "triggered", TENANT)
    flows.generate_flow_graph_from_source(TENANT, sources.HELLO)
    flows.flow_dependencies(NAMESPACE, "parent", TENANT)
    flows.flow_dependencies(NAMESPACE, "hello", TENANT, destination_only=True, expand_all=True)
    flows.flow_dependencies_from_namespace(NAMESPACE, TENANT)
    flows.flow_dependencies_from_namespace(NAMESPACE, TENANT, destination_only=True)


def _searching(recorder: Recorder) -> None:
    flows = recorder.of("flows")
    found = flows.search_flows(TENANT, page=1, size=5, sort=["id:asc"])
    recorder.say("search page", found is not None and len(found.results) == 5)
    wanted = all_of(eq(Field.NAMESPACE, NAMESPACE), contains(Field.QUERY, "hello"))
    found = flows.search_flows(TENANT, filters=all_of(eq(Field.NAMESPACE, NAMESPACE)), size=50)
    recorder.say("search namespace", found is not None and found.total >= 9)
    found = flows.search_flows(TENANT, filters=all_of(prefix(Field.NAMESPACE, "sdk")), size=50)
    recorder.say("search prefix", found is not None and found.total >= 9)
    flows.search_flows(TENANT, filters=all_of(eq(Field.LABELS, {"team": "sdk"})))
    flows.search_flows(TENANT, filters=all_of(eq(Field.SCOPE, ["USER"])))
    flows.search_flows(TENANT, filters=all_of(eq(Field.QUERY, "hello")))
    flows.refused(400, 422).search_flows(TENANT, filters=wanted)
    both = where(
        and_(
            eq(Field.NAMESPACE, NAMESPACE),
            or_(eq(Field.FLOW_ID, "hello"), eq(Field.FLOW_ID, "inputs")),
        )
    )
    found = flows.search_flows(TENANT, filters=both)
    recorder.say("search or", found is not None and found.total == 2, str(found))
    flows.search_flows(TENANT, filters=all_of(in_(Field.NAMESPACE, [NAMESPACE, "other"])))
    flows.search_flows_by_source_code(TENANT, q="Says", namespace=NAMESPACE, page=1, size=10)
    flows.search_flows_by_source_code(
        TENANT, q="says", case_sensitive=False, whole_word=True, regex=False
    )
    flows.search_flows_by_source_code(TENANT, q="Sa[y]s", regex=True, sort=["id:asc"])
    flows.search_concurrency_limits(TENANT)
    limit = ConcurrencyLimit(tenantId=TENANT, namespace=NAMESPACE, flowId="limited", running=0)
    flows.update_concurrency_limit(NAMESPACE, "limited", TENANT, limit)


def _switching(recorder: Recorder) -> None:
    flows = recorder.of("flows")
    for flow_id in ("switch_a", "switch_b"):
        flows.create_flow(TENANT, sources.named(sources.HELLO, flow_id))
    ids = [
        IdWithNamespace(namespace=NAMESPACE, id="switch_a"),
        IdWithNamespace(namespace=NAMESPACE, id="switch_b"),
    ]
    only = all_of(
        eq(Field.NAMESPACE, NAMESPACE),
        eq(Field.QUERY, "switch_a"),
    )
    flows.disable_flows_by_ids(TENANT, ids)
    read = flows.flow(NAMESPACE, "switch_a", TENANT)
    recorder.say("disabled", read is not None and read.disabled is True)
    flows.enable_flows_by_ids(TENANT, ids)
    flows.disable_flows_by_query(TENANT, only)
    flows.enable_flows_by_query(TENANT, only)
    flows.export_flows_by_ids(TENANT, ids)
    flows.export_flows_by_query(TENANT, only)
    flows.export_flows_by_query_csv(TENANT, only)
    flows.delete_flows_by_query(TENANT, only)
    flows.refused(404).flow(NAMESPACE, "switch_a", TENANT)
    flows.delete_flows_by_ids(TENANT, ids[1:])
    flows.create_flow(TENANT, sources.named(sources.HELLO, "gone"))
    flows.delete_flow(NAMESPACE, "gone", TENANT)
    flows.refused(404).delete_flow(NAMESPACE, "gone", TENANT)


def _checking(recorder: Recorder) -> None:
    flows = recorder.of("flows")
    found = flows.validate_flows(TENANT, sources.HELLO)
    recorder.say("valid", found is not None and not found[0].constraints)
    found = flows.validate_flows(TENANT, "id: x\nnamespace: a.b\ntasks: []\n")
    recorder.say("invalid", found is not None and bool(found[0].constraints))
    task = {"id": "a", "type": "io.kestra.plugin.core.log.Log", "message": "x"}
    flows.validate_task("TASKS", TENANT, task)
    trigger = {
        "id": "t",
        "type": "io.kestra.plugin.core.trigger.Schedule",
        "cron": "0 3 * * *",
    }
    flows.validate_task("TRIGGERS", TENANT, trigger)
    flows.validate_trigger(TENANT, trigger)
    flows.expressions(TENANT, sources.HELLO)
    flows.expressions(TENANT, sources.HELLO, task_id="echo")


def _moving(recorder: Recorder) -> None:
    flows = recorder.of("flows")
    other = sources.HELLO.replace(f"namespace: {NAMESPACE}", "namespace: sdk.moved")
    pair = other + "---\n" + sources.named(other, "second")
    flows.update_flows_in_namespace("sdk.moved", TENANT, pair, delete=True)
    flows.update_flows_in_namespace("sdk.moved", TENANT, pair, delete=False, override=True)
    flows.bulk_update_flows(TENANT, delete=False, body=pair)
    flows.bulk_update_flows(
        TENANT, delete=True, namespace="sdk.moved", allow_namespace_child=True, body=other
    )
    exported = flows.export_flows_by_query(TENANT, all_of(eq(Field.NAMESPACE, "sdk.moved")))
    recorder.say("export is a zip", bool(exported and exported[:2] == b"PK"))
    flows.import_flows(TENANT, fail_on_error=True, file_content=exported)
    flows.import_flows(TENANT, file_content=pair.encode())


def _replacing(recorder: Recorder) -> None:
    flows = recorder.of("flows")
    body = {"query": "Says hello", "replacement": "Says good day", "namespace": "sdk.moved"}
    flows.preview_replace_by_source_code(TENANT, body)
    flows.apply_replace_by_source_code(
        TENANT, {**body, "flows": [{"namespace": "sdk.moved", "id": "hello"}]}
    )
    flows.replace_line_by_source_code(
        TENANT, {**body, "query": "Says", "replacement": "Tells", "id": "hello", "line": 3}
    )
