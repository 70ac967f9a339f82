"""The Ray runner: a command as a job of a Ray cluster, through its Jobs API (docs/adr)."""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated

from pydantic import PrivateAttr

from tiercel.plugin import (
    Example,
    Interrupted,
    Json,
    Level,
    PluginError,
    Prop,
    RunContext,
    RunnerPlugin,
    plugin,
)
from tiercel.plugin.runner import Command, Ended
from tiercel.plugin.services.far_work import again
from tiercel.plugins.core.storage.sizes import bytes_of
from tiercel.plugins.scripts.runner.docker.docker import set_from_thread
from tiercel.plugins.scripts.runner.node.baggage import new_mark
from tiercel.plugins.scripts.runner.ray.jobs import HINT, Jobs, RayError


@plugin(
    "io.tiercel.plugin.ray.runner.Ray",
    title="Run commands as jobs of a Ray cluster.",
    description=(
        "The command gets the files of the working directory and may use the cluster through"
        " `ray.init()`. Nothing of Ray is needed in the server."
    ),
    examples=[
        Example(
            "taskRunner:\n  type: io.tiercel.plugin.ray.runner.Ray\n"
            "  address: http://ray-head:8265\n  cpus: 2\n  memory: 4GB\n"
            "  runtimeEnv:\n    pip:\n      - polars"
        )
    ],
)
class Ray(RunnerPlugin):
    """Ships the working directory to a node and brings back what the command changed."""

    far_work = again("what a lost attempt has left is ended first")

    address: Annotated[str, Prop("The address of the dashboard, such as http://ray-head:8265.")]
    token: Annotated[str | None, Prop("The cluster's token, if it asks for one.")] = None
    headers: Annotated[dict[str, str] | None, Prop("Headers of every call.")] = None
    ca_cert: Annotated[str | None, Prop("The certificate of the authority, as PEM.")] = None
    trust_certs: Annotated[bool, Prop("Do not check the certificate.")] = False
    cpus: Annotated[float, Prop("How many processors the command reserves.")] = 1
    gpus: Annotated[float | None, Prop("How many GPUs it reserves.")] = None
    memory: Annotated[str | None, Prop("How much memory it reserves, such as 4GB.")] = None
    resources: Annotated[dict[str, float] | None, Prop("Custom resources it reserves.")] = None
    label_selector: Annotated[dict[str, str] | None, Prop("Labels of the node.")] = None
    runtime_env: Annotated[
        dict[str, Json] | None,
        Prop("Ray's runtime environment: `pip`, `uv`, `conda`, `image_uri` and the like."),
    ] = None
    folder: Annotated[str, Prop("Where nodes make the working directory.")] = "/tmp"
    wait_until_running: Annotated[timedelta, Prop("How long a job may wait for its node.")] = (
        timedelta(minutes=10)
    )
    delete: Annotated[bool, Prop("Remove the job from the cluster's list afterwards.")] = True

    _mark: str = PrivateAttr(default_factory=new_mark)

    def working_dir(self, folder: Path) -> str:
        """A folder that no other attempt has."""
        return f"{self.folder.rstrip('/')}/{self._mark}"

    def run(self, ctx: RunContext, command: Command) -> Ended:
        """Run it as a job.

        Raises: PluginError when there is no cluster, when it can't run the job or loses it;
        Interrupted after a kill.
        """
        return asyncio.run(self._run(ctx, command))

    async def _run(self, ctx: RunContext, command: Command) -> Ended:
        import aiohttp

        from tiercel.plugins.scripts.runner.ray.job import RayJob

        loop = asyncio.get_running_loop()
        stopped = asyncio.Event()
        ctx.on_stop(lambda: set_from_thread(loop, stopped))
        if ctx.is_stopped:
            raise Interrupted("The command was interrupted")
        try:
            async with Jobs(self._url(), self._all_headers(), self._context()) as jobs:
                version = await jobs.check()
                ctx.log.write(Level.DEBUG, f"Ray {version} answers at {jobs.url}")
                job = RayJob(ctx, command, jobs, self._mark)
                return await job.run(self, stopped)
        except RayError as error:
            raise PluginError(f"Ray execution failed: {error.message}") from error
        except (aiohttp.ClientError, OSError) as error:
            reason = str(error) or type(error).__name__
            raise PluginError(f"Lost the Ray cluster at {self.address}: {reason}") from error

    def _url(self) -> str:
        if not self.address.startswith(("http://", "https://")):
            raise PluginError(f"The address '{self.address}' is none of the Jobs API. {HINT}")
        return self.address

    def _all_headers(self) -> Mapping[str, str]:
        given = dict(self.headers or {})
        return {**given, "Authorization": f"Bearer {self.token}"} if self.token else given

    def _context(self) -> ssl.SSLContext | bool:
        if self.trust_certs:
            return False
        return True if self.ca_cert is None else ssl.create_default_context(cadata=self.ca_cert)

    def job_body(self, name: str, package: str, command: Command) -> dict[str, Json]:
        """The request that submits the job. Raises: PluginError for what the runner sets itself."""
        environment = dict(self.runtime_env or {})
        if "working_dir" in environment:
            raise PluginError("`runtimeEnv.working_dir` is the task's own working directory")
        body: dict[str, Json] = {
            "submission_id": name,
            "entrypoint": ENTRY_POINT,
            "runtime_env": {**environment, "working_dir": package},
            "metadata": {_short(key): value for key, value in command.labels.items()},
            "entrypoint_num_cpus": self.cpus,
            "entrypoint_num_gpus": self.gpus,
            "entrypoint_memory": None if self.memory is None else bytes_of(self.memory),
            "entrypoint_resources": self.resources,
            "entrypoint_label_selector": self.label_selector,
        }
        return {key: value for key, value in body.items() if value is not None}


# A node's shell need not know `python`, but what runs a node is a Python.
ENTRY_POINT = "exec $(command -v python || command -v python3) node_program.py baggage.zip"


def _short(label: str) -> str:
    return re.sub(r"^kestra\.io/", "", label)
