"""What the loops that evaluate triggers share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import msgspec

from tiercel.engine.triggers.orders import Line
from tiercel.model.log import LogEntry
from tiercel.ports.ports import Ports
from tiercel.ports.store import Tx
from tiercel.runtime.triggers.start import TriggerStarter
from tiercel.service.flows.cache import FlowCache
from tiercel.service.lookup_rounds import LookupSource
from tiercel.service.observability.telemetry import Telemetry
from tiercel.service.triggers.environment import TriggerEnvs


class TriggerTools(msgspec.Struct, frozen=True, kw_only=True):
    """Ports and services for triggers."""

    ports: Ports
    flow_cache: FlowCache
    lookups: LookupSource
    envs: TriggerEnvs
    starter: TriggerStarter
    telemetry: Telemetry


class TriggerPlace(msgspec.Struct, frozen=True):
    """A trigger by its names."""

    namespace: str
    flow_id: str
    trigger_id: str


def write_lines(tx: Tx, place: TriggerPlace, lines: Iterable[Line], now: datetime) -> None:
    """Lines for the log of a trigger."""
    tx.logs.add(
        [
            LogEntry(
                namespace=place.namespace,
                flow_id=place.flow_id,
                timestamp=now,
                level=line.level,
                message=line.message,
                trigger_id=place.trigger_id,
            )
            for line in lines
        ]
    )
