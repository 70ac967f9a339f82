"""Kill switches: what stops executions, or leaves them alone, for a while."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from tiercel.model.execution import Execution

# The kind under which switches are kept among what people ask of servers.
KILL_SWITCH = "kill-switch"


class SwitchType(StrEnum):
    """What becomes of executions in the scope of a switch, the strongest first."""

    KILL = "KILL"
    CANCEL = "CANCEL"
    IGNORE = "IGNORE"


class KillSwitch(msgspec.Struct, frozen=True, kw_only=True):
    """A switch, which is active while it is enabled, from its start until its end.

    Shapes: without a namespace it covers everything, and a namespace covers its children too. A
    flow needs its own namespace, and executions need their flow. One that is
    `deleted` is only listed.
    """

    id: str = ""
    name: str
    type: SwitchType
    start: datetime
    end: datetime | None = None
    tenant_id: str | None = None
    namespace: str | None = None
    flow_id: str | None = None
    execution_ids: tuple[str, ...] = ()
    description: str | None = None
    enabled: bool = True
    deleted: bool = False

    def is_active(self, now: datetime) -> bool:
        """Whether it acts at that time."""
        has_begun = self.enabled and not self.deleted and self.start <= now
        return has_begun and (self.end is None or now < self.end)

    def covers(self, execution: Execution) -> bool:
        """Whether the execution, or the one that it is an iteration of, is in its scope."""
        if self.namespace is None:
            return True
        if not f"{execution.namespace}.".startswith(f"{self.namespace}."):
            return False
        if self.flow_id is None:
            return True
        if (execution.namespace, execution.flow_id) != (self.namespace, self.flow_id):
            return False
        owner = execution.loop_run
        named = {execution.id} if owner is None else {execution.id, owner.root_id}
        return not self.execution_ids or not named.isdisjoint(self.execution_ids)
