"""Flows of all kinds, and clients that start them again and again whatever the servers do."""

from __future__ import annotations

import json
import random
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

NAMESPACE = "chaos"
LIMIT = 3
_BODY = b"--x--\r\n"
_TYPE = "multipart/form-data; boundary=x"

# A line for each beginning and end of an attempt: task run, attempt, what, nanoseconds.
_NOTE = "echo \"{{ taskrun.id }} {{ taskrun.attemptsCount }} %s $(date +%%s%%N)\" >> '%s'"


def flows(ledger: Path) -> dict[str, str]:
    """Sources by flow id."""
    begin, end = _NOTE % ("begin", ledger), _NOTE % ("end", ledger)
    shell = (
        "type: io.kestra.plugin.scripts.shell.Commands,"
        " taskRunner: {type: io.kestra.plugin.core.runner.Process},"
        f" commands: [{json.dumps(f'{begin}; sleep 0.2; {end}')}]"
    )
    log = "type: io.kestra.plugin.core.log.Log, message: hello"
    tasks = {
        "short": f"[{{id: one, {log}}}, {{id: two, {log}}}]",
        "work": f"[{{id: one, {shell}}}, {{id: two, {log}}}]",
        "limited": f"[{{id: one, {log}}}, {{id: two, {shell}}}]",
        "parent": (
            "[{id: call, type: io.kestra.plugin.core.flow.Subflow, namespace: chaos,"
            " flowId: short, wait: true, transmitFailed: true}]"
        ),
        "loop": (
            "[{id: each, type: io.kestra.plugin.core.flow.ForEach, values: '[1,2,3]',"
            f" concurrencyLimit: 0, tasks: [{{id: say, {log}}}]}},"
            " {id: rest, type: io.kestra.plugin.core.flow.Pause, delay: PT0.5S}]"
        ),
        "clock": f"[{{id: one, {log}}}]",
    }
    more = {
        "limited": f"concurrency: {{behavior: QUEUE, limit: {LIMIT}}}\n",
        "clock": (
            "triggers: [{id: tick, type: io.kestra.plugin.core.trigger.Schedule,"
            " cron: '* * * * * *', withSeconds: true}]\n"
        ),
    }
    return {
        name: f"id: {name}\nnamespace: {NAMESPACE}\n{more.get(name, '')}tasks: {text}\n"
        for name, text in tasks.items()
    }


class Clients:
    """Threads that start executions; what was acknowledged is remembered."""

    def __init__(self, ports: list[int], ledger: Path) -> None:
        self._ports = ports
        self._sources = flows(ledger)
        self._names = [name for name in self._sources if name != "clock"]
        self._is_over = threading.Event()
        self._threads: list[threading.Thread] = []
        self.acknowledged: list[str] = []
        self.refused = 0

    def create_flows(self) -> None:
        """All flows, before anything is killed."""
        for source in self._sources.values():
            url = f"http://127.0.0.1:{self._ports[0]}/api/v1/main/flows"
            call("POST", url, source.encode(), "application/x-yaml")

    def stop_the_clock(self) -> None:
        """No schedule fires any more."""
        for _ in range(50):
            for port in self._ports:
                url = f"http://127.0.0.1:{port}/api/v1/main/flows/{NAMESPACE}/clock"
                try:
                    call("DELETE", url)
                    return
                except (urllib.error.URLError, OSError, ValueError):
                    time.sleep(0.1)
        raise AssertionError("the schedule could not be stopped")

    def start(self, count: int, seed: int) -> None:
        """Begin to call."""
        for number in range(count):
            thread = threading.Thread(target=self._run, args=(random.Random(seed + number),))
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """End after the current calls."""
        self._is_over.set()
        for thread in self._threads:
            thread.join(60)

    def _run(self, chance: random.Random) -> None:
        while not self._is_over.is_set():
            port, name = chance.choice(self._ports), chance.choice(self._names)
            url = f"http://127.0.0.1:{port}/api/v1/main/executions/{NAMESPACE}/{name}"
            try:
                self.acknowledged.append(call("POST", url, _BODY, _TYPE)["id"])
            except (urllib.error.URLError, OSError, ValueError):
                self.refused += 1
            time.sleep(0.05)


def call(method: str, url: str, body: bytes | None = None, kind: str = "") -> dict[str, str]:
    """One call. Raises: URLError, OSError or ValueError when it failed or its fate is unknown."""
    headers = {"content-type": kind} if kind else {}
    request = urllib.request.Request(url, body, headers, method=method)
    with urllib.request.urlopen(request, timeout=30) as answer:
        text = answer.read()
    return json.loads(text) if text else {}
