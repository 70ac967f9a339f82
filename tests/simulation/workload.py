"""Random flows that mix every construct, as documents; the same seed makes the same flows."""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from typing import Any

Document = dict[str, Any]

NAMESPACE = "sim.team"
CORE = "io.kestra.plugin.core."
# The flow that a schedule starts: it must be deleted for a run to end.
SCHEDULED = "scheduled"
# Tasks of one flow, at most: enough to nest, few enough to end within a run.
TASKS_MAX = 9
DEPTH_MAX = 3


def source_of(flow: Document) -> str:
    """The flow as text; every JSON document is a YAML document."""
    return json.dumps(flow)


def some_flows(rng: Random) -> list[Document]:
    """A few flows, callees before their callers, and perhaps one that a flow trigger starts."""
    flows: list[Document] = []
    for place in range(rng.choice((1, 2, 3))):
        callees = [flow["id"] for flow in flows]
        flows.append(FlowMaker(rng, callees).flow(f"flow{place}"))
    if rng.random() < 0.15:
        flows.append(_listening(flows[-1]["id"]))
    if rng.random() < 0.1:
        flows.append(_scheduled(rng))
    return flows


class FlowMaker:
    """Makes one flow; `callees` are the flows that it may call."""

    def __init__(self, rng: Random, callees: list[str]) -> None:
        self._rng = rng
        self._callees = callees
        self._count = 0

    def flow(self, flow_id: str) -> Document:
        """A whole flow with blocks, policies and outputs by chance."""
        flow: Document = {"id": flow_id, "namespace": NAMESPACE}
        flow["tasks"] = self._tasks(0, most=4)
        self._maybe(flow, 0.2, "errors", lambda: self._plain_tasks(2))
        self._maybe(flow, 0.2, "finally", lambda: self._plain_tasks(2))
        self._maybe(flow, 0.15, "afterExecution", lambda: self._plain_tasks(2))
        self._maybe(flow, 0.25, "concurrency", self._concurrency)
        self._maybe(flow, 0.1, "retry", self._retry)
        self._maybe(flow, 0.15, "sla", self._sla)
        self._maybe(flow, 0.2, "outputs", self._flow_outputs)
        self._maybe(flow, 0.2, "labels", lambda: {"team": "red"})
        return flow

    def _chance(self, probability: float) -> bool:
        return self._rng.random() < probability

    def _maybe(
        self, holder: Document, probability: float, key: str, make: Callable[[], Any]
    ) -> None:
        if self._chance(probability):
            holder[key] = make()

    def _new_id(self, prefix: str) -> str:
        self._count += 1
        return f"{prefix}{self._count}"

    def _tasks(self, depth: int, most: int = 3) -> list[Document]:
        return [self._task(depth) for _ in range(self._rng.randint(1, most))]

    def _plain_tasks(self, most: int) -> list[Document]:
        return [self._plain() for _ in range(self._rng.randint(1, most))]

    def _task(self, depth: int) -> Document:
        if depth >= DEPTH_MAX or self._count >= TASKS_MAX or self._chance(0.45):
            return self._plain()
        makers = (*NESTING, *CALLING) if self._callees else NESTING
        return self._commons(self._rng.choice(makers)(self, depth))

    def _plain(self) -> Document:
        return self._commons(self._rng.choices(PLAIN, PLAIN_WEIGHTS)[0](self))

    def _commons(self, task: Document) -> Document:
        # Never both: a failure that counts as success hides what ended too early.
        softening = self._rng.choices(("allowFailure", "allowWarning", None), (12, 4, 84))[0]
        if softening is not None:
            task[softening] = True
        self._maybe(task, 0.05, "disabled", lambda: True)
        self._maybe(task, 0.08, "runIf", lambda: self._rng.choice(("false", "{{ 1 == 1 }}")))
        self._maybe(task, 0.12, "retry", self._retry)
        return task

    def _typed(self, prefix: str, kind: str, **fields: Any) -> Document:
        return {"id": self._new_id(prefix), "type": CORE + kind, **fields}

    def _seconds(self, *choices: float) -> str:
        return f"PT{self._rng.choice(choices)}S"

    def _retry(self) -> Document:
        retry: Document = {
            "type": "constant",
            "interval": self._seconds(0.5, 2, 5),
            "maxAttempt": self._rng.choice((2, 3)),
        }
        if self._chance(0.2):
            retry = {**retry, "type": "exponential", "maxInterval": "PT20S"}
        if self._chance(0.2):
            retry["behavior"] = "CREATE_NEW_EXECUTION"
        if self._chance(0.2):
            retry["warningOnRetry"] = True
        return retry

    def _concurrency(self) -> Document:
        behavior = self._rng.choices(("QUEUE", "CANCEL", "FAIL"), (4, 1, 1))[0]
        return {"limit": self._rng.choice((1, 2)), "behavior": behavior}

    def _sla(self) -> list[Document]:
        sla: Document = {
            "id": "quick",
            "type": "MAX_DURATION",
            "duration": self._seconds(2, 10, 60),
            "behavior": self._rng.choice(("FAIL", "CANCEL", "NONE")),
        }
        self._maybe(sla, 0.5, "labels", lambda: {"sla": "missed"})
        return [sla]

    def _flow_outputs(self) -> list[Document]:
        value = self._rng.choice(("{{ execution.id }}", "{{ outputs.ghost.value }}"))
        return [{"id": "out", "type": "STRING", "value": value}]

    # Tasks without children.

    def log(self) -> Document:
        return self._typed("log", "log.Log", message="hello {{ execution.id }}")

    def give(self) -> Document:
        text = "{{ taskrun.value ?? 'none' }}"
        return self._typed("give", "debug.Return", format=text)

    def fail(self) -> Document:
        return self._typed("fail", "execution.Fail")

    def fail_at_first(self) -> Document:
        task = self._typed("flaky", "execution.Fail", condition="{{ taskrun.attemptsCount < 1 }}")
        return {**task, "retry": self._retry()}

    def sleep(self) -> Document:
        task = self._typed("sleep", "flow.Sleep", duration=self._seconds(0.2, 1, 3, 15, 90))
        self._maybe(task, 0.25, "timeout", lambda: self._seconds(0.5, 5))
        return task

    def write(self) -> Document:
        return self._typed("write", "storage.Write", content="one\ntwo\nthree\n")

    def label(self) -> Document:
        return self._typed("label", "execution.Labels", labels={"step": "{{ execution.id }}"})

    def set_variable(self) -> Document:
        return self._typed("set", "execution.SetVariables", variables={"seen": "yes"})

    def leave(self) -> Document:
        state = self._rng.choice(("SUCCESS", "WARNING", "FAILED", "KILLED", "CANCELLED"))
        return self._typed("exit", "execution.Exit", state=state)

    def pause(self) -> Document:
        task = self._typed("pause", "flow.Pause")
        kind = self._rng.choice(("open", "timeout", "duration", "duration"))
        if kind == "timeout":
            task["timeout"] = self._seconds(1, 5)
        elif kind == "duration":
            task["pauseDuration"] = self._seconds(0.5, 3)
            task["behavior"] = self._rng.choice(("RESUME", "RESUME", "WARN", "FAIL", "CANCEL"))
        return task

    def approval(self) -> Document:
        task = self._typed("approval", "flow.Approval")
        self._maybe(task, 0.5, "timeout", lambda: self._seconds(2, 10))
        self._maybe(task, 0.3, "onWait", lambda: [self.log()])
        self._maybe(task, 0.3, "onApprove", lambda: [self.give()])
        self._maybe(task, 0.3, "onDeny", lambda: [self.log()])
        behaviors = ("CONTINUE", "WARN", "FAIL", "SUCCEED", "CANCEL", "KILL")
        self._maybe(task, 0.3, "denyBehavior", lambda: self._rng.choice(behaviors))
        return task

    # Tasks with children.

    def sequential(self, depth: int) -> Document:
        return self._with_blocks(
            self._typed("seq", "flow.Sequential", tasks=self._tasks(depth + 1))
        )

    def forgiving(self, depth: int) -> Document:
        return self._typed("forgive", "flow.AllowFailure", tasks=self._tasks(depth + 1))

    def parallel(self, depth: int) -> Document:
        task = self._typed("par", "flow.Parallel", concurrent=self._rng.choice((0, 0, 1, 2)))
        task["tasks"] = self._tasks(depth + 1)
        return self._with_blocks(task)

    def dag(self, depth: int) -> Document:
        nodes: list[Document] = []
        for inner in self._tasks(depth + 1):
            node: Document = {"task": inner}
            if nodes and self._chance(0.6):
                node["dependsOn"] = [self._rng.choice(nodes)["task"]["id"]]
            nodes.append(node)
        for node in nodes:
            node["task"].pop("disabled", None)
        return self._with_blocks(self._typed("dag", "flow.Dag", tasks=nodes))

    def branch(self, depth: int) -> Document:
        condition = self._rng.choice(("{{ 1 == 1 }}", "{{ 1 == 2 }}", "{{ ghost }}"))
        task = self._typed("if", "flow.If", condition=condition)
        task["then"] = self._tasks(depth + 1)
        self._maybe(task, 0.5, "else", lambda: self._tasks(depth + 1))
        return task

    def switch(self, depth: int) -> Document:
        task = self._typed("switch", "flow.Switch", value=self._rng.choice("abc"))
        task["cases"] = {"a": self._tasks(depth + 1), "b": [self.log()]}
        self._maybe(task, 0.6, "defaults", lambda: [self.log()])
        return task

    def for_each(self, depth: int) -> Document:
        task = self._typed("each", "flow.ForEach", values=self._values())
        task["concurrencyLimit"] = self._rng.choice((0, 1, 2))
        task["tasks"] = self._tasks(depth + 1)
        return self._with_blocks(task)

    def each_sequential(self, depth: int) -> Document:
        task = self._typed("eachseq", "flow.EachSequential", value=self._values())
        return {**task, "tasks": self._tasks(depth + 1)}

    def each_parallel(self, depth: int) -> Document:
        task = self._typed("eachpar", "flow.EachParallel", value=self._values())
        return {**task, "tasks": self._tasks(depth + 1)}

    def loop_until(self, depth: int) -> Document:
        task = self._typed("until", "flow.LoopUntil")
        turns = self._rng.choice((1, 2, 3))
        task["condition"] = f"{{{{ outputs.{task['id']}.iterationCount >= {turns} }}}}"
        task["checkFrequency"] = {"maxIterations": 3, "interval": self._seconds(0.5, 2)}
        self._maybe(task, 0.3, "failOnMaxReached", lambda: True)
        task["tasks"] = self._tasks(depth + 1, most=2)
        return task

    def loop(self, depth: int) -> Document:
        task = self._typed("loop", "flow.Loop", values=self._values())
        task["concurrencyLimit"] = self._rng.choice((0, 1, 2))
        self._maybe(task, 0.2, "transmitFailed", lambda: False)
        outputs = [{"id": "o", "type": "STRING", "value": "{{ item.value }}"}]
        self._maybe(task, 0.4, "outputs", lambda: outputs)
        task["tasks"] = self._tasks(depth + 1, most=2)
        return task

    def working_directory(self, depth: int) -> Document:
        makers = (self.log, self.give, self.fail)
        children = [self._commons(self._rng.choice(makers)()) for _ in range(2)]
        return self._typed("dir", "flow.WorkingDirectory", tasks=children)

    def _with_blocks(self, task: Document) -> Document:
        self._maybe(task, 0.2, "errors", lambda: [self._plain()])
        self._maybe(task, 0.2, "finally", lambda: [self._plain()])
        return task

    def _values(self) -> list[Any]:
        return self._rng.choice(([], ["a"], ["a", "b"], ["a", "b", "c"], [1, 2]))

    # Tasks that call flows.

    def subflow(self, depth: int) -> Document:
        task = self._call(self._typed("sub", "flow.Subflow"))
        self._maybe(task, 0.3, "inheritLabels", lambda: True)
        return task

    def for_each_item(self, depth: int) -> Document:
        writer = self.write()
        task = self._call(self._typed("items", "flow.ForEachItem"))
        task["items"] = f"{{{{ outputs.{writer['id']}.uri }}}}"
        task["batch"] = {"rows": self._rng.choice((1, 2))}
        return self._typed("seq", "flow.Sequential", tasks=[writer, task])

    def _call(self, task: Document) -> Document:
        task |= {"namespace": NAMESPACE, "flowId": self._rng.choice([*self._callees, "ghost"][:3])}
        self._maybe(task, 0.3, "wait", lambda: False)
        self._maybe(task, 0.3, "transmitFailed", lambda: False)
        return task


def _listening(flow_id: str) -> Document:
    """A flow that starts whenever an execution of another one ends."""
    condition = {"type": CORE + "condition.ExecutionFlow", "namespace": NAMESPACE}
    trigger = {"id": "ended", "type": CORE + "trigger.Flow"}
    return {
        "id": "listener",
        "namespace": NAMESPACE,
        "tasks": [{"id": "log", "type": CORE + "log.Log", "message": "{{ trigger.state }}"}],
        "triggers": [{**trigger, "conditions": [{**condition, "flowId": flow_id}]}],
    }


def _scheduled(rng: Random) -> Document:
    """A flow that starts every few seconds."""
    trigger = {"id": "cron", "type": CORE + "trigger.Schedule", "withSeconds": True}
    trigger["cron"] = rng.choice(("*/5 * * * * *", "*/15 * * * * *"))
    return {
        "id": SCHEDULED,
        "namespace": NAMESPACE,
        "tasks": [{"id": "nap", "type": CORE + "flow.Sleep", "duration": "PT1S"}],
        "triggers": [trigger],
    }


PLAIN = (
    FlowMaker.log,
    FlowMaker.give,
    FlowMaker.sleep,
    FlowMaker.fail,
    FlowMaker.fail_at_first,
    FlowMaker.write,
    FlowMaker.label,
    FlowMaker.set_variable,
    FlowMaker.pause,
    FlowMaker.approval,
    FlowMaker.leave,
)
PLAIN_WEIGHTS = (16, 10, 24, 7, 5, 4, 4, 3, 5, 3, 2)
NESTING = (
    FlowMaker.sequential,
    FlowMaker.forgiving,
    FlowMaker.parallel,
    FlowMaker.parallel,
    FlowMaker.dag,
    FlowMaker.branch,
    FlowMaker.switch,
    FlowMaker.for_each,
    FlowMaker.for_each,
    FlowMaker.each_sequential,
    FlowMaker.each_parallel,
    FlowMaker.loop_until,
    FlowMaker.loop,
    FlowMaker.loop,
    FlowMaker.working_directory,
)
CALLING = (FlowMaker.subflow, FlowMaker.subflow, FlowMaker.subflow, FlowMaker.for_each_item)
