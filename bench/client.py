"""The load: HTTP calls to the server under test, and waiting for executions to end."""

from __future__ import annotations

import asyncio
import time
import uuid
from datetime import datetime
from typing import Any, Self

import aiohttp

from bench.flows import NAMESPACE

END_SECONDS_MAX = 300.0
IN_FLIGHT = 32
PAGE = 1_000
# Each question is answered with an execution, of 660 KB in B4: asked often, it measures itself.
POLL_SECONDS = 0.1
# Where rounds of a second are compared: a tenth of it would be a tenth of what is measured.
POLL_SECONDS_OF_SHORT = 0.005


class Client:
    """Calls of one server over kept connections; an asynchronous context manager."""

    def __init__(
        self,
        url: str,
        *,
        connections: int = IN_FLIGHT,
        longest_s: float | None = END_SECONDS_MAX,
        poll_s: float = POLL_SECONDS,
    ) -> None:
        self.poll_s = poll_s
        self._api = f"{url}/api/v1"
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=connections),
            timeout=aiohttp.ClientTimeout(total=longest_s),
        )
        # Calls webhooks, which take no credentials: whoever signs in does so with another one.
        self._hooks = self._session

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._session.close()
        await self._hooks.close()

    async def create_flow(self, source: str) -> None:
        """Store a flow."""
        headers = {"Content-Type": "application/x-yaml"}
        async with self._session.post(f"{self._api}/flows", data=source, headers=headers) as answer:
            answer.raise_for_status()

    async def hook(self, flow_id: str, body: bytes, *, is_keyed: bool = False) -> str:
        """Call the webhook of a flow, with a key of its own if wanted; the id of the execution."""
        url = f"{self._api}/executions/webhook/{NAMESPACE}/{flow_id}/bench"
        headers = {"Content-Type": "application/json"}
        if is_keyed:
            headers["Idempotency-Key"] = str(uuid.uuid4())
        async with self._hooks.post(url, data=body, headers=headers) as answer:
            answer.raise_for_status()
            return str((await answer.json())["id"])

    async def run(self, flow_id: str) -> dict[str, Any]:
        """Run a flow and wait for its end; the execution."""
        url = f"{self._api}/executions/{NAMESPACE}/{flow_id}?wait=true"
        async with self._session.post(url) as answer:
            answer.raise_for_status()
            result: dict[str, Any] = await answer.json()
            return result

    async def execution(self, execution_id: str) -> dict[str, Any]:
        """An execution, once it has ended."""
        began = time.perf_counter()
        while time.perf_counter() - began < END_SECONDS_MAX:
            async with self._session.get(f"{self._api}/executions/{execution_id}") as answer:
                answer.raise_for_status()
                result: dict[str, Any] = await answer.json()
            if "endDate" in result["state"]:
                return result
            await asyncio.sleep(0.002)
        raise RuntimeError(f"execution {execution_id} did not end")

    async def executions(self, flow_id: str) -> list[dict[str, Any]]:
        """All executions of the flow."""
        url = f"{self._api}/executions/search"
        found: list[dict[str, Any]] = []
        while True:
            page = str(len(found) // PAGE + 1)
            params = {"namespace": NAMESPACE, "flowId": flow_id, "size": str(PAGE), "page": page}
            async with self._session.get(url, params=params) as answer:
                answer.raise_for_status()
                content = await answer.json()
            found += content["results"]
            if not content["results"] or len(found) >= content["total"]:
                return found

    async def ended(self, flow_id: str) -> int:
        """How many executions of the flow ended well."""
        url = f"{self._api}/executions/search"
        params = {"namespace": NAMESPACE, "flowId": flow_id, "state": "SUCCESS", "size": "1"}
        async with self._session.get(url, params=params) as answer:
            answer.raise_for_status()
            return int((await answer.json())["total"])


async def sustained(
    client: Client, flow_id: str, body: bytes, count: int, *, is_keyed: bool = False
) -> float:
    """Executions per minute: `count` webhooks, 32 at a time, until the last one has ended."""
    before = await client.ended(flow_id)
    left = iter(range(count))

    async def caller() -> None:
        for _ in left:
            await client.hook(flow_id, body, is_keyed=is_keyed)

    began = time.perf_counter()
    await asyncio.gather(*(caller() for _ in range(IN_FLIGHT)))
    while await client.ended(flow_id) < before + count:
        if time.perf_counter() - began > END_SECONDS_MAX:
            raise RuntimeError(f"{flow_id}: not all executions ended")
        await asyncio.sleep(client.poll_s)
    return count / (time.perf_counter() - began) * 60


async def latencies_ms(client: Client, flow_id: str, body: bytes, count: int) -> list[float]:
    """Milliseconds from a request to the end of its execution, one at a time."""
    found = []
    for _ in range(count):
        began = time.time()
        execution = await client.execution(await client.hook(flow_id, body))
        ended = datetime.fromisoformat(execution["state"]["endDate"]).timestamp()
        found.append((ended - began) * 1000)
        await asyncio.sleep(0.01)
    return sorted(found)
