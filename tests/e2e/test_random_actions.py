"""Random flows and random actions on a real server: no answer is a 5xx, and everything ends.

`TIERCEL_MATRIX_MINUTES` says for how long, `TIERCEL_MATRIX_SEED` what is done.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest

from tests.e2e.server import running
from tests.simulation.matrix import PLAIN
from tests.simulation.workload import NAMESPACE, SCHEDULED, Document, some_flows, source_of
from tiercel.model.state import TERMINATED, StateType

SECONDS = float(os.environ.get("TIERCEL_MATRIX_MINUTES") or 0.1) * 60
SEED = int(os.environ.get("TIERCEL_MATRIX_SEED") or 7)
DRAIN_SECONDS_MAX = 150
ALIVE = [str(state) for state in StateType if state not in TERMINATED]
# Executions that are acted on: the newest ones, so that the server is not asked for all of them.
PAGE = 25
FAMILIES_MAX = 4
PAUSE_S = 0.02
# So long do tasks sleep in virtual time; here everybody waits.
SHORTER = (("PT90S", "PT0.5S"), ("PT15S", "PT0.3S"), ("PT3S", "PT0.2S"), ("PT60S", "PT5S"))


class Users:
    """People who start executions and act on them without rhyme or reason."""

    def __init__(self, http: httpx2.Client, rng: Random) -> None:
        self._http = http
        self._rng = rng
        self._flow_ids: list[str] = []
        self.asked = 0

    def request(self, method: str, path: str, **more: Any) -> Any:
        """The answer of the server as JSON, None for a refusal or an empty one."""
        self.asked += 1
        answer = self._http.request(method, f"/api/v1{path}", **more)
        assert answer.status_code < 500, f"{method} {path} {more}: {answer.text}"
        return answer.json() if answer.status_code == 200 and answer.content else None

    def save_flows(self) -> None:
        """A few more flows, under names of their own."""
        prefix = f"f{len(self._flow_ids)}"
        flows = [flow for flow in some_flows(self._rng) if flow["id"] != SCHEDULED]
        for flow in flows:
            body = renamed(flow, [one["id"] for one in flows], prefix)
            saved = self.request(
                "POST", "/flows", content=body, headers={"Content-Type": "application/x-yaml"}
            )
            if saved is not None:
                self._flow_ids.append(saved["id"])

    def act(self) -> None:
        """Start an execution, or ask something of one."""
        if self._rng.random() < 0.25:
            flow_id = self._rng.choice(self._flow_ids)
            points = self._rng.choice(({}, {}, {"breakpoints": "log1,sleep1,sleep2"}))
            self.request("POST", f"/executions/{NAMESPACE}/{flow_id}", params=points)
            return
        found = self.request("GET", "/executions/search", params=self._search())["results"]
        if found:
            self._ask(self._rng.choice(found))

    def _search(self) -> dict[str, Any]:
        wanted: dict[str, Any] = {"size": PAGE, "sort": "state.startDate:desc"}
        return {**wanted, "state": ALIVE} if self._rng.random() < 0.7 else wanted

    def _ask(self, execution: Document) -> None:
        path = f"/executions/{execution['id']}"
        runs = self.request("GET", path) or {}
        runs = runs.get("taskRunList") or []
        name = self._rng.choice((*PLAIN, "state", "state", "state", "change-status", "replay from"))
        if name == "delete":
            self.request("DELETE", path)
        elif name == "kill alone":
            self.request("DELETE", f"{path}/kill", params={"isOnKillCascade": "false"})
        elif name == "labels":
            self.request("POST", f"{path}/labels", json=[{"key": "asked", "value": "yes"}])
        elif name == "change-status":
            state = self._rng.choice(sorted(TERMINATED))
            self.request("POST", f"{path}/change-status", params={"status": str(state)})
        elif name == "state" and runs:
            body = {
                "taskRunId": self._rng.choice(runs)["id"],
                "state": self._rng.choice([*StateType]),
            }
            self.request("POST", f"{path}/state", json=body)
        elif name == "replay from" and runs:
            self.request("POST", f"{path}/replay", params={"taskRunId": runs[0]["id"]})
        elif name in PLAIN:
            self.request("POST", f"{path}/{name}")

    def encourage(self) -> list[str]:
        """Let go on what waits for somebody; what is still alive."""
        wanted = {"size": 1000, "state": ALIVE}
        found = self.request("GET", "/executions/search", params=wanted)["results"]
        for execution in found:
            path = f"/executions/{execution['id']}"
            state = execution["state"]["current"]
            if state == "PAUSED" and self.request("POST", f"{path}/actions/resume") is None:
                # An approval, which only a review ends.
                self.request("DELETE", f"{path}/kill")
            elif state == "BREAKPOINT":
                self.request("POST", f"{path}/resume-from-breakpoint")
        return [f"{one['id']} of {one['flowId']} {one['state']['current']}" for one in found]


def renamed(flow: Document, ids: list[str], prefix: str) -> str:
    """The source with shorter sleeps and the ids of flows made unique."""
    source = source_of(flow)
    for old, new in (*SHORTER, *((f'"{name}"', f'"{prefix}{name}"') for name in ids)):
        source = source.replace(old, new)
    return source


@pytest.mark.timeout(SECONDS + DRAIN_SECONDS_MAX + 120)
def test_whatever_is_asked_of_whatever_runs_everything_ends(tmp_path: Path) -> None:
    rng = Random(SEED)
    with running(tmp_path) as server, httpx2.Client(base_url=server.base, timeout=60) as http:
        users = Users(http, rng)
        end = time.monotonic() + SECONDS
        for _ in range(FAMILIES_MAX):
            users.save_flows()
        while time.monotonic() < end:
            users.act()
            time.sleep(PAUSE_S)
        alive = await_the_end(users)
        log = server.log
        assert alive == [], f"seed {SEED}, {users.asked} requests"
    check_log(log)


def await_the_end(users: Users) -> list[str]:
    deadline = time.monotonic() + DRAIN_SECONDS_MAX
    while time.monotonic() < deadline:
        alive = users.encourage()
        if not alive:
            return []
        time.sleep(0.5)
    return alive


def check_log(log: str) -> None:
    """Nothing was caught that nobody expected, and nothing had to be repaired."""
    for complaint in ("could not be advanced", "waits for nothing", "Traceback"):
        assert complaint not in log, log[log.index(complaint) - 500 :][:3000]
