"""What requests on policies and on records of the whole server may carry (assets-apps.md)."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from tiercel.model.json_types import Json
from tiercel.model.policies.banner import BannerType
from tiercel.model.policies.credential import CredentialType
from tiercel.model.policies.kill_switch import SwitchType
from tiercel.model.policies.limits import (
    CREDENTIAL_SCOPES_MAX,
    RECORD_ID_CHARS_MAX,
    RECORD_NAME_CHARS_MAX,
    RECORD_TEXT_CHARS_MAX,
    TENANT_QUOTAS_MAX,
)
from tiercel.web.param_kinds import DURATION
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


class BannerInput(Payload, frozen=True, kw_only=True):
    """A banner; without dates it is shown until it is deleted."""

    id: RecordId | None = None
    tenant_id: str | None = None
    message: Annotated[str, Meta(min_length=1, max_length=RECORD_TEXT_CHARS_MAX)]
    type: BannerType | None = None
    start_date: DateText | None = None
    end_date: DateText | None = None
    active: bool | None = None


class TenantLimitInput(Payload, frozen=True, kw_only=True):
    """How many executions there may be at once, and what becomes of more."""

    limit: Annotated[int, Meta(ge=1)]
    behavior: Literal["QUEUE", "CANCEL", "FAIL"]


class TenantQuotaInput(Payload, frozen=True, kw_only=True):
    """How many executions there may be in a time, and what becomes of more."""

    duration: Annotated[str, Meta(pattern=DURATION)]
    limit: Annotated[int, Meta(ge=0)]
    behavior: Literal["CANCEL", "FAIL"]


class TenantInput(Payload, frozen=True, kw_only=True):
    """A tenant; members that have no effect here and may hold secrets are not kept."""

    id: Annotated[str, Meta(pattern="^[a-z0-9][a-z0-9_-]*$", max_length=RECORD_ID_CHARS_MAX)]
    name: RecordName
    concurrency: TenantLimitInput | None = None
    quotas: Annotated[list[TenantQuotaInput], Meta(max_length=TENANT_QUOTAS_MAX)] | None = None
    require_existing_namespace: bool | None = None
    outputs_in_internal_storage: bool | None = None
    settings: dict[str, Json] | None = None


class AppsCatalogInput(Payload, frozen=True, kw_only=True):
    """How a catalogue of apps looks; colors are those of CSS."""

    title: RecordName | None = None
    title_color: str | None = None
    primary_color: str | None = None
    background_color: str | None = None
    tile_color: str | None = None
    button_text_color: str | None = None


class TenantDashboardsInput(Payload, frozen=True, kw_only=True):
    """Ids of dashboards; one that is missing is chosen no more."""

    default_home_dashboard: RecordId | None = None
    default_flow_overview_dashboard: RecordId | None = None
    default_namespace_overview_dashboard: RecordId | None = None


class TokenCachingInput(Payload, frozen=True, kw_only=True):
    """Whether a token is used again, and how long before its end it no longer is."""

    enabled: bool | None = None
    refresh_before_expiry: Annotated[str, Meta(pattern=DURATION)] | None = None


class CredentialChange(Payload, frozen=True, kw_only=True):
    """All of a credential but its name.

    `authConfig` has its `type` and members, each a text, `{type: VALUE, value}` or the name of a
    secret, `{secretKey, namespace}`.
    """

    type: CredentialType
    description: RecordText | None = None
    token_endpoint: RecordText | None = None
    scopes: Annotated[list[str], Meta(max_length=CREDENTIAL_SCOPES_MAX)] | None = None
    audience: RecordText | None = None
    token_caching: TokenCachingInput | None = None
    auth_config: dict[str, Json]


class CredentialInput(CredentialChange, frozen=True, kw_only=True):
    """A new credential."""

    name: RecordId
