"""What evaluating a trigger outside of the scheduler needs, and which mechanism a type has."""

from __future__ import annotations

from datetime import datetime

from tiercel.engine.triggers.dates import initial_state
from tiercel.engine.triggers.orders import TriggerEnv
from tiercel.engine.triggers.triggers import SCHEDULED, Mechanism
from tiercel.expr import Lookups
from tiercel.model.flow import Flow, TriggerDefinition
from tiercel.model.trigger import TriggerState
from tiercel.ports.ports import Ports
from tiercel.service.lookup_rounds import without_lookups


class TriggerEnvs:
    """Makes environments of triggers, and first states of their rows.

    `recover` says which of the dates that were missed are made up for: ALL, LAST or NONE.
    """

    def __init__(self, ports: Ports, *, recover: str = "ALL") -> None:
        self._ports = ports
        self._recover = recover

    def env(self, lookups: Lookups) -> TriggerEnv:
        """The environment with these values from outside."""
        return TriggerEnv(
            renderer=self._ports.renderer,
            lookups=lookups,
            config=self._ports.config,
            zone=self._ports.zone,
            recover=self._recover,
        )

    def mechanism(self, type_name: str) -> Mechanism:
        """How the server runs a type of trigger; NONE for an unknown one."""
        plugin = self._ports.catalog.class_of(type_name)
        return Mechanism(getattr(plugin, "mechanism", "NONE"))

    def is_webhook(self, type_name: str) -> bool:
        """Whether requests start it."""
        return self.mechanism(type_name) is Mechanism.WEBHOOK

    async def initial_state(
        self, definition: TriggerDefinition, flow: Flow, now: datetime
    ) -> TriggerState | None:
        """The row of a new trigger; None when the scheduler has nothing to do with it."""
        mechanism = self.mechanism(definition.type)
        if mechanism not in SCHEDULED:
            return None
        return await without_lookups(
            lambda lookups: initial_state(definition, flow, now, self.env(lookups), mechanism)
        )
