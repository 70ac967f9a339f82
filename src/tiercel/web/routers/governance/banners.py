"""Banners (assets-apps.md §4)."""

from __future__ import annotations

from tiercel.model.json_types import Json
from tiercel.model.policies.banner import Banner, BannerType
from tiercel.ports.clock import Clock
from tiercel.service.operations.governance.banners import OPERATIONS
from tiercel.web import params
from tiercel.web.bodies import flag_in, text_in
from tiercel.web.documented import Body
from tiercel.web.routers.governance.payloads import BannerInput
from tiercel.web.routers.governance.records import RecordForm, date_in
from tiercel.web.views.governance.records import BannerView, banner_view

EXAMPLE: dict[str, Json] = {"message": "The database moves at noon.", "type": "WARNING"}


def banner_of(body: dict[str, Json]) -> Banner:
    """What a body asks for; empty texts count as missing. Raises: Refused, Invalid."""
    return Banner(
        id=text_in(body, "id") or "",
        message=text_in(body, "message") or "",
        type=params.one_of("type", (text_in(body, "type") or "INFO").upper(), BannerType),
        start=date_in(body, "startDate"),
        end=date_in(body, "endDate"),
        tenant_id=text_in(body, "tenantId") or None,
        enabled=body.get("active") is None or flag_in(body, "active"),
    )


def banner_form(clock: Clock) -> RecordForm[Banner]:
    """Whether one is active is said as of now."""
    return RecordForm(
        path="/banners",
        group="Banners",
        noun="a banner",
        operations=OPERATIONS,
        body=Body(BannerInput, example=EXAMPLE),
        view=BannerView,
        read=banner_of,
        show=lambda banner: banner_view(banner, clock.now()),
    )
