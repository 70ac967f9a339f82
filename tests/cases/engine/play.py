"""Plays one case on a server: creates its flows, starts executions, does the actions, waits."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import yaml

from tests.cases.engine.api import Api, as_part
from tests.cases.engine.case_files import Case
from tests.cases.engine.compare import problems_of
from tests.cases.engine.driver import Answer, Driver, Refused
from tests.cases.engine.executions import check_execution
from tests.cases.engine.observed import Refs, observe
from tests.cases.engine.refusals import refusal_problems

TERMINATED = frozenset(
    ["SUCCESS", "WARNING", "FAILED", "KILLED", "CANCELLED", "SKIPPED", "RETRIED"]
)
# How long the world is watched after the end for what must not happen.
QUIET_S = 0.5


def play(case: Case, driver: Driver) -> list[str]:
    """Everything that differs from what the case expects; empty when it passes."""
    if case.unknown:
        return [f"unknown fields of the case: {sorted(case.unknown)}"]
    try:
        return _Player(case, driver).play()
    except Refused as refused:
        return [f"refused: {refused}"]


@dataclass
class _Player:
    case: Case
    driver: Driver
    refs: Refs = field(default_factory=Refs)
    problems: list[str] = field(default_factory=list)
    # Set when the case ends with the refusal of a flow or of an execution.
    is_refused: bool = False

    def __post_init__(self) -> None:
        self.api = Api(self.driver)

    def play(self) -> list[str]:
        self._create_templates()
        self._create_flows()
        if not self.problems and not self.is_refused:
            self._start_all()
        if not self.problems and not self.is_refused:
            for action in self.case.actions:
                self._act(action)
        if self.problems:
            return self.problems
        return self._final_problems()

    def _create_templates(self) -> None:
        for source in self.case.templates:
            answer = self.api.create_template(source)
            if answer.status != 200:
                self.problems.append(f"template refused: {answer.status} {answer.text[:300]}")

    def _create_flows(self) -> None:
        refusal = self.case.expect.get("flowError")
        for place, source in enumerate(self.case.flows):
            is_last = place == len(self.case.flows) - 1
            answer = self._create_flow(source)
            if refusal is not None and is_last:
                self.is_refused = True
                self.problems += refusal_problems("flowError", refusal, answer)
            elif answer.status != 200:
                self.problems.append(f"flow {place} refused: {answer.status} {answer.text[:500]}")

    def _create_flow(self, source: str) -> Answer:
        try:
            document = yaml.safe_load(source)
        except yaml.YAMLError:
            return self.api.create_flow(source)
        uid = (str(document.get("namespace")), str(document.get("id")))
        if uid in self.refs.flows:
            return self.api.update_flow(*uid, source)
        self.refs.flows.append(uid)
        return self.api.create_flow(source)

    def _start_all(self) -> None:
        start = self.case.start
        starts = start if isinstance(start, list) else [start or {}]
        previous: str | None = None
        for one in starts:
            if previous is not None and "afterState" in one:
                self._await_state(previous, one["afterState"])
            previous = self._start(one)
            if "name" in one and previous is not None:
                self.refs.names[one["name"]] = previous
            if self.problems or self.is_refused:
                return
        self.refs.main = None if isinstance(start, list) else previous

    def _start(self, start: dict[str, Any]) -> str | None:
        if "wait" in start and "webhook" not in start:
            self.driver.sleep(seconds_of(start["wait"]))
            return None
        namespace, flow_id = self.refs.flow(start.get("flow"), start.get("namespace"))
        if "webhook" in start:
            return self._call_webhook(namespace, flow_id, start["webhook"])
        texts = {key: as_part(value) for key, value in (start.get("inputs") or {}).items()}
        parts = (texts, start.get("files") or {})
        answer = self.api.start(namespace, flow_id, self._start_params(start), parts)
        refusal = self.case.expect.get("createError")
        if refusal is not None:
            self.is_refused = True
            self.problems += refusal_problems("createError", refusal, answer)
            return None
        if answer.status != 200:
            self.problems.append(f"start refused: {answer.status} {answer.text[:500]}")
            return None
        if "afterWait" in start:
            self.driver.sleep(seconds_of(start["afterWait"]))
        return str(answer.json["id"])

    def _start_params(self, start: dict[str, Any]) -> list[tuple[str, str]]:
        params = [
            ("labels", f"{key}:{value}") for key, value in (start.get("labels") or {}).items()
        ]
        if "scheduleDate" in start:
            params.append(("scheduleDate", self._date(start["scheduleDate"])))
        if "breakpoints" in start:
            params.append(("breakpoints", ",".join(start["breakpoints"])))
        if "revision" in start:
            params.append(("revision", str(start["revision"])))
        return params

    def _date(self, text: str) -> str:
        found = re.fullmatch(r"\$now(?:([+-])(\d+(?:\.\d+)?)s)?", str(text))
        if found is None:
            return str(text)
        seconds = float(found[2] or 0) * (-1 if found[1] == "-" else 1)
        date = self.driver.now() + timedelta(seconds=seconds)
        return date.isoformat().replace("+00:00", "Z")

    def _call_webhook(self, namespace: str, flow_id: str, hook: dict[str, Any]) -> str | None:
        answer = self.api.webhook(namespace, flow_id, hook)
        self.problems += refusal_problems("http", self.case.expect.get("http") or {}, answer)
        if answer.status == 200:
            document = answer.json if answer.body[:1] == b"{" else {}
            if isinstance(document, dict) and "flowId" in document:
                return str(document["id"])
        created = self.api.executions(namespace)
        return str(created[0]["id"]) if created else None

    def _act(self, action: dict[str, Any]) -> None:
        if "after" in action:
            self.driver.sleep(seconds_of(action["after"]))
        if "when" in action and not self._await_when(action):
            return
        if "check" in action:
            self._check(action["check"])
        if "do" in action:
            self._do(action)

    def _await_when(self, action: dict[str, Any]) -> bool:
        def is_there() -> bool:
            execution_id = self.refs.find(self.api, action.get("of"))
            if execution_id is None:
                return False
            return _is_when(self.api.execution(execution_id), action)

        if self.driver.wait_until(is_there, self.case.timeout_s):
            return True
        self.problems.append(f"never came: {action} ({self._states()})")
        return False

    def _await_state(self, execution_id: str, state: str) -> None:
        action = {"when": state}
        if not self.driver.wait_until(
            lambda: _is_when(self.api.execution(execution_id), action), self.case.timeout_s
        ):
            self.problems.append(f"{execution_id} never became {state} ({self._states()})")

    def _states(self) -> str:
        seen = [
            f"{execution['flowId']} {'>'.join(_histories(execution))}"
            for namespace in self.refs.namespaces
            for execution in self.api.executions(namespace)
        ]
        return "; ".join(seen) or "no execution"

    def _check(self, check: dict[str, Any]) -> None:
        execution_id = self.refs.main or next(iter(self.refs.names.values()))
        seen = observe(self.api, self.refs)
        execution = self.api.execution(execution_id)
        expected = {"exact": False, "ordered": False, **check}
        self.problems += [f"check: {text}" for text in check_execution(expected, execution, seen)]

    def _do(self, action: dict[str, Any]) -> None:
        match action["do"]:
            case "restart-server":
                return self.driver.restart_server()
            case "crash-worker":
                return self.driver.crash_worker()
            case "set-kv":
                namespace = self.refs.flow(None, None)[0]
                return self._judge(
                    action, self.api.set_kv(namespace, action["key"], action["value"])
                )
            case "update-flow":
                document = yaml.safe_load(action["source"])
                uid = (document["namespace"], document["id"])
                return self._judge(action, self.api.update_flow(*uid, action["source"]))
        target = action.get("target")
        execution_id = self.refs.find(self.api, None if target == "main" else target)
        if execution_id is None:
            self.problems.append(f"no execution for {action}")
            return None
        answer = self.api.act(execution_id, self._with_task_run_id(action, execution_id))
        self._judge(action, answer)
        self._note_result(action, execution_id, answer)
        return None

    def _with_task_run_id(self, action: dict[str, Any], execution_id: str) -> dict[str, Any]:
        if "taskRun" not in action or "taskRunId" in action:
            return action
        for task_run in self.api.execution(execution_id).get("taskRunList") or []:
            if task_run["taskId"] == action["taskRun"]:
                return {**action, "taskRunId": task_run["id"]}
        return {**action, "taskRunId": "there-is-none"}

    def _judge(self, action: dict[str, Any], answer: Answer) -> None:
        if "expectError" in action:
            self.problems += refusal_problems(f"{action['do']}", action["expectError"], answer)
        elif "expectStatus" in action:
            if answer.status != action["expectStatus"]:
                self.problems.append(
                    f"{action['do']}: status {answer.status}, not {action['expectStatus']}"
                )
        elif answer.status >= 300:
            self.problems.append(f"{action['do']}: {answer.status} {answer.text[:300]}")

    def _note_result(self, action: dict[str, Any], asked: str, answer: Answer) -> None:
        if answer.status != 200 or not answer.body.startswith(b"{"):
            return
        result = str(answer.json.get("id"))
        if action["do"] == "replay" or "revision" in action:
            self.refs.new = result
        elif action["do"] == "restart":
            self.refs.is_same_id = result == asked

    def _final_problems(self) -> list[str]:
        if self.is_refused and "executions" not in self.case.expect:
            return []
        self.driver.wait_until(self._is_quiet, self.case.timeout_s)
        self.driver.sleep(QUIET_S + self._after_wait())
        self.driver.wait_until(lambda: not self._differences(), self.case.timeout_s)
        return self._differences()

    def _after_wait(self) -> float:
        expected = self.case.expect.get("executions") or []
        return max((seconds_of(one.get("afterWait", "0s")) for one in expected), default=0.0)

    def _is_quiet(self) -> bool:
        wanted = self.case.expect.get("state")
        main = self.refs.main
        if main is not None and wanted not in {None, self.api.execution(main)["state"]["current"]}:
            return False
        return all(
            execution["state"]["current"] in TERMINATED or execution["id"] == self.refs.main
            for namespace in self.refs.namespaces
            for execution in self.api.executions(namespace)
        )

    def _differences(self) -> list[str]:
        return problems_of(self.case.expect, observe(self.api, self.refs), self.api)


def _histories(execution: dict[str, Any]) -> list[str]:
    return [entry["state"] for entry in execution["state"]["histories"]]


def _is_when(execution: dict[str, Any], action: dict[str, Any]) -> bool:
    when = action["when"]
    task_runs = execution.get("taskRunList") or []
    if "taskRunCount" in action and len(task_runs) != action["taskRunCount"]:
        return False
    for task_id, count in (action.get("attemptsOf") or {}).items():
        if not any(
            run["taskId"] == task_id and len(run.get("attempts") or []) == count
            for run in task_runs
        ):
            return False
    if isinstance(when, str):
        return bool(execution["state"]["current"] == when)
    return any(
        run["taskId"] == when["taskRun"]
        and run["state"]["current"] == when["state"]
        and ("value" not in when or run.get("value") == when["value"])
        for run in task_runs
    )


def seconds_of(text: str | float) -> float:
    """`4s`, `0.5s`, `200ms` or a number of seconds."""
    if isinstance(text, int | float):
        return float(text)
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*(ms|s|m)?", text.strip())
    assert found is not None, f"not a time: {text}"
    return float(found[1]) * {"ms": 0.001, "s": 1.0, "m": 60.0, None: 1.0}[found[2]]
