"""How far scripts that run as processes of a worker's machine are confined."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

SandboxLevel = Literal["off", "standard", "strict"]
# `all`, `none`, or the TCP ports that may be connected to.
SandboxNetwork = Literal["all", "none"] | tuple[int, ...]


class Sandbox(msgspec.Struct, frozen=True):
    """What holds for the scripts of one namespace.

    Shapes: all paths are absolute. `work_folder` holds the working directories of all tasks,
    `cache_folder` what programs keep for the next script of the namespace. `hidden` is never
    shown to a script, `readable` and `writable` are shown besides the system. `processes` are those
    that one command may have at a time; 0 is no bound.
    """

    level: SandboxLevel = "off"
    namespace: str = ""
    network: SandboxNetwork = "all"
    work_folder: str = ""
    cache_folder: str = ""
    hidden: tuple[str, ...] = ()
    readable: tuple[str, ...] = ()
    writable: tuple[str, ...] = ()
    processes: int = 0

    @property
    def processes_max(self) -> int:
        """The bound of a command, which has none where nothing confines it."""
        return 0 if self.level == "off" else self.processes


class SandboxRules(msgspec.Struct, frozen=True):
    """The sandboxes of a server: one for all, with other levels in some namespaces."""

    sandbox: Sandbox = Sandbox()
    namespaces: Mapping[str, SandboxLevel] = {}

    @property
    def levels(self) -> frozenset[SandboxLevel]:
        """Every level that some namespace has."""
        return frozenset({self.sandbox.level, *self.namespaces.values()})

    def of(self, namespace: str) -> Sandbox:
        """The sandbox of a namespace; the nearest one above that has a level decides."""
        found, place = self.sandbox.level, namespace
        while place:
            if place in self.namespaces:
                found = self.namespaces[place]
                break
            place = place.rpartition(".")[0]
        folder = self.sandbox.cache_folder and f"{self.sandbox.cache_folder}/{namespace or '_'}"
        return msgspec.structs.replace(
            self.sandbox, level=found, namespace=namespace, cache_folder=folder
        )
