"""A callback of Ansible: what happens goes to the task's log, results become its outputs.

Ansible loads this file by itself, on the machine or in the container where it runs: it imports
nothing of the server.
"""

from __future__ import annotations

import json
import time
from typing import Any

from ansible.plugins.callback import CallbackBase

# How much of one result is told; the rest is in the log file of Ansible.
RESULT_CHARS_MAX = 200_000
DOCUMENTATION = """
name: kestra_logger
type: stdout
short_description: results as outputs of the task
description: Prints lines for the log, and at the end of a playbook one with all results.
options: {}
"""


class CallbackModule(CallbackBase):  # type: ignore[misc]  # Its base has no types.
    """Called by Ansible."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "stdout"
    CALLBACK_NAME = "kestra_logger"

    def __init__(self) -> None:
        super().__init__()
        self._plays: list[dict[str, Any]] = []
        self._results: list[Any] = []

    def v2_playbook_on_play_start(self, play: Any) -> None:
        """A play begins."""
        self._say(f"PLAY [{play.get_name()}]")
        self._plays.append({"name": play.get_name(), "tasks": []})

    def v2_playbook_on_task_start(self, task: Any, is_conditional: bool) -> None:
        """A task begins."""
        self._say(f"TASK [{task.get_name()}]")
        if self._plays:
            started = {"uid": task._uuid, "name": task.get_name(), "startedAt": _now()}
            self._plays[-1]["tasks"].append({**started, "hosts": []})

    def v2_playbook_on_handler_task_start(self, task: Any) -> None:
        """A handler begins."""
        self.v2_playbook_on_task_start(task, False)

    def v2_runner_on_ok(self, result: Any) -> None:
        """A host is done."""
        self._take(result, "changed" if result._result.get("changed") else "ok")

    def v2_runner_on_failed(self, result: Any, ignore_errors: bool = False) -> None:
        """A host failed."""
        self._take(result, "ignored" if ignore_errors else "failed")

    def v2_runner_on_skipped(self, result: Any) -> None:
        """A host was skipped."""
        self._take(result, "skipped")

    def v2_runner_on_unreachable(self, result: Any) -> None:
        """A host was not reached."""
        self._take(result, "unreachable")

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """The playbook ends."""
        for host in sorted(stats.processed):
            found = stats.summarize(host)
            self._say(f"{host}: " + " ".join(f"{name}={found[name]}" for name in found))
        outputs = {f"playbook:{time.time_ns()}": {"plays": self._plays}, "outputs": self._results}
        print("::" + json.dumps({"outputs": outputs}, default=str) + "::", flush=True)  # noqa: T201

    def _take(self, result: Any, status: str) -> None:
        values = self._clean(result)
        host = result._host.get_name()
        said = values.get("msg") if isinstance(values, dict) else None
        self._say(f"{status}: [{host}]" + (f" => {said}" if said not in (None, "") else ""))
        self._results.append(values)
        if self._plays and self._plays[-1]["tasks"]:
            task = self._plays[-1]["tasks"][-1]
            task["endedAt"] = _now()
            task["hosts"].append({"host": host, "status": status, "result": values})

    def _clean(self, result: Any) -> Any:
        if result._task.no_log:
            return {"censored": "no_log is set"}
        text = self._dump_results(result._result, indent=0)
        return json.loads(text) if len(text) <= RESULT_CHARS_MAX else {"msg": text[:1000]}

    def _say(self, line: str) -> None:
        print(line.replace("\n", " "), flush=True)  # noqa: T201


def _now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())
