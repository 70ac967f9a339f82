"""What attempts are made with: everything that all attempts of a server share."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any, Protocol, TypeVar

import msgspec

from tiercel.model.access import Actor
from tiercel.model.idempotency import IdempotencyKey
from tiercel.model.json_types import Json
from tiercel.model.limits import OUTPUTS_BYTES_MAX
from tiercel.model.networks import NetworkRules
from tiercel.model.request import Request
from tiercel.ports.ports import Ports
from tiercel.ports.secrets import SecretStore

R = TypeVar("R")


class ServerCalls(Protocol):
    """The operations of the server."""

    def run(
        self, actor: Actor, request: Request[R], key: IdempotencyKey | None = None
    ) -> Coroutine[Any, Any, R]:
        """Run one for a task. Raises: PluginError for unknown ones."""


def no_configuration(plugin_type: str) -> Mapping[str, Json]:
    """For servers without settings of plugins."""
    return {}


class Tools(msgspec.Struct, frozen=True, kw_only=True):
    """The ports and settings behind the handles of a RunContext."""

    ports: Ports
    secrets: SecretStore
    server: ServerCalls
    work_folder: Path
    plugin_configuration: Callable[[str], Mapping[str, Json]] = no_configuration
    is_tracing: bool = False
    outputs_bytes_max: int = OUTPUTS_BYTES_MAX
    environment: Mapping[str, str] = {}
    networks: NetworkRules = NetworkRules()
