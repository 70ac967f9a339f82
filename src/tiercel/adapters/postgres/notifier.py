"""Notifier between processes: one connection that listens and sends for the rest.

What is sent is lost while the connection is down. Nothing depends on it: every loop looks on its
own once a second.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Iterable

import asyncpg

from tiercel.adapters.postgres.address import Address
from tiercel.adapters.postgres.connections import connect
from tiercel.adapters.postgres.errors import FAILURES
from tiercel.model.errors import TiercelError
from tiercel.model.json_types import Json
from tiercel.model.stored.limits import (
    NOTIFICATION_NAMES_MAX,
    POSTGRES_LISTEN_RETRY_SECONDS,
    POSTGRES_NOTIFY_BYTES_MAX,
)
from tiercel.ports.store import Notifier

LOG = logging.getLogger("tiercel.postgres")
_LOOPS = ("executor", "worker", "scheduler", "reactor")


class NotifierConnection:
    """Notifies this process at once and the others soon after."""

    def __init__(self, address: Address, notifier: Notifier) -> None:
        self._address = address
        self._notifier = notifier
        self._channel = f"tiercel_{address.schema}"
        self._sender = secrets.token_hex(4)
        self._unsent: dict[str, None] = {}
        self._news = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def open(self) -> None:
        """Begin to listen; behind a pooler only if the database can be reached directly."""
        if not self._address.is_pooled or self._address.direct_host is not None:
            self._task = asyncio.create_task(self._run(), name="postgres-notifier")

    async def close(self) -> None:
        """Close the connection: nothing is sent any more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def notify(self, names: Iterable[str]) -> None:
        """Wake whoever waits, here and elsewhere."""
        for name in names:
            self._notifier.notify(name)
            if self._task is not None and len(self._unsent) < NOTIFICATION_NAMES_MAX:
                self._unsent[name] = None
        self._news.set()

    async def _run(self) -> None:
        is_down = False
        while True:
            try:
                connection = await connect(self._address, is_direct=True)
                try:
                    await self._listen(connection)
                    if is_down:
                        LOG.info("connected to the database again")
                        # Something may have happened while nobody listened.
                        for name in _LOOPS:
                            self._notifier.notify(name)
                    is_down = False
                    await self._send(connection)
                finally:
                    connection.terminate()
            except (*FAILURES, TiercelError) as error:
                if not is_down:
                    LOG.warning(
                        "notifications of other servers are not received for now: %s", error
                    )
                is_down = True
                await asyncio.sleep(POSTGRES_LISTEN_RETRY_SECONDS)

    async def _listen(self, connection: asyncpg.Connection) -> None:
        connection.add_termination_listener(lambda _: self._news.set())
        # A notification need not be durable, only quick.
        await connection.execute("SET synchronous_commit = off")
        await connection.add_listener(self._channel, self._heard)

    async def _send(self, connection: asyncpg.Connection) -> None:
        """Send the notifications of this process until the connection breaks."""
        while not connection.is_closed():
            await self._news.wait()
            self._news.clear()
            if self._unsent and not connection.is_closed():
                names, self._unsent = self._unsent, {}
                await connection.execute(
                    "SELECT pg_notify($1, name) FROM unnest($2::text[]) name",
                    self._channel,
                    _payloads(self._sender, names),
                )
        raise ConnectionResetError("the connection was closed")

    def _heard(self, *notification: Json) -> None:
        sender, *names = notification[3].split("\n")
        if sender != self._sender:
            for name in names:
                self._notifier.notify(name)


def _payloads(sender: str, names: Iterable[str]) -> list[str]:
    """Names in as few notifications as they fit into."""
    payloads, current = [], sender
    for name in names:
        if len(current) + len(name) + 1 > POSTGRES_NOTIFY_BYTES_MAX:
            payloads.append(current)
            current = sender
        current = f"{current}\n{name}"
    return [*payloads, current]
