"""B1 of a server with accounts beside one without: what it costs to know who asks."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp

from bench.client import IN_FLIGHT, POLL_SECONDS_OF_SHORT, Client, sustained
from bench.database import configuration, running_database
from bench.flows import NAMESPACE, TWO_TASKS
from bench.measure import WARM_UP, Figures
from bench.server import ServerProcess
from bench.turns import PAIRS, Ratios, Sample, compared

USER, PASSWORD = "bench@example.org", "Secret-Password-1"
ACCOUNTS = {
    "TIERCEL_SERVER_BASIC_AUTH_USERNAME": USER,
    "TIERCEL_SERVER_BASIC_AUTH_PASSWORD": PASSWORD,
}
_NO_BODY = b"{}"


class SigningIn(Client):
    """Signs in for all calls but those of webhooks, which know their keys alone."""

    async def sign_in(self) -> None:
        """Ask for a token by the password, and send it from now on."""
        proof = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {proof}"}
        body = {"name": "bench"}
        url = f"{self._api}/me/api-tokens"
        async with self._session.post(url, json=body, headers=headers) as answer:
            answer.raise_for_status()
            token = (await answer.json())["fullToken"]
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=IN_FLIGHT),
            timeout=self._session.timeout,
            headers={"Authorization": f"Bearer {token}"},
        )


class Starting(SigningIn):
    """Starts executions by the call that takes credentials."""

    async def hook(self, flow_id: str, body: bytes, *, is_keyed: bool = False) -> str:
        """Start a flow; the id of the execution. `body` and keys are those of webhooks alone."""
        async with self._session.post(f"{self._api}/executions/{NAMESPACE}/{flow_id}") as answer:
            answer.raise_for_status()
            return str((await answer.json())["id"])


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
    """Rate and processor time of the server with accounts against that without any.

    B1 is started by its webhook, and by the API with a token, which is noted in the audit log.
    """
    await _check_is_guarded(servers[True])
    hooks = await _ratios(SigningIn, servers, count)
    starts = await _ratios(Starting, servers, count)
    return {
        "b1_accounts_ratio": hooks.rate,
        "b1_accounts_cpu_ratio": hooks.cpu,
        "b1_tokens_ratio": starts.rate,
        "b1_tokens_cpu_ratio": starts.cpu,
    }


async def _ratios(kind: type[SigningIn], servers: dict[bool, ServerProcess], count: int) -> Ratios:
    """In turns, after a warm-up of each."""
    per_round = max(count // PAIRS, 1)
    flow_id = f"b1-{kind.__name__.lower()}"
    async with (
        kind(servers[False].url, poll_s=POLL_SECONDS_OF_SHORT) as nobody,
        kind(servers[True].url, poll_s=POLL_SECONDS_OF_SHORT) as somebody,
    ):
        clients = {False: nobody, True: somebody}
        await somebody.sign_in()
        for client in clients.values():
            await client.create_flow(TWO_TASKS.replace("id: b1", f"id: {flow_id}"))
            await sustained(client, flow_id, _NO_BODY, WARM_UP)

        async def sample(has_accounts: bool) -> Sample:
            server = servers[has_accounts]
            before = server.cpu_s
            rate = await sustained(clients[has_accounts], flow_id, _NO_BODY, per_round)
            return Sample(rate, server.cpu_s - before)

        return await compared(sample)


async def _check_is_guarded(server: ServerProcess) -> None:
    """Raises: RuntimeError when the server lets everybody in, and nothing would be compared."""
    url = f"{server.url}/api/v1/flows/search"
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        if answer.status != 401:
            raise RuntimeError(f"a server with accounts answers nobody with {answer.status}")
