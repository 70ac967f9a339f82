"""What requests on policies and on records of the whole server may carry (assets-apps.md)."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from tiercel.model.policies.kill_switch import SwitchType
from tiercel.model.policies.limits import (
    RECORD_ID_CHARS_MAX,
    RECORD_NAME_CHARS_MAX,
    RECORD_TEXT_CHARS_MAX,
)
from tiercel.web.payloads import Payload
from tiercel.web.views.view import DateText

RecordId = Annotated[str, Meta(max_length=RECORD_ID_CHARS_MAX)]
RecordName = Annotated[str, Meta(min_length=1, max_length=RECORD_NAME_CHARS_MAX)]
RecordText = Annotated[str, Meta(max_length=RECORD_TEXT_CHARS_MAX)]


class PolicyPreviewInput(Payload, frozen=True, kw_only=True):
    """A source that somebody is writing."""

    namespace: str
    source: str


class KillSwitchInput(Payload, frozen=True, kw_only=True):
    """A kill switch; a narrower scope needs the wider one, and none at all is everything."""

    id: RecordId | None = None
    name: RecordName
    tenant_id: str | None = None
    namespace: str | None = None
    flow_id: str | None = None
    execution_ids: list[str] | None = None
    start_date: DateText
    end_date: DateText | None = None
    description: RecordText | None = None
    evaluation_type: SwitchType
    enabled: bool | None = None
    deleted: bool | None = None
