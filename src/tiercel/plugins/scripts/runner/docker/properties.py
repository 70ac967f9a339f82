"""What a flow says about the Docker runner."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from tiercel.plugin import Json, Prop, RunnerPlugin, Static
from tiercel.plugins.scripts.docker_options import (
    Cpu,
    Credentials,
    DeviceRequest,
    Memory,
    PullPolicy,
)


class DockerProperties(RunnerPlugin):
    """The properties; what runs the command is `Docker`."""

    image: Annotated[
        str | None, Prop("The image, instead of the task's `containerImage`.", hidden=True)
    ] = None
    host: Annotated[str | None, Prop("The address of the engine.")] = None
    config: Annotated[Json, Prop("A docker config.json, as text or as a map.")] = None
    credentials: Annotated[Credentials | None, Prop("Who pulls the image.")] = None
    user: Annotated[
        str | None,
        Prop("The user or its number inside of the container; that of the image unless set."),
    ] = None
    entry_point: Annotated[
        list[str], Prop("The program with its first arguments that the commands are given to.")
    ] = [""]  # noqa: RUF012
    extra_hosts: Annotated[list[str] | None, Prop("Lines for /etc/hosts: `host:ip`.")] = None
    network_mode: Annotated[
        str | None,
        Prop(
            "The network of the container, such as `host` or `none`; the engine's own unless set."
        ),
    ] = None
    port_bindings: Annotated[
        list[str] | None,
        Prop("Ports of this machine that lead into the container, as `host:container`."),
    ] = None
    volumes: Annotated[
        list[str] | None, Prop("Volumes; only when the server's settings allow them.")
    ] = None
    pull_policy: Annotated[PullPolicy, Prop("When the image is pulled.")] = "IF_NOT_PRESENT"
    device_requests: Annotated[
        list[DeviceRequest] | None, Prop("Devices that the container gets, such as graphics cards.")
    ] = None
    cpu: Annotated[Cpu | None, Prop("How much of the processors.")] = None
    memory: Annotated[
        Memory | None, Prop("How much memory the container may use; all unless set.")
    ] = None
    shm_size: Annotated[str | None, Prop("The size of /dev/shm.")] = None
    privileged: Annotated[bool | None, Prop("Whether it may do everything.")] = None
    file_handling_strategy: Annotated[
        Literal["MOUNT", "VOLUME"], Prop("Mount the working directory, or copy it.")
    ] = "VOLUME"
    delete: Annotated[bool, Prop("Remove the container afterwards.")] = True
    wait: Annotated[bool, Prop("Wait for the end of the command.")] = True
    kill_grace_period: Annotated[
        Static[timedelta], Prop("How long a killed container may take to end.")
    ] = timedelta(0)
    resume: Annotated[
        bool, Prop("Whether the attempt after a lost worker goes on with the container.")
    ] = True
