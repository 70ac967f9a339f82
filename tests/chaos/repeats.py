"""Clients that send each request many times with its key, and don't wait for all of the answers."""

from __future__ import annotations

import http.client
import json
import random
import threading
import time
import urllib.parse
from collections import defaultdict
from collections.abc import Callable, Sequence

import msgspec

from tests.chaos.clients import call
from tests.chaos.workload import NAMESPACE

STARTED, HOOKED = "started", "hooked"
FLOWS = (
    f"""id: {STARTED}
namespace: {NAMESPACE}
inputs:
  - id: number
    type: STRING
tasks:
  - {{id: say, type: io.kestra.plugin.core.debug.Return, format: "{{{{ inputs.number }}}}"}}
""",
    f"""id: {HOOKED}
namespace: {NAMESPACE}
tasks:
  - {{id: say, type: io.kestra.plugin.core.debug.Return, format: "{{{{ trigger.body.number }}}}"}}
triggers:
  - {{id: hook, type: io.kestra.plugin.core.trigger.Webhook, key: repeated-1}}
""",
)
# Requests whose answer nobody waits for.
CUT_SHARE = 0.25
# So many keys are under way together: those who repeat one meet each other.
TOGETHER = 8
JOIN_SECONDS_MAX = 60.0
_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
_JSON = {"Content-Type": "application/json"}
_FAILURES = (http.client.HTTPException, OSError, ValueError)


class Answer(msgspec.Struct, frozen=True):
    """What one request was answered with."""

    execution_id: str
    is_replayed: bool


class Repeats:
    """Threads that send `count` requests `times` times each, in an order of chance."""

    def __init__(self, ports: Sequence[int], count: int, times: int, seed: int) -> None:
        self._ports = ports
        chance = random.Random(seed)
        self._left: list[int] = []
        for first in range(0, count, TOGETHER):
            some = [*range(first, min(first + TOGETHER, count))] * times
            chance.shuffle(some)
            self._left += some
        self._left.reverse()
        self.total = len(self._left)
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._threads: list[threading.Thread] = []
        self.answers: dict[int, list[Answer]] = defaultdict(list)
        self.sent = self.cut = self.failed = 0
        self.errors: list[str] = []

    def create_flows(self) -> None:
        """Before anything is killed."""
        for source in FLOWS:
            url = f"http://127.0.0.1:{self._ports[0]}/api/v1/flows"
            call("POST", url, source.encode(), "application/yaml")

    def start(self, clients: int, seed: int) -> None:
        """Begin to send."""
        for number in range(clients):
            chance = random.Random(f"{seed} {number}")
            thread = threading.Thread(target=self._run, args=(chance,), daemon=True)
            thread.start()
            self._threads.append(thread)

    @property
    def done(self) -> int:
        """Requests that were answered, or whose answer nobody waits for."""
        return self.total - len(self._left)

    @property
    def are_done(self) -> bool:
        """Whether every thread has ended."""
        return not any(thread.is_alive() for thread in self._threads)

    def end(self) -> None:
        """Send nothing more, also when there is more to do; what is under way may go on."""
        self._is_over.set()

    def join(self) -> None:
        """Until all threads have ended: soon, once no server answers any more."""
        ends = time.monotonic() + JOIN_SECONDS_MAX
        for thread in self._threads:
            thread.join(max(0.0, ends - time.monotonic()))

    def _run(self, chance: random.Random) -> None:
        while not self._is_over.is_set():
            with self._lock:
                if not self._left:
                    return
                number = self._left.pop()
            self._insist(number, chance)

    def _insist(self, number: int, chance: random.Random) -> None:
        """Send it until it is answered, or until its answer was cut off."""
        is_cut = chance.random() < CUT_SHARE
        while not self._is_over.is_set():
            try:
                answer = self._send(number, chance, is_cut=is_cut)
            except _FAILURES:
                with self._lock:
                    self.failed += 1
                time.sleep(0.05)
                continue
            with self._lock:
                if answer is None:
                    self.cut += 1
                else:
                    self.answers[number].append(answer)
            return

    def _send(self, number: int, chance: random.Random, *, is_cut: bool) -> Answer | None:
        connection = http.client.HTTPConnection("127.0.0.1", chance.choice(self._ports), timeout=30)
        key = {"Idempotency-Key": f"key-{number}"}
        try:
            if number % 2:
                path = f"/api/v1/executions/webhook/{NAMESPACE}/{HOOKED}/repeated-1"
                body = json.dumps({"number": str(number)})
                connection.request("POST", path, body, {**_JSON, **key})
            else:
                path = f"/api/v1/executions/{NAMESPACE}/{STARTED}"
                form = urllib.parse.urlencode({"number": str(number)})
                connection.request("POST", path, form, {**_FORM, **key})
            with self._lock:
                self.sent += 1
            if is_cut:
                time.sleep(chance.uniform(0, 0.02))
                return None
            return self._read(connection.getresponse(), number)
        finally:
            connection.close()

    def _read(self, response: http.client.HTTPResponse, number: int) -> Answer:
        """The answer. Raises: ValueError when it has to be asked for again."""
        content = response.read()
        if response.status >= 500:
            raise ValueError(response.status)
        if response.status != 200:
            with self._lock:
                self.errors.append(f"request {number}: {response.status} {content[:300]!r}")
            return Answer("", is_replayed=False)
        is_replayed = response.headers["Idempotency-Replayed"] == "true"
        return Answer(str(json.loads(content)["id"]), is_replayed)


def problems(repeats: Repeats, count: int, get: Callable[[str], dict[str, object]]) -> list[str]:
    """What is wrong; `get` reads a path of the API."""
    wrong = list(repeats.errors)
    for number in range(count):
        found = {answer.execution_id for answer in repeats.answers[number]}
        if len(found) != 1:
            wrong.append(f"request {number} was answered with {sorted(found)}")
            continue
        if sum(not answer.is_replayed for answer in repeats.answers[number]) > 1:
            wrong.append(f"request {number} was carried out by two answers")
        (execution_id,) = found
        execution = get(f"/executions/{execution_id}")
        if number_of(execution) != str(number):
            wrong.append(f"request {number} was answered with that of {number_of(execution)}")
    for flow, expected in ((STARTED, (count + 1) // 2), (HOOKED, count // 2)):
        total = get(f"/executions/search?flowId={flow}&size=1&namespace={NAMESPACE}")["total"]
        if total != expected:
            wrong.append(f"{total} executions of {flow} in place of {expected}")
    return wrong


def number_of(execution: dict[str, object]) -> object:
    """Which request an execution is of, as it says itself."""
    inputs, trigger = execution.get("inputs"), execution.get("trigger")
    if isinstance(inputs, dict) and "number" in inputs:
        return inputs["number"]
    variables = trigger["variables"] if isinstance(trigger, dict) else {}
    body: dict[str, object] = variables["body"]
    return body["number"]
