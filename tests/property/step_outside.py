"""Everything around the pure engine, played by a few lists: workers, timers, child executions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from tests.build import START
from tests.simulation.workload import Document, source_of
from tiercel.engine.env import EngineConfig, Env
from tiercel.engine.plan import FlowPlan
from tiercel.expr import Renderer
from tiercel.expr.lookups import ERROR_LOGS
from tiercel.flowlang.read import read_flow
from tiercel.model import decisions as d
from tiercel.model import events as e
from tiercel.model.execution import Execution
from tiercel.model.ids import Ids
from tiercel.model.state import StateType as S
from tiercel.plugin.catalog.registry import Catalog

CATALOG = Catalog.of_builtins()
RENDERER = Renderer()
CONFIG = EngineConfig()


class Answers:
    """Lookups that always have something to say."""

    def lookup(self, kind: str, arguments: Any) -> Any:
        return [] if kind == ERROR_LOGS else "one\ntwo"


def plan_of(flow: Document) -> FlowPlan:
    """The flow as the engine wants it."""
    return FlowPlan(read_flow(source_of(flow), CATALOG), CATALOG)


def env_of(plan: FlowPlan, execution: Execution, now: datetime) -> Env:
    """The environment of one step; ids follow from the execution alone."""
    return Env(
        plan=plan,
        now=now,
        ids=Ids(execution.id, execution.version),
        renderer=RENDERER,
        lookups=Answers(),
        config=CONFIG,
    )


class Outside:
    """What was asked for and not yet answered.

    Shapes: `jobs` maps a task run to the number of its attempt, `started` holds those a worker
    has begun; `children` maps a child execution to its caller's task run and index.
    """

    def __init__(self) -> None:
        self.now = START
        self.jobs: dict[str, int] = {}
        self.started: set[str] = set()
        self.timers: dict[str, datetime] = {}
        self.children: dict[str, tuple[str, int | None]] = {}
        self.prompt: list[e.Event] = []

    def carry_out(self, decisions: Sequence[d.Decision]) -> None:
        """Note what a step asked for."""
        for decision in decisions:
            self._carry_out(decision)

    def _carry_out(self, decision: d.Decision) -> None:
        match decision:
            case d.SendJob():
                self.jobs[decision.task_run_id] = decision.attempt
                self.started.discard(decision.task_run_id)
            case d.StartTimer():
                self.timers[decision.key] = decision.due
            case d.StopTimer():
                self.timers.pop(decision.key, None)
            case d.StartFlow():
                self._start_flow(decision)
            case d.StartIteration():
                caller = decision.child.caller
                assert caller is not None
                self.children[decision.child.id] = (caller.task_run_id, caller.index)
            case d.AskSlot():
                self.prompt.append(e.SlotGranted())
            case _:
                pass

    def _start_flow(self, decision: d.StartFlow) -> None:
        if decision.flow_id == "ghost":
            refused = e.ChildRefused(decision.task_run_id, "no such flow", decision.index)
            self.prompt.append(refused)
            return
        self.children[decision.child_id] = (decision.task_run_id, decision.index)
        self.prompt.append(
            e.ChildStarted(
                decision.task_run_id,
                decision.child_id,
                decision.index,
                decision.flow_id,
                decision.namespace,
            )
        )

    @property
    def is_waiting(self) -> bool:
        """Whether something can be answered."""
        return bool(self.prompt or self.jobs or self.timers or self.children)

    def next_answer(self, pick: int) -> e.Event:
        """One of the answers that are due, by number."""
        if self.prompt:
            return self.prompt.pop(0)
        choices = [
            *(("job", key) for key in self.jobs),
            *(("timer", key) for key in self.timers),
            *(("child", key) for key in self.children),
        ]
        kind, key = choices[pick % len(choices)]
        self.now += timedelta(seconds=1)
        if kind == "timer":
            self.now = max(self.now, self.timers.pop(key))
            return e.WaitOver(key)
        state = ENDS[pick // len(choices) % len(ENDS)]
        if kind == "job":
            return self._job_answer(key, state)
        task_run_id, index = self.children.pop(key)
        return e.ChildEnded(task_run_id, key, state, {"out": "x"}, index)

    def _job_answer(self, task_run_id: str, state: S) -> e.Event:
        attempt = self.jobs[task_run_id]
        if task_run_id not in self.started and state is not S.KILLED:
            self.started.add(task_run_id)
            return e.JobStarted(task_run_id, attempt, "worker", self.now)
        del self.jobs[task_run_id]
        outputs = {"uri": "kestra:///a/b", "uris": ["kestra:///a/c"], "value": "v"}
        return e.JobEnded(task_run_id, attempt, state, self.now, self.now, outputs)


ENDS = (S.SUCCESS, S.SUCCESS, S.SUCCESS, S.FAILED, S.WARNING, S.KILLED)


def any_event(kind: int, pick: int, execution: Execution) -> e.Event:
    """Some event about some task run, fitting or not."""
    ids = [run.id for run in execution.task_run_list()] or ["ghost"]
    run_id = "ghost" if pick % 11 == 0 else ids[pick % len(ids)]
    state = list(S)[pick % len(S)]
    attempt, now = pick % 3, START
    junk: tuple[e.Event, ...] = (
        e.Submitted(),
        e.SlotGranted(),
        e.SlotRefused(pick),
        e.JobStarted(run_id, attempt, "other", now),
        e.JobEnded(run_id, attempt, ENDS[pick % len(ENDS)], now, now, None),
        e.JobLost(run_id, attempt),
        e.StepEnded(run_id, "log1", ENDS[pick % len(ENDS)], now, now),
        e.WaitOver(f"run:{run_id}"),
        e.WaitOver(("schedule", "sla:quick", "replace", "retry", "x:y:z", "")[pick % 6]),
        e.ChildStarted(run_id, "child", pick % 3),
        e.ChildRefused(run_id, "refused", pick % 3),
        e.ChildChanged(run_id, "child", S.PAUSED, pick % 3),
        e.ChildEnded(run_id, "child", ENDS[pick % len(ENDS)], {}, pick % 3),
        e.KillAsked(cascade=bool(pick % 2)),
        e.PauseAsked(),
        e.ResumeAsked(None if pick % 2 else run_id, S.RUNNING),
        e.ResumeAsked(
            run_id, ENDS[pick % len(ENDS)], decision=("", "APPROVED", "DENIED")[pick % 3]
        ),
        e.BreakpointResumeAsked(),
        e.RestartAsked(),
        e.StateChangeAsked(state, None if pick % 3 == 0 else run_id),
        e.LabelsAsked(()),
        e.Stuck(3),
        e.ForceRunAsked(),
        e.FlowChanged(),
        e.SwitchApplied("switch", is_kill=bool(pick % 2)),
    )
    return junk[kind % len(junk)]


JUNK_KINDS = 24
