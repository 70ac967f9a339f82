"""Which servers are alive: what their heartbeats say, as services of the API.

Source: spec/engine.md §16, liveness: a service that is silent for too long is DISCONNECTED.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec.structs import replace

from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.model.limits import HEARTBEAT_TIMEOUT_S
from tiercel.model.stored.records import MEMBERS
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store
from tiercel.service.instance.instructions import drained_servers, is_under_maintenance
from tiercel.service.observability.instruments import Sample

# Loops of a server that the API knows as a kind of service.
_TYPES = {
    "webserver": "WEBSERVER",
    "executor": "EXECUTOR",
    "worker": "WORKER",
    "scheduler": "SCHEDULER",
    "indexer": "INDEXER",
}
WEBSERVER = "WEBSERVER"
WORKER = "WORKER"
EXECUTOR = "EXECUTOR"
SERVICE_TYPES = tuple(_TYPES.values())
_STATES = {"RUNNING": "RUNNING", "MAINTENANCE": "MAINTENANCE"}
# States of services that are not there any more.
GONE = frozenset({"TERMINATED_GRACEFULLY", "DISCONNECTED"})


class Server(msgspec.Struct, frozen=True):
    """A process, by what it said last of itself.

    Shapes: `version` is empty and `memory` None when it did not say; memory is in bytes.
    """

    id: str
    type: str
    hostname: str
    version: str = ""
    memory: int | None = None


class Service(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a server; `metrics` are what it reports of itself, by name.

    Shapes: dates are those of the stored document, with the offset of their zone.
    """

    id: str
    type: str
    state: str
    server: Server
    metrics: dict[str, Json]
    created: str
    updated: str


class ServerService:
    """Answers about all servers that share the store."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def all(self) -> list[Service]:
        """One entry a service, by server and type."""
        async with self._store.transaction() as tx:
            members = await tx.records(MEMBERS).all()
            drained = await drained_servers(tx)
            is_closed = await is_under_maintenance(tx)
        now = self._clock.now()
        found = [
            entry
            for (name,), document in members.items()
            for entry in _services(document, now, is_drained=name in drained)
        ]
        return [_resting(entry) for entry in found] if is_closed else found

    async def active(self) -> dict[str, int]:
        """How many services of each type run, by type."""
        found = Counter(entry.type for entry in await self.all() if entry.state == "RUNNING")
        return dict(sorted(found.items()))

    async def get(self, service_id: str) -> Service:
        """One service. Raises: NotFound."""
        for entry in await self.all():
            if entry.id == service_id:
                return entry
        raise NotFound(f"Service not found: {service_id}")


def samples_of(samples: Iterable[Sample], kind: str) -> list[Sample]:
    """What is measured of one type of service; of the web what has no other owner."""
    owners = tuple(f"{name.lower()}_" for name in SERVICE_TYPES if name != WEBSERVER)
    if kind == WEBSERVER:
        return [sample for sample in samples if not sample.name.startswith(owners)]
    return [sample for sample in samples if sample.name.startswith(f"{kind.lower()}_")]


def _services(document: dict[str, Json], now: datetime, *, is_drained: bool) -> list[Service]:
    details = document.get("details", {})
    server = Server(
        document["id"],
        details.get("type", "STANDALONE"),
        details.get("hostname", ""),
        details.get("version", ""),
        details.get("memory"),
    )
    metrics, state = details.get("metrics", {}), _state(document, now)
    kinds = [_TYPES[part] for part in document.get("parts", ()) if part in _TYPES]
    return [
        Service(
            id=f"{document['id']}-{kind.lower()}",
            type=kind,
            state=_drained(state, metrics) if kind == WORKER and is_drained else state,
            server=server,
            metrics=metrics if kind == WORKER else {},
            created=document["started"],
            updated=document["heard"],
        )
        for kind in kinds
    ]


def _resting(service: Service) -> Service:
    """A service under maintenance, if it is one that does the work."""
    is_resting = service.type in (EXECUTOR, WORKER) and service.state == "RUNNING"
    return replace(service, state="MAINTENANCE") if is_resting else service


def _drained(state: str, metrics: dict[str, Json]) -> str:
    """The state of a worker that is asked to take nothing: it has ended when it runs nothing.

    What it reported before it heard of it does not count, since it may have begun something then.
    """
    if state != "RUNNING":
        return state
    is_empty = metrics.get("draining", False) and not metrics.get("running", 0)
    return "NOT_RUNNING" if is_empty else "MAINTENANCE"


def _state(document: dict[str, Json], now: datetime) -> str:
    state = _STATES.get(document.get("state", "RUNNING"), "TERMINATED_GRACEFULLY")
    silent_s = (now - datetime.fromisoformat(str(document["heard"]))).total_seconds()
    is_gone = state in _STATES.values() and silent_s > HEARTBEAT_TIMEOUT_S
    return "DISCONNECTED" if is_gone else state
