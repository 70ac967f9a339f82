"""Ten and more calls of a client that is made of the API document; each result has its type."""

from __future__ import annotations

import json
import sys
from typing import TypeVar, assert_type

from client import Client
from client.api.executions import (
    get_executions_execution_id,
    get_executions_search,
    post_executions_namespace_id,
)
from client.api.flows import (
    get_flows_namespace_id,
    get_flows_namespace_id_graph,
    get_flows_search,
    post_flows,
)
from client.api.kv import get_namespaces_namespace_kv
from client.api.logs import get_logs_execution_id
from client.api.misc import get_configs
from client.api.triggers import get_triggers_search, put_triggers
from client.models import (
    Configuration,
    Error,
    Execution,
    ExecutionPage,
    Flow,
    FlowGraph,
    FlowPage,
    FoundTriggerPage,
    KvEntry,
    LogEntry,
    PostFlowsJsonBodyType0,
    Trigger,
    TriggerChange,
)
from client.types import Unset

T = TypeVar("T")
NAMESPACE, FLOW = "company.team", "typed"


def data(name: str, found: T | Error | None) -> T:
    """The result of a call that went well."""
    if found is None or isinstance(found, Error):
        raise SystemExit(f"{name}: {found}")
    sys.stdout.write(f"{name}\n")
    return found


def main(base: str, source: str) -> None:
    """`assert_type` holds for the type checker alone."""
    client = Client(base_url=base)
    body = PostFlowsJsonBodyType0.from_dict(json.loads(source))
    flow = assert_type(data("create", post_flows.sync(client=client, body=body)), Flow)
    flows = assert_type(data("flows", get_flows_search.sync(client=client)), FlowPage)
    again = assert_type(
        data("flow", get_flows_namespace_id.sync(NAMESPACE, FLOW, client=client)), Flow
    )
    started = assert_type(
        data(
            "start",
            post_executions_namespace_id.sync(NAMESPACE, FLOW, client=client, wait=True),
        ),
        Execution,
    )
    execution = assert_type(
        data("execution", get_executions_execution_id.sync(started.id, client=client)), Execution
    )
    page = assert_type(data("executions", get_executions_search.sync(client=client)), ExecutionPage)
    logs = assert_type(
        data("logs", get_logs_execution_id.sync(started.id, client=client)), list[LogEntry]
    )
    triggers = assert_type(
        data("triggers", get_triggers_search.sync(client=client)), FoundTriggerPage
    )
    change = TriggerChange(NAMESPACE, FLOW, triggers.results[0].state.trigger_id, disabled=True)
    switched = assert_type(data("switch", put_triggers.sync(client=client, body=change)), Trigger)
    graph = assert_type(
        data("graph", get_flows_namespace_id_graph.sync(NAMESPACE, FLOW, client=client)), FlowGraph
    )
    keys = assert_type(
        data("keys", get_namespaces_namespace_kv.sync(NAMESPACE, client=client)), list[KvEntry]
    )
    settings = assert_type(data("settings", get_configs.sync(client=client)), Configuration)
    runs = [] if isinstance(execution.task_run_list, Unset) else execution.task_run_list
    report = {
        "flow": f"{flow.namespace}.{flow.id}.{again.revision}",
        "found": flows.total == 1 and flows.results[0].id == FLOW,
        "state": execution.state.current,
        "tasks": [run.task_id for run in runs],
        "executions": page.total,
        "message": logs[0].message,
        "disabled": switched.disabled,
        "nodes": len(graph.nodes) > 0,
        "keys": len(keys),
        "version": len(settings.version) > 0,
    }
    sys.stdout.write(f"{json.dumps(report)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
