"""What is said of namespaces and holds for their flows, as this server last read it."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.flowlang.defaults import own_defaults
from tiercel.model.flow import PluginDefault
from tiercel.model.stored.records import NAMESPACES
from tiercel.ports.store import Tx


class NamespaceRegistry:
    """Plugin defaults by the name of the namespace that has them; those without have no place."""

    def __init__(self) -> None:
        self.defaults: Mapping[str, tuple[PluginDefault, ...]] = {}

    async def look(self, tx: Tx) -> bool:
        """Read what is stored; whether plugin defaults are others than before."""
        documents = await tx.records(NAMESPACES).all()
        found = {
            name: defaults
            for (name,), document in documents.items()
            if (defaults := own_defaults({"pluginDefaults": document.get("pluginDefaults")}))
        }
        if found == self.defaults:
            return False
        self.defaults = found
        return True
