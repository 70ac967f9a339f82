"""Objects of the Docker runner, and the old `docker` property of script tasks."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AliasChoices, Field

from tiercel.plugin import Json, Part, Prop

PullPolicy = Literal["IF_NOT_PRESENT", "ALWAYS", "NEVER"]


class Credentials(Part):
    """Who pulls an image."""

    registry: Annotated[str | None, Prop("The registry; that of the image if absent.")] = None
    username: Annotated[str | None, Prop("The name of the user at the registry.")] = None
    password: Annotated[str | None, Prop("The password of the user at the registry.")] = None
    registry_token: Annotated[
        str | None, Prop("A token that the registry gave, for the header of requests.")
    ] = None
    identity_token: Annotated[str | None, Prop("A token of the user.")] = None
    auth: Annotated[str | None, Prop("User and password, encoded.")] = None


class Cpu(Part):
    """How much of the processors."""

    cpus: Annotated[float | None, Prop("A number of processors, such as 1.5.")] = None


class Memory(Part):
    """How much memory; sizes such as `512MB`."""

    memory: Annotated[
        str | None, Prop("The most memory that the container may use, such as `512MB`.")
    ] = None
    memory_swap: Annotated[str | None, Prop("At most, with swap.")] = None
    memory_swappiness: Annotated[str | None, Prop("How eagerly to swap, 0 to 100.")] = None
    memory_reservation: Annotated[
        str | None,
        Prop(
            "The memory that the container is kept to when the machine is short "
            "of it, such as `256MB`."
        ),
    ] = None
    kernel_memory: Annotated[str | None, Prop("At most, for the kernel.")] = None
    oom_kill_disable: Annotated[bool | None, Prop("Do not kill when memory is short.")] = None


class DeviceRequest(Part):
    """Devices such as graphics cards."""

    driver: Annotated[str | None, Prop("The driver of the devices, such as `nvidia`.")] = None
    count: Annotated[int | None, Prop("How many; -1 means all.")] = None
    device_ids: Annotated[
        list[str] | None, Prop("Ids of the devices to give; not together with `count`.")
    ] = None
    capabilities: Annotated[list[list[str]] | None, Prop("What they must be able to do.")] = None
    options: Annotated[dict[str, str] | None, Prop("Options of the driver.")] = None


class DockerOptions(Part):
    """The old form of the Docker runner."""

    image: Annotated[
        str | None, Prop("The image that the container is made of, such as `python:3.13-slim`.")
    ] = None
    host: Annotated[
        str | None,
        Field(validation_alias=AliasChoices("host", "dockerHost")),
        Prop("The address of the engine."),
    ] = None
    config: Annotated[
        Json,
        Field(validation_alias=AliasChoices("config", "dockerConfig")),
        Prop(
            "The configuration of the Docker client, with logins of registries, "
            "as JSON or as a map."
        ),
    ] = None
    credentials: Annotated[Credentials | None, Prop("Who pulls the image.")] = None
    user: Annotated[
        str | None,
        Prop("The user or its number inside of the container; that of the image unless set."),
    ] = None
    entry_point: Annotated[
        list[str] | None,
        Prop("The program with its first arguments that the commands are given to."),
    ] = None
    extra_hosts: Annotated[
        list[str] | None, Prop("Lines for /etc/hosts of the container, as `name:address`.")
    ] = None
    network_mode: Annotated[
        str | None,
        Prop(
            "The network of the container, such as `host` or `none`; the engine's own unless set."
        ),
    ] = None
    volumes: Annotated[list[str] | None, Prop("Volumes, when the server allows them.")] = None
    pull_policy: Annotated[PullPolicy, Prop("When the image is pulled.")] = "ALWAYS"
    device_requests: Annotated[
        list[DeviceRequest] | None, Prop("Devices that the container gets, such as graphics cards.")
    ] = None
    cpu: Annotated[
        Cpu | None, Prop("How much of the processors the container may use; all unless set.")
    ] = None
    memory: Annotated[
        Memory | None, Prop("How much memory the container may use; all unless set.")
    ] = None
    shm_size: Annotated[str | None, Prop("The size of /dev/shm.")] = None
    privileged: Annotated[bool | None, Prop("Whether it may do everything.")] = None
