"""The cluster of a task: where it is, who asks, and how a kill ends a call."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, TypeVar

from tiercel.plugin import Json, Part, Plugin, PluginError, Prop, RunContext, Static
from tiercel.plugin.services.unreachable import reason_of
from tiercel.plugins.hosts import address_of, allowed_addresses
from tiercel.plugins.scripts.runner.docker.docker import set_from_thread, unless_stopped
from tiercel.plugins.scripts.runner.kubernetes.cluster import Address, ClusterError
from tiercel.plugins.scripts.runner.kubernetes.connection import Connection
from tiercel_kubernetes.resources import Cluster

T = TypeVar("T")


class SideCar(Part):
    """The container that carries files in and out."""

    image: Annotated[str, Prop("Its image: it needs sh, tar and head.")] = "busybox"
    resources: Annotated[
        dict[str, Json] | None,
        Prop("What it may use: `requests` and `limits`, as of any container."),
    ] = None
    default_spec: Annotated[dict[str, Json] | None, Prop("Merged into the container.")] = None


class InCluster(Plugin):
    """A task that asks a cluster."""

    connection: Annotated[
        Static[Connection | None], Prop("The cluster; that of the server by default.")
    ] = None
    namespace: Annotated[str, Prop("The namespace of the cluster.")] = "default"
    inherit_cluster_config: Annotated[
        bool, Prop("Whether what `connection` leaves out is that of the server's cluster.")
    ] = False
    container_default_spec: Annotated[
        dict[str, Json] | None, Prop("What containers have unless they say otherwise.")
    ] = None
    file_sidecar: Annotated[Static[SideCar | None], Prop("What carries files of a pod.")] = (
        SideCar()
    )
    input_files: Annotated[Json, Prop("Files to create in a pod, by name.")] = None
    output_files: Annotated[list[str] | None, Prop("Globs of the files to keep.")] = None
    wait_until_running: Annotated[timedelta, Prop("How long a pod may take to start.")] = timedelta(
        minutes=10
    )
    wait_running: Annotated[timedelta, Prop("How long a pod may run.")] = timedelta(hours=1)
    wait_until_ready: Annotated[
        timedelta, Prop("How long to wait until it is ready; PT0S does not wait.")
    ] = timedelta(0)

    def asked(self, ctx: RunContext, operation: str, work: Callable[[Cluster], Awaitable[T]]) -> T:
        """The result of work with the cluster; a kill ends it.

        Raises: PluginError with host, operation and the cluster's reason, Interrupted.
        """
        import aiohttp

        given = self.rendered_connection(ctx)
        address = Address(given)
        host = address_of("`connection.masterUrl`", address.url, "https://host:6443")
        place = f"Kubernetes at {host.host}"
        if given is not None and given.master_url:
            allowed_addresses(ctx, place, host.host, host.port)

        async def run() -> T:
            loop, stopped = asyncio.get_running_loop(), asyncio.Event()
            ctx.on_stop(lambda: set_from_thread(loop, stopped))
            async with Cluster(address) as cluster:
                return await unless_stopped(_coroutine(work(cluster)), stopped)

        try:
            return asyncio.run(run())
        except ClusterError as error:
            words = _masked(error.message, given)
            raise PluginError(f"{place}: {operation} failed: {words}") from None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            words = _masked(reason_of(error), given)
            raise PluginError(f"{place}: {operation} failed: {words}") from None

    def rendered_connection(self, ctx: RunContext) -> Connection | None:
        """The cluster with texts as they are now."""
        if self.connection is None:
            return None
        values = ctx.render_deep(self.connection.model_dump(by_alias=True, exclude_none=True))
        return Connection.model_validate(values)


def _masked(text: str, given: Connection | None) -> str:
    for secret in () if given is None else (given.oauth_token, given.password):
        text = text.replace(secret, "****") if secret else text
    return text


async def _coroutine(work: Awaitable[T]) -> T:
    return await work
