"""What attempts are made with: everything that all attempts of a server share."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec

from tiercel.model.access import Actor
from tiercel.model.idempotency import IdempotencyKey
from tiercel.model.json_types import Json
from tiercel.model.limits import OUTPUTS_BYTES_MAX
from tiercel.model.networks import NetworkRules
from tiercel.model.request import Request
from tiercel.model.sandbox import SandboxRules
from tiercel.ports.ports import Ports
from tiercel.ports.secrets import SecretStore
from tiercel.runtime.worker.bridge import Bridge
from tiercel.runtime.worker.stop_signal import StopSignal
from tiercel.service.lookup_rounds import LookupSource

R = TypeVar("R")


class ServerCalls(Protocol):
    """The operations of the server."""

    def run(
        self, actor: Actor, request: Request[R], key: IdempotencyKey | None = None
    ) -> Coroutine[Any, Any, R]:
        """Run one for a task. Raises: PluginError for unknown ones."""


class Driver(Protocol):
    """What drives attempts, as far as these ask something of it."""

    @property
    def bridge(self) -> Bridge:
        """How tasks call the server."""

    @property
    def is_threaded(self) -> bool:
        """Whether writers of logs may be made to wait, and the worker must be woken."""

    def pause(self, duration: timedelta, stop: StopSignal | None) -> None:
        """`ctx.pause`: block the thread until the time is over or `stop` is set."""

    async def sleep(self, duration: timedelta, stop: StopSignal | None) -> None:
        """`ctx.sleep`: suspend the coroutine; a stop arrives as Interrupted."""

    def wake(self) -> None:
        """Let the worker look soon. From any thread."""


def no_configuration(plugin_type: str) -> Mapping[str, Json]:
    """For servers without settings of plugins."""
    return {}


class AttemptDependencies(msgspec.Struct, frozen=True, kw_only=True):
    """Ports, services and settings behind the handles of a RunContext, and what drives attempts."""

    ports: Ports
    secrets: SecretStore
    server: ServerCalls
    lookups: LookupSource
    driver: Driver
    work_folder: Path
    plugin_configuration: Callable[[str], Mapping[str, Json]] = no_configuration
    is_tracing: bool = False
    outputs_bytes_max: int = OUTPUTS_BYTES_MAX
    environment: Mapping[str, str] = {}
    networks: NetworkRules = NetworkRules()
    sandboxes: SandboxRules = SandboxRules()
