"""Kills end to end: of a script that will not stop, and of a server in the midst of its work."""

from __future__ import annotations

import json
import signal
import urllib.request
from pathlib import Path
from typing import Any

from tests.e2e.server import Server, running, wait_for

STUBBORN = """id: stubborn
namespace: company.team
tasks:
  - id: script
    type: io.kestra.plugin.scripts.shell.Script
    taskRunner:
      type: io.kestra.plugin.core.runner.Process
    script: |
      trap '' TERM
      (trap '' TERM; while true; do sleep 1; done) &
      echo $! > {folder}/child
      echo $$ > {folder}/parent
      while true; do sleep 1; done
"""
SLOW = """id: slow
namespace: company.team
tasks:
  - id: first
    type: io.kestra.plugin.core.log.Log
    message: begin
  - id: nap
    type: io.kestra.plugin.core.flow.Sleep
    duration: PT2S
  - id: last
    type: io.kestra.plugin.core.output.OutputValues
    values:
      done: "{{ execution.id }}"
"""
EXECUTIONS = 200


def call(server: Server, method: str, path: str, body: str | None = None) -> Any:
    """The JSON that the server answers, None for an empty body."""
    request = urllib.request.Request(
        f"{server.base}/api/v1{path}",
        method=method,
        data=body.encode() if body is not None else None,
        headers={"Content-Type": "application/x-yaml"} if body is not None else {},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        content = answer.read()
    return json.loads(content) if content else None


def is_alive(pid_file: Path) -> bool:
    """Whether the process whose number the file holds runs (a zombie does not)."""
    stat = Path(f"/proc/{pid_file.read_text().strip()}/stat")
    return stat.exists() and stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def test_a_stubborn_script_and_its_children_are_gone_when_the_api_says_killed(
    tmp_path: Path,
) -> None:
    # Beside the data folder scripts may write to folders that are there, but make nothing.
    pids = tmp_path / "pids"
    pids.mkdir()
    with running(tmp_path) as server:
        call(server, "POST", "/flows", STUBBORN.format(folder=pids))
        execution = call(server, "POST", "/executions/company.team/stubborn")["id"]
        wait_for(lambda: (pids / "parent").exists(), 20)

        call(server, "DELETE", f"/executions/{execution}/kill")

        def is_killed() -> bool:
            state = call(server, "GET", f"/executions/{execution}")["state"]["current"]
            gone = not is_alive(pids / "child") and not is_alive(pids / "parent")
            assert gone or state != "KILLED", "KILLED while the script still runs"
            return bool(state == "KILLED")

        assert wait_for(is_killed, 10) <= 5


def test_a_crash_in_the_middle_of_many_executions_loses_and_doubles_none(tmp_path: Path) -> None:
    with running(tmp_path) as server:
        call(server, "POST", "/flows", SLOW)
        start = "/executions/company.team/slow"
        ids = {call(server, "POST", start)["id"] for _ in range(EXECUTIONS)}
        server.stop(signal.SIGKILL)

    with running(tmp_path) as again:
        found = "/executions/search?namespace=company.team&flowId=slow&size=1000"

        def have_all_ended() -> bool:
            return bool(call(again, "GET", f"{found}&state=SUCCESS")["total"] == EXECUTIONS)

        wait_for(have_all_ended, 150)
        executions = call(again, "GET", found)["results"]

    assert {execution["id"] for execution in executions} == ids
    for execution in executions:
        assert [run["taskId"] for run in execution["taskRunList"]] == ["first", "nap", "last"]
        assert execution["taskRunList"][2]["outputs"] == {"values": {"done": execution["id"]}}
        for task_run in execution["taskRunList"]:
            ends = [attempt["state"]["current"] for attempt in task_run["attempts"]]
            assert ends.count("SUCCESS") == 1
            assert ends[-1] == "SUCCESS"


def test_the_next_server_takes_up_at_once_what_a_crash_interrupted(tmp_path: Path) -> None:
    def attempts(server: Server, path: str) -> list[str]:
        # What has not begun yet has no such members.
        runs = call(server, "GET", path).get("taskRunList", ())[1:]
        return [each["state"]["current"] for run in runs for each in run.get("attempts", ())]

    with running(tmp_path) as server:
        call(server, "POST", "/flows", SLOW.replace("PT2S", "PT10M"))
        path = f"/executions/{call(server, 'POST', '/executions/company.team/slow')['id']}"
        wait_for(lambda: attempts(server, path) == ["RUNNING"], 20)
        server.stop(signal.SIGKILL)
    with running(tmp_path) as again:
        # It takes some tenths of a second; the lease of the dead worker would take half a minute.
        assert wait_for(lambda: attempts(again, path) == ["RESUBMITTED", "RUNNING"], 40) < 10
