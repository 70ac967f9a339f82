"""The Kubernetes runner: a command in a pod of its own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

from tiercel.plugin import (
    Example,
    Interrupted,
    Json,
    Level,
    PluginError,
    RunContext,
    plugin,
)
from tiercel.plugin.runner import Command, Ended
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugin.services.unreachable import reason_of
from tiercel.plugins.scripts.runner.docker.archive import pack, unpack
from tiercel.plugins.scripts.runner.docker.docker import set_from_thread
from tiercel.plugins.scripts.runner.kubernetes.cluster import (
    Address,
    ClusterError,
    KubernetesCluster,
)
from tiercel.plugins.scripts.runner.kubernetes.pod import (
    ENDED_FILE,
    FILES,
    FOLDER,
    INIT,
    MAIN,
    READY_FILE,
    container_state,
    pod_body,
    pod_name,
)
from tiercel.plugins.scripts.runner.kubernetes.properties import KubernetesProperties
from tiercel.plugins.scripts.runner.late import found_late
from tiercel.plugins.scripts.runner.limits import KUBERNETES_LOOK_SECONDS

CONFLICT = 409
# Of a handle whose pod the cluster may or may not have made.
ASKED_FOR = "isAskedFor"


@plugin(
    "io.kestra.plugin.kubernetes.runner.Kubernetes",
    title="Run commands in a pod of a Kubernetes cluster.",
    description="A pod's log does not tell standard error from standard output.",
    aliases=["io.kestra.plugin.ee.kubernetes.runner.Kubernetes"],
    examples=[
        Example(
            "taskRunner:\n  type: io.kestra.plugin.kubernetes.runner.Kubernetes\n"
            "  namespace: jobs\n  resources:\n    request:\n      cpu: 500m"
        )
    ],
)
class Kubernetes(KubernetesProperties):
    """Copies the working directory into the pod and back."""

    far_work = by_handle("the name of the pod, which is that of the attempt")

    def working_dir(self, folder: Path) -> str:
        """The folder of every pod."""
        return FOLDER

    def run(self, ctx: RunContext, command: Command) -> Ended:
        """Run it in a pod.

        Raises: PluginError without an image, without a cluster, or when time is over;
        Interrupted after a kill.
        """
        if not command.image:
            raise PluginError("This task runner needs the `containerImage` property to be set")
        return asyncio.run(self._run(ctx, command))

    async def _run(self, ctx: RunContext, command: Command) -> Ended:
        import aiohttp

        loop = asyncio.get_running_loop()
        stopped = asyncio.Event()
        ctx.on_stop(lambda: set_from_thread(loop, stopped))
        address = Address(self.config)
        try:
            async with KubernetesCluster(address, self._namespace) as cluster:
                return await self._in_pod(ctx, command, cluster, stopped)
        except ClusterError as error:
            raise PluginError(f"Kubernetes execution failed: {error.message}") from error
        except (aiohttp.ClientError, OSError) as error:
            raise PluginError(
                f"Unable to reach the cluster {address.url}: {reason_of(error)}"
            ) from error

    @property
    def _namespace(self) -> str:
        given = self.config.namespace if self.config is not None else None
        return given or self.namespace

    async def _in_pod(
        self, ctx: RunContext, command: Command, cluster: KubernetesCluster, stopped: asyncio.Event
    ) -> Ended:
        name = await self._pod_of(ctx, command, cluster)
        code: int | None = None
        work = asyncio.create_task(self._run_command(cluster, name, command))
        stop = asyncio.create_task(stopped.wait())
        try:
            await asyncio.wait({work, stop}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                raise Interrupted("The command was interrupted")
            code = await work
        finally:
            stop.cancel()
            work.cancel()
            if not ctx.is_left_running:
                await asyncio.shield(self._let_go(ctx, cluster, name, is_over=code is not None))
        return Ended(exit_code=code, details={"podName": name, "namespace": self._namespace})

    async def _let_go(
        self, ctx: RunContext, cluster: KubernetesCluster, name: str, *, is_over: bool
    ) -> None:
        """Once the command is over its result is read from the pod until it is stored."""
        handle = {**self._handle(name), "hasEnded": True}
        if not is_over:
            if self.delete or ctx.is_stopped:
                await cluster.delete(name, int(self.kill_grace_period.total_seconds()))
        elif not ctx.remove_after_end(handle, lambda other: self.cancel(other, handle)):
            await self._finish(cluster, name)

    async def _finish(self, cluster: KubernetesCluster, name: str) -> None:
        """Delete a pod whose result was read, or let it end."""
        if self.delete:
            await cluster.delete(name, 0)
            return
        pod = await cluster.find(name)
        if pod is not None and container_state(pod, FILES)[0] == "running":
            await cluster.run(name, FILES, ["touch", ENDED_FILE])

    def _handle(self, name: str) -> dict[str, Json]:
        return {"pod": name, "namespace": self._namespace}

    async def _pod_of(self, ctx: RunContext, command: Command, cluster: KubernetesCluster) -> str:
        """The pod of an attempt whose worker was lost if there is one, else a new one.

        Raises: PluginError when what became of the earlier one can't be said.
        """
        name = pod_name(command, ctx.remote_name)
        found = await cluster.find(name)
        if found is None and ctx.remembered is not None and ASKED_FOR not in ctx.remembered:
            raise PluginError(
                f"The pod {name} of an attempt before is gone: whether its command has ended well"
                " is not known"
            )
        if found is not None and self.resume and ctx.can_remember:
            ctx.log.write(Level.INFO, f"Going on with pod '{name}' of an attempt before")
            return name
        if found is not None:
            await self._remove(cluster, name)
        # Before, so that a kill finds it when the worker is lost before it has the answer.
        ctx.remember({**self._handle(name), ASKED_FOR: True})
        await self._create(cluster, name, command)
        ctx.remember(self._handle(name))
        ctx.log.write(Level.DEBUG, f"Pod '{name}' is created")
        return name

    async def _create(self, cluster: KubernetesCluster, name: str, command: Command) -> None:
        body = pod_body(self, command, name)
        try:
            await cluster.create(body)
        except ClusterError as error:
            if error.status != CONFLICT:
                raise
            # A lost attempt has asked for it, and could not give it its files any more.
            await self._remove(cluster, name)
            await cluster.create(body)

    async def _remove(self, cluster: KubernetesCluster, name: str) -> None:
        """Delete a pod, and wait until its name is free. Raises: PluginError after a while."""
        await cluster.delete(name, int(self.kill_grace_period.total_seconds()))
        try:
            async with asyncio.timeout(self.wait_until_running.total_seconds()):
                while await cluster.find(name) is not None:  # noqa: ASYNC110  It is elsewhere.
                    await asyncio.sleep(KUBERNETES_LOOK_SECONDS)
        except TimeoutError as error:
            raise PluginError(f"The pod {name} is still there") from error

    def cancel(self, ctx: RunContext, handle: Mapping[str, Json]) -> None:
        """Delete the pod, or what `delete` says once its result is stored.

        Raises: PluginError when the cluster does not answer.
        """
        asyncio.run(self._cancel(str(handle["pod"]), handle))

    async def _cancel(self, name: str, handle: Mapping[str, Json]) -> None:
        async with KubernetesCluster(Address(self.config), self._namespace) as cluster:
            if "hasEnded" in handle:
                await self._finish(cluster, name)
            elif ASKED_FOR not in handle or await found_late(lambda: cluster.find(name)):
                await self._remove(cluster, name)

    async def _run_command(self, cluster: KubernetesCluster, name: str, command: Command) -> int:
        """Files in, the command, files back; its exit code."""
        running = self.wait_until_running
        if not await _has(cluster, name, INIT, "terminated"):
            await _until(cluster, name, INIT, ("running", "terminated"), running)
            content = await asyncio.to_thread(pack, command.folder, FOLDER)
            script = f"head -c {len(content)} | tar xf - -C / && touch {READY_FILE}"
            await cluster.run(name, INIT, ["sh", "-c", script], content)
        await _until(cluster, name, MAIN, ("running", "terminated"), running)
        async for line in cluster.lines(name, MAIN):
            command.on_line(line, False)
        ended = await _until(cluster, name, MAIN, ("terminated",), self.wait_until_completion)
        back = await cluster.run(name, FILES, ["tar", "cf", "-", "-C", "/", FOLDER[1:]])
        await asyncio.to_thread(unpack, back, command.folder, depth=FOLDER.count("/"))
        return int(ended.get("exitCode", 1))


async def _has(cluster: KubernetesCluster, name: str, container: str, state: str) -> bool:
    """Whether a container is in a state: of the first one, that it took its files before."""
    return container_state(await cluster.pod(name), container)[0] == state


async def _until(
    cluster: KubernetesCluster, name: str, container: str, states: tuple[str, ...], time: timedelta
) -> Mapping[str, Json]:
    """The state of a container once it is one of those. Raises: PluginError after `time`."""
    try:
        async with asyncio.timeout(time.total_seconds()):
            while True:
                pod = await cluster.pod(name)
                found, details = container_state(pod, container)
                if found in states:
                    return details
                await asyncio.sleep(KUBERNETES_LOOK_SECONDS)
    except TimeoutError as error:
        raise PluginError(f"The container '{container}' did not get so far in {time}") from error
