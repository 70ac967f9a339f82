"""Kill switches as they are kept, and what they and maintenance say of an execution now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from tiercel.model.errors import Violation
from tiercel.model.execution import Execution
from tiercel.model.ids import NAMESPACE_PATTERN
from tiercel.model.policies.kill_switch import KILL_SWITCH, KillSwitch, SwitchType
from tiercel.model.policies.limits import (
    KILL_SWITCH_EXECUTIONS_MAX,
    KILL_SWITCHES_MAX,
    RECORD_NAME_CHARS_MAX,
    RECORD_TEXT_CHARS_MAX,
)
from tiercel.model.stored.records import INSTRUCTIONS
from tiercel.ports.store import Tx
from tiercel.service.governance.instance_records import (
    InstanceNoun,
    span_violations,
    tenant_violations,
    text_violations,
)
from tiercel.service.instance.instructions import is_under_maintenance

_STRENGTH = {kind: place for place, kind in enumerate(SwitchType)}


class KillSwitchRegistry:
    """The switches as this server last read them; `active` are those that act, strongest first.

    Under maintenance, which it reads with them, no execution begins.
    """

    def __init__(self) -> None:
        self.active: tuple[KillSwitch, ...] = ()
        self.is_under_maintenance = False
        self._stored: tuple[KillSwitch, ...] = ()
        self._is_maintenance_new = False

    async def look(self, tx: Tx) -> bool:
        """Read the stored ones; whether they are others than before."""
        asked = await tx.records(INSTRUCTIONS).all()
        stored = tuple(
            msgspec.convert(document, KillSwitch)
            for (kind, _), document in asked.items()
            if kind == KILL_SWITCH
        )
        is_closed = await is_under_maintenance(tx)
        self._is_maintenance_new |= is_closed is not self.is_under_maintenance
        is_new = self._is_maintenance_new or stored != self._stored
        self._stored, self.is_under_maintenance = stored, is_closed
        return is_new

    def refresh(self, now: datetime) -> bool:
        """Find out what acts now; whether that is something else than before."""
        is_new, self._is_maintenance_new = self._is_maintenance_new, False
        if not self._stored and not self.active:
            return is_new
        found = [each for each in self._stored if each.is_active(now)]
        active = tuple(sorted(found, key=lambda each: (_STRENGTH[each.type], each.id)))
        is_new |= active != self.active
        self.active = active
        return is_new

    @property
    def is_idle(self) -> bool:
        """Whether executions are under nothing at all."""
        return not self.active and not self.is_under_maintenance

    def over(self, execution: Execution) -> KillSwitch | None:
        """The strongest switch that acts on the execution, None without one."""
        return next((each for each in self.active if each.covers(execution)), None)


def kill_switch_violations(switch: KillSwitch) -> Iterator[Violation]:
    """What is wrong with a switch that somebody wrote."""
    yield from text_violations("name", switch.name, RECORD_NAME_CHARS_MAX)
    if switch.description is not None and len(switch.description) > RECORD_TEXT_CHARS_MAX:
        yield Violation("description", f"must have {RECORD_TEXT_CHARS_MAX:,} characters at most")
    yield from span_violations(switch.start, switch.end)
    yield from tenant_violations(switch.tenant_id)
    if switch.namespace is not None and not NAMESPACE_PATTERN.fullmatch(switch.namespace):
        yield Violation("namespace", f"must match {NAMESPACE_PATTERN.pattern}")
    if switch.flow_id is not None and switch.namespace is None:
        yield Violation("namespace", "must be given where flowId is")
    if switch.execution_ids and switch.flow_id is None:
        yield Violation("flowId", "must be given where executionIds are")
    if len(switch.execution_ids) > KILL_SWITCH_EXECUTIONS_MAX:
        yield Violation("executionIds", f"must be {KILL_SWITCH_EXECUTIONS_MAX:,} at most")


def _archived(switch: KillSwitch) -> KillSwitch:
    return msgspec.structs.replace(switch, deleted=True, enabled=False)


KILL_SWITCHES = InstanceNoun(
    name="Kill switch",
    table=INSTRUCTIONS,
    prefix=(KILL_SWITCH,),
    kind=KillSwitch,
    count_max=KILL_SWITCHES_MAX,
    check=kill_switch_violations,
    archive=_archived,
    is_archived=lambda switch: switch.deleted,
)
