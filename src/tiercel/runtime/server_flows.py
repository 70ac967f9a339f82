"""Use cases of tasks over flows and triggers."""

from __future__ import annotations

from collections.abc import Mapping

from tiercel.model.errors import NotFound
from tiercel.model.json_types import Json
from tiercel.ports.store import Store
from tiercel.runtime.attempt_log import LogPlace
from tiercel.runtime.server_filters import date_of
from tiercel.service.services import Services


class FlowUseCases:
    """purge_flow_revisions, toggle_trigger."""

    def __init__(self, services: Services, store: Store) -> None:
        self._services = services
        self._store = store

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
        """Switch a trigger on or off, by the rules of the API."""
        namespace = arguments.get("namespace") or origin.namespace
        flow_id = arguments.get("flowId") or origin.flow_id
        trigger_id = str(arguments.get("triggerId"))
        async with self._store.transaction() as tx:
            plan = await self._services.book.plan(tx, namespace, flow_id)
        if plan is None:
            raise NotFound(
                f"Unable to find flow {namespace}.{flow_id}. Make sure the flow exists and the"
                " current execution is authorized to access it."
            )
        if all(each.id != trigger_id for each in plan.flow.triggers):
            raise NotFound(f"Unable to find trigger {trigger_id} for the flow {plan.flow.uid}")
        await self._services.triggers.set_disabled(
            (namespace, flow_id, trigger_id), disabled=arguments.get("enabled") is not True
        )
        return None
