"""Messages of Redis by a realtime trigger, while the server is killed: rate, and none lost."""

from __future__ import annotations

import asyncio
import random
import time

import redis

from bench.client import Client
from bench.flows import NAMESPACE
from bench.server import ServerProcess
from bench.throughput.flows import server_with_families
from tests.families.servers import program, running

KEY = "orders"
SECONDS_MAX = 3_600.0
_BATCH = 1_000
_FLOW = f"""id: heard
namespace: {NAMESPACE}
tasks:
  - id: log
    type: io.kestra.plugin.core.log.Log
    message: "{{{{ trigger.value }}}}"
labels:
  number: "{{{{ trigger.value }}}}"
triggers:
  - id: each
    type: io.kestra.plugin.redis.list.RealtimeTrigger
    url: redis://127.0.0.1:{{port}}/0
    key: {KEY}
"""


def measure(count: int, kills: int) -> str:
    """Messages a second, how many came twice, and how many never."""
    path = program("redis-server", "redis-server")
    options = ["--save", "", "--bind", "127.0.0.1"]
    with running(lambda number, _: [path, "--port", str(number), *options]) as port:
        client = redis.Redis(port=port)
        with server_with_families() as server:
            source = _FLOW.replace("{port}", str(port))
            asyncio.run(_create(server, source))
            begun = time.monotonic()
            _send(client, count)
            _rage(server, kills, count)
            _until_empty(server, client, count)
            seconds = time.monotonic() - begun
            values = asyncio.run(_values(server))
        client.close()
    wanted = {str(number) for number in range(count)}
    lost, twice = len(wanted - set(values)), len(values) - len(set(values))
    return (
        f"{count:,} messages of Redis over {kills} kills: {count / seconds:.0f} a second,"
        f" {lost} lost, {twice} of them twice"
    )


async def _create(server: ServerProcess, source: str) -> None:
    async with Client(server.url) as client:
        await client.create_flow(source)


def _send(client: redis.Redis, count: int) -> None:
    for start in range(0, count, _BATCH):
        client.lpush(KEY, *(str(n) for n in range(start, min(start + _BATCH, count))))


def _rage(server: ServerProcess, kills: int, count: int) -> None:
    """Kill it at random, each time after its share of the messages or a while without any."""
    for number in range(kills):
        share = count * (number + random.random()) / (kills + 1)
        deadline = time.monotonic() + SECONDS_MAX / (kills + 1)
        while time.monotonic() < deadline and asyncio.run(_total(server)) < share:
            time.sleep(0.2)
        server.kill()
        server.start()


def _until_empty(server: ServerProcess, client: redis.Redis, count: int) -> None:
    """Until all were heard; gives up after an hour, and what is missing is lost.

    Those that were heard twice count twice, so that there may be as many executions as messages
    while some are only taken: these wait in a list of their own, which is gone when all are stored.
    """
    deadline = time.monotonic() + SECONDS_MAX
    while time.monotonic() < deadline:
        if not client.dbsize() and asyncio.run(_total(server)) >= count:
            return
        time.sleep(0.2)


async def _total(server: ServerProcess) -> int:
    async with Client(server.url) as client:
        return await client.ended("heard")


async def _values(server: ServerProcess) -> list[str]:
    """What each execution was started with."""
    async with Client(server.url) as client:
        found = await client.executions("heard")
    return [str(each["trigger"]["variables"]["value"]) for each in found]
