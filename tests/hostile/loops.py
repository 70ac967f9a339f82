"""What may hold up a loop by its amount: lines of a script, executions, triggers, listeners."""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from tests.hostile.inputs import NAMESPACE, YAML, Client, Input, execute, ok
from tests.hostile.sources import SOURCES

METRIC = '{"name":"m","type":"counter","value":1}'
LINES = {
    "outputs": """seq 1 SIZE | sed 's/.*/::{"outputs":{"k&":"v"}}::/'""",
    "metrics": f"""seq 1 SIZE | sed 's/.*/::{{"metrics":[{METRIC}]}}::/'""",
    "logs": "seq 1 SIZE",
    "one long line": "head -c SIZE00 /dev/zero | tr '\\0' x",
}


def loops() -> list[Input]:
    """All of them."""
    found = [Input("worker", name, _script(line)) for name, line in LINES.items()]
    found += [Input("executor", f"run {name}", _run(name)) for name in ("many_tasks", "chain")]
    found += [
        Input("executor", "replay and restart", _again),
        Input("executor", "kill", _kill),
        Input("executor", "large input", _large_input),
        Input("reactor", "listeners", _listeners),
        Input("scheduler", "many triggers", _many_triggers),
        Input("janitor", "purge", _purge),
    ]
    return found


def _script(line: str) -> Callable[[Client, int], None]:
    def act(client: Client, size: int) -> None:
        command = json.dumps(line.replace("SIZE", str(size)))
        tasks = (
            "  - id: sh\n    type: io.kestra.plugin.scripts.shell.Commands\n"
            "    taskRunner: {type: io.kestra.plugin.core.runner.Process}\n"
            f"    commands: [{command}]\n"
        )
        execution = execute(client, "script", tasks)
        for path in (
            f"/executions/{execution}",
            f"/logs/{execution}",
            f"/logs/{execution}/download",
            f"/metrics/{execution}?size=10000",
            "/logs/search?size=10000",
        ):
            ok(client.get(path))

    return act


def _run(name: str) -> Callable[[Client, int], None]:
    def act(client: Client, size: int) -> None:
        # A long chain takes long in all, since each of its tasks is started alone.
        source = SOURCES[name](size if name == "many_tasks" else size // 4)
        flow_id = name.replace("_", "-")
        client.delete(f"/flows/{NAMESPACE}/{flow_id}")
        ok(client.post("/flows", source.replace("id: hostile", f"id: {flow_id}", 1), YAML))
        ok(client.post(f"/executions/{NAMESPACE}/{flow_id}?wait=true"))

    return act


def _again(client: Client, size: int) -> None:
    fail = "  - {id: fail, type: io.kestra.plugin.core.execution.Fail}\n"
    execution = execute(client, "again", _each(size, _RETURN) + fail)
    ok(client.get(f"/executions/{execution}/graph"))
    ok(client.post(f"/executions/{execution}/restart"))
    _await_end(client, execution)
    replay = client.post(f"/executions/{execution}/replay")
    ok(replay)
    _await_end(client, replay.json()["id"])
    ok(client.delete(f"/executions/{execution}"))


def _kill(client: Client, size: int) -> None:
    wait = "{id: wait, type: io.kestra.plugin.core.flow.Sleep, duration: PT1H}"
    source = f"id: kill\nnamespace: {NAMESPACE}\ntasks:\n{_each(size, wait)}"
    client.delete(f"/flows/{NAMESPACE}/kill")
    ok(client.post("/flows", source, YAML))
    execution = client.post(f"/executions/{NAMESPACE}/kill").json()["id"]
    for _ in range(600):
        found = client.get(f"/executions/{execution}").json()
        if len(found.get("taskRunList") or ()) >= size:
            break
        time.sleep(0.5)
    ok(client.delete(f"/executions/{execution}/kill"))
    _await_end(client, execution)


def _large_input(client: Client, size: int) -> None:
    source = (
        f"id: large\nnamespace: {NAMESPACE}\ninputs: [{{id: data, type: JSON}}]\n"
        "outputs: [{id: data, type: JSON, value: '{{ inputs.data }}'}]\n"
        f"tasks:\n  - {_RETURN}\n"
    )
    client.delete(f"/flows/{NAMESPACE}/large")
    ok(client.post("/flows", source, YAML))
    value = json.dumps([{"id": n, "text": "some text of a row"} for n in range(size)])
    edge = "edge"
    body = f'--{edge}\r\nContent-Disposition: form-data; name="data"\r\n\r\n{value}\r\n--{edge}--'
    headers = {"content-type": f"multipart/form-data; boundary={edge}"}
    started = client.post(f"/executions/{NAMESPACE}/large?wait=true", body, headers)
    ok(started)
    ok(client.get("/executions/search?size=10"))


def _listeners(client: Client, size: int) -> None:
    condition = json.dumps("{{ range(0, SIZE) | sort | length < 0 }}".replace("SIZE", str(size)))
    for n in range(max(1, size // 400)):
        source = (
            f"id: listener-{n}\nnamespace: {NAMESPACE}\ntriggers:\n"
            "  - id: after\n    type: io.kestra.plugin.core.trigger.Flow\n    conditions:\n"
            "      - type: io.kestra.plugin.core.condition.Expression\n"
            f"        expression: {condition}\n"
            f"tasks:\n  - {_RETURN}\n"
        )
        client.delete(f"/flows/{NAMESPACE}/listener-{n}")
        ok(client.post("/flows", source, YAML))
    execute(client, "upstream", f"  - {_RETURN}\n")
    time.sleep(5)
    ok(client.delete(f"/flows/delete/by-query?namespace={NAMESPACE}"))


def _many_triggers(client: Client, size: int) -> None:
    schedule = "type: io.kestra.plugin.core.trigger.Schedule, cron: '* * * * * *'"
    never = "withSeconds: true, when: '{{ false }}'"
    triggers = "".join(f"  - {{id: t{n}, {schedule}, {never}}}\n" for n in range(size // 10))
    source = f"id: often\nnamespace: {NAMESPACE}\ntasks:\n  - {_RETURN}\ntriggers:\n{triggers}"
    client.delete(f"/flows/{NAMESPACE}/often")
    ok(client.post("/flows", source, YAML))
    time.sleep(4)
    ok(client.get("/triggers/search?size=10000"))
    ok(client.delete(f"/flows/{NAMESPACE}/often"))


def _purge(client: Client, size: int) -> None:
    execute(client, "child", f"  - {_RETURN}\n")
    subflow = "{id: sub, type: io.kestra.plugin.core.flow.Subflow, wait: false, "
    subflow += f"namespace: {NAMESPACE}, flowId: child}}"
    execute(client, "parents", _each(max(10, size // 20), subflow))
    purge = (
        "  - id: purge\n    type: io.kestra.plugin.core.execution.PurgeExecutions\n"
        f"    namespace: {NAMESPACE}\n    endDate: '2100-01-01T00:00:00Z'\n"
    )
    execute(client, "purge", purge)


_RETURN = "{id: give, type: io.kestra.plugin.core.debug.Return, format: hi}"


def _each(size: int, task: str) -> str:
    return (
        "  - id: each\n    type: io.kestra.plugin.core.flow.ForEach\n"
        f"    values: '{{{{ range(1, {size}) }}}}'\n    concurrencyLimit: 0\n"
        f"    tasks: [{task}]\n"
    )


def _await_end(client: Client, execution: str) -> None:
    for _ in range(600):
        state = client.get(f"/executions/{execution}").json()["state"]["current"]
        if state in ("SUCCESS", "WARNING", "FAILED", "KILLED", "CANCELLED"):
            return
        time.sleep(0.5)
    raise AssertionError(f"the execution {execution} does not end")
