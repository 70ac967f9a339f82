"""What tasks and triggers may ask of the server, by the namespace of their flow."""

from __future__ import annotations

import msgspec

from tiercel.model.access import Actor
from tiercel.model.authorization.grants import UNLIMITED
from tiercel.service.access.access import Access
from tiercel.service.access.granting import Granting


class FlowGrants:
    """Everything while nobody signs in; else those of the namespace, and what its groups give.

    Source: spec/api/access.md §18.3.
    """

    def __init__(self, access: Access, granting: Granting) -> None:
        self._access = access
        self._granting = granting

    async def granted(self, actor: Actor) -> Actor:
        """An execution with all that it may do. Whatever a user did before plays no part."""
        await self._access.refresh()
        grants = UNLIMITED
        if self._access.is_enabled:
            grants = await self._granting.of_flows(actor.namespace or "")
        return msgspec.structs.replace(actor, grants=grants)
