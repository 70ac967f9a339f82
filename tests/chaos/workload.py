"""Flows of all kinds. Their tasks `mark` write what they do into the ledger."""

from __future__ import annotations

import json

from tests.chaos.ledger import ALIVE, BEGIN, END, Ledger

NAMESPACE = "chaos"
LIMIT = 3
LIMITED, KILLED, FEEDER, LISTENER, CLOCK = "limited", "killed", "feeder", "listener", "clock"
# Longer than a lease: whoever does not end with its worker is seen beside its next attempt.
PATIENT, PATIENT_SECONDS = "patient", 40
WEIGHTS = {
    "short": 24,
    "note": 20,
    "script": 8,
    "warm": 5,
    LIMITED: 9,
    "parallel": 7,
    "loop": 6,
    "parent": 8,
    "flaky": 4,
    "rest": 4,
    FEEDER: 4,
    KILLED: 4,
}

LOG = "type: io.kestra.plugin.core.log.Log, message: hello"
_WHO = "{{ flow.id }} {{ execution.id }} {{ taskrun.id }} {{ taskrun.attemptsCount }}"
_QUERY = (
    "flow={{ flow.id }}&execution={{ execution.id }}&run={{ taskrun.id }}"
    "&attempt={{ taskrun.attemptsCount }}"
)
_RUNNER = "taskRunner: {type: io.kestra.plugin.core.runner.Process}"
_PYTHON = """import time
def say(what):
    with open('%s', 'a') as ledger:
        ledger.write('%s %%s %%d\\n' %% (what, time.time_ns()))
say('begin')
time.sleep(0.5)
say('end')
"""


class Tasks:
    """Tasks that write to a ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def request(self, path: str, more: str = "", name: str = "mark") -> str:
        """A request that takes 50 ms."""
        uri = f"{self._ledger.address}/{path}?{_QUERY}&hold=50"
        return f"{{id: {name}, type: io.kestra.plugin.core.http.Request, uri: '{uri}'{more}}}"

    def shell(self, pauses: int, seconds: float) -> str:
        """A script with a sign of life between pauses."""
        say = f'say() {{ echo "{_WHO} $1 $(date +%s%N)" >> "{self._ledger.file}"; }}'
        wait = f"i=0; while [ $i -lt {pauses} ]; do sleep {seconds}; say {ALIVE}; i=$((i+1)); done"
        script = f"{say}; say {BEGIN}; {wait}; say {END}"
        kind = "io.kestra.plugin.scripts.shell.Commands"
        return f"{{id: mark, type: {kind}, {_RUNNER}, commands: [{json.dumps(script)}]}}"

    def python(self) -> str:
        """A script in a warm interpreter."""
        script = json.dumps(_PYTHON % (self._ledger.file, _WHO))
        kind = "io.kestra.plugin.scripts.python.Script"
        return f"{{id: mark, type: {kind}, {_RUNNER}, warmInterpreter: true, script: {script}}}"


def flows(ledger: Ledger) -> dict[str, str]:
    """Sources by flow id."""
    tasks = Tasks(ledger)
    mark = tasks.request("mark")
    retry = ", retry: {type: constant, interval: PT0.5S, maxAttempts: 20}"
    lists = {
        "short": f"[{{id: one, {LOG}}}, {{id: two, {LOG}}}]",
        "note": f"[{{id: one, {LOG}}}, {mark}]",
        "script": f"[{tasks.shell(4, 0.25)}, {{id: two, {LOG}}}]",
        "warm": f"[{tasks.python()}]",
        LIMITED: f"[{{id: one, {LOG}}}, {mark}]",
        "parallel": (
            "[{id: both, type: io.kestra.plugin.core.flow.Parallel,"
            f" tasks: [{mark}, {tasks.request('mark', name='other')}, {{id: say, {LOG}}}]}}]"
        ),
        "loop": (
            "[{id: each, type: io.kestra.plugin.core.flow.ForEach, values: '[1,2,3,4,5]',"
            f" concurrencyLimit: 2, tasks: [{{id: say, {LOG}}}]}}]"
        ),
        "parent": (
            "[{id: call, type: io.kestra.plugin.core.flow.Subflow, namespace: chaos,"
            f" flowId: short, wait: true, transmitFailed: true}}, {{id: last, {LOG}}}]"
        ),
        "flaky": f"[{tasks.request('flaky', retry)}]",
        "rest": (
            f"[{{id: one, {LOG}}}, {{id: rest, type: io.kestra.plugin.core.flow.Pause,"
            f" delay: PT1S}}, {{id: two, {LOG}}}]"
        ),
        FEEDER: f"[{{id: one, {LOG}}}]",
        KILLED: f"[{tasks.shell(1000, 0.3)}]",
        PATIENT: f"[{tasks.shell(PATIENT_SECONDS * 2, 0.5)}]",
        LISTENER: f"[{{id: one, {LOG}}}]",
        CLOCK: f"[{{id: one, {LOG}}}]",
    }
    more = {
        LIMITED: f"concurrency: {{behavior: QUEUE, limit: {LIMIT}}}\n",
        LISTENER: (
            "triggers: [{id: heard, type: io.kestra.plugin.core.trigger.Flow, states: [SUCCESS],"
            " conditions: [{type: io.kestra.plugin.core.condition.ExecutionFlow,"
            f" namespace: {NAMESPACE}, flowId: {FEEDER}}}]}}]\n"
        ),
        CLOCK: (
            "triggers: [{id: tick, type: io.kestra.plugin.core.trigger.Schedule,"
            " cron: '* * * * * *', withSeconds: true}]\n"
        ),
    }
    return {
        name: f"id: {name}\nnamespace: {NAMESPACE}\n{more.get(name, '')}tasks: {text}\n"
        for name, text in lists.items()
    }
