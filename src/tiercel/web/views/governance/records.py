"""Records of the whole server as the API shows them (assets-apps.md §4, §5)."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from tiercel.model.policies.kill_switch import KillSwitch, SwitchType
from tiercel.web.views.view import Date, View, given


class KillSwitchView(View, frozen=True):
    """A kill switch; one that was deleted is only listed."""

    id: str
    name: str
    evaluation_type: SwitchType
    start_date: Date
    enabled: bool
    deleted: bool
    end_date: Date | UnsetType = UNSET
    tenant_id: str | UnsetType = UNSET
    namespace: str | UnsetType = UNSET
    flow_id: str | UnsetType = UNSET
    execution_ids: list[str] | UnsetType = UNSET
    description: str | UnsetType = UNSET


def kill_switch_view(switch: KillSwitch) -> KillSwitchView:
    return KillSwitchView(
        id=switch.id,
        name=switch.name,
        evaluation_type=switch.type,
        start_date=switch.start,
        enabled=switch.enabled,
        deleted=switch.deleted,
        end_date=given(switch.end),
        tenant_id=given(switch.tenant_id),
        namespace=given(switch.namespace),
        flow_id=given(switch.flow_id),
        execution_ids=given([*switch.execution_ids] or None),
        description=given(switch.description),
    )
