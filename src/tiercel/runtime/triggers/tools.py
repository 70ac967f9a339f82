"""What the loops that evaluate triggers share."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec

from tiercel.engine.env import EngineConfig
from tiercel.engine.plan import PluginClasses
from tiercel.engine.triggers.orders import Line, TriggerEnv
from tiercel.engine.triggers.triggers import Mechanism
from tiercel.expr import Renderer
from tiercel.expr.lookups import Lookups
from tiercel.model.log import LogEntry
from tiercel.ports.clock import Clock, IdSource
from tiercel.ports.store import Store, Tx
from tiercel.runtime.triggers.start import TriggerStarter
from tiercel.service.flows.cache import FlowCache
from tiercel.service.lookup_rounds import LookupSource
from tiercel.service.observability.telemetry import Telemetry


class TriggerTools(msgspec.Struct, frozen=True, kw_only=True):
    """Ports, services and settings for triggers; `recover` is the server's policy."""

    store: Store
    flow_cache: FlowCache
    classes: PluginClasses
    renderer: Renderer
    config: EngineConfig
    lookups: LookupSource
    starter: TriggerStarter
    ids: IdSource
    clock: Clock
    telemetry: Telemetry
    zone: ZoneInfo = ZoneInfo("UTC")
    recover: str = "ALL"

    def env(self, lookups: Lookups) -> TriggerEnv:
        """The dependencies of one evaluation."""
        return TriggerEnv(
            renderer=self.renderer,
            lookups=lookups,
            config=self.config,
            zone=self.zone,
            recover=self.recover,
        )

    def mechanism(self, type_name: str) -> Mechanism:
        """How the server runs triggers of a type."""
        return mechanism_of(self.classes, type_name)


def mechanism_of(classes: PluginClasses, type_name: str) -> Mechanism:
    """How the server runs triggers of a type; NONE for unknown ones."""
    plugin_class = classes.class_of(type_name)
    return Mechanism(getattr(plugin_class, "mechanism", Mechanism.NONE))


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
