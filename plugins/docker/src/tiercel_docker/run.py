"""Commands in a container of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, ClassVar

from tiercel.plugin import Json, Prop, Raw, RunContext, Static, plugin
from tiercel.plugin.runner import RunnerPlugin
from tiercel.plugin.services.far_work import by_handle
from tiercel.plugins.scripts.assembly import rendered_lines
from tiercel.plugins.scripts.base import ScriptBase
from tiercel.plugins.scripts.docker_options import Cpu, DeviceRequest, Memory, PullPolicy
from tiercel.plugins.scripts.languages.language import Language
from tiercel.plugins.scripts.place import ScriptFolders
from tiercel.plugins.scripts.runner.docker.docker import Docker
from tiercel_docker.engines import Engined

IMAGE = Language(name="docker", image="")


@plugin(
    "io.kestra.plugin.docker.cli.Run",
    title="Run a container of an image to its end.",
    examples=["containerImage: alpine\ncommands: [echo, hello]"],
    aliases=["io.kestra.plugin.docker.Run"],
)
class Run(Engined, ScriptBase):
    """The command is that of the image, or `commands`: a program with its words, and no shell."""

    far_work = by_handle("the id of the container, and its name, which is that of the attempt")

    language: ClassVar[Language] = IMAGE

    container_image: Annotated[str, Prop("The image to start, such as `alpine:3`.")]
    commands: Annotated[
        Raw[list[str] | str], Prop("Program and words; the command of the image by default.")
    ] = []  # noqa: RUF012
    user: Annotated[str | None, Prop("The user inside; that of the image by default.")] = None
    entry_point: Annotated[
        list[str] | None, Prop("The entry point; that of the image by default.")
    ] = None
    extra_hosts: Annotated[list[str] | None, Prop("Lines for /etc/hosts: `host:ip`.")] = None
    network_mode: Annotated[str | None, Prop("The network; that of the engine by default.")] = None
    port_bindings: Annotated[list[str] | None, Prop("Ports to open, each as `host:container`.")] = (
        None
    )
    volumes: Annotated[
        list[str] | None, Prop("Volumes; only when the server's settings allow them.")
    ] = None
    pull_policy: Annotated[PullPolicy, Prop("When the image is pulled.")] = "IF_NOT_PRESENT"
    device_requests: Annotated[
        Static[list[DeviceRequest] | None],
        Prop("Devices that the container gets, such as graphics cards."),
    ] = None
    cpu: Annotated[Static[Cpu | None], Prop("How much of the processors.")] = None
    memory: Annotated[Static[Memory | None], Prop("How much memory the container may use.")] = None
    shm_size: Annotated[str | None, Prop("The size of /dev/shm, such as 64MB.")] = None
    privileged: Annotated[bool | None, Prop("Whether it may do everything; not by default.")] = None
    wait: Annotated[bool, Prop("Wait for the end; else it goes on, and `Stop` ends it.")] = True

    def choose_runner(self, ctx: RunContext) -> RunnerPlugin:
        """A container as the properties say."""
        return Docker(
            host=self.host,
            config=self.config,
            credentials=self.credentials,
            user=self.user,
            entry_point=self.entry_point or [],
            extra_hosts=self.extra_hosts,
            network_mode=self.network_mode,
            port_bindings=self.port_bindings,
            volumes=self.volumes,
            pull_policy=self.pull_policy,
            device_requests=self.device_requests,
            cpu=self.cpu,
            memory=self.memory,
            shm_size=self.shm_size,
            privileged=self.privileged,
            wait=self.wait,
        )

    def given_interpreter(self) -> Sequence[str]:
        """None: the words are the command."""
        return ()

    def lines(
        self, ctx: RunContext, runner: RunnerPlugin, place: ScriptFolders, extra: Mapping[str, Json]
    ) -> Sequence[str]:
        """Program and words, rendered."""
        return rendered_lines(ctx, self.commands, extra)
