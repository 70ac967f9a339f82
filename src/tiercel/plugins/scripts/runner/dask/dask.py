"""The Dask runner: a command on a worker of a Dask cluster (docs/adr)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

from pydantic import PrivateAttr

from tiercel.plugin import (
    Example,
    Interrupted,
    Json,
    Level,
    Part,
    PluginError,
    Prop,
    RunContext,
    RunnerPlugin,
    plugin,
)
from tiercel.plugin.runner import Command, Ended
from tiercel.plugin.services.far_work import tied
from tiercel.plugins.scripts.runner.dask.job import DaskJob
from tiercel.plugins.scripts.runner.docker.docker import set_from_thread
from tiercel.plugins.scripts.runner.limits import (
    CLUSTER_CONNECT_SECONDS_MAX,
    DASK_GREETING_PAUSE_SECONDS,
)
from tiercel.plugins.scripts.runner.node.baggage import new_mark

INSTALL = "pip install 'tiercel[dask]'"
SCHEMES = ("tcp://", "tls://", "ws://", "wss://")


class DaskSecurity(Part):
    """Certificates for `tls://`, as PEM."""

    ca_cert: Annotated[str, Prop("The certificate of the authority.")]
    client_cert: Annotated[str, Prop("The certificate to sign in with, in PEM.")]
    client_key: Annotated[str, Prop("The private key of the certificate, in PEM.")]


@plugin(
    "io.tiercel.plugin.dask.runner.Dask",
    title="Run commands on the workers of a Dask cluster.",
    description=(
        "The command gets the files of the working directory and may use the cluster through"
        f" `dask.distributed.Client()`. The server needs an extra: `{INSTALL}`."
    ),
    examples=[
        Example(
            "taskRunner:\n  type: io.tiercel.plugin.dask.runner.Dask\n"
            "  address: tcp://dask-scheduler:8786\n  resources:\n    GPU: 1"
        )
    ],
)
class Dask(RunnerPlugin):
    """Ships the working directory to a worker and brings back what the command changed."""

    far_work = tied("the scheduler forgets the tasks of a client that is gone")

    address: Annotated[str, Prop("The scheduler, such as tcp://dask-scheduler:8786.")]
    security: Annotated[
        DaskSecurity | None,
        Prop("Certificates for a scheduler whose address begins with `tls://`."),
    ] = None
    resources: Annotated[
        dict[str, float] | None,
        Prop("What the task reserves of the resources that workers were started with."),
    ] = None
    workers: Annotated[list[str] | None, Prop("Names or addresses of workers that may run it.")] = (
        None
    )
    allow_other_workers: Annotated[bool, Prop("Whether others may run it too.")] = False
    priority: Annotated[int, Prop("Higher ones go first.")] = 0
    folder: Annotated[str, Prop("Where workers make the working directory.")] = "/tmp"
    wait_until_running: Annotated[timedelta, Prop("How long a task may wait for its worker.")] = (
        timedelta(minutes=10)
    )

    _mark: str = PrivateAttr(default_factory=new_mark)

    def working_dir(self, folder: Path) -> str:
        """A folder that no other attempt has."""
        return f"{self.folder.rstrip('/')}/{self._mark}"

    def run(self, ctx: RunContext, command: Command) -> Ended:
        """Run it on a worker.

        Raises: PluginError when there is no cluster, when it can't run the command or loses it;
        Interrupted after a kill.
        """
        if not self.address.startswith(SCHEMES):
            raise PluginError(
                f"The address '{self.address}' is none of a Dask scheduler,"
                " such as tcp://dask-scheduler:8786"
            )
        library = dask_library()
        return asyncio.run(self._run(ctx, command, library))

    def options(self) -> dict[str, Json]:
        """Options of `submit` about the place."""
        return {
            "resources": self.resources,
            "workers": self.workers,
            "allow_other_workers": self.allow_other_workers,
            "priority": self.priority,
            "retries": 0,
        }

    async def _run(self, ctx: RunContext, command: Command, library: ModuleType) -> Ended:
        loop = asyncio.get_running_loop()
        stopped = asyncio.Event()
        ctx.on_stop(lambda: set_from_thread(loop, stopped))
        if ctx.is_stopped:
            raise Interrupted("The command was interrupted")
        client = await self._connected(library)
        try:
            await self._compare_versions(ctx, client, library)
            return await DaskJob(ctx, command, client, self._mark).run(self, stopped)
        except OSError as error:
            reason = str(error) or type(error).__name__
            raise PluginError(f"Lost the Dask cluster at {self.address}: {reason}") from error
        finally:
            await client.close()

    async def _connected(self, library: ModuleType) -> Any:
        """A client. Raises: PluginError when the scheduler does not answer."""
        loop = asyncio.get_running_loop()
        until = loop.time() + CLUSTER_CONNECT_SECONDS_MAX
        while loop.time() < until:
            try:
                return await self._connect(library)
            except AssertionError:
                # Dask takes the first message for its greeting alone, but what the scheduler sends
                # all clients in the same milliseconds is in it too. Nothing has begun yet.
                await asyncio.sleep(DASK_GREETING_PAUSE_SECONDS)
            except (OSError, ValueError, TypeError) as error:
                reason = str(error) or type(error).__name__
                raise PluginError(
                    f"Unable to reach the Dask scheduler at {self.address}: {reason}"
                ) from error
        raise PluginError(f"The Dask scheduler at {self.address} is too busy to greet a new client")

    async def _connect(self, library: ModuleType) -> Any:
        client = library.Client(
            self.address,
            asynchronous=True,
            set_as_default=False,
            timeout=CLUSTER_CONNECT_SECONDS_MAX,
            security=self._security(library),
            name="tiercel",
        )
        try:
            return await client
        except AssertionError:
            await client.close()
            raise

    def _security(self, library: ModuleType) -> Any:
        given = self.security
        if given is None:
            return None
        return library.Security(
            tls_ca_file=given.ca_cert,
            tls_client_cert=given.client_cert,
            tls_client_key=given.client_key,
            require_encryption=True,
        )

    async def _compare_versions(self, ctx: RunContext, client: Any, library: ModuleType) -> None:
        """Warn about another version: what two of them say to each other may not be understood."""
        versions = await client.scheduler.versions(packages=[])
        theirs = versions.get("packages", {}).get("distributed")
        ctx.log.write(Level.DEBUG, f"Dask {theirs} answers at {self.address}")
        if theirs != library.__version__:
            ctx.log.write(
                Level.WARN,
                f"The cluster has Dask {theirs}, the server {library.__version__}."
                f" Should it not understand: pip install 'distributed=={theirs}'",
            )


def dask_library() -> ModuleType:
    """The package, imported on first use. Raises: PluginError when it is missing."""
    try:
        import distributed
    except ImportError as error:
        raise PluginError(
            f"The Dask runner needs the package `distributed` in the server: {INSTALL}"
        ) from error
    found: ModuleType = distributed
    return found
