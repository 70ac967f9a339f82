"""Asks one thing, or two, of an execution in a situation, and lets all that follows come.

An execution is stuck when it has not settled although every task has had its time and every
person has said yes. The janitor is switched off: nothing may need its repairs.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from tests.cases.engine.driver import API, Answer, Request
from tests.cases.engine.virtual_driver import VirtualDriver
from tests.simulation.situations import Situation
from tests.simulation.workload import NAMESPACE, source_of
from tiercel.model.events import BreakpointResumeAsked, Event, ResumeAsked
from tiercel.model.execution import Execution, TaskRun
from tiercel.model.state import TERMINATED, StateType

JSON = (("Content-Type", "application/json"),)
YAML = (("Content-Type", "application/x-yaml"),)
IDLE_S = 30.0
ROUND_S = 45.0
ROUNDS_MAX = 10
EXECUTIONS_MAX = 60


class Ask(NamedTuple):
    """One request about an execution.

    Shapes: `target` is the place of the execution in the order of creation, `run` that of the
    task run in it, `value` a state.
    """

    name: str
    target: int = 0
    run: int | None = None
    value: str = ""

    def __str__(self) -> str:
        run = "" if self.run is None else f" of task run {self.run}"
        return f"{self.name}{run} {self.value} of execution {self.target}"


# What takes no argument; each name is that of its path.
PLAIN = (
    "kill",
    "kill alone",
    "pause",
    "resume",
    "resume-from-breakpoint",
    "restart",
    "replay",
    "force-run",
    "unqueue",
    "labels",
    "delete",
)
# What pairs are made of.
COMMON = tuple(Ask(name) for name in PLAIN)


class Stuck(AssertionError):
    """An execution waits for nothing, or an answer was an error of the server."""


class Trial:
    """A world with one server in it; situations are made in it one after the other."""

    def __init__(self) -> None:
        self._driver = VirtualDriver(idle_s=IDLE_S)
        self.world = self._driver.world
        self.world.servers[0].loops.pop("janitor")

    @property
    def executions(self) -> list[Execution]:
        """All executions, in the order of creation."""
        return list(self.world.tables.executions.values())

    def runs_of(self, execution: Execution) -> list[TaskRun]:
        """Its task runs, in the order of creation."""
        stored = self.world.tables.task_runs.get(execution.id, {})
        return sorted(stored.values(), key=lambda run: run.seq)

    def bring_about(self, situation: Situation) -> None:
        """Start the flow, and wait for the situation."""
        for document in (*situation.others, situation.flow):
            source = source_of(document).encode()
            self.request("POST", "/flows", headers=YAML, body=source)
        path = f"/executions/{NAMESPACE}/{situation.flow['id']}"
        for _ in range(1 + situation.twice):
            self.request("POST", path, params=situation.query)
            self.world.run_for(1)
        for name in situation.before:
            self.ask(Ask(name))
        wanted = self.target_of(situation)

        def is_there() -> bool:
            there = self.executions
            return (
                len(there) >= situation.executions
                and there[wanted].current == situation.state
                and not len(self.world.tables.inbox)
            )

        if not self.world.run_until(is_there, 30):
            found = [(one.flow_id, str(one.current)) for one in self.executions]
            raise AssertionError(f"{situation.flow} does not come about: {found}")

    def target_of(self, situation: Situation) -> int:
        """The place of the execution that is in the state of the situation."""
        return 1 if situation.twice else 0

    def ask(self, ask: Ask) -> Answer | None:
        """Make the request; None when there is nobody to ask. Raises: Stuck for 5xx."""
        there = self.executions
        if ask.target >= len(there):
            return None
        execution = there[ask.target]
        path, params, body = f"/executions/{execution.id}", {}, b""
        if ask.name == "delete":
            return self._sound(ask, self.request("DELETE", path))
        name = ask.name.removesuffix(" alone")
        if ask.name == "kill alone":
            params = {"isOnKillCascade": "false"}
        elif ask.name == "labels":
            body = b'[{"key": "asked", "value": "yes"}]'
        elif ask.name in ("state", "replay") and ask.run is not None:
            runs = self.runs_of(execution)
            if ask.run >= len(runs):
                return None
            run_id = runs[ask.run].id
            if ask.name == "replay":
                params = {"taskRunId": run_id}
            else:
                body = json.dumps({"taskRunId": run_id, "state": ask.value}).encode()
        elif ask.value:
            params = {"status" if ask.name == "change-status" else "state": ask.value}
        given = tuple(params.items())
        headers = JSON if body else ()
        answer = self.request("POST", f"{path}/{name}", params=given, headers=headers, body=body)
        return self._sound(ask, answer)

    def _sound(self, ask: Ask, answer: Answer) -> Answer:
        if answer.status >= 500:
            raise Stuck(f"{ask}: {answer.status} {answer.text}")
        return answer

    def request(self, method: str, path: str, **more: Any) -> Answer:
        """Any request."""
        return self._driver.call(Request(method, API + path, **more))

    def drain(self) -> None:
        """Let everybody do their part until all is settled. Raises: Stuck."""
        for _ in range(ROUNDS_MAX):
            self.world.run_for(ROUND_S)
            waiting = [one for one in self.executions if not one.is_settled]
            if not waiting:
                return
            if len(self.executions) > EXECUTIONS_MAX:
                raise Stuck("executions make executions")
            for execution in waiting:
                self._encourage(execution)
        raise Stuck("; ".join(self._described(one) for one in waiting))

    def _encourage(self, execution: Execution) -> None:
        events: list[Event] = []
        if execution.current is StateType.PAUSED:
            events.append(ResumeAsked(decision="APPROVED"))
        elif execution.current is StateType.BREAKPOINT:
            events.append(BreakpointResumeAsked(()))
        for event in events:
            actions = self.world.servers[0].services.actions
            self.world.call(actions.ask_all({execution.id: event}))

    def _described(self, execution: Execution) -> str:
        runs = ", ".join(f"{run.task_id} {run.current}" for run in self.runs_of(execution))
        return f"{execution.flow_id} {execution.current} is stuck ({runs})"


def asks_of(trial: Trial) -> Iterator[Ask]:
    """All that can be asked of the executions as they are."""
    for target, execution in enumerate(trial.executions):
        for name in PLAIN:
            yield Ask(name, target)
        for state in sorted(TERMINATED):
            yield Ask("change-status", target, value=state)
            yield Ask("unqueue", target, value=state)
        for run in range(len(trial.runs_of(execution))):
            yield Ask("replay", target, run)
            for wanted in StateType:
                yield Ask("state", target, run, wanted)


def try_out(situation: Situation, asks: Sequence[Ask]) -> None:
    """Ask these things one after the other in a situation. Raises: Stuck."""
    trial = Trial()
    trial.bring_about(situation)
    for ask in asks:
        trial.ask(ask)
    trial.drain()


def all_asks(situation: Situation) -> list[Ask]:
    """All that can be asked in a situation."""
    trial = Trial()
    trial.bring_about(situation)
    return list(asks_of(trial))
