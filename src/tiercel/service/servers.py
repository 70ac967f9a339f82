"""Which servers are alive: what their heartbeats say, as services of the API."""

from __future__ import annotations

from collections import Counter

from tiercel import __version__
from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.ports.store import Store

MEMBER_PREFIX = "member/"
# Loops of a server that the API knows as a kind of service.
_TYPES = {"executor": "EXECUTOR", "worker": "WORKER", "scheduler": "SCHEDULER"}
_STATES = {"RUNNING": "RUNNING", "MAINTENANCE": "MAINTENANCE"}


class ServerService:
    """Answers about all servers that share the store."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def all(self) -> list[dict[str, Json]]:
        """One entry a service, by server and type."""
        async with self._store.transaction() as tx:
            documents = [document for _, document in await tx.settings.of_prefix(MEMBER_PREFIX)]
        return [entry for document in documents for entry in _services(document)]

    async def active(self) -> dict[str, Json]:
        """How many services of each type run."""
        found = [entry for entry in await self.all() if entry["state"] == "RUNNING"]
        totals = Counter(entry["type"] for entry in found)
        listed = [{"type": name, "total": total} for name, total in sorted(totals.items())]
        return {"total": len(found), "services": listed}

    async def get(self, service_id: str) -> dict[str, Json]:
        """One service. Raises: NotFound."""
        for entry in await self.all():
            if entry["id"] == service_id:
                return entry
        raise NotFound(f"Service not found: {service_id}")


def _services(document: dict[str, Json]) -> list[dict[str, Json]]:
    kinds = [_TYPES[part] for part in document.get("parts", ()) if part in _TYPES]
    return [
        {
            "id": f"{document['id']}-{kind.lower()}",
            "type": kind,
            "state": _STATES.get(document.get("state", "RUNNING"), "TERMINATED_GRACEFULLY"),
            "server": {"id": document["id"], "type": "STANDALONE", "version": __version__},
            "createdAt": document["started"],
            "updatedAt": document["heard"],
        }
        for kind in ("WEBSERVER", *kinds)
    ]
