"""Use cases of tasks over flows and triggers."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from tiercel.engine import trigger_state
from tiercel.engine.trigger_dates import date_when_enabled
from tiercel.expr import NoLookups
from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.ports.clock import Clock
from tiercel.ports.store import Store, Tx
from tiercel.runtime.attempt_log import LogPlace
from tiercel.runtime.server_filters import date_of
from tiercel.service.services import Services
from tiercel.service.unit import in_transaction


class FlowUseCases:
    """purge_flow_revisions, toggle_trigger."""

    def __init__(self, services: Services, store: Store, clock: Clock) -> None:
        self._services = services
        self._store = store
        self._clock = clock

    async def purge_revisions(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """Remove old revisions, never the newest one of a flow."""
        keep = int(arguments.get("keepAmount") or 0)
        before = date_of(arguments["before"]) if arguments.get("before") else None
        prefix, wanted = arguments.get("namespace") or "", arguments.get("flowId")
        flows = size = 0
        async with self._store.transaction() as tx:
            for newest in await tx.flows.all_latest():
                is_below = newest.namespace == prefix or newest.namespace.startswith(f"{prefix}.")
                if (prefix and not is_below) or wanted not in (None, newest.id):
                    continue
                stored = await tx.flows.revisions(newest.namespace, newest.id)
                old = stored[: max(len(stored) - max(keep, 1), 0)]
                gone = [each.revision for each in old if before is None or each.updated < before]
                if gone:
                    tx.flows.delete_revisions(newest.namespace, newest.id, gone)
                    flows, size = flows + 1, size + len(gone)
        return {"flows": flows, "size": size}

    async def toggle_trigger(self, origin: LogPlace, arguments: Mapping[str, Json]) -> Json:
        """Switch a trigger on or off."""

        async def write(tx: Tx) -> None:
            await self._toggle(tx, origin, arguments)

        await in_transaction(self._store, write)
        return None

    async def _toggle(self, tx: Tx, origin: LogPlace, arguments: Mapping[str, Json]) -> None:
        namespace = arguments.get("namespace") or origin.namespace
        flow_id = arguments.get("flowId") or origin.flow_id
        trigger_id = str(arguments.get("triggerId"))
        plan = await self._services.book.plan(tx, namespace, flow_id)
        if plan is None:
            raise NotFound(
                f"Unable to find flow {namespace}.{flow_id}. Make sure the flow exists and the"
                " current execution is authorized to access it."
            )
        flow = plan.flow
        definition = next((each for each in flow.triggers if each.id == trigger_id), None)
        if definition is None:
            raise NotFound(f"Unable to find trigger {trigger_id} for the flow {flow.uid}")
        state = await tx.triggers.get(namespace, flow_id, trigger_id)
        if state is None or state.disabled == (arguments.get("enabled") is not True):
            return
        now = self._clock.now()
        if arguments.get("enabled") is True:
            env = self._services.trigger_envs.env(NoLookups())
            due = date_when_enabled(state, definition, flow, now, env)
            switched = trigger_state.enabled(state, due)
        else:
            switched = trigger_state.disabled(state)
        tx.triggers.put(msgspec.structs.replace(switched, updated=now))
