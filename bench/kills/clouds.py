"""Stand-ins of BigQuery, Databricks and Kubernetes whose work takes a while and is counted."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

import msgspec

from bench.kills.attempt import Ended, Plan
from bench.kills.rounds import Case
from tests.families.stand_in import Answered, Asked, standing_in

SECONDS = 0.6
_THERE = Answered(b'{"error": {"code": 409, "message": "already exists"}}', 409)


class Work(msgspec.Struct):
    """Something that goes on until its time is over or somebody ends it."""

    name: str
    mark: str
    begun: float = msgspec.field(default_factory=time.monotonic)
    is_ended: bool = False

    @property
    def goes_on(self) -> bool:
        return not self.is_ended and time.monotonic() < self.begun + SECONDS


class StandIn(Case):
    """A service of ours that keeps what was begun, by its name there."""

    def __init__(self) -> None:
        self.url = ""
        self.work: dict[str, Work] = {}
        self.lock = threading.Lock()

    @contextmanager
    def open(self, folder: Path) -> Iterator[None]:
        with standing_in(self.answer) as place:
            self.url = place.url
            yield

    def answer(self, asked: Asked) -> Any:
        """What the service says to a request."""
        raise NotImplementedError

    def begin(self, name: str, mark: str) -> bool:
        """Whether it is new."""
        with self.lock:
            is_new = name not in self.work
            if is_new:
                self.work[name] = Work(name, mark)
            return is_new

    def starts(self, mark: str) -> int:
        return sum(1 for each in list(self.work.values()) if each.mark == mark)

    def left(self, mark: str) -> int:
        return sum(1 for each in list(self.work.values()) if each.mark == mark and each.goes_on)


class BigQuery(StandIn):
    name = "bigquery"
    service = "BigQuery, a stand-in"

    def plan(self, mark: str, folder: Path) -> Plan:
        properties = {"projectId": "shop", "sql": f"SELECT '{mark}'", "fetchType": "FETCH"}
        place = "tiercel_gcp.bigquery.query:Query"
        return Plan(place, properties, mark, folder, {"BIGQUERY_EMULATOR_HOST": self.url})

    def is_whole(self, mark: str, ended: Ended) -> bool:
        return ended.outputs.get("rows") == [{"mark": mark}]

    def answer(self, asked: Asked) -> Any:
        words = urlsplit(asked.path).path.removeprefix("/bigquery/v2/projects/shop/").split("/")
        match (asked.method, words):
            case ("POST", ["jobs"]):
                job = asked.json()
                name = job["jobReference"]["jobId"]
                mark = job["configuration"]["query"]["query"].split("'")[1]
                return self._job(name) if self.begin(name, mark) else _THERE
            case ("POST", ["jobs", name, "cancel"]):
                self.work[name].is_ended = True
                return {}
            case ("GET", ["jobs", name]):
                return self._job(name)
            case ("GET", ["queries", name]):
                field = {"name": "mark", "type": "STRING"}
                row = {"f": [{"v": self.work[name].mark}]}
                return {"schema": {"fields": [field]}, "rows": [row]}
        return Answered(b"{}", 404)

    def _job(self, name: str) -> dict[str, Any]:
        state = "RUNNING" if self.work[name].goes_on else "DONE"
        reference = {"projectId": "shop", "jobId": name}
        return {
            "jobReference": reference,
            "configuration": {"query": {}},
            "status": {"state": state},
            "statistics": {"startTime": "1000", "endTime": "3000", "query": {"cacheHit": False}},
        }


class Databricks(StandIn):
    name = "databricks"
    service = "Databricks, a stand-in"

    def plan(self, mark: str, folder: Path) -> Plan:
        properties = {
            "host": self.url,
            "authentication": {"token": "t"},
            "runName": mark,
            "runTasks": [{"taskKey": "one", "existingClusterId": "c"}],
            "waitForCompletion": "PT1H",
        }
        return Plan("tiercel_platforms.databricks.jobs:SubmitRun", properties, mark, folder)

    def is_whole(self, mark: str, ended: Ended) -> bool:
        number = str(ended.outputs.get("runId"))
        return number in self.work and self.work[number].mark == mark

    def answer(self, asked: Asked) -> Any:
        path = urlsplit(asked.path).path
        if path.endswith("/runs/submit"):
            body = asked.json()
            # The service gives a token that it knows the run of before.
            number = str(int(body["idempotency_token"][:12], 16))
            self.begin(number, body["run_name"])
            return {"run_id": int(number)}
        if path.endswith("/runs/cancel"):
            self.work[str(asked.json()["run_id"])].is_ended = True
            return {}
        number = parse_qs(urlsplit(asked.path).query)["run_id"][0]
        goes_on = self.work[number].goes_on
        state = {"life_cycle_state": "RUNNING" if goes_on else "TERMINATED"}
        if not goes_on:
            state["result_state"] = "SUCCESS"
        return {"state": state, "run_page_url": "p"}


class Kubernetes(StandIn):
    name = "kubernetes"
    service = "Kubernetes, a stand-in"
    lines: ClassVar[list[str]] = [f"line {number}" for number in range(5)]

    def __init__(self) -> None:
        super().__init__()
        self._bodies: dict[str, dict[str, Any]] = {}
        self._deleted: list[Work] = []

    def plan(self, mark: str, folder: Path) -> Plan:
        container = {"name": "main", "image": "busybox", "args": [mark]}
        properties = {
            "connection": {"masterUrl": self.url, "oauthToken": "t"},
            "namespace": "jobs",
            "spec": {"containers": [container]},
        }
        return Plan("tiercel_kubernetes.pod:PodCreate", properties, mark, folder)

    def starts(self, mark: str) -> int:
        return super().starts(mark) + sum(1 for each in self._deleted if each.mark == mark)

    def left(self, mark: str) -> int:
        """A pod that nobody has deleted is left, whether it runs or not."""
        return super().starts(mark)

    def is_whole(self, mark: str, ended: Ended) -> bool:
        return set(self.lines) <= set(ended.lines)

    def answer(self, asked: Asked) -> Any:
        parts = urlsplit(asked.path).path.removeprefix("/api/v1/namespaces/jobs/pods").split("/")
        if asked.method == "POST":
            body = asked.json()
            name = body["metadata"]["name"]
            if not self.begin(name, body["spec"]["containers"][0]["args"][0]):
                return _THERE
            self._bodies[name] = body
            return self._pod(name)
        name = parts[1]
        if name not in self.work:
            return Answered(b'{"message": "not found"}', 404)
        if asked.method == "DELETE":
            with self.lock:
                self._deleted.append(self.work.pop(name))
            return {}
        if parts[-1] == "log":
            return self._log(self.work[name])
        return self._pod(name)

    def _log(self, pod: Work) -> Answered:
        """All lines, at the end: who follows is kept waiting until then."""
        while pod.goes_on:
            time.sleep(0.02)
        return Answered("".join(f"{each}\n" for each in self.lines).encode())

    def _pod(self, name: str) -> Any:
        goes_on = self.work[name].goes_on
        state = {"running": {}} if goes_on else {"terminated": {"exitCode": 0}}
        status = {
            "phase": "Running" if goes_on else "Succeeded",
            "containerStatuses": [{"name": "main", "state": state}],
        }
        return json.loads(json.dumps({**self._bodies[name], "status": status}))
