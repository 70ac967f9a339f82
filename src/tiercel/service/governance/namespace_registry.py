"""What is said of namespaces and holds for their flows, as this server last read it."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.flowlang.defaults import own_defaults
from tiercel.model.flow import PluginDefault
from tiercel.model.policies.quota import (
    MEMBER,
    STORAGE_MEMBER,
    Quota,
    read_quotas,
    read_storage_quota,
)
from tiercel.model.stored.records import NAMESPACES
from tiercel.ports.store import Tx


class NamespaceRegistry:
    """Plugin defaults and quotas by the name of the namespace; those without have no place.

    Shapes: `storage` has bytes.
    """

    def __init__(self) -> None:
        self.defaults: Mapping[str, tuple[PluginDefault, ...]] = {}
        self.quotas: Mapping[str, tuple[Quota, ...]] = {}
        self.storage: Mapping[str, int] = {}

    async def look(self, tx: Tx) -> bool:
        """Read what is stored; whether plugin defaults are others than before."""
        documents = {name: each for (name,), each in (await tx.records(NAMESPACES).all()).items()}
        self.quotas = {
            name: quotas
            for name, document in documents.items()
            if (quotas := read_quotas(name, document.get(MEMBER))[0])
        }
        self.storage = {
            name: limit
            for name, document in documents.items()
            if (limit := read_storage_quota(document.get(STORAGE_MEMBER))[0]) is not None
        }
        found = {
            name: defaults
            for name, document in documents.items()
            if (defaults := own_defaults({"pluginDefaults": document.get("pluginDefaults")}))
        }
        if found == self.defaults:
            return False
        self.defaults = found
        return True
