"""B1 of a server with accounts beside one without: what it costs to know who asks."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from bench.client import POLL_SECONDS_OF_SHORT, Client, sustained
from bench.database import configuration, running_database
from bench.flows import NAMESPACE, TWO_TASKS
from bench.measure import WARM_UP, Figures
from bench.server import ServerProcess
from bench.turns import PAIRS, Sample, compared

USER, PASSWORD = "bench@example.org", "Secret-Password-1"
ACCOUNTS = {
    "TIERCEL_SERVER_BASIC_AUTH_USERNAME": USER,
    "TIERCEL_SERVER_BASIC_AUTH_PASSWORD": PASSWORD,
}
FLOW = TWO_TASKS.replace("id: b1", "id: b1-accounts")
FLOW_ID = "b1-accounts"


class Starting(Client):
    """Starts executions by the call that takes credentials: webhooks take none."""

    async def hook(self, flow_id: str, body: bytes, *, is_keyed: bool = False) -> str:
        """Start a flow; the id of the execution. `body` and keys are those of webhooks alone."""
        async with self._session.post(f"{self._api}/executions/{NAMESPACE}/{flow_id}") as answer:
            answer.raise_for_status()
            return str((await answer.json())["id"])

    async def sign_in(self) -> None:
        """Ask for a token by the password, and send it from now on."""
        proof = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {proof}"}
        body = {"name": "bench"}
        url = f"{self._api}/me/api-tokens"
        async with self._session.post(url, json=body, headers=headers) as answer:
            answer.raise_for_status()
            token = (await answer.json())["fullToken"]
        self._session.headers["Authorization"] = f"Bearer {token}"


@contextmanager
def pair(name: str) -> Iterator[dict[bool, ServerProcess]]:
    """A server without accounts and one with them, each with a database of its own."""
    with ExitStack() as stack:
        found = {}
        for has_accounts in (False, True):
            config = None
            if name == "postgres":
                database = stack.enter_context(running_database())
                folder = stack.enter_context(TemporaryDirectory(prefix="tiercel-bench-"))
                config = configuration(database, Path(folder))
            environment = ACCOUNTS if has_accounts else {}
            found[has_accounts] = stack.enter_context(
                ServerProcess(config=config, environment=environment)
            )
        yield found


async def measured(servers: dict[bool, ServerProcess], count: int) -> Figures:
    """Rate and processor time of the server, with a token against without any, in turns."""
    per_round = max(count // PAIRS, 1)
    async with (
        Starting(servers[False].url, poll_s=POLL_SECONDS_OF_SHORT) as nobody,
        Starting(servers[True].url, poll_s=POLL_SECONDS_OF_SHORT) as somebody,
    ):
        clients = {False: nobody, True: somebody}
        await _check_is_guarded(servers[True])
        await somebody.sign_in()
        for client in clients.values():
            await client.create_flow(FLOW)
            await sustained(client, FLOW_ID, b"", WARM_UP)

        async def sample(has_accounts: bool) -> Sample:
            server = servers[has_accounts]
            before = server.cpu_s
            rate = await sustained(clients[has_accounts], FLOW_ID, b"", per_round)
            return Sample(rate, server.cpu_s - before)

        ratios = await compared(sample)
    return {"b1_accounts_ratio": ratios.rate, "b1_accounts_cpu_ratio": ratios.cpu}


async def _check_is_guarded(server: ServerProcess) -> None:
    """Raises: RuntimeError when the server lets everybody in, and nothing would be compared."""
    url = f"{server.url}/api/v1/flows/search"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        if answer.status != 401:
            raise RuntimeError(f"a server with accounts answers nobody with {answer.status}")
