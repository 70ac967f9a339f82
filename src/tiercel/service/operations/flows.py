"""Operations on flows."""

from __future__ import annotations

from tiercel.model.access import MATCHING, Actor, Permission, Resource
from tiercel.plugin.server import PurgedRevisions, PurgeFlowRevisions
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services


@operation("flow.purge_revisions", allows=Permission(Resource.FLOW, "DELETE"), scope=MATCHING)
async def purge_revisions(deps: Services, actor: Actor, ask: PurgeFlowRevisions) -> PurgedRevisions:
    """The newest revision of a flow always stays."""
    prefix = ask.namespace or ""
    flows = gone = 0
    async with deps.parts.store.transaction() as tx:
        for newest in await tx.flows.all_latest():
            is_below = newest.namespace == prefix or newest.namespace.startswith(f"{prefix}.")
            if (prefix and not is_below) or ask.flow_id not in (None, newest.id):
                continue
            stored = await tx.flows.revisions(newest.namespace, newest.id)
            old = stored[: max(len(stored) - max(ask.keep or 0, 1), 0)]
            numbers = [
                each.revision for each in old if ask.before is None or each.updated < ask.before
            ]
            if numbers:
                tx.flows.delete_revisions(newest.namespace, newest.id, numbers)
                flows, gone = flows + 1, gone + len(numbers)
    return PurgedRevisions(flows, gone)
