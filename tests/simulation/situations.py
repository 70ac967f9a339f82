"""Every situation that a living or ended execution can be in, as a flow and how to get there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.simulation.workload import CORE, NAMESPACE, Document

RETRY = {"type": "constant", "interval": "PT20S", "maxAttempt": 2}

REFUSAL = {"condition": "{{ false }}", "message": "no", "behavior": "FAIL_EXECUTION"}


def typed(task_id: str, kind: str, **fields: Any) -> Document:
    """A task."""
    return {"id": task_id, "type": CORE + kind, **fields}


def log(task_id: str = "log") -> Document:
    """A task that ends in the same step."""
    return typed(task_id, "log.Log", message="x")


def nap(task_id: str = "nap") -> Document:
    """A task that a worker runs for a while."""
    return typed(task_id, "flow.Sleep", duration="PT10S")


def pause(task_id: str = "pause", **fields: Any) -> Document:
    """A task that waits for somebody."""
    return typed(task_id, "flow.Pause", **fields)


def fail(task_id: str = "fail", **fields: Any) -> Document:
    """A task that fails."""
    return typed(task_id, "execution.Fail", **fields)


def flow(*tasks: Document, flow_id: str = "main", **fields: Any) -> Document:
    """A flow."""
    return {"id": flow_id, "namespace": NAMESPACE, "tasks": list(tasks), **fields}


def call(task_id: str = "call", **fields: Any) -> Document:
    """A task that runs the flow `child`."""
    return typed(task_id, "flow.Subflow", namespace=NAMESPACE, flowId="child", **fields)


@dataclass(frozen=True)
class Situation:
    """A flow, and the state of its execution in which something is asked of it.

    Shapes: `query` is that of the request that starts it; `before` are actions that lead there;
    `others` are the flows that it calls. `starts` says how many executions there must be then.
    """

    flow: Document
    state: str
    query: tuple[tuple[str, str], ...] = ()
    before: tuple[str, ...] = ()
    others: tuple[Document, ...] = ()
    executions: int = 1
    twice: bool = False
    tags: frozenset[str] = field(default_factory=frozenset)


def _child(*tasks: Document, **fields: Any) -> tuple[Document]:
    return (flow(*tasks, flow_id="child", **fields),)


def _items(**fields: Any) -> tuple[Document, Document]:
    each = typed("items", "flow.ForEachItem", items="{{ outputs.write.uri }}", **fields)
    each |= {"namespace": NAMESPACE, "flowId": "child", "batch": {"rows": 1}}
    return typed("write", "storage.Write", content="a\nb\n"), each


def _each(*tasks: Document, **fields: Any) -> Document:
    return typed("each", "flow.ForEach", values=[1, 2], tasks=list(tasks), **fields)


def _parallel(*tasks: Document) -> Document:
    return typed("par", "flow.Parallel", tasks=list(tasks))


def _dag(*tasks: Document) -> Document:
    return typed("dag", "flow.Dag", tasks=[{"task": task} for task in tasks])


def _until(*tasks: Document) -> Document:
    condition = "{{ outputs.until.iterationCount >= 2 }}"
    frequency = {"interval": "PT20S", "maxIterations": 3}
    return typed(
        "until", "flow.LoopUntil", condition=condition, checkFrequency=frequency, tasks=list(tasks)
    )


def _loop(*tasks: Document) -> Document:
    return typed("loop", "flow.Loop", values=["a", "b"], concurrencyLimit=2, tasks=list(tasks))


ALIVE: dict[str, Situation] = {
    "running": Situation(flow(log("a"), nap(), log("c")), "RUNNING"),
    "in parallel": Situation(flow(_parallel(nap("n1"), nap("n2")), log("c")), "RUNNING"),
    "in a directory": Situation(
        flow(typed("dir", "flow.WorkingDirectory", tasks=[nap(), log()])), "RUNNING"
    ),
    "with a deadline": Situation(
        flow(
            nap(),
            log(),
            sla=[{"id": "s", "type": "MAX_DURATION", "duration": "PT5S", "behavior": "FAIL"}],
        ),
        "RUNNING",
    ),
    "paused": Situation(flow(log("a"), pause(), log("c")), "PAUSED"),
    "paused for a while": Situation(
        flow(log("a"), pause(pauseDuration="PT20S"), log("c")), "PAUSED"
    ),
    "paused with tasks": Situation(flow(log("a"), pause(tasks=[log("b")]), log("c")), "PAUSED"),
    "paused after an error": Situation(
        flow(log("a"), fail(), errors=[pause(), log("e")]), "PAUSED"
    ),
    "paused at the end": Situation(flow(log("a"), **{"finally": [pause(), log("f")]}), "PAUSED"),
    "paused in parallel": Situation(flow(_parallel(pause("p1"), pause("p2")), log()), "PAUSED"),
    "paused beside work": Situation(flow(_parallel(pause(), nap()), log()), "PAUSED"),
    "paused in a dag": Situation(flow(log("a"), _dag(pause("p1"), pause("p2"))), "PAUSED"),
    "paused in a loop": Situation(flow(_each(pause(), log()), log("c")), "PAUSED"),
    "paused in iterations": Situation(
        flow(_loop(pause(), log()), log("c")), "PAUSED", executions=3
    ),
    "waiting for approval": Situation(
        flow(log("a"), typed("ok", "flow.Approval", onApprove=[log("yes")]), log("c")), "PAUSED"
    ),
    "paused by hand": Situation(flow(nap(), log()), "PAUSED", before=("pause",)),
    "at a breakpoint": Situation(
        flow(log("a"), log("b"), log("c")), "BREAKPOINT", query=(("breakpoints", "b"),)
    ),
    "at a breakpoint beside work": Situation(
        flow(_parallel(nap(), log("b"))), "BREAKPOINT", query=(("breakpoints", "b"),)
    ),
    "at a breakpoint beside a pause": Situation(
        flow(_parallel(pause(), log("b")), log("c")), "BREAKPOINT", query=(("breakpoints", "b"),)
    ),
    "retrying": Situation(flow(log("a"), fail(retry=RETRY), log("c")), "RETRYING"),
    "retrying in parallel": Situation(
        flow(_parallel(nap(), fail(retry=RETRY)), log("c")), "RETRYING"
    ),
    "retrying as its flow says": Situation(
        flow(log("a"), fail(), retry={**RETRY, "behavior": "RETRY_FAILED_TASK"}), "RETRYING"
    ),
    "to be replaced": Situation(
        flow(log("a"), fail(), retry={**RETRY, "behavior": "CREATE_NEW_EXECUTION"}), "RETRIED"
    ),
    "between two turns": Situation(flow(log("a"), _until(log("b")), log("c")), "PAUSED"),
    "between two turns beside a pause": Situation(
        flow(_parallel(_until(log("b")), pause()), log("c")), "PAUSED"
    ),
    "queued": Situation(
        flow(nap(), log(), concurrency={"limit": 1}), "QUEUED", executions=2, twice=True
    ),
    "to begin later": Situation(
        flow(log("a")), "CREATED", query=(("scheduleDate", "2026-03-02T09:05:00Z"),)
    ),
    "with a child": Situation(
        flow(call(), log("c")), "RUNNING", others=_child(nap(), log()), executions=2
    ),
    "with a paused child": Situation(
        flow(call(transmitFailed=True), log("c")), "RUNNING", others=_child(pause()), executions=2
    ),
    "with a child to be replaced": Situation(
        flow(call(), log("c")),
        "RUNNING",
        others=_child(fail(), retry={**RETRY, "behavior": "CREATE_NEW_EXECUTION"}),
        executions=2,
    ),
    "with children of items": Situation(
        flow(*_items(), log("c")), "RUNNING", others=_child(nap(), log()), executions=3
    ),
    "with paused children of items": Situation(
        flow(*_items()), "RUNNING", others=_child(pause()), executions=3
    ),
    "failed for checks of children of items": Situation(
        flow(*_items()), "FAILED", others=_child(log(), checks=[REFUSAL]), executions=3
    ),
    "with a queued child": Situation(
        flow(_parallel(call("c1"), call("c2"))),
        "RUNNING",
        others=_child(nap(), concurrency={"limit": 1}),
        executions=3,
    ),
    "with iterations": Situation(flow(_loop(nap(), log()), log("c")), "RUNNING", executions=3),
}
ENDED: dict[str, Situation] = {
    "successful": Situation(flow(log("a"), log("b"), afterExecution=[log("z")]), "SUCCESS"),
    "failed": Situation(
        flow(_parallel(log("a"), fail()), errors=[log("e")], afterExecution=[log("z")]), "FAILED"
    ),
    "failed for its child": Situation(flow(call()), "FAILED", others=_child(fail()), executions=2),
    "failed for an iteration": Situation(flow(_loop(fail())), "FAILED", executions=3),
    "failed for a check of its child": Situation(
        flow(call(), log("c")),
        "FAILED",
        others=_child(log(), checks=[REFUSAL]),
        executions=2,
    ),
    "warned": Situation(flow(log("a"), fail(allowFailure=True)), "WARNING"),
    "killed": Situation(flow(log("a"), nap()), "KILLED", before=("kill",)),
    "cancelled": Situation(
        flow(log("a"), typed("exit", "execution.Exit", state="CANCELLED"), log("c")), "CANCELLED"
    ),
    "after the end": Situation(flow(log("a"), afterExecution=[nap(), log("z")]), "SUCCESS"),
}
SITUATIONS = ALIVE | ENDED
