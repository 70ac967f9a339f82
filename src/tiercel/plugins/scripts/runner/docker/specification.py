"""From the properties of the runner to the body that makes a container."""

from __future__ import annotations

from tiercel.plugin import Json
from tiercel.plugin.runner import Command
from tiercel.plugins.core.storage.sizes import bytes_of
from tiercel.plugins.scripts.docker_options import DeviceRequest
from tiercel.plugins.scripts.runner.docker.properties import DockerProperties


def container_body(
    runner: DockerProperties, command: Command, *, may_mount: bool
) -> dict[str, Json]:
    """The request that creates the container. `may_mount`: volumes of the flow are allowed."""
    body: dict[str, Json] = {
        "Image": command.image,
        "Cmd": list(command.argv),
        "Entrypoint": runner.entry_point,
        "Env": [f"{name}={value}" for name, value in command.env.items()],
        "WorkingDir": str(command.folder),
        "Labels": dict(command.labels),
        "User": runner.user,
        "Tty": False,
        "AttachStdin": False,
        "HostConfig": _host_config(runner, command, may_mount=may_mount),
    }
    if runner.port_bindings:
        body["ExposedPorts"] = {_container_port(each): {} for each in runner.port_bindings}
    return _without_none(body)


def _host_config(runner: DockerProperties, command: Command, *, may_mount: bool) -> dict[str, Json]:
    binds = list(runner.volumes or ()) if may_mount else []
    if runner.file_handling_strategy == "MOUNT":
        binds.append(f"{command.folder}:{command.folder}")
    config: dict[str, Json] = {
        "Binds": binds or None,
        "ExtraHosts": runner.extra_hosts,
        "NetworkMode": runner.network_mode,
        "Privileged": runner.privileged,
        "ShmSize": _size(runner.shm_size),
        "DeviceRequests": [_device(each) for each in runner.device_requests or ()] or None,
    }
    if runner.cpu is not None and runner.cpu.cpus is not None:
        config["NanoCpus"] = int(runner.cpu.cpus * 1_000_000_000)
    if runner.memory is not None:
        config.update(_memory(runner))
    if runner.port_bindings:
        config["PortBindings"] = {
            _container_port(each): [{"HostPort": _host_port(each)}] for each in runner.port_bindings
        }
    return _without_none(config)


def _memory(runner: DockerProperties) -> dict[str, Json]:
    given = runner.memory
    assert given is not None
    swappiness = given.memory_swappiness
    return {
        "Memory": _size(given.memory),
        "MemorySwap": _size(given.memory_swap),
        "MemorySwappiness": None if swappiness is None else int(swappiness),
        "MemoryReservation": _size(given.memory_reservation),
        "KernelMemory": _size(given.kernel_memory),
        "OomKillDisable": given.oom_kill_disable,
    }


def _device(given: DeviceRequest) -> dict[str, Json]:
    return _without_none(
        {
            "Driver": given.driver,
            "Count": given.count,
            "DeviceIDs": given.device_ids,
            "Capabilities": given.capabilities,
            "Options": given.options,
        }
    )


def _container_port(binding: str) -> str:
    port = binding.rpartition(":")[2]
    return port if "/" in port else f"{port}/tcp"


def _host_port(binding: str) -> str:
    parts = binding.split(":")
    return parts[-2] if len(parts) > 1 else ""


def _size(text: str | None) -> int | None:
    return None if text is None else bytes_of(text)


def _without_none(body: dict[str, Json]) -> dict[str, Json]:
    return {key: value for key, value in body.items() if value is not None}
