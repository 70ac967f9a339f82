"""Kill switches (assets-apps.md §5)."""

from __future__ import annotations

from tiercel.model.json_types import Json
from tiercel.model.policies.kill_switch import KillSwitch, SwitchType
from tiercel.service.operations.governance.kill_switches import OPERATIONS
from tiercel.web import params
from tiercel.web.bodies import flag_in, text_in, texts_in
from tiercel.web.documented import Body
from tiercel.web.routers.governance.payloads import KillSwitchInput
from tiercel.web.routers.governance.records import RecordForm, date_in, needed
from tiercel.web.views.governance.records import KillSwitchView, kill_switch_view

EXAMPLE: dict[str, Json] = {
    "name": "Stop the imports",
    "namespace": "company.imports",
    "evaluationType": "KILL",
    "startDate": "2030-01-01T00:00:00Z",
}


def kill_switch_of(body: dict[str, Json]) -> KillSwitch:
    """What a body asks for; empty texts count as missing. Raises: Refused, Invalid."""
    word = needed("evaluationType", text_in(body, "evaluationType"))
    return KillSwitch(
        id=text_in(body, "id") or "",
        name=text_in(body, "name") or "",
        type=params.one_of("evaluationType", word.upper(), SwitchType),
        start=needed("startDate", date_in(body, "startDate")),
        end=date_in(body, "endDate"),
        tenant_id=text_in(body, "tenantId") or None,
        namespace=text_in(body, "namespace") or None,
        flow_id=text_in(body, "flowId") or None,
        execution_ids=tuple(texts_in(body, "executionIds")),
        description=text_in(body, "description") or None,
        enabled=body.get("enabled") is None or flag_in(body, "enabled"),
    )


KILL_SWITCHES = RecordForm(
    path="/kill-switches",
    group="Kill switches",
    noun="a kill switch",
    operations=OPERATIONS,
    body=Body(KillSwitchInput, example=EXAMPLE),
    view=KillSwitchView,
    read=kill_switch_of,
    show=kill_switch_view,
    is_archived=True,
)
