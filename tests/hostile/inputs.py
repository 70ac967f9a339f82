"""What may hold up a server: requests by route, and flows by the loop that runs them."""

from __future__ import annotations

import http.client
import json
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from tests.hostile.sources import SOURCES

NAMESPACE = "company.team"
YAML = {"content-type": "application/x-yaml"}
EXPRESSIONS: Mapping[str, str] = {
    "sort": "{{ range(0, SIZE) | sort | length }}",
    "distinct": "{% set l = range(0, SIZE) %}{% for i in range(0, 99) %}{% set x = l | distinct %}"
    "{% endfor %}",
    "contains": "{% set l = range(0, SIZE) %}{% for i in range(0, 99) %}{{ l contains 'z' }}"
    "{% endfor %}",
    "join": "{{ range(0, SIZE) | join('') | length }}",
    "print": "{{ range(0, SIZE) }}",
    "jq": "{{ [range(0, 30)] | jq('.[0]|[combinations(9)]') }}",
    "yaml": "{{ range(0, SIZE) | yaml | length }}",
    "nested": "{% set s = [1] %}{% for i in range(0, 16) %}{% set s = [s, s] %}{% endfor %}"
    "{{ s | toJson | length }}",
    "equal": "{{ range(0, SIZE) == range(0, SIZE) }}",
    "loop": "{% for i in range(0, SIZE) %}{{ i }}{% endfor %}",
}


class Answer(NamedTuple):
    """What a server said."""

    status_code: int
    content: bytes

    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.content)


class Client:
    """Requests to the API of a server, one after the other."""

    def __init__(self, port: int) -> None:
        self._port = port

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def delete(self, path: str) -> Answer:
        return self._ask("DELETE", path)

    def post(
        self, path: str, content: str = "", headers: Mapping[str, str] | None = None
    ) -> Answer:
        return self._ask("POST", path, content, headers)

    def _ask(
        self, method: str, path: str, body: str = "", headers: Mapping[str, str] | None = None
    ) -> Answer:
        return self.ask(method, f"/api/v1{path}", body.encode(), headers)

    def ask(
        self, method: str, target: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """What the server says to a request of any path, that of the API included."""
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=300)
        try:
            connection.request(method, target, body, dict(headers or {}))
            response = connection.getresponse()
            return Answer(response.status, response.read())
        finally:
            connection.close()


class Input(NamedTuple):
    """A hostile input: where it belongs, its name, and what to do with a client and a size."""

    where: str
    name: str
    act: Callable[[Client, int], None]


def inputs() -> list[Input]:
    """All of them."""
    found = [Input("POST /flows/validate", name, _validate(name)) for name in SOURCES]
    found += [Input("POST /flows", name, _save(name)) for name in ("many_tasks", "chain")]
    found += [Input("POST .../eval", name, _eval(text)) for name, text in EXPRESSIONS.items()]
    for name, text in EXPRESSIONS.items():
        found.append(Input("executor: If", name, _run(_IF, text)))
        found.append(Input("executor: in place", name, _run(_RETURN, text)))
    found.append(Input("scheduler: when", "sort", _save_trigger(EXPRESSIONS["sort"])))
    found.append(Input("GET /executions/{id}", "many task runs", _many_task_runs))
    return found


_IF = """  - id: decide
    type: io.kestra.plugin.core.flow.If
    condition: %s
    then: [{id: yes, type: io.kestra.plugin.core.log.Log, message: hi}]
"""
_RETURN = """  - id: give
    type: io.kestra.plugin.core.debug.Return
    format: %s
"""


def _validate(name: str) -> Callable[[Client, int], None]:
    def act(client: Client, size: int) -> None:
        ok(client.post("/flows/validate", content=SOURCES[name](size), headers=YAML))

    return act


def _save(name: str) -> Callable[[Client, int], None]:
    def act(client: Client, size: int) -> None:
        source = SOURCES[name](size).replace("id: hostile", f"id: {name.replace('_', '-')}", 1)
        client.delete(f"/flows/{NAMESPACE}/{name.replace('_', '-')}")
        ok(client.post("/flows", content=source, headers=YAML))

    return act


def _eval(text: str) -> Callable[[Client, int], None]:
    def act(client: Client, size: int) -> None:
        execution = execute(client, "quiet", _RETURN % '"x"')
        body = text.replace("SIZE", str(size * 10))
        path = f"/executions/{execution}/eval"
        ok(client.post(path, content=body, headers={"content-type": "text/plain"}))

    return act


def _run(tasks: str, text: str) -> Callable[[Client, int], None]:
    def act(client: Client, size: int) -> None:
        execute(client, "hostile", tasks % json.dumps(text.replace("SIZE", str(size * 10))))

    return act


def _save_trigger(text: str) -> Callable[[Client, int], None]:
    def act(client: Client, size: int) -> None:
        when = json.dumps(text.replace("SIZE", str(size * 10)))
        trigger = (
            "triggers:\n  - id: often\n    type: io.kestra.plugin.core.trigger.Schedule\n"
            f"    cron: '* * * * * *'\n    withSeconds: true\n    when: {when}\n"
        )
        source = f"id: scheduled\nnamespace: {NAMESPACE}\ntasks:\n{_RETURN % 'x'}{trigger}"
        client.delete(f"/flows/{NAMESPACE}/scheduled")
        ok(client.post("/flows", content=source, headers=YAML))
        # Some dates pass meanwhile.
        time.sleep(2.5)
        client.delete(f"/flows/{NAMESPACE}/scheduled")

    return act


def _many_task_runs(client: Client, size: int) -> None:
    each = (
        "  - id: each\n    type: io.kestra.plugin.core.flow.ForEach\n"
        f"    values: '{{{{ range(1, {size}) }}}}'\n    concurrencyLimit: 0\n"
        "    tasks: [{id: give, type: io.kestra.plugin.core.debug.Return, format: hi}]\n"
    )
    execution = execute(client, "each", each)
    ok(client.get(f"/executions/{execution}"))
    ok(client.get("/executions/search?size=10"))
    ok(client.get("/executions/search?size=10&taskRuns=false"))
    ok(client.get(f"/executions/{execution}/follow"))


def execute(client: Client, flow_id: str, tasks: str) -> str:
    """Save a flow and run it to its end; the id of the execution."""
    source = f"id: {flow_id}\nnamespace: {NAMESPACE}\ntasks:\n{tasks}"
    client.delete(f"/flows/{NAMESPACE}/{flow_id}")
    ok(client.post("/flows", content=source, headers=YAML))
    response = client.post(f"/executions/{NAMESPACE}/{flow_id}?wait=true")
    ok(response)
    found: str = response.json()["id"]
    return found


def ok(response: Answer) -> None:
    """Refused is as good as done; broken is not."""
    assert response.status_code < 500, response.content[:500]
