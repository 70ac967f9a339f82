"""The course of one command on a Dask cluster: order, files in, lines as they come, its end."""

from __future__ import annotations

import asyncio
import inspect
import re
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import IO, Any, Protocol

from tiercel.plugin import Interrupted, Json, Level, PluginError, RunContext
from tiercel.plugin.runner import Command, Ended
from tiercel.plugins.scripts.runner.dask import remote
from tiercel.plugins.scripts.runner.limits import (
    CLUSTER_END_SECONDS_MAX,
    CLUSTER_ERROR_CHARS_MAX,
    CLUSTER_LOOK_SECONDS,
    DASK_PART_BYTES,
    DASK_QUEUE_ITEMS_MAX,
)
from tiercel.plugins.scripts.runner.node.baggage import PROGRAM, baggage
from tiercel.plugins.scripts.runner.node.protocol import NodeProtocol

REMOTE = inspect.getsource(remote)
# Built-in functions travel by name: whatever Python the worker has, it reads the text itself.
CALL = "(exec(compile(source, 'tiercel', 'exec'), found), found['main'](payload))[1]"


class DaskCluster(Protocol):
    """Where a command runs: what the runner knows of it."""

    @property
    def wait_until_running(self) -> timedelta:
        """How long it may wait for a worker."""

    def working_dir(self, folder: Path) -> str:
        """The path of the working directory on the node."""

    def options(self) -> dict[str, Json]:
        """Options of `submit` about the place."""


class DaskJob:
    """One order to a cluster."""

    def __init__(self, ctx: RunContext, command: Command, client: Any, mark: str) -> None:
        self._ctx = ctx
        self._command = command
        self._client = client
        self._mark = mark
        self._protocol = NodeProtocol(ctx, command, mark)
        self._worker: str | None = None
        self._count = 0
        self._is_taken = asyncio.Event()
        task = command.labels.get("kestra.io/task-id", "task")
        self.key = f"{re.sub(r'[^A-Za-z0-9_]', '_', task)}-{mark}"

    async def run(self, runner: DaskCluster, stopped: asyncio.Event) -> Ended:
        """From the order to the end. Raises: as `Dask.run`."""
        from distributed import Queue

        names = [f"{self._mark}-{each}" for each in ("in", "out")]
        inbound, outbound = [
            await Queue(name, client=self._client, maxsize=DASK_QUEUE_ITEMS_MAX) for name in names
        ]
        future = self._client.submit(
            eval,
            CALL,
            {"source": REMOTE, "found": {}, "payload": self._payload(names)},
            key=self.key,
            pure=False,
            **runner.options(),
        )
        stop = asyncio.create_task(stopped.wait())
        work = asyncio.create_task(self._run_command(runner, inbound, outbound, future))
        try:
            await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
            if stopped.is_set():
                await self._end(future, work)
                raise Interrupted("The command was interrupted")
            code = await work
        finally:
            for task in (work, stop):
                task.cancel()
            await asyncio.gather(work, stop, return_exceptions=True)
            self._protocol.close()
            self._close(future, inbound, outbound)
        return Ended(exit_code=code, details={"worker": self._worker, "key": self.key})

    def _payload(self, names: list[str]) -> Mapping[str, Json]:
        return {
            "inbound": names[0],
            "outbound": names[1],
            "key": self.key,
            "mark": self._mark,
            "program": PROGRAM,
            "address": self._client.scheduler.address,
            "part_bytes": DASK_PART_BYTES,
            "end_seconds": CLUSTER_END_SECONDS_MAX,
        }

    async def _run_command(
        self, runner: DaskCluster, inbound: Any, outbound: Any, future: Any
    ) -> int:
        seconds = runner.wait_until_running.total_seconds()
        sending = asyncio.create_task(self._send(runner, inbound))
        try:
            while self._protocol.code is None:
                getting = asyncio.create_task(outbound.get())
                try:
                    await self._until_message(getting, sending, future, seconds)
                    self._read(*await getting)
                finally:
                    getting.cancel()
            return self._protocol.code
        finally:
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    async def _until_message(
        self,
        getting: asyncio.Task[Any],
        sending: asyncio.Task[None],
        future: Any,
        seconds: float,
    ) -> None:
        """Wait for the next message. Raises: PluginError when none can come any more."""
        loop = asyncio.get_running_loop()
        begin = loop.time()
        while not getting.done():
            is_over = future.done()
            await asyncio.wait({getting}, timeout=CLUSTER_LOOK_SECONDS)
            if sending.done():
                await sending
            if getting.done():
                return
            if is_over:
                raise PluginError(await why_ended(future))
            if self._worker is None and loop.time() - begin > seconds:
                raise PluginError(
                    f"The Dask cluster found no worker for the task within {seconds:g} seconds:"
                    " is there one with these `resources` and `workers`?"
                )
            if self._worker is not None and not await self._is_at_work():
                # What it sent in the meantime is on its way.
                await asyncio.wait({getting}, timeout=CLUSTER_LOOK_SECONDS)
                if not getting.done() and not future.done():
                    raise PluginError(f"The Dask worker {self._worker} was lost")

    async def _is_at_work(self) -> bool:
        """Whether the scheduler still has the worker."""
        found = await self._client.scheduler.processing(workers=None)
        return self._worker in found

    async def _send(self, runner: DaskCluster, inbound: Any) -> None:
        """The files, once a worker asks for them."""
        await self._is_taken.wait()
        folder = runner.working_dir(self._command.folder)
        with baggage(self._command, folder, self._mark, ends_with_input=True) as content:
            await self._send_parts(content, inbound)

    async def _send_parts(self, content: IO[bytes], inbound: Any) -> None:
        while part := await asyncio.to_thread(content.read, DASK_PART_BYTES):
            await inbound.put(part)
        await inbound.put(b"")

    def _read(self, number: int, text: str) -> None:
        if number != self._count:
            raise PluginError(
                "The Dask worker was lost, and what it ran is not begun again by itself"
                if number == 0
                else "A message of the Dask worker was lost"
            )
        self._count += 1
        if number == 0:
            self._worker = text.rpartition(' "')[2].rstrip('"')
            self._is_taken.set()
            self._ctx.log.write(
                Level.DEBUG, f"The worker {self._worker} takes the task '{self.key}'"
            )
            return
        for line in text.split("\n"):
            self._protocol.take(line)

    async def _end(self, future: Any, work: asyncio.Task[int]) -> None:
        """Take the order back, and wait until the worker has reported the end."""
        take_back(future)
        if self._worker is None:
            return
        await asyncio.wait({work}, timeout=CLUSTER_END_SECONDS_MAX)

    def _close(self, future: Any, inbound: Any, outbound: Any) -> None:
        take_back(future)
        for queue in (inbound, outbound):
            queue.close()


def take_back(future: Any) -> None:
    """The order is ours alone: without us the scheduler forgets it, and its worker ends it.

    `cancel` would do the same, but it is announced to all clients of the scheduler, and one that
    just connects then fails.
    """
    future.release()


async def why_ended(future: Any) -> str:
    """What the cluster says about a task that reported no end."""
    if future.status == "error":
        error = await future.exception()
        text = f"{type(error).__name__}: {error}"
        return f"The Dask task failed: {text[:CLUSTER_ERROR_CHARS_MAX]}"
    if future.status == "cancelled":
        return "The Dask task was cancelled by somebody else"
    return "The Dask task ended without a word"
