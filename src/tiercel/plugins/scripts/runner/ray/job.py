"""The course of one job on a Ray cluster: files in, its log as it comes, its end."""

from __future__ import annotations

import asyncio
import re
import zipfile
from collections.abc import Awaitable, Callable, Mapping
from contextlib import aclosing
from datetime import timedelta
from functools import partial
from math import inf
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Protocol, TypeVar

import aiohttp

from tiercel.plugin import Interrupted, Json, Level, PluginError, RunContext
from tiercel.plugin.runner import Command, Ended
from tiercel.plugins.scripts.runner.limits import (
    CLUSTER_END_SECONDS_MAX,
    CLUSTER_ERROR_CHARS_MAX,
    CLUSTER_LOOK_SECONDS,
    CLUSTER_LOST_SECONDS_MAX,
    RAY_LOG_SECONDS_MAX,
    RAY_LOG_TRIES_MAX,
)
from tiercel.plugins.scripts.runner.node.baggage import PROGRAM, baggage
from tiercel.plugins.scripts.runner.node.protocol import Lines, NodeProtocol
from tiercel.plugins.scripts.runner.ray.jobs import ENDED, GONE, SERVER_ERROR, Jobs, RayError

NO_AGENT = "No available agent"
CUT = (aiohttp.ClientError, OSError)
LOST = (*CUT, RayError)
T = TypeVar("T")


class RayCluster(Protocol):
    """Where a command runs: what the runner knows of it."""

    @property
    def wait_until_running(self) -> timedelta:
        """How long it may wait for a node."""

    @property
    def delete(self) -> bool:
        """Whether the job is removed from the cluster's list afterwards."""

    def working_dir(self, folder: Path) -> str:
        """The path of the working directory on the node."""

    def job_body(self, name: str, package: str, command: Command) -> dict[str, Json]:
        """The request that submits the job."""


class RayJob:
    """One job; its name is that of the task run, so that a lost one is found again."""

    def __init__(self, ctx: RunContext, command: Command, jobs: Jobs, mark: str) -> None:
        self._ctx = ctx
        self._command = command
        self._jobs = jobs
        self._mark = mark
        labels = command.labels
        task_run = labels.get("kestra.io/taskrun-id", mark)
        self._base = f"tiercel-{re.sub(r'[^A-Za-z0-9_-]', '-', task_run)}"
        self._attempt = int(labels.get("kestra.io/taskrun-attempt", "0"))
        self.name = f"{self._base}-{self._attempt}"

    async def run(self, runner: RayCluster, stopped: asyncio.Event) -> Ended:
        """From the files to the end. Raises: as `Ray.run`."""
        await self._end_old_jobs()
        await self._submit(runner)
        work = asyncio.create_task(self._followed(runner))
        stop = asyncio.create_task(stopped.wait())
        try:
            await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
            if stopped.is_set():
                raise Interrupted("The command was interrupted")
            code, job = await work
        finally:
            for task in (work, stop):
                task.cancel()
            await asyncio.gather(work, stop, return_exceptions=True)
            await asyncio.shield(self._clean_up(self.name, delete=runner.delete))
        details = {"jobId": self.name, "nodeId": job.get("driver_node_id")}
        return Ended(exit_code=code, details=details)

    async def _end_old_jobs(self) -> None:
        """A worker that died may have left the job of this attempt, or of the one before."""
        for attempt in (self._attempt, self._attempt - 1):
            name = f"{self._base}-{attempt}"
            job = await _again_when_cut(partial(self._found, name))
            if job is None:
                continue
            # One that has ended is kept under its name on somebody's wish.
            if attempt == self._attempt or job["status"] not in ENDED:
                self._ctx.log.write(Level.DEBUG, f"The job '{name}' of a lost attempt is ended")
                await self._clean_up(name, delete=True)

    async def _submit(self, runner: RayCluster) -> None:
        folder = runner.working_dir(self._command.folder)
        with TemporaryFile() as file:
            await asyncio.to_thread(self._write_package, file, folder)
            name = f"{self._mark}.zip"
            package = await _again_when_cut(lambda: self._jobs.put_package(name, file))
        body = runner.job_body(self.name, package, self._command)
        patience = Patience()
        while True:
            if await self._is_accepted(body, patience):
                break
            await asyncio.sleep(CLUSTER_LOOK_SECONDS)
        self._ctx.log.write(Level.DEBUG, f"The job '{self.name}' is submitted")

    async def _is_accepted(self, body: Mapping[str, Json], patience: Patience) -> bool:
        """A cluster that has just started, or is busy, asks to come again or cuts the call.

        What was cut may be under way all the same: the job's name tells.
        """
        try:
            await self._jobs.submit(body)
        except CUT as error:
            patience.spend(error)
            return False
        except RayError as error:
            if patience.is_tried and await self._is_known():
                return True
            if NO_AGENT not in error.message:
                raise
            patience.spend(error)
            return False
        return True

    async def _is_known(self) -> bool:
        return await _again_when_cut(partial(self._found, self.name)) is not None

    async def _found(self, name: str) -> Mapping[str, Json] | None:
        """The job of that name, None when there is none. Raises: RayError."""
        try:
            return await self._jobs.job(name)
        except RayError as error:
            if error.status == GONE:
                return None
            raise

    def _write_package(self, file: IO[bytes], folder: str) -> None:
        with (
            baggage(self._command, folder, self._mark, ends_with_input=False) as content,
            zipfile.ZipFile(file, "w") as archive,
        ):
            archive.writestr("node_program.py", PROGRAM)
            with archive.open("baggage.zip", "w", force_zip64=True) as target:
                while piece := content.read(1024 * 1024):
                    target.write(piece)
        file.seek(0)

    async def _followed(self, runner: RayCluster) -> tuple[int, Mapping[str, Json]]:
        """Exit code and job, once all that the node sent is read."""
        protocol = NodeProtocol(self._ctx, self._command, self._mark)
        reading = asyncio.create_task(self._read(protocol))
        ended = asyncio.create_task(
            self._until_ended(self.name, runner.wait_until_running.total_seconds())
        )
        try:
            await asyncio.wait({reading, ended}, return_when=asyncio.FIRST_COMPLETED)
            if ended.done() and not reading.done():
                # The rest of the log: a node that is gone can't send it.
                is_whole = (await ended).get("driver_exit_code") is not None
                seconds = RAY_LOG_SECONDS_MAX if is_whole else CLUSTER_LOST_SECONDS_MAX
                await asyncio.wait({reading}, timeout=seconds)
            if reading.done():
                await reading
            if protocol.code is None:
                raise PluginError(why_ended(await ended))
            return protocol.code, await self._jobs.job(self.name)
        finally:
            protocol.close()
            for task in (reading, ended):
                task.cancel()
            await asyncio.gather(reading, ended, return_exceptions=True)

    async def _read(self, protocol: NodeProtocol) -> None:
        """Take the log to its end; after a lost connection from where it was."""
        taken, ends = 0, 0
        patience = Patience()
        lines = Lines(protocol)
        while True:
            seen = 0
            try:
                async with aclosing(self._jobs.tail(self.name)) as tail:
                    async for text in tail:
                        patience.renew()
                        lines.feed(text[max(0, taken - seen) :])
                        seen += len(text)
                        taken = max(taken, seen)
                        if protocol.code is not None:
                            return
                # A busy dashboard now and then closes the log before its end.
                ends += (await self._jobs.job(self.name))["status"] in ENDED
                if ends >= RAY_LOG_TRIES_MAX:
                    return
            except LOST as error:
                patience.spend(error)
            await asyncio.sleep(CLUSTER_LOOK_SECONDS)

    async def _until_ended(self, name: str, pending_s: float = inf) -> Mapping[str, Json]:
        """The job once it has ended. Raises: PluginError when it waits too long for a node."""
        begin = asyncio.get_running_loop().time()
        patience = Patience()
        while True:
            try:
                job = await self._jobs.job(name)
                patience.renew()
                if job["status"] in ENDED:
                    return job
                waits = asyncio.get_running_loop().time() - begin
                if job["status"] == "PENDING" and waits > pending_s:
                    raise PluginError(
                        f"The Ray cluster found no node for the job within {pending_s:g} seconds:"
                        " has it as many `cpus`, `gpus`, `memory` and `resources`?"
                    )
            except LOST as error:
                patience.spend(error)
            await asyncio.sleep(CLUSTER_LOOK_SECONDS)

    async def _clean_up(self, name: str, *, delete: bool) -> None:
        """Nothing of the job runs afterwards, as far as the cluster can be reached."""
        try:
            async with asyncio.timeout(CLUSTER_END_SECONDS_MAX):
                if (await self._jobs.job(name))["status"] not in ENDED:
                    await self._jobs.stop(name)
                await self._until_ended(name)
                if delete:
                    await self._jobs.delete(name)
        except RayError as error:
            if error.status != GONE:
                self._ctx.log.write(
                    Level.WARN, f"The job '{name}' can't be removed: {error.message}"
                )
        except (aiohttp.ClientError, OSError) as error:
            reason = str(error) or type(error).__name__
            self._ctx.log.write(Level.WARN, f"The job '{name}' may still run: {reason}")


class Patience:
    """How long a cluster that answered before may be silent."""

    def __init__(self) -> None:
        self._since: float | None = None

    @property
    def is_tried(self) -> bool:
        """Whether it is silent now."""
        return self._since is not None

    def renew(self) -> None:
        """The cluster has answered: its silence is over."""
        self._since = None

    def spend(self, error: Exception) -> None:
        """The cluster has not answered.

        Raises: the error, when that lasts too long or waiting mends nothing.
        """
        now = asyncio.get_running_loop().time()
        self._since = now if self._since is None else self._since
        is_refusal = isinstance(error, RayError) and error.status < SERVER_ERROR
        if is_refusal or now - self._since > CLUSTER_LOST_SECONDS_MAX:
            raise error


async def _again_when_cut(call: Callable[[], Awaitable[T]]) -> T:
    """What a call gives that may be made twice, as a busy cluster cuts one now and then."""
    patience = Patience()
    while True:
        try:
            return await call()
        except CUT as error:
            patience.spend(error)
        await asyncio.sleep(CLUSTER_LOOK_SECONDS)


def why_ended(job: Mapping[str, Json]) -> str:
    """What the cluster says about a job whose node reported no end."""
    if job["status"] == "STOPPED":
        return "The Ray job was stopped by somebody else"
    if job.get("driver_exit_code") is not None:
        return f"The log of the Ray job did not come whole: see '{job.get('submission_id')}' there"
    message = str(job.get("message") or "it ended without a word")
    return f"The Ray job failed: {message[:CLUSTER_ERROR_CHARS_MAX]}"
