"""Calls the application in process, and a few flows to call it with."""

from __future__ import annotations

import asyncio
from types import TracebackType

import anyio
import httpx2
import msgspec

from tests.api.declared_answers import checked
from tests.api.documented_errors import recorded
from tiercel.model.json_types import Json
from tiercel.web.app import App

YAML = {"Content-Type": "application/x-yaml"}
HELLO = """id: hello
namespace: company.team
labels:
  owner: ops
inputs:
  - id: who
    type: STRING
    defaults: world
  - id: n
    type: INT
    required: false
    min: 2
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: Hello {{ inputs.who }}
  - id: echo
    type: io.kestra.plugin.core.debug.Return
    format: "{{ inputs.who }}"
outputs:
  - id: said
    type: STRING
    value: "{{ outputs.echo.value }}"
"""
FAILING = """id: bad
namespace: company.team
tasks:
  - id: stop
    type: io.kestra.plugin.core.execution.Fail
"""
PAUSING = """id: pausing
namespace: company.team
tasks:
  - id: wait
    type: io.kestra.plugin.core.flow.Pause
    onResume:
      - id: reason
        type: STRING
  - id: after
    type: io.kestra.plugin.core.log.Log
    message: on we go
"""
HOOK = """id: hook
namespace: company.team
tasks:
  - id: greet
    type: io.kestra.plugin.core.log.Log
    message: "{{ trigger.body ?? 'nothing' }}"
triggers:
  - id: w
    type: io.kestra.plugin.core.trigger.Webhook
    key: k1234567
"""


class Api:
    """The application with paths below `/api/v1`."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._recorded = checked(app, recorded(app))
        self._transport = httpx2.ASGITransport(app=self._recorded)
        self.http = httpx2.AsyncClient(transport=self._transport, base_url="http://localhost")

    async def __aenter__(self) -> Api:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.http.aclose()

    def come_from(self, address: str) -> None:
        """Send what follows from that address."""
        self._transport.client = (address, 1)

    async def call(self, method: str, path: str, **options: Json) -> httpx2.Response:
        """Any request below the API."""
        return await self.http.request(method, f"/api/v1{path}", **options)

    async def get(self, path: str, **options: Json) -> httpx2.Response:
        """A GET."""
        return await self.call("GET", path, **options)

    async def post(self, path: str, **options: Json) -> httpx2.Response:
        """A POST."""
        return await self.call("POST", path, **options)

    async def put(self, path: str, **options: Json) -> httpx2.Response:
        """A PUT."""
        return await self.call("PUT", path, **options)

    async def patch(self, path: str, **options: Json) -> httpx2.Response:
        """A PATCH."""
        return await self.call("PATCH", path, **options)

    async def delete(self, path: str, **options: Json) -> httpx2.Response:
        """A DELETE."""
        return await self.call("DELETE", path, **options)

    async def create(self, source: str) -> Json:
        """A new flow."""
        response = await self.post("/flows", headers=YAML, content=source)
        assert response.status_code == 200, response.text
        return response.json()

    async def run(self, flow_id: str, **inputs: str) -> Json:
        """An execution of a flow of `company.team`, once it has ended."""
        response = await self.post(
            f"/executions/company.team/{flow_id}?wait=true",
            files={name: (None, value) for name, value in inputs.items()} or None,
        )
        assert response.status_code == 200, response.text
        return response.json()

    async def until(self, execution_id: str, state: str, **options: Json) -> Json:
        """The execution once it is in a state."""
        with anyio.fail_after(40):
            while True:
                execution = (await self.get(f"/executions/{execution_id}", **options)).json()
                if execution["state"]["current"] == state:
                    return execution
                await anyio.sleep(0.01)

    async def events(
        self, path: str, *, at_most: int, last_event: str | None = None
    ) -> list[tuple[str, Json]]:
        """The first events of a stream, up to its `end`; then the client leaves."""
        name, _, query = path.partition("?")
        scope = {
            "type": "http",
            "method": "GET",
            "path": f"/api/v1{name}",
            "raw_path": f"/api/v1{name}".encode(),
            "query_string": query.encode(),
            "headers": [] if last_event is None else [(b"last-event-id", last_event.encode())],
            "client": ("127.0.0.1", 1),
        }
        leaves = asyncio.Event()
        found: list[tuple[str, Json]] = []
        asked, rest = False, b""

        async def receive() -> Json:
            nonlocal asked
            if not asked:
                asked = True
                return {"type": "http.request", "body": b"", "more_body": False}
            await leaves.wait()
            return {"type": "http.disconnect"}

        async def send(message: Json) -> None:
            nonlocal rest
            *blocks, rest = (rest + message.get("body", b"")).split(b"\n\n")
            for block in map(bytes.decode, blocks):
                lines = dict(line.split(": ", 1) for line in block.splitlines() if ": " in line)
                if "id" in lines and len(found) < at_most:
                    name = lines.get("event", lines["id"])
                    found.append((name, msgspec.json.decode(lines["data"])))
                    if len(found) == at_most or name == "end":
                        leaves.set()

        async with asyncio.timeout(10):
            await self._recorded(scope, receive, send)
        return found


def parts(**texts: str) -> Json:
    """Text parts of a multipart form."""
    return {name: (None, value) for name, value in texts.items()}
