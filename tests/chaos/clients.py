"""Clients that start and kill executions again and again, whatever the servers do."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping

from tests.chaos.workload import CLOCK, KILLED, NAMESPACE, PATIENT, WEIGHTS

THREADS = 4
# Executions a second of all threads together, when nobody is down.
RATE = 32.0
PATIENT_EVERY = 500
_BODY = b"--x--\r\n"
_TYPE = "multipart/form-data; boundary=x"
_FAILURES = (urllib.error.URLError, http.client.HTTPException, OSError, ValueError)


class Clients:
    """Threads that go on until `count` executions were acknowledged, by id with their flow."""

    def __init__(self, ports: list[int], sources: Mapping[str, str], count: int) -> None:
        self._ports = ports
        self._sources = sources
        self._count = count
        self._threads: list[threading.Thread] = []
        self._is_over = threading.Event()
        self._lock = threading.Lock()
        self._given = 0
        self._allowed = 0
        self.acknowledged: dict[str, str] = {}
        self.refused = 0
        self.errors: list[str] = []

    def create_flows(self) -> None:
        """All flows, before anything is killed."""
        for source in self._sources.values():
            call("POST", f"{self._base(self._ports[0])}/flows", source.encode(), "application/yaml")

    def stop_the_clock(self) -> None:
        """No schedule fires any more."""
        self._insist("DELETE", f"/flows/{NAMESPACE}/{CLOCK}", random.Random(0))

    def start(self, seed: int) -> None:
        """Begin to call."""
        for number in range(THREADS):
            chance = random.Random(f"{seed} {number}")
            thread = threading.Thread(target=self._run, args=(chance,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def allow(self, count: int) -> None:
        """Let so many executions be started in all."""
        self._allowed = count

    @property
    def are_done(self) -> bool:
        """Whether every thread has ended."""
        return not any(thread.is_alive() for thread in self._threads)

    def stop(self) -> None:
        """End, also when there is more to do."""
        self._is_over.set()
        for thread in self._threads:
            thread.join(60)

    def _next(self, chance: random.Random) -> str | None:
        """The flow to start, once it is allowed; None when enough were started."""
        while self._given >= self._allowed < self._count and not self._is_over.is_set():
            time.sleep(0.02)
        with self._lock:
            if self._is_over.is_set() or self._given >= self._count:
                return None
            self._given += 1
            if self._given % PATIENT_EVERY == 0:
                return PATIENT
        return chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]

    def _run(self, chance: random.Random) -> None:
        while (name := self._next(chance)) is not None:
            answer = self._insist("POST", f"/executions/{NAMESPACE}/{name}", chance)
            self.acknowledged[answer["id"]] = name
            if name == KILLED:
                # Every other one at once: the servers see its beginning and its end together.
                self._is_over.wait(chance.choice((0.0, chance.uniform(0.0, 1.5))))
                self._insist("DELETE", f"/executions/{answer['id']}/kill", chance)
            self._is_over.wait(THREADS / RATE)

    def _insist(self, method: str, path: str, chance: random.Random) -> dict[str, str]:
        """The answer of any webserver. What is refused may have been done all the same."""
        body, kind = (_BODY, _TYPE) if method == "POST" else (None, "")
        while True:
            try:
                return call(method, self._base(chance.choice(self._ports)) + path, body, kind)
            except urllib.error.HTTPError as error:
                error.close()
                # A kill or deletion that was done although its answer was lost.
                if method == "DELETE" and error.code in {404, 409}:
                    return {}
                if error.code < 500:
                    self.errors.append(f"{method} {path} was answered with {error.code}")
                    raise
            except _FAILURES:
                self._is_over.wait(0.05)
            with self._lock:
                self.refused += 1
            if self._is_over.is_set() and method == "POST":
                raise AssertionError("the servers don't answer")
            time.sleep(0.05)

    @staticmethod
    def _base(port: int) -> str:
        return f"http://127.0.0.1:{port}/api/v1/main"


def call(method: str, url: str, body: bytes | None = None, kind: str = "") -> dict[str, str]:
    """One call. Raises: URLError, OSError or ValueError when it failed or its fate is unknown."""
    headers = {"content-type": kind} if kind else {}
    request = urllib.request.Request(url, body, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
    return json.loads(text) if text else {}
