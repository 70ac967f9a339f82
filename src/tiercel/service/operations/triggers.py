"""Operations on triggers."""

from __future__ import annotations

from tiercel.model.access import Actor, Permission, Resource, in_namespace
from tiercel.model.trigger import StoredTrigger
from tiercel.plugin.server import DisableTrigger, EnableTrigger
from tiercel.service.operations.operation import operation
from tiercel.service.services import Services


@operation("trigger.enable", allows=Permission(Resource.TRIGGER, "ENABLE"), scope=in_namespace())
async def enable(deps: Services, actor: Actor, ask: EnableTrigger) -> StoredTrigger:
    """Switch it on."""
    trigger_id = (ask.namespace, ask.flow_id, ask.trigger_id)
    return await deps.triggers.set_disabled(trigger_id, disabled=False)


@operation("trigger.disable", allows=Permission(Resource.TRIGGER, "DISABLE"), scope=in_namespace())
async def disable(deps: Services, actor: Actor, ask: DisableTrigger) -> StoredTrigger:
    """Switch it off."""
    trigger_id = (ask.namespace, ask.flow_id, ask.trigger_id)
    return await deps.triggers.set_disabled(trigger_id, disabled=True)
