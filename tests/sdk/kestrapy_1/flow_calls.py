"""Flows of the 1.x client."""

from __future__ import annotations

import sources
from kestrapy import (
    ConcurrencyLimit,
    FlowControllerTaskValidationType,
    IdWithNamespace,
    Task,
)
from kestrapy_1.arguments import AT, IN, PAGE, QUERY, equals, of_namespace
from recorder import Recorder
from sources import NAMESPACE, TENANT


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
    ):
        flows.create_flow(**AT, body=source)
    recorder.section(_reading)
    recorder.section(_switching)
    recorder.section(_checking)
    recorder.section(_moving)


def _reading(recorder: Recorder) -> None:
    flows = recorder.of("flows")
    hello = {"id": "hello", **IN}
    read = flows.flow(**hello, source=True, allow_deleted=False)
    recorder.say("flow", read is not None and read.id == "hello")
    flows.flow(**hello, source=False, allow_deleted=True, revision=1)
    flows.refused(404).flow(**IN, id="nowhere", source=False, allow_deleted=False)
    changed = sources.HELLO.replace("Says hello", "Says hello twice")
    read = flows.update_flow(**hello, body=changed)
    recorder.say("revision", read is not None and read.revision == 2)
    task = Task(id="greet", type="io.kestra.plugin.core.log.Log")
    task.additional_properties["message"] = "changed"
    flows.update_task(**hello, task_id="greet", task=task)
    flows.update_flow(**hello, body=sources.HELLO)
    flows.list_flow_revisions(**hello, allow_delete=False)
    flows.delete_revisions(**hello, revisions=[1])
    flows.list_flows_by_namespace(**IN)
    found = flows.list_distinct_namespaces(**AT, q="sdk")
    recorder.say("namespaces", found == [NAMESPACE], str(found))
    flows.task_from_flow(**hello, task_id="greet")
    flows.generate_flow_graph(**hello, revision=2, subflows=[])
    flows.generate_flow_graph_from_source(**AT, body=sources.CHILD)
    flows.flow_dependencies(**hello, destination_only=False, expand_all=True)
    flows.flow_dependencies_from_namespace(**IN, destination_only=False)
    found = flows.search_flows(**PAGE, sort=["id:asc"])
    recorder.say("search", found is not None and found.total >= 8, str(found))
    flows.search_flows(**PAGE, filters=of_namespace()["filters"])
    flows.search_flows(**PAGE, filters=[equals(QUERY, "hello")])
    flows.search_flows_by_source_code(**PAGE, q="Says", namespace=NAMESPACE)
    # This client sends no credentials with these two.
    flows.refused(401).search_concurrency_limits(**AT)
    limit = ConcurrencyLimit(tenantId=TENANT, namespace=NAMESPACE, flowId="limited", running=0)
    flows.refused(401).update_concurrency_limit(**IN, flow_id="limited", concurrency_limit=limit)


def _switching(recorder: Recorder) -> None:
    flows = recorder.of("flows")
    for flow_id in ("switch_a", "switch_b"):
        flows.create_flow(**AT, body=sources.named(sources.HELLO, flow_id))
    ids = [IdWithNamespace(namespace=NAMESPACE, id=name) for name in ("switch_a", "switch_b")]
    both = of_namespace(equals(QUERY, "switch"))
    flows.disable_flows_by_ids(**AT, id_with_namespace=ids)
    flows.enable_flows_by_ids(**AT, id_with_namespace=ids)
    flows.disable_flows_by_query(**both)
    flows.enable_flows_by_query(**both)
    flows.export_flows_by_ids(**AT, id_with_namespace=ids)
    exported = flows.export_flows_by_query(**both)
    recorder.say("zip", bool(exported and bytes(exported)[:2] == b"PK"))
    flows.delete_flows_by_ids(**AT, id_with_namespace=ids[:1])
    flows.delete_flows_by_query(**both)
    flows.create_flow(**AT, body=sources.named(sources.HELLO, "gone"))
    flows.delete_flow(**IN, id="gone")


def _checking(recorder: Recorder) -> None:
    flows = recorder.of("flows")
    found = flows.validate_flows(**AT, body=sources.HELLO)
    recorder.say("valid", bool(found) and not found[0].constraints, str(found))
    task = {"id": "a", "type": "io.kestra.plugin.core.log.Log", "message": "x"}
    flows.validate_task(**AT, section=FlowControllerTaskValidationType.TASKS, body=task)
    trigger = {"id": "t", "type": "io.kestra.plugin.core.trigger.Schedule", "cron": "0 3 * * *"}
    flows.validate_trigger(**AT, body=trigger)


def _moving(recorder: Recorder) -> None:
    flows = recorder.of("flows")
    other = sources.HELLO.replace(f"namespace: {NAMESPACE}", "namespace: sdk.moved")
    pair = other + "---\n" + sources.named(other, "second")
    moved = {"namespace": "sdk.moved", **AT}
    flows.update_flows_in_namespace(**moved, delete=True, override=False, body=pair)
    flows.bulk_update_flows(**moved, delete=False, allow_namespace_child=False, body=pair)
    flows.import_flows(**AT, fail_on_error=True, file_upload=("flows.yml", pair.encode()))
